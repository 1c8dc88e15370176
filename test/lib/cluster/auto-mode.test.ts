import { ClusterMode, LoggingCluster } from '../../../lib/cluster/logging-cluster';
import { resourceOf, resourcesOf, testStack } from '../helpers';
import { addCluster, addOnsOf, clusterOf } from './helpers';

test('Auto Mode: EKS runs nodes and storage, without node group and add-ons; NetworkPolicies are enforced', () => {
  const stack = testStack();
  const logging = new LoggingCluster(stack, 'Logging', { clusterName: 'logs', mode: ClusterMode.AUTO });
  expect(clusterOf(stack).Properties).toMatchObject({
    ComputeConfig: { Enabled: true, NodePools: ['system', 'general-purpose'] },
    StorageConfig: { BlockStorage: { Enabled: true } },
  });
  expect(resourcesOf(stack, 'AWS::EKS::Nodegroup')).toEqual({});
  expect(addOnsOf(stack)).toEqual({});
  expect(logging.storageClassProvisioner).toBe('ebs.csi.eks.amazonaws.com');
  const manifest = resourceOf(stack, 'Custom::AWSCDK-EKS-KubernetesResource').Properties.Manifest;
  expect(JSON.parse(manifest as string)).toMatchObject([
    { kind: 'ConfigMap', metadata: { name: 'amazon-vpc-cni' }, data: { 'enable-network-policy-controller': 'true' } },
  ]);
  expect(() => addCluster({ mode: ClusterMode.AUTO, minNodes: 3, instanceTypes: ['m6i.large'] })).toThrow(
    'Test/Logging.minNodes: 3 is for a node group, and in Auto Mode EKS chooses; leave it out',
  );
  expect(() => addCluster({ mode: ClusterMode.AUTO, addonVersions: {} })).toThrow(
    'addonVersions: {} is for a node group, and in Auto Mode EKS has its own; leave it out',
  );
});
