import { ASK_ORGANIZATION, OF_ORGANIZATION } from '../../../organization';
import { THROTTLED, throttledAdvice } from '../../../throttling';
import { clusterOf } from '../../aws-commands';
import type { View } from '../../view';

/** Reason why no node starts for pods that wait for one. */
export interface LaunchCause {
  readonly id: string;
  readonly cause: string;

  /** Words of EC2, of EKS about a node group, or of Karpenter. */
  readonly says: RegExp;

  /** Commands that end it. They may use those words. */
  readonly fix: (view: View, says: string) => readonly string[];
}

/** Shows what makes nodes: those of Karpenter and of EKS Auto Mode, and managed node groups. */
const makers = (view: View): string =>
  `kubectl get nodepools,nodeclaims -o wide, or aws eks list-nodegroups --cluster-name ${clusterOf(view)}`;

/** Finds what a managed node group has. */
const groupOf = (view: View): string =>
  `aws eks describe-nodegroup --cluster-name ${clusterOf(view)} --nodegroup-name NAME`;

/** A quota of IAM. */
const OF_IAM = /InstanceProfilesPer|RolesPer|Cannot exceed quota/;

/** Finds the class of nodes that a NodePool names. */
const CLASS =
  'kubectl describe ec2nodeclasses, or nodeclasses.eks.amazonaws.com in EKS Auto Mode: its conditions name what is missing';

/** Causes, the most certain first; the last is for all others. Reasons are those of Karpenter 1.9 and of health.issues of EKS. */
export const LAUNCH_CAUSES: readonly LaunchCause[] = [
  {
    id: 'node-not-joined',
    cause: 'instances start and do not become nodes of the cluster',
    says: /NodeCreationFailure|ClusterUnreachable|NodeNotFound|[Nn]ode not registered|failed to join|NodeRegistrationHealthy|^AccessDenied: .*(?:Kubernetes|aws-auth|authenticat)/,
    fix: (view) => [
      `aws eks list-access-entries --cluster-name ${clusterOf(view)}: it must have the role of the nodes, or the ConfigMap kube-system/aws-auth`,
      'the subnets need a way to the API server, to ECR and to EC2 (NAT gateway or endpoints), and the security group of the cluster must admit the nodes',
      'aws ec2 get-console-output --instance-id ID --latest shows what the instance says',
    ],
  },
  {
    id: 'node-quota',
    cause: 'a quota of the account is used up in the region, so no node can be made',
    says: /(?<!Request|Bandwidth)LimitExceeded|MaxSpotInstanceCountExceeded|vCPU limit|Cannot exceed quota/,
    fix: (_view, says) =>
      OF_IAM.test(says)
        ? [
            'aws iam list-instance-profiles: remove those of former clusters, or ask for more: aws service-quotas list-service-quotas --service-code iam',
          ]
        : [
            `aws service-quotas list-service-quotas --service-code ${/Volume/.test(says) ? 'ebs' : 'ec2'}: ask for more of the kind that the message names`,
          ],
  },
  {
    id: 'node-addresses',
    cause: 'the subnets of the nodes have no free addresses, so no node can be made',
    says: /InsufficientFreeAddresses|not enough free addresses|no(?:t enough)? free (?:IP )?addresses/i,
    fix: () => [
      "aws ec2 describe-subnets --query 'Subnets[].[SubnetId,AvailabilityZone,AvailableIpAddressCount]'",
      'add subnets, or a second range of addresses to the VPC',
    ],
  },
  {
    id: 'node-throttled',
    cause: 'AWS throttles the requests of the account, so what makes nodes waits',
    says: THROTTLED,
    fix: (_view, says) => [throttledAdvice(`${says} of an Instance`)],
  },
  {
    id: 'node-account',
    cause: 'AWS does not let the account start instances in the region yet, or not any more',
    says: /PendingVerification|is being validated|AccountBlocked|account is (?:currently )?blocked|OptInRequired/,
    fix: () => [
      'a first request in a region is checked for up to four hours; if it stays so: ask AWS Support, and look for unpaid bills',
    ],
  },
  {
    id: 'node-public-address',
    cause: 'the subnets of a node group give instances no public address, which the group is set to have',
    says: /automatically assign public IP/,
    fix: () => [
      'aws ec2 modify-subnet-attribute --subnet-id ID --map-public-ip-on-launch, for each subnet that it names; or make a node group in private subnets with a NAT gateway',
    ],
  },
  {
    id: 'node-group-changed',
    cause: 'somebody changed or deleted the launch template or the scaling group that EKS made for a node group',
    says: /LaunchTemplateVersionMismatch|AutoScalingGroup(?:InvalidConfiguration|NotFound)|Ec2LaunchTemplate(?:NotFound|DeletionFailure)|does not match the version that Amazon EKS created/,
    fix: (view) => [
      groupOf(view),
      'give the scaling group the version of the launch template that EKS made, or replace the node group; changes belong into aws eks update-nodegroup-version',
    ],
  },
  {
    id: 'node-requirements',
    cause: 'no instance type meets the requirements of a NodePool',
    says: /filtered out all (?:compatible|available)|NoCompatibleInstanceTypes/,
    fix: () => [
      'kubectl get nodepools -o yaml: widen its requirements of types, families, sizes, zones and architecture, or lower minValues',
    ],
  },
  {
    id: 'node-launch-denied',
    cause:
      'what makes nodes may not start instances: a permission, or the service-linked role of spot instances is missing',
    says: /UnauthorizedOperation|AccessDenied|not authorized|AuthFailure|ServiceLinkedRoleCreationNotPermitted|UnauthorizedTaggingOperation/,
    fix: (view, says) => [
      ...(OF_ORGANIZATION.test(says) ? [ASK_ORGANIZATION] : []),
      makers(view),
      'its role needs ec2:RunInstances, ec2:CreateFleet, ec2:CreateTags and iam:PassRole; for spot instances: aws iam create-service-linked-role --aws-service-name spot.amazonaws.com',
    ],
  },
  {
    id: 'node-disk-key',
    cause: 'EC2 may not use the KMS key of the disks of new nodes, so they end as soon as they start',
    says: /KMS|Client\.InternalError|Client error on launch/,
    fix: () => [
      'aws ec2 get-ebs-default-kms-key-id names the key: its policy must let the role that makes nodes, or AWSServiceRoleForAutoScaling, do kms:CreateGrant and kms:Decrypt',
    ],
  },
  {
    id: 'node-no-capacity',
    cause: 'EC2 has no capacity of the instance types that may be made, in the zones where they may be',
    says: /Insufficient(?:Instance|Host|ReservedInstance)?Capacity|[Ii]nsufficient capacity|sufficient \S+ capacity|UnfulfillableCapacity|no instance type|not supported in your requested Availability Zone|configuration is currently not supported/,
    fix: (view) => [
      makers(view),
      'admit more instance types, families and zones, and on-demand beside spot; volumes keep ingesters in their zones',
    ],
  },
  {
    id: 'node-class',
    cause:
      'what describes new nodes names something that does not exist: subnets, security groups, an image, a role or a template',
    says: /NodeClass|LaunchTemplate|[Ll]aunch template|AMI|Ami|SecurityGroup|[Ss]ecurity group|[Ss]ubnet|Iam\w+NotFound|InstanceProfile|InvalidBlockDeviceMapping|ValidationSucceeded/,
    fix: (view) => [CLASS, makers(view)],
  },
  {
    id: 'node-launch-failed',
    cause: 'no node can be made for pods that wait for one',
    says: /^/,
    fix: (view) => [
      makers(view),
      'kubectl logs --namespace kube-system --selector app.kubernetes.io/name=karpenter --tail 50',
    ],
  },
];
