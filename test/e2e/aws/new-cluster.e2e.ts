import {
  DescribeAddonCommand,
  DescribeClusterCommand,
  ListAccessEntriesCommand,
  ListAddonsCommand,
  ListAssociatedAccessPoliciesCommand,
} from '@aws-sdk/client-eks';
import type { EnvironmentProps } from '../../../lib/environment/props';
import { clientsOf, stackStatuses } from './clients';
import { Deployment, expectSuccess } from './deployment';
import { identityTests } from './identity';
import { leastPrivilegeTests } from './least-privilege';
import { ACCOUNT, LocalAws, type Operation, REGION } from './local-aws';
import { manifestTests } from './manifests';
import { passwordTests } from './passwords';
import { expiryDays, expiryOf, storageTests } from './storage';
import { deployChange, destroyTests, unchangedTests } from './updates';
import { secretTests } from './secrets';

const ADMIN = `arn:aws:iam::${ACCOUNT}:role/admin`;

const DEV: EnvironmentProps = {
  account: ACCOUNT,
  region: REGION,
  cluster: { create: { admins: [ADMIN] } },
  volume: '20 GB/day',
  retention: '7d',
};

describe('dev, with a new cluster', () => {
  let dev: Deployment;
  let first: Operation[];
  const deployed = () => dev;

  beforeAll(async () => {
    dev = new Deployment(await LocalAws.start(), 'dev');
    dev.write(DEV);
  });

  afterAll(() => dev.stop());

  test('cdk bootstrap', () => {
    expectSuccess(dev.cdk('bootstrap', `aws://${ACCOUNT}/${REGION}`));
  });

  test('cdk deploy', async () => {
    first = dev.operationsOf(() => expectSuccess(dev.deploy()));
    expect(await stackStatuses(dev.aws)).toEqual({
      'dev-Cluster': 'CREATE_COMPLETE',
      'dev-Logging': 'CREATE_COMPLETE',
      'dev-Storage': 'CREATE_COMPLETE',
    });
  });

  test('the cluster has a private endpoint, logs everything, and encrypts its Secrets', async () => {
    const { eks } = clientsOf(dev.aws);
    const { cluster } = await eks.send(new DescribeClusterCommand({ name: 'dev' }));
    expect(cluster).toMatchObject({
      version: '1.35',
      logging: {
        clusterLogging: [{ enabled: true, types: ['api', 'audit', 'authenticator', 'controllerManager', 'scheduler'] }],
      },
      encryptionConfig: [{ resources: ['secrets'], provider: { keyArn: expect.stringContaining(':key/') as string } }],
      accessConfig: { authenticationMode: 'API', bootstrapClusterCreatorAdminPermissions: false },
    });
    const { accessEntries = [] } = await eks.send(new ListAccessEntriesCommand({ clusterName: 'dev' }));
    expect(accessEntries).toHaveLength(2);
    expect(accessEntries).toContain(ADMIN);
    expect(accessEntries).toContainEqual(expect.stringContaining('KubectlProviderHandler'));
    for (const principalArn of accessEntries) {
      const { associatedAccessPolicies } = await eks.send(
        new ListAssociatedAccessPoliciesCommand({ clusterName: 'dev', principalArn }),
      );
      expect(associatedAccessPolicies).toMatchObject([
        {
          policyArn: 'arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy',
          accessScope: { type: 'cluster' },
        },
      ]);
    }
  });

  test('its network plugin enforces policies, and volumes have a driver', async () => {
    const { eks } = clientsOf(dev.aws);
    const { addons = [] } = await eks.send(new ListAddonsCommand({ clusterName: 'dev' }));
    expect(addons).toEqual(expect.arrayContaining(['aws-ebs-csi-driver', 'coredns', 'kube-proxy', 'vpc-cni']));
    const { addon } = await eks.send(new DescribeAddonCommand({ clusterName: 'dev', addonName: 'vpc-cni' }));
    expect(JSON.parse(addon?.configurationValues as string)).toMatchObject({ enableNetworkPolicy: 'true' });
  });

  storageTests(deployed, { 'dev/': expiryDays(7) });
  identityTests(deployed);
  manifestTests(deployed, () => first);
  unchangedTests(deployed);

  describe('with IAM enforced', () => leastPrivilegeTests(deployed));

  describe('with IAM enforced, passwords', () => secretTests(deployed));

  test('another retention and one more tenant replace nothing, and change only what depends on them', async () => {
    const { objects, others } = await deployChange(dev, () => {
      dev.write({ ...DEV, retention: '9d', tenants: ['dev', 'apps'] });
    });
    expect(others).toEqual([dev.buckets[0]]);
    expect(objects).toContain('ConfigMap loki/loki');
    expect(await expiryOf(dev, dev.buckets[0] as string)).toEqual({ 'dev/': expiryDays(9), 'apps/': expiryDays(9) });
  });

  passwordTests(deployed);
  destroyTests(deployed);
});
