import { type Hint, type HintSubject, UNPLACED } from './hint';

/** Lists the Fargate profiles of the cluster. */
const profiles = ({ environment }: HintSubject): string =>
  `aws eks list-fargate-profiles --cluster-name ${environment.clusterName}`;

/** Hints about pods that Fargate makes no node for, by what its scheduler writes. */
export const FARGATE_HINTS: readonly Hint[] = [
  {
    id: 'pod-fargate-profile',
    reason: UNPLACED,
    message: /Misconfigured Fargate Profile/,
    cause: 'the Fargate profile that selects the pod is not in order, so Fargate makes no node for it',
    next: (subject) =>
      `${profiles(subject)}: the cluster must have an access entry of the role of its pods (FARGATE_LINUX), or the ConfigMap kube-system/aws-auth that role; or take the namespace out of the profile`,
  },
  {
    id: 'pod-fargate',
    reason: UNPLACED,
    message: /not supported on Fargate/,
    cause:
      'a Fargate profile selects the pod, and Fargate has no volumes of EBS, no folders of nodes and no host network',
    next: (subject) =>
      `${profiles(subject)}: take namespace ${subject.namespace} out of its selectors, and give the cluster nodes of EC2`,
  },
  {
    id: 'pod-fargate-quota',
    reason: UNPLACED,
    message: /reached the limit on the number of Fargate/,
    cause: 'the quota of Fargate of the account is used up in the region',
    next: () =>
      'aws service-quotas list-service-quotas --service-code fargate, and ask for more; or give the cluster nodes of EC2',
  },
  {
    id: 'pod-fargate-capacity',
    reason: UNPLACED,
    message: /Fargate capacity is unavailable/i,
    cause: 'Fargate has no capacity at the moment in the zones of the subnets of the profile',
    next: (subject) =>
      `it is retried automatically; a profile with subnets in other zones, or nodes of EC2, end it: ${profiles(subject)}`,
  },
  {
    id: 'pod-fargate-blocked',
    reason: UNPLACED,
    message: /account is currently blocked/,
    cause: 'AWS does not let the account start pods on Fargate',
    next: () =>
      'ask AWS Support: new accounts and those with unpaid bills are blocked; or give the cluster nodes of EC2',
  },
  {
    id: 'pod-fargate-late',
    reason: UNPLACED,
    message: /Pod provisioning timed out/,
    cause: 'the node that Fargate makes for the pod does not become ready in time',
    next: (subject) =>
      `${profiles(subject)}: its subnets need free addresses and a NAT gateway, or endpoints of ecr.api, ecr.dkr, s3 and sts; the access of the cluster must admit them; it is retried automatically`,
  },
  {
    id: 'pod-fargate-size',
    reason: UNPLACED,
    message: /exceed the max Fargate configuration/,
    cause: 'the pod asks for more CPU or memory than Fargate has: 16 vCPU and 120 GB at most',
    next: ({ environment }) =>
      `give the cluster nodes of EC2, or write less: environments.${environment.name}.loki.sizes`,
    other: () => 'give the cluster nodes of EC2, or lower resources.requests in the values of its chart',
  },
  {
    id: 'pod-fargate-alone',
    reason: UNPLACED,
    // Nodes that are refused for another reason would accept the pod.
    message:
      /^0\/(\d+) nodes are available: \1 node\(s\) had untolerated taint \{eks\.amazonaws\.com\/compute-type: fargate\}/,
    cause: 'the cluster has nodes of Fargate alone, each for one pod, and no profile selects this one',
    next: (subject) =>
      `give the cluster nodes of EC2, which volumes and agents on nodes need; pods without volumes may have a Fargate profile with namespace ${subject.namespace}: ${profiles(subject)}`,
  },
];
