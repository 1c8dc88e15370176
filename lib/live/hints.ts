import { LOCAL_STORE_SECRET } from '../../charts/local/store';
import { isLocal } from '../environment/local';
import { credentialsCommand } from '../app/next-commands';
import { CLAIM_HINTS } from './hints/claims';
import { deliverAgain } from './hints/deliver';
import { showEbsDriver } from './hints/ebs-driver';
import { type Hint, type HintSubject, type SharedHint, UNPLACED } from './hints/hint';
import { ofOrganization } from './organization';
import { REFUSAL_HINTS } from './hints/refusals';
import { NO_ROOM, PLACE_HINTS, VOLUME_ZONE } from './hints/placement';
import { SECRETS_MANAGER_HINTS } from './hints/secrets-manager';
import { START_HINTS } from './hints/starts';
import { VOLUME_HINTS } from './hints/volumes';
import { messageWith } from './trouble';

export type { HintSubject } from './hints/hint';

const logs = ({ namespace, trouble }: HintSubject, more = ''): string =>
  `kubectl logs --namespace ${namespace} ${trouble.on} --all-containers${more}`;

const describe = ({ namespace, trouble }: HintSubject): string =>
  `kubectl describe pod --namespace ${namespace} ${trouble.on}`;

const SECRET = { reason: /^(FailedMount|CreateContainerConfigError)$/ };
const IMAGE = { id: 'pod-image', cause: 'the node cannot pull the image of a container' };
const CRASHES: SharedHint = {
  id: 'pod-crashes',
  cause: 'a container ends as soon as it has started',
  next: (subject) => logs(subject, ' --previous'),
};
const FULL = {
  ...NO_ROOM,
  reason: UNPLACED,
  message: /no nodes available|Insufficient (cpu|memory)|Too many pods/,
};
const VOLUME = {
  ...{ id: 'pod-volume', cause: 'the pod has no volume' },
  reason:
    /^(ProvisioningFailed|FailedBinding|FailedAttachVolume|VolumeNotProvisioned|Pending|FailedScheduling|Karpenter)$/,
};

const HINTS: readonly Hint[] = [
  ...PLACE_HINTS,
  {
    ...SECRET,
    id: 'pod-secret-missing',
    message: /secret "([^"]+)" not found/,
    cause: 'the Secret with a password does not exist',
    next: ({ environment, credentialsSecret, namespace }, [, secret]) =>
      secret === credentialsSecret || secret === LOCAL_STORE_SECRET
        ? credentialsCommand(environment.name)
        : `create the Secret ${secret} in namespace ${namespace}, or find out why its operator does not`,
  },
  ...SECRETS_MANAGER_HINTS,
  ...START_HINTS,
  ...VOLUME_HINTS,
  {
    reason: /^(FailedMount|CreateContainerConfigError|FailedMapVolume|FileSystemResizeFailed)$/,
    id: 'pod-mount',
    cause: 'a volume of the pod cannot be mounted',
    next: describe,
  },
  {
    ...IMAGE,
    reason: /^(ErrImagePull|ImagePullBackOff)$/,
    onEks: false,
    next: (subject) => `the node must reach the registry: ${describe(subject)}`,
  },
  {
    ...IMAGE,
    reason: /^(ErrImagePull|ImagePullBackOff|RegistryUnavailable)$/,
    next: ({ trouble: { message, whole = message } }) =>
      `the nodes must reach the registry of the image: check NAT gateway, proxy and the image's name${/\.dkr\.ecr\./.test(whole) ? '; with endpoints of ecr.api and ecr.dkr in the VPC, their security group must admit the nodes at port 443' : ''}`,
  },
  {
    id: 'pod-out-of-memory',
    reason: /^OOMKilled$/,
    cause: 'a container needs more memory than its limit',
    next: () => 'give it more memory: loki: { sizes: { … } }, or a larger volume',
    other: () => 'give it more memory: resources.limits.memory of the workload in the values of its chart',
  },
  { ...CRASHES, reason: /^CrashLoopBackOff$/ },
  { ...CRASHES, reason: /^(RunContainerError|StartError)$/, message: /process is already dead/ },
  {
    id: 'pod-probe',
    reason: /^ProbeFailed$/,
    cause: 'the kubelet ends a container again and again, since its liveness or startup probe fails',
    next: (subject) =>
      `${logs(subject, ' --previous')}: it hangs, or is slow; kubectl top pod --namespace ${subject.namespace} shows whether it has too little CPU`,
  },
  {
    ...VOLUME_ZONE,
    reason: /^(Pending|FailedScheduling|FailedAttachVolume)$/,
    message:
      /volume node affinity conflict|didn't match PersistentVolume's node affinity|node affinity doesn't match node|InvalidVolume\.ZoneMismatch|no available volume zone/,
    next: () =>
      'its volume is in a zone without a node for it: kubectl uncordon the one of that zone, or add a node in that zone',
  },
  {
    id: 'pod-cordoned',
    reason: UNPLACED,
    message: /^(?!.*Insufficient).*were unschedulable/,
    cause: 'the nodes that could take the pod are cordoned',
    next: () => 'kubectl get nodes, and kubectl uncordon NODE as soon as its drain is over, or add nodes',
  },
  {
    id: 'pod-on-fargate',
    reason: /^Fargate$/,
    cause: 'a DaemonSet has a pod for a Fargate node, which never starts',
    next: (subject) =>
      `the DaemonSet in the cluster does not leave out Fargate nodes, and the rendered one does: ${deliverAgain(subject)}; if it stays, remove what customize does to its nodeAffinity`,
    other: () => 'give the DaemonSet a nodeAffinity with eks.amazonaws.com/compute-type NotIn fargate',
  },
  {
    ...FULL,
    onEks: false,
    cause: 'the node has no room for the pod',
    next: () => 'give the node more memory: 6 GiB in all (docs/how-to/local.md)',
  },
  {
    ...VOLUME,
    message: /volume|storageclass|claim/i,
    onEks: false,
    next: () => 'the cluster needs a default StorageClass (kubectl get storageclass), or cluster.local.storageClass',
  },
  {
    ...FULL,
    kind: 'DaemonSet',
    message: /Insufficient (cpu|memory)|Too many pods/,
    cause: 'the node of the pod is full',
    next: () =>
      'its own node is full: move other pods off it, or use larger instance types; a Fargate node never has room, and the DaemonSet must not select it',
  },
  {
    ...FULL,
    next: () => 'add nodes, or larger ones (cluster.create.nodes, instanceTypes), or write a smaller volume',
    other: () => 'add nodes, or larger ones, or lower resources.requests of the workload in the values of its chart',
  },
  {
    id: 'pod-no-zone',
    reason: UNPLACED,
    message: /anti-affinity|topology spread/,
    cause: 'too few nodes or zones for pods that must be apart',
    next: () => 'the three ingesters need three nodes in three zones: add nodes in the zones without one',
    other: () =>
      'add nodes in the zones without one, or relax affinity and topologySpreadConstraints in the values of its chart',
  },
  {
    id: 'pod-no-label',
    reason: UNPLACED,
    message: /^(?!.*(?:max volume count|persistent volumes to bind|unbound|taint)).*didn't match Pod's node affinity/,
    cause: 'no node has the labels that the pod asks for',
    next: ({ environment, namespace, trouble }) =>
      `kubectl get nodes --show-labels, and kubectl get pod --namespace ${namespace} ${trouble.on} -o yaml: correct nodeSelector or affinity in environments.${environment.name}.workloads, or label nodes`,
    other: ({ namespace, trouble }) =>
      `kubectl get nodes --show-labels, and kubectl get pod --namespace ${namespace} ${trouble.on} -o yaml: correct nodeSelector or affinity in the values of its chart, or label nodes`,
  },
  {
    id: 'pod-repelled',
    reason: UNPLACED,
    // Nodes that are refused for another reason would accept the pod.
    message:
      /^(?!.*(?:max volume count|persistent volumes to bind|unbound)).*(?:untolerated taint|that the pod didn't tolerate|didn't match Pod's node affinity)/,
    cause: 'every node repels the pod',
    next: () => 'a taint of the nodes repels it: add nodes without that taint, or a toleration with customize',
    other: () =>
      'a taint of the nodes repels it: add nodes without that taint, or a toleration in the values of its chart',
  },
  ...CLAIM_HINTS,
  {
    id: 'pod-volume-denied',
    reason: /^(ProvisioningFailed|FailedAttachVolume)$/,
    message: /UnauthorizedOperation|AccessDenied|not authorized/,
    cause: 'the EBS CSI driver may not make or attach volumes',
    next: (subject) =>
      `${ofOrganization(subject.trouble)}the role of the EBS CSI driver needs the policy AmazonEBSCSIDriverPolicy: ${showEbsDriver(subject)}`,
  },
  {
    id: 'pod-volume-refused',
    reason: /^(ProvisioningFailed|FailedAttachVolume)$/,
    message: /operation error EC2: (\w+), .*api error ([\w.]+)/,
    cause: 'EC2 refuses what the EBS CSI driver asks of it for the volume',
    next: ({ namespace }, [, operation = '', code = '']) =>
      `EC2 answers ${operation} with ${code}, and the driver tries again: kubectl get pvc --namespace ${namespace}, kubectl get storageclasses -o yaml, and aws ec2 describe-volumes --filters Name=tag-key,Values=kubernetes.io/created-for/pvc/name`,
  },
  {
    ...VOLUME,
    message: /volume|storageclass|claim/i,
    next: (subject) => `check that the EBS CSI driver runs: ${showEbsDriver(subject)}`,
  },
  {
    id: 'pod-account-missing',
    reason: /^FailedCreate$/,
    message: /serviceaccount .* not found/i,
    cause: 'the service account of the pods does not exist',
    next: (subject) => deliverAgain(subject),
    other: ({ namespace }) =>
      `kubectl get serviceaccounts --namespace ${namespace}, and make it, or name one that exists`,
  },
  {
    id: 'pod-security',
    reason: /^FailedCreate$/,
    message: /violates PodSecurity "([^":]+)/,
    cause: 'the Pod Security level of the namespace forbids the pods',
    next: (subject, [, level]) =>
      `the label pod-security.kubernetes.io/enforce of namespace ${subject.namespace} says ${level}; that of the environment comes with ${deliverAgain(subject)}`,
    other: ({ namespace }) =>
      `kubectl label --overwrite namespace ${namespace} pod-security.kubernetes.io/enforce=privileged, or baseline if its pods mount no files of nodes`,
  },
  ...REFUSAL_HINTS,
  {
    id: 'pod-rejected',
    reason: /^FailedCreate$/,
    cause: 'the cluster rejects new pods of the workload',
    next: ({ namespace, kind }) =>
      `the message says what the cluster does not admit; the whole of it: kubectl get events --namespace ${namespace} --field-selector reason=FailedCreate,involvedObject.kind=${kind === 'Deployment' ? 'ReplicaSet' : kind}`,
  },
  {
    id: 'pod-node-gone',
    reason: /^(NodeNotReady|NodeLost)$/,
    cause: 'the node of the pod does not answer',
    next: () => 'kubectl get nodes, and terminate the instance if the node does not come back',
  },
  {
    id: 'pod-not-ready',
    reason: /^(Unhealthy|NotReady|BackOff)$/,
    cause: 'the pod runs, and its readiness probe fails',
    next: (subject) => logs(subject),
  },
];

/** Names of the faults of a pod, each once, with its cause. */
export const POD_HINTS: ReadonlyMap<string, string> = new Map([...HINTS].reverse().map(({ id, cause }) => [id, cause]));

/** Cause of a pod that is not ready, and the next step. */
export interface PodHint {
  /** Its name: `pod-image`. */
  readonly id: string;

  /** Cause, in a sentence. */
  readonly cause: string;

  /** Message of the cluster with the words that show the cause. */
  readonly message: string;

  /** The next step. */
  readonly next: string;
}

/** Cause of a pod that is not ready, and the next step. */
export function hintFor(subject: HintSubject): PodHint {
  const { message, whole = message, on } = subject.trouble;
  const reason = reasonOf(subject.trouble);
  const { props } = subject.environment;
  const onEks = !props || !isLocal(props);
  for (const hint of HINTS) {
    const applies =
      hint.reason.test(reason) && (hint.kind ?? subject.kind) === subject.kind && (hint.onEks ?? onEks) === onEks;
    const found = applies ? (hint.message ?? /^/).exec(whole) : null;
    if (!found) continue;
    const next = subject.isFound && hint.other ? hint.other(subject, found) : hint.next(subject, found);
    return { id: hint.id, cause: hint.cause, message: messageWith(subject.trouble, found[0]), next };
  }
  const next = `kubectl describe --namespace ${subject.namespace} pod ${on}`;
  return { id: 'pod-trouble', cause: 'the pod is not ready', message, next };
}

/** Reason of a trouble. The kubelet has an event for a failed pull whose reason is that of any failure. */
const reasonOf = ({ reason, message }: HintSubject['trouble']): string =>
  reason === 'Failed' && message.startsWith('Failed to pull image ') ? 'ErrImagePull' : reason;

/** Next step for a pod that is not ready. */
export const nextFor = (subject: HintSubject): string => hintFor(subject).next;
