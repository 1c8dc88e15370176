import { IMMUTABLE_FIELDS } from '../../lib/manifests/immutable-fields';

/** Fields of a resource or object that must not change, and the consequence if it is removed or replaced. */
export interface Kept {
  /** Fields that cannot change without a replacement. */
  readonly fields: readonly string[];

  /** Effect of its removal or replacement. */
  readonly consequence: string;
}

/** Resources with state or a name, and their fields marked `Update requires: Replacement` in CloudFormation's reference. */
export const KEPT_RESOURCES: Readonly<Record<string, Kept>> = {
  'AWS::S3::Bucket': {
    fields: ['BucketName'],
    consequence: 'the bucket is replaced by an empty one, and Loki no longer finds its stored logs',
  },
  'AWS::S3::BucketPolicy': {
    fields: ['Bucket'],
    consequence: 'the bucket already has a policy, so the update fails',
  },
  'AWS::KMS::Key': {
    fields: ['KeySpec', 'KeyUsage', 'MultiRegion'],
    consequence: 'the key is replaced, and data encrypted with the old key can be read only while that key exists',
  },
  'AWS::IAM::Role': {
    fields: ['RoleName', 'Path'],
    consequence: 'the role is replaced, and running pods have no access until they restart',
  },
  'AWS::IAM::Policy': {
    fields: [],
    consequence: 'the role is without the permissions of the policy for a while',
  },
  'AWS::IAM::OIDCProvider': {
    fields: ['Url'],
    consequence: 'AWS accepts only one provider per issuer, so the update fails',
  },
  'AWS::EKS::Cluster': {
    fields: [
      'Name',
      'RoleArn',
      'EncryptionConfig',
      'KubernetesNetworkConfig.IpFamily',
      'KubernetesNetworkConfig.ServiceIpv4Cidr',
      'BootstrapSelfManagedAddons',
      'AccessConfig.BootstrapClusterCreatorAdminPermissions',
    ],
    consequence: 'the cluster is replaced by an empty one',
  },
  'AWS::EKS::Addon': {
    fields: ['AddonName', 'ClusterName'],
    consequence: 'the cluster already has the add-on, so the update fails',
  },
  'AWS::EKS::AccessEntry': {
    fields: ['ClusterName', 'PrincipalArn'],
    consequence: 'the cluster already has the entry, so the update fails',
  },
  'AWS::EC2::VPC': {
    fields: ['CidrBlock', 'InstanceTenancy'],
    consequence: 'the network is replaced, and the cluster with it',
  },
  'AWS::EC2::Subnet': {
    fields: ['AvailabilityZone', 'CidrBlock', 'VpcId'],
    consequence: 'its addresses are in use by the old one, so the update fails',
  },
  'AWS::EC2::SecurityGroup': {
    fields: ['GroupDescription', 'GroupName', 'VpcId'],
    consequence: 'the group is replaced, and so is everything that refers to it',
  },
  'Custom::AWSCDK-EKS-KubernetesResource': {
    fields: ['ServiceToken', 'ClusterName'],
    consequence:
      'its objects are applied again and then deleted, with their pods; CloudFormation refuses another ServiceToken',
  },
};

/** Kubernetes objects with immutable fields, or with names that others rely on. */
export const KEPT_OBJECTS: Readonly<Record<string, Kept>> = {
  Namespace: { fields: [], consequence: 'the old namespace keeps the volumes, and Loki starts with empty ones' },
  ServiceAccount: { fields: [], consequence: 'AWS trusts it by name, so pods have no credentials' },
  StatefulSet: kept('StatefulSet', 'kubectl prunes it with its pods, and their volumes are no longer used'),
  Deployment: kept('Deployment', 'kubectl prunes it with its pods while those of the new name are still starting'),
  DaemonSet: kept('DaemonSet', 'kubectl prunes it with its pods while those of the new name are still starting'),
  Service: kept('Service', 'clients of its address fail'),
  StorageClass: kept('StorageClass', 'volumes of StatefulSets that name it can no longer be created'),
  RoleBinding: kept('RoleBinding', 'kubectl does not prune it: it stays in the cluster until it is deleted by hand'),
  ClusterRoleBinding: kept('ClusterRoleBinding', 'kubectl does not prune it: it stays in the cluster'),
};

function kept(kind: string, consequence: string): Kept {
  return { fields: Object.keys(IMMUTABLE_FIELDS[kind] ?? {}), consequence };
}
