import type { Environment } from '../../lib/environment/environment';
import { LOCAL_STORE_SECRET } from '../../charts/local/store';
import { isLocal } from '../../lib/environment/local';
import { credentialsCommand, deployCommand } from '../../lib/app/next-commands';
import type { Trouble } from './trouble';

/** Subject of a hint. */
export interface HintSubject {
  /** The environment. */
  readonly environment: Pick<Environment, 'name' | 'clusterName'> & Partial<Pick<Environment, 'props'>>;

  /** Name of the Secret with the passwords, if it is created by hand. */
  readonly credentialsSecret?: string;

  /** Namespace of the pod. */
  readonly namespace: string;

  /** Kind of its workload. */
  readonly kind: string;

  /** Why the pod is not ready. */
  readonly trouble: Trouble;
}

/** A row of the table; the first row whose reason and message match applies. */
interface Hint {
  /** Reasons it applies to. */
  readonly reason: RegExp;

  /** Messages it applies to. @default - all */
  readonly message?: RegExp;

  /** Kind of workload it applies to. @default - all */
  readonly kind?: string;

  /** If true, it applies on EKS alone; if false, on a local cluster alone. @default - both */
  readonly onEks?: boolean;

  /** The next step. */
  readonly next: (subject: HintSubject, found: readonly string[]) => string;
}

const logs = ({ namespace, trouble }: HintSubject, more = ''): string =>
  `kubectl logs --namespace ${namespace} ${trouble.on} --all-containers${more}`;

const HINTS: readonly Hint[] = [
  {
    reason: /^(FailedMount|CreateContainerConfigError)$/,
    message: /secret "([^"]+)" not found/,
    next: ({ environment, credentialsSecret, namespace }, [, secret]) =>
      secret === credentialsSecret || secret === LOCAL_STORE_SECRET
        ? credentialsCommand(environment.name)
        : `create the Secret ${secret} in namespace ${namespace}, or find out why its operator does not`,
  },
  {
    reason: /^FailedMount$/,
    message: /secrets-store\.csi\.k8s\.io not found in the list of registered CSI drivers/,
    next: ({ environment }) =>
      `aws eks create-addon --cluster-name ${environment.clusterName} --addon-name aws-secrets-store-csi-driver-provider`,
  },
  {
    reason: /^FailedMount$/,
    message: /AccessDenied|not authorized/,
    next: () => 'the role of its service account may not read the secret: deploy the Logging stack again',
  },
  {
    reason: /^(FailedMount|CreateContainerConfigError)$/,
    next: ({ namespace, trouble }) => `kubectl describe pod --namespace ${namespace} ${trouble.on}`,
  },
  {
    reason: /^(ErrImagePull|ImagePullBackOff|ErrImageNeverPull)$/,
    onEks: false,
    next: ({ namespace, trouble }) =>
      `the node must reach the registry: kubectl describe pod --namespace ${namespace} ${trouble.on}`,
  },
  {
    reason: /^(ErrImagePull|ImagePullBackOff|InvalidImageName|ErrImageNeverPull)$/,
    next: () => "the nodes must reach the registry of the image: check NAT gateway, proxy and the image's name",
  },
  {
    reason: /^OOMKilled$/,
    next: () => 'give it more memory: loki: { sizes: { … } }, or a larger volume',
  },
  { reason: /^CrashLoopBackOff$/, next: (subject) => logs(subject, ' --previous') },
  {
    reason: /^Pending$/,
    message: /volume node affinity conflict/,
    next: () => 'its volume is in a zone without a node for it: add a node in that zone',
  },
  {
    reason: /^Fargate$/,
    next: ({ environment }) =>
      `the DaemonSet in the cluster does not leave out Fargate nodes, and the rendered one does: ${deployCommand(environment.name)}; if it has been deployed, remove what customize does to its nodeAffinity`,
  },
  {
    reason: /^Pending$/,
    message: /no nodes available|Insufficient (cpu|memory)|Too many pods/,
    onEks: false,
    next: () => 'give the node more memory: 6 GiB in all (docs/how-to/local.md)',
  },
  {
    reason: /^(ProvisioningFailed|FailedBinding|FailedAttachVolume)$|^Pending$/,
    message: /volume|storageclass|claim/i,
    onEks: false,
    next: () => 'the cluster needs a default StorageClass (kubectl get storageclass), or cluster.local.storageClass',
  },
  {
    reason: /^Pending$/,
    kind: 'DaemonSet',
    message: /Insufficient (cpu|memory)|Too many pods/,
    next: () =>
      'its own node is full: move other pods off it, or use larger instance types; a Fargate node never has room, and the DaemonSet must not select it',
  },
  {
    reason: /^Pending$/,
    message: /no nodes available|Insufficient (cpu|memory)|Too many pods/,
    next: () => 'add nodes, or larger ones (cluster.create.nodes, instanceTypes), or write a smaller volume',
  },
  {
    reason: /^Pending$/,
    message: /anti-affinity|topology spread/,
    next: () => 'the three ingesters need three nodes in three zones: add nodes in the zones without one',
  },
  {
    reason: /^Pending$/,
    message: /untolerated taint/,
    next: () => 'a taint of the nodes repels it: add nodes without that taint, or a toleration with customize',
  },
  {
    reason: /^(ProvisioningFailed|FailedBinding|FailedAttachVolume)$|^Pending$/,
    message: /volume|storageclass|claim/i,
    next: ({ environment }) =>
      `check that the EBS CSI driver runs: aws eks describe-addon --cluster-name ${environment.clusterName} --addon-name aws-ebs-csi-driver`,
  },
  {
    reason: /^FailedCreate$/,
    message: /serviceaccount .* not found/i,
    next: ({ environment }) => deployCommand(environment.name),
  },
  {
    reason: /^FailedCreate$/,
    message: /PodSecurity|quota|forbidden/i,
    next: ({ namespace }) =>
      `the cluster rejects the pod: kubectl get resourcequota,limitrange --namespace ${namespace}`,
  },
  {
    reason: /^FailedCreatePodSandBox$/,
    next: () => 'the VPC CNI has no address for it: check the free addresses of the subnets, and kube-system/aws-node',
  },
  { reason: /^(Unhealthy|NotReady|BackOff)$/, next: (subject) => logs(subject) },
];

/** Next step for a pod that is not ready. */
export function nextFor(subject: HintSubject): string {
  const { reason, message, on } = subject.trouble;
  const { props } = subject.environment;
  const onEks = !props || !isLocal(props);
  for (const hint of HINTS) {
    const applies =
      hint.reason.test(reason) && (hint.kind ?? subject.kind) === subject.kind && (hint.onEks ?? onEks) === onEks;
    const found = applies ? (hint.message ?? /^/).exec(message) : null;
    if (found) return hint.next(subject, found);
  }
  return `kubectl describe --namespace ${subject.namespace} pod ${on}`;
}
