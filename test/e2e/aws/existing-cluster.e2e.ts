import { ListAccessEntriesCommand } from '@aws-sdk/client-eks';
import type { EnvironmentProps } from '../../../lib/environment/props';
import { clientsOf, stackStatuses } from './clients';
import { Deployment, expectSuccess } from './deployment';
import { createCluster, identityTests } from './identity';
import { leastPrivilegeTests } from './least-privilege';
import { ACCOUNT, LocalAws, type Operation, REGION } from './local-aws';
import { manifestTests } from './manifests';
import { passwordTests } from './passwords';
import { expiryDays, expiryOf, storageTests } from './storage';
import { deployChange, destroyTests, unchangedTests } from './updates';
import { secretTests } from './secrets';

const NAME = 'training-on-eks';

/** Environment of the repository, with the issuer that EKS returns. */
function environment(oidcIssuer: string, retention: string): EnvironmentProps {
  return {
    account: ACCOUNT,
    region: REGION,
    cluster: { existing: { name: NAME, oidcIssuer, version: '1.35' } },
    retention,
  };
}

describe(`${NAME}, an existing cluster`, () => {
  let training: Deployment;
  let first: Operation[];
  let oidcIssuer: string;
  const deployed = () => training;

  beforeAll(async () => {
    training = new Deployment(await LocalAws.start(), NAME);
    oidcIssuer = `https://${await createCluster(training.aws, NAME)}`;
    training.write(environment(oidcIssuer, '28d'));
  });

  afterAll(() => training.stop());

  test('cdk bootstrap', () => {
    expectSuccess(training.cdk('bootstrap', `aws://${ACCOUNT}/${REGION}`));
  });

  test('cdk deploy', async () => {
    first = training.operationsOf(() => expectSuccess(training.deploy()));
    expect(await stackStatuses(training.aws)).toEqual({
      'training-on-eks-Logging': 'CREATE_COMPLETE',
      'training-on-eks-Storage': 'CREATE_COMPLETE',
    });
  });

  test('only this app’s kubectl has an access entry', async () => {
    const { accessEntries = [] } = await clientsOf(training.aws).eks.send(
      new ListAccessEntriesCommand({ clusterName: NAME }),
    );
    expect(accessEntries).toEqual([expect.stringContaining('Kubectl')]);
  });

  storageTests(deployed, { [`${NAME}/`]: expiryDays(28) });
  identityTests(deployed);
  manifestTests(deployed, () => first);
  unchangedTests(deployed);

  describe('with IAM enforced', () => leastPrivilegeTests(deployed));

  describe('with IAM enforced, passwords', () => secretTests(deployed));

  test('another retention changes Loki’s own pods and one lifecycle rule, and nothing else', async () => {
    const { objects, others } = await deployChange(training, () => {
      training.write(environment(oidcIssuer, '35d'));
    });
    expect(others).toEqual([training.buckets[0]]);
    expect(objects.filter((title) => !/^(ConfigMap|StatefulSet|Deployment) loki\/loki(-|$)/.test(title))).toEqual([]);
    expect(objects.filter((title) => /gateway$/.test(title) && !/index-gateway$/.test(title))).toEqual([]);
    expect(await expiryOf(training, training.buckets[0] as string)).toEqual({ [`${NAME}/`]: expiryDays(35) });
  });

  passwordTests(deployed);
  destroyTests(deployed);
});
