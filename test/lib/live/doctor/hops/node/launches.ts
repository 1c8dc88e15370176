import { unscheduled } from '../../../../../helpers/fake-kubectl';
import { addEvent, breakPod, type Draft } from '../../../../../helpers/healthy-snapshot';
import type { FaultCase } from '../fault-case';

/** A pod of the queriers has no node. */
const unplaced = (draft: Draft): void =>
  breakPod(draft, 'querier', unscheduled('0/3 nodes are available: 3 Insufficient cpu. preemption: not helpful.'));

/** All pods of the queriers have no node. */
const allUnplaced = (draft: Draft): void => {
  const count = draft.pods.filter(({ metadata }) => metadata.name.startsWith('loki-querier-')).length;
  for (let index = 0; index < count; index++) breakPod(draft, 'querier', unscheduled('3 Insufficient cpu.'), index);
};

const warned = (reason: string, says: string) => (draft: Draft) => {
  unplaced(draft);
  addEvent(draft, 'default', 'NodeClaim', 'general-x7', reason, `NodeClaim general-x7 event: ${says}`);
};

type Condition = NonNullable<NonNullable<NonNullable<Draft['nodePools']>[number]['status']>['conditions']>[number];

const maker = (kind: string, name: string, created: string, ...conditions: Condition[]) => ({
  ...{ kind, metadata: { name, creationTimestamp: created }, status: { conditions } },
});

const claimed =
  (created: string, ...conditions: Condition[]) =>
  (draft: Draft) => {
    unplaced(draft);
    draft.nodeClaims = [maker('NodeClaim', 'general-x7', created, ...conditions)];
  };

const pool =
  (...conditions: Condition[]) =>
  (draft: Draft) => {
    unplaced(draft);
    draft.nodePools = [maker('NodePool', 'general', '2026-11-01T00:00:00Z', ...conditions)];
  };

const group = (code: string, message: string) => (draft: Draft) => {
  unplaced(draft);
  draft.aws = { ...draft.aws, nodeGroups: [{ name: 'workers', issues: [{ code, message }] }] } as never;
};

const NOW = '2026-11-21T11:59:00Z';
const EARLIER = '2026-11-21T11:48:00Z';
const LAUNCHED = { type: 'Launched', status: 'True', reason: 'Launched' };

type Row = readonly [id: string, make: (draft: Draft) => void, evidence: RegExp, fix: RegExp];

const ROWS: readonly Row[] = [
  [
    'node-no-capacity',
    warned(
      'InsufficientCapacityError',
      'creating instance, insufficient capacity, with fleet error(s), InsufficientInstanceCapacity: We currently do not have sufficient m6i.large capacity in the Availability Zone you requested (us-east-1a).',
    ),
    /^NodeClaim general-x7: creating instance, insufficient capacity/,
    /more instance types/,
  ],
  [
    'node-no-capacity',
    warned(
      'InsufficientCapacityError',
      'all requested instance types were unavailable during launch, no instance type left',
    ),
    /unavailable during launch/,
    /get nodepools,nodeclaims/,
  ],
  [
    // A quota is not ended by other zones.
    'node-quota',
    warned(
      'InsufficientCapacityError',
      'creating instance, insufficient capacity, with fleet error(s), VcpuLimitExceeded: You have requested more vCPU capacity than your current vCPU limit of 32 allows',
    ),
    /VcpuLimitExceeded/,
    /service-quotas .* ec2/,
  ],
  [
    'node-class',
    warned('NodeClassNotReady', 'EC2NodeClass general is not ready, SecurityGroupsReady=False'),
    /EC2NodeClass general is not ready/,
    /describe ec2nodeclasses/,
  ],
  [
    'node-launch-denied',
    claimed(NOW, {
      ...{ type: 'Launched', status: 'Unknown', reason: 'LaunchFailed' },
      message:
        'creating instance, with fleet error(s), UnauthorizedOperation: You are not authorized to perform this operation. User: arn:aws:sts::1:assumed-role/k is not authorized to perform: ec2:RunInstances',
    }),
    /^NodeClaim general-x7: Launched: LaunchFailed: creating instance, .*ec2:RunInstances$/,
    /iam:PassRole/,
  ],
  [
    'node-launch-denied',
    claimed(NOW, {
      ...{ type: 'Launched', status: 'Unknown', reason: 'LaunchFailed' },
      message: 'AuthFailure.ServiceLinkedRoleCreationNotPermitted: The provided credentials do not have permission',
    }),
    /ServiceLinkedRole/,
    /spot\.amazonaws\.com/,
  ],
  [
    'node-launch-failed',
    claimed(NOW, { type: 'Launched', status: 'Unknown', reason: 'LaunchFailed', message: 'RequestExpired: try again' }),
    /RequestExpired/,
    /name=karpenter/,
  ],
  [
    'node-not-joined',
    claimed(EARLIER, LAUNCHED, { type: 'Registered', status: 'Unknown', reason: 'NodeNotFound' }),
    /^NodeClaim general-x7: Node not registered after 12 minutes$/,
    /list-access-entries --cluster-name dev/,
  ],
  [
    'node-not-joined',
    pool({ type: 'NodeRegistrationHealthy', status: 'False', reason: 'RegistrationFailed' }),
    /^NodePool general: NodeRegistrationHealthy/,
    /get-console-output/,
  ],
  [
    'node-class',
    pool({ type: 'NodeClassReady', status: 'False', reason: 'NodeClassNotReady', message: 'SubnetsReady=False' }),
    /^NodePool general: NodeClassReady: NodeClassNotReady: SubnetsReady=False$/,
    /describe ec2nodeclasses/,
  ],
  [
    'node-addresses',
    group('InsufficientFreeAddresses', 'One or more of the subnets do not have enough available IP addresses'),
    /^node group workers: InsufficientFreeAddresses/,
    /AvailableIpAddressCount/,
  ],
  [
    'node-disk-key',
    group('AsgInstanceLaunchFailures', 'Instance became unhealthy: Client.InternalError: Client error on launch'),
    /Client error on launch/,
    /kms:CreateGrant/,
  ],
  [
    'node-no-capacity',
    group(
      'AsgInstanceLaunchFailures',
      'Could not launch On-Demand Instances. InsufficientInstanceCapacity - We currently do not have sufficient m6i.large capacity',
    ),
    /^node group workers: AsgInstanceLaunchFailures/,
    /more instance types/,
  ],
  [
    'node-not-joined',
    group('NodeCreationFailure', 'Instances failed to join the kubernetes cluster'),
    /failed to join/,
    /list-access-entries/,
  ],
  [
    'node-launch-denied',
    warned(
      'LaunchFailed',
      'creating instance, UnauthorizedOperation: User: x is not authorized to perform: ec2:CreateFleet with an explicit deny in a service control policy',
    ),
    /explicit deny in a service control policy/,
    /^ask those who run AWS Organizations/,
  ],
  [
    'node-quota',
    warned(
      'LaunchFailed',
      'creating instance profile, LimitExceeded: Cannot exceed quota for InstanceProfilesPerAccount: 1000',
    ),
    /InstanceProfilesPerAccount/,
    /--service-code iam/,
  ],
  [
    'node-throttled',
    warned('LaunchFailed', 'operation error EC2: CreateFleet, api error RequestLimitExceeded: Request limit exceeded.'),
    /RequestLimitExceeded/,
    /^EC2 throttles requests/,
  ],
  [
    'node-account',
    warned(
      'LaunchFailed',
      'PendingVerification: Your request for accessing resources in this region is being validated',
    ),
    /PendingVerification/,
    /AWS Support/,
  ],
  [
    'node-requirements',
    warned('NoCompatibleInstanceTypes', 'NodePool requirements filtered out all compatible available instance types'),
    /filtered out all/,
    /widen its requirements/,
  ],
  [
    'node-no-capacity',
    group(
      'AsgInstanceLaunchFailures',
      'Could not launch On-Demand Instances. Unsupported - Your requested instance type (m7g.large) is not supported in your requested Availability Zone (us-east-1e).',
    ),
    /not supported in your requested Availability Zone/,
    /more instance types/,
  ],
  [
    'node-no-capacity',
    group(
      'AsgInstanceLaunchFailures',
      'You must use a valid fully-formed launch template. The requested configuration is currently not supported.',
    ),
    /configuration is currently not supported/,
    /more instance types/,
  ],
  [
    'node-public-address',
    group(
      'Ec2SubnetInvalidConfiguration',
      'One or more Amazon EC2 Subnets of [subnet-1] for node group workers does not automatically assign public IP addresses to instances launched into it.',
    ),
    /subnet-1/,
    /--map-public-ip-on-launch/,
  ],
  ['node-group-changed', group('AutoScalingGroupNotFound', 'Autoscaling group eks-1 not found'), /eks-1/, /replace/],
  [
    'node-quota',
    group('AsgInstanceLaunchFailures', 'Could not launch. NetworkInterfaceLimitExceeded - Interface count exceeds it.'),
    /NetworkInterfaceLimitExceeded/,
    /--service-code ec2/,
  ],
  [
    'node-group-changed',
    group(
      'Ec2LaunchTemplateVersionMismatch',
      'The Amazon EC2 launch template version for your managed node group does not match the version that Amazon EKS created.',
    ),
    /launch template version/,
    /describe-nodegroup --cluster-name dev/,
  ],
  [
    'node-not-joined',
    group(
      'ClusterUnreachable',
      'Amazon EKS or one or more of your managed nodes is unable to communicate with the API server.',
    ),
    /^node group workers: ClusterUnreachable/,
    /way to the API server/,
  ],
  ['node-class', group('IamNodeRoleNotFound', 'The IAM role could not be found'), /IamNodeRoleNotFound/, /nodepools/],
];

/** Faults of what makes nodes, while a pod waits for one. */
export const LAUNCH_CASES: readonly FaultCase[] = [
  ...ROWS.map(([id, make, evidence, fix]): FaultCase => ({ ...{ id, hop: 'node', make, evidence, fix } })),
  {
    // All pods of a part wait, so it is the cause, and they follow from it.
    ...{ id: 'node-no-capacity', hop: 'node', evidence: /^NodeClaim general-x7/, fix: /more instance types/ },
    make: (draft) => {
      warned('InsufficientCapacityError', 'insufficient capacity')(draft);
      allUnplaced(draft);
    },
  },
];

/** Makers of nodes that are as they should be. */
export const LAUNCHES_HEALTHY: readonly (readonly [name: string, make: (draft: Draft) => void])[] = [
  [
    'a NodeClaim that EC2 had nothing for, while no pod waits',
    (draft) =>
      addEvent(
        draft,
        'default',
        'NodeClaim',
        'a',
        'InsufficientCapacityError',
        'NodeClaim a event: insufficient capacity',
      ),
  ],
  [
    'a node group whose drain waits, while no pod does',
    (draft) => {
      group('PodEvictionFailure', 'Reached max retries while trying to evict pods')(draft);
      for (const pod of draft.pods) {
        pod.status = {
          ...pod.status,
          phase: 'Running',
          conditions: [
            { type: 'PodScheduled', status: 'True' },
            { type: 'Ready', status: 'True' },
          ],
        };
      }
    },
  ],
];
