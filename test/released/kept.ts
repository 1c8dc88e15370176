import { IMMUTABLE_FIELDS } from '../../lib/checks/kubernetes/immutable';

/** What has to stay of a kind of resource or object, and what an update would do that does not keep it. */
export interface Kept {
  /** Fields that cannot change without making it anew. */
  readonly fields: readonly string[];

  /** What happens where it is gone, or is made anew. */
  readonly otherwise: string;
}

/** Fields whose change means `Replacement` in CloudFormation's resource reference, of what holds state or owns a name. */
export const KEPT_RESOURCES: Readonly<Record<string, Kept>> = {
  'AWS::S3::Bucket': {
    fields: ['BucketName'],
    otherwise: 'the bucket is replaced by an empty one, and Loki finds nothing of what it has stored',
  },
  'AWS::S3::BucketPolicy': {
    fields: ['Bucket'],
    otherwise: 'the bucket has a policy already, so the update fails',
  },
  'AWS::KMS::Key': {
    fields: ['KeySpec', 'KeyUsage', 'MultiRegion'],
    otherwise: 'the key is replaced, and what it has encrypted can be read only as long as somebody keeps the old one',
  },
  'AWS::IAM::Role': {
    fields: ['RoleName', 'Path'],
    otherwise: 'the role is replaced, and pods that run have no access until they start anew',
  },
  'AWS::IAM::Policy': {
    fields: [],
    otherwise: 'the role is for a while without what the policy allows',
  },
  'AWS::IAM::OIDCProvider': {
    fields: ['Url'],
    otherwise: 'AWS takes one provider of an issuer, so the update fails',
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
    otherwise: 'the cluster is replaced by an empty one',
  },
  'AWS::EKS::Addon': {
    fields: ['AddonName', 'ClusterName'],
    otherwise: 'the cluster has the add-on already, so the update fails',
  },
  'AWS::EKS::AccessEntry': {
    fields: ['ClusterName', 'PrincipalArn'],
    otherwise: 'the cluster has the entry already, so the update fails',
  },
  'AWS::EC2::VPC': {
    fields: ['CidrBlock', 'InstanceTenancy'],
    otherwise: 'the network is replaced, and the cluster with it',
  },
  'AWS::EC2::Subnet': {
    fields: ['AvailabilityZone', 'CidrBlock', 'VpcId'],
    otherwise: 'its addresses are taken by the old one, so the update fails',
  },
  'AWS::EC2::SecurityGroup': {
    fields: ['GroupDescription', 'GroupName', 'VpcId'],
    otherwise: 'the group is replaced, and whatever refers to it',
  },
  'Custom::AWSCDK-EKS-KubernetesResource': {
    fields: ['ServiceToken', 'ClusterName'],
    otherwise: 'its objects are applied once more and then deleted, with their pods; a ServiceToken is refused',
  },
};

/** What has to stay of Kubernetes objects: those with fields that never change, and those with a name others rely on. */
export const KEPT_OBJECTS: Readonly<Record<string, Kept>> = {
  Namespace: { fields: [], otherwise: 'the old namespace keeps the volumes, and Loki begins with empty ones' },
  ServiceAccount: { fields: [], otherwise: 'AWS trusts it by its name, so pods have no credentials' },
  StatefulSet: kept('StatefulSet', 'kubectl prunes it with its pods, and their volumes are no longer used'),
  Deployment: kept('Deployment', 'kubectl prunes it with its pods while those of another name only start'),
  DaemonSet: kept('DaemonSet', 'kubectl prunes it with its pods while those of another name only start'),
  Service: kept('Service', 'whoever uses its address reaches nobody'),
  StorageClass: kept('StorageClass', 'volumes of StatefulSets that name it can no longer be made'),
  RoleBinding: kept('RoleBinding', 'kubectl does not prune it: it stays in the cluster, for somebody to delete'),
  ClusterRoleBinding: kept('ClusterRoleBinding', 'kubectl does not prune it: it stays in the cluster'),
};

function kept(kind: string, otherwise: string): Kept {
  return { fields: Object.keys(IMMUTABLE_FIELDS[kind] ?? {}), otherwise };
}
