import { GetRoleCommand } from '@aws-sdk/client-iam';
import { ListSecretsCommand } from '@aws-sdk/client-secrets-manager';
import type { EnvironmentProps } from '../../../lib/environment/props';
import { clientsOf, stackStatuses } from './clients';
import { Deployment } from './deployment';
import { DirectDeployment } from './direct-deployment';
import { createCluster, identityTests } from './identity';
import { leastPrivilegeTests } from './least-privilege';
import { ACCOUNT, LocalAws, type Operation, REGION } from './local-aws';
import { rendered } from './manifests';
import { secretTests } from './secrets';
import { expiryDays, expiryOf, storageTests } from './storage';

const NAME = 'by-hand';
const STACK = `loki-${NAME}`;

/** The template of `eks-loki aws`, deployed as `aws cloudformation deploy` does, without a bootstrap of the CDK. */
describe('an environment that Argo CD or Flux delivers', () => {
  let byHand: Deployment;
  let stack: DirectDeployment;
  let oidcIssuer: string;
  const deployed = () => byHand;
  const environment = (retention: string): EnvironmentProps => ({
    account: ACCOUNT,
    region: REGION,
    cluster: { existing: { name: NAME, oidcIssuer } },
    retention,
  });
  /** Operations of a deploy of the template. */
  const deploy = async (retention: string): Promise<Operation[]> => {
    byHand.write(environment(retention));
    const template = byHand.awsTemplate();
    const before = byHand.aws.operations().length;
    await stack.deployStack(STACK, template);
    return byHand.aws.operations().slice(before);
  };

  beforeAll(async () => {
    byHand = new Deployment(await LocalAws.start(), NAME);
    stack = new DirectDeployment(byHand.aws, NAME, REGION);
    oidcIssuer = `https://${await createCluster(byHand.aws, NAME)}`;
  });

  afterAll(() => byHand.stop());

  test('has one stack, of resources that AWS makes itself', async () => {
    const made = await deploy('28d');
    expect(await stackStatuses(byHand.aws)).toEqual({ [STACK]: 'CREATE_COMPLETE' });
    expect(made.length).toBeGreaterThan(10);
    expect(made.filter(({ type }) => /^Custom::|Lambda/.test(type))).toEqual([]);
  });

  test('has the role of every account with one and the secret of every password in its manifests', async () => {
    const objects = rendered(byHand).flat();
    const { iam, secrets } = clientsOf(byHand.aws);
    const arns = objects.flatMap(({ metadata }) => metadata.annotations?.['eks.amazonaws.com/role-arn'] ?? []);
    expect(new Set(arns).size).toBe(3);
    for (const arn of arns) {
      const { Role } = await iam.send(new GetRoleCommand({ RoleName: arn.split('/').at(-1) }));
      expect(Role?.Arn).toBe(arn);
    }
    const named = JSON.stringify(objects.filter(({ kind }) => kind === 'SecretProviderClass'));
    const { SecretList = [] } = await secrets.send(new ListSecretsCommand({}));
    const names = SecretList.map(({ Name }) => Name as string).sort();
    expect(names).toEqual([`loki/${NAME}/reader`, `loki/${NAME}/writer`]);
    for (const name of names) expect(named).toContain(name);
  });

  storageTests(deployed, { [`${NAME}/`]: expiryDays(28) });
  identityTests(deployed);

  describe('with IAM enforced', () => leastPrivilegeTests(deployed));

  describe('with IAM enforced, passwords', () => secretTests(deployed));

  test('another retention changes the lifecycle of one bucket, and nothing else', async () => {
    const changes = await deploy('35d');
    expect(changes.map(({ operation, physicalId }) => `${operation} ${physicalId}`)).toEqual([
      `update ${byHand.buckets[0]}`,
    ]);
    expect(await expiryOf(byHand, byHand.buckets[0] as string)).toEqual({ [`${NAME}/`]: expiryDays(35) });
  });
});
