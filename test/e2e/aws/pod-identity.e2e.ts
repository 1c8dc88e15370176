import { DescribePodIdentityAssociationCommand, ListPodIdentityAssociationsCommand } from '@aws-sdk/client-eks';
import { GetRoleCommand } from '@aws-sdk/client-iam';
import { GetObjectCommand, ListBucketsCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { AssumeRoleCommand } from '@aws-sdk/client-sts';
import type { EnvironmentProps } from '../../../lib/environment/props';
import { answerOf, clientsOf, type Credentials, stackStatuses } from './clients';
import { DirectDeployment } from './direct-deployment';
import { assumeRole, createCluster } from './identity';
import { ACCOUNT, LocalAws, REGION } from './local-aws';

const NAME = 'associated';

/**
 * An environment that moves to EKS Pod Identity and back. The local AWS has associations, as EKS lists them; it takes roles without
 * asking for their trust, so the trust is compared.
 */
describe('an environment with Pod Identity', () => {
  let aws: LocalAws;
  let deployment: DirectDeployment;
  let issuer: string;

  const deploy = (identity: EnvironmentProps['identity']) =>
    deployment.deploy({
      account: ACCOUNT,
      region: REGION,
      cluster: { existing: { name: NAME, oidcIssuer: `https://${issuer}` } },
      identity,
    });

  /** Associations of the cluster: the role of each service account. */
  const associations = async (): Promise<Record<string, string>> => {
    const { eks } = clientsOf(aws);
    const { associations: found = [] } = await eks.send(new ListPodIdentityAssociationsCommand({ clusterName: NAME }));
    const all = await Promise.all(
      found.map(({ associationId }) =>
        eks.send(new DescribePodIdentityAssociationCommand({ clusterName: NAME, associationId })),
      ),
    );
    return Object.fromEntries(
      all.map(({ association: each }) => [`${each?.namespace}/${each?.serviceAccount}`, each?.roleArn as string]),
    );
  };

  /** Credentials that the agent gives to the pods of a service account. */
  const credentialsOf = async (account: string): Promise<Credentials> => {
    const RoleArn = (await associations())[account];
    const given = await clientsOf(aws).sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'eks' }));
    const { AccessKeyId, SecretAccessKey, SessionToken } = given.Credentials ?? {};
    return {
      accessKeyId: AccessKeyId as string,
      secretAccessKey: SecretAccessKey as string,
      sessionToken: SessionToken,
    };
  };

  /** Answers to requests with IAM enforced. */
  const enforced = async (ask: () => Promise<string[]>): Promise<string[]> => {
    await aws.enforceIam(true);
    try {
      return await ask();
    } finally {
      await aws.enforceIam(false);
    }
  };

  beforeAll(async () => {
    aws = await LocalAws.start();
    deployment = new DirectDeployment(aws, NAME, REGION);
    issuer = await createCluster(aws, NAME);
  });

  afterAll(() => aws.stop());

  test('has no association before', async () => {
    await deploy('irsa');
    expect(await associations()).toEqual({});
  });

  test('gets one for each service account with a role, and roles that trust EKS alone', async () => {
    await deploy('pod-identity');
    const role = (client = '') => `arn:aws:iam::${ACCOUNT}:role/loki-${NAME}${client}-${REGION}`;
    expect(await associations()).toEqual({
      'loki/loki': role(),
      'loki/loki-gateway': role('.gateway'),
      'alloy/alloy': role('.alloy'),
      'alloy/alloy-events': role('.alloy'),
      'grafana/grafana': role('.grafana'),
    });
    const { Role } = await clientsOf(aws).iam.send(new GetRoleCommand({ RoleName: role('.alloy').split('/')[1] }));
    expect(JSON.parse(decodeURIComponent(Role?.AssumeRolePolicyDocument as string))).toEqual({
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { Service: 'pods.eks.amazonaws.com' },
          Action: ['sts:AssumeRole', 'sts:TagSession'],
          Condition: {
            StringEquals: {
              'aws:SourceAccount': ACCOUNT,
              'aws:RequestTag/eks-cluster-name': NAME,
              'aws:RequestTag/kubernetes-namespace': 'alloy',
              'aws:RequestTag/kubernetes-service-account': ['alloy', 'alloy-events'],
            },
          },
        },
      ],
    });
  });

  test('lets Loki’s pods use both buckets, and Alloy’s read its password, and nothing else', async () => {
    const [loki, alloy] = [await credentialsOf('loki/loki'), await credentialsOf('alloy/alloy-events')];
    const Bucket = `loki-${NAME}-chunks-${ACCOUNT}-${REGION}`;
    const answers = await enforced(async () => [
      await answerOf(clientsOf(aws, loki).s3.send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'chunk' }))),
      await answerOf(clientsOf(aws, loki).s3.send(new GetObjectCommand({ Bucket, Key: 'a' }))),
      await answerOf(clientsOf(aws, loki).s3.send(new ListBucketsCommand({}))),
      await answerOf(clientsOf(aws, alloy).s3.send(new GetObjectCommand({ Bucket, Key: 'a' }))),
      ...(await Promise.all(
        ['writer', 'reader'].map((user) =>
          answerOf(clientsOf(aws, alloy).secrets.send(new GetSecretValueCommand({ SecretId: `loki/${NAME}/${user}` }))),
        ),
      )),
    ]);
    expect(answers.map((answer) => answer.split(' ')[0])).toEqual([
      'allowed',
      'allowed',
      '403',
      '403',
      'allowed',
      '403',
    ]);
  });

  test('no longer takes the token of a service account', async () => {
    const [arn] = Object.values(await associations());
    const taken = enforced(async () => [
      await answerOf(assumeRole(aws, issuer, 'system:serviceaccount:loki:loki', arn as string)),
    ]);
    expect((await taken)[0]).toContain('AccessDenied');
  });

  test('moves back, and no association is left', async () => {
    await deploy('irsa');
    expect(await associations()).toEqual({});
    expect(Object.values(await stackStatuses(aws)).every((one) => /_COMPLETE$/.test(one))).toBe(true);
  });
});
