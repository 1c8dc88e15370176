import type { Environment } from '../../lib/environment/environment';
import { credentialsCommand, deployCommand } from '../../lib/app/next-commands';
import type { Trouble } from './trouble';

/** What a hint is about. */
export interface HintSubject {
  /** The environment. */
  readonly environment: Pick<Environment, 'name' | 'clusterName'>;

  /** Name of the Secret with the passwords, where somebody makes it by hand. */
  readonly credentialsSecret?: string;

  /** Namespace of the pod. */
  readonly namespace: string;

  /** What is wrong with it. */
  readonly trouble: Trouble;
}

/** A row of the table: the first whose reason and message fit says what to do. */
interface Hint {
  /** Reasons it is for. */
  readonly reason: RegExp;

  /** What the message says. @default - anything */
  readonly message?: RegExp;

  /** What to do. */
  readonly next: (subject: HintSubject, found: readonly string[]) => string;
}

const logs = ({ namespace, trouble }: HintSubject, more = ''): string =>
  `kubectl logs --namespace ${namespace} ${trouble.on} --all-containers${more}`;

const HINTS: readonly Hint[] = [
  {
    reason: /^(FailedMount|CreateContainerConfigError)$/,
    message: /secret "([^"]+)" not found/,
    next: ({ environment, credentialsSecret, namespace }, [, secret]) =>
      secret === credentialsSecret
        ? credentialsCommand(environment.name)
        : `make the Secret ${secret} in namespace ${namespace}, or see why the operator that should does not`,
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
    reason: /^(ErrImagePull|ImagePullBackOff|InvalidImageName|ErrImageNeverPull)$/,
    next: () => "the nodes must reach the image's registry: look at NAT gateway, proxy and the image's name",
  },
  {
    reason: /^OOMKilled$/,
    next: () => 'give it more memory: loki: { sizes: { … } }, or a larger volume',
  },
  { reason: /^CrashLoopBackOff$/, next: (subject) => logs(subject, ' --previous') },
  {
    reason: /^Pending$/,
    message: /volume node affinity conflict/,
    next: () => 'its volume is in a zone without a node that fits: add a node in that zone',
  },
  {
    reason: /^Pending$/,
    message: /no nodes available|Insufficient (cpu|memory)|Too many pods/,
    next: () => 'add nodes, or larger ones (cluster.create.nodes, instanceTypes), or write a smaller volume',
  },
  {
    reason: /^Pending$/,
    message: /anti-affinity|topology spread/,
    next: () => 'the three ingesters need three nodes, in three zones: add nodes where there are none',
  },
  {
    reason: /^Pending$/,
    message: /untolerated taint/,
    next: () => 'the nodes keep it out by a taint: add nodes without one, or tolerate it with customize',
  },
  {
    reason: /^(ProvisioningFailed|FailedBinding|FailedAttachVolume)$|^Pending$/,
    message: /volume|storageclass|claim/i,
    next: ({ environment }) =>
      `see that the EBS CSI driver runs: aws eks describe-addon --cluster-name ${environment.clusterName} --addon-name aws-ebs-csi-driver`,
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
      `something in the cluster refuses the pod: kubectl get resourcequota,limitrange --namespace ${namespace}`,
  },
  {
    reason: /^FailedCreatePodSandBox$/,
    next: () => 'the VPC CNI has no address for it: look at free addresses of the subnets, and at kube-system/aws-node',
  },
  { reason: /^(Unhealthy|NotReady|BackOff)$/, next: (subject) => logs(subject) },
];

/** What to do next about a pod that is not ready. */
export function nextFor(subject: HintSubject): string {
  const { reason, message, on } = subject.trouble;
  for (const hint of HINTS) {
    const found = hint.reason.test(reason) ? (hint.message ?? /^/).exec(message) : null;
    if (found) return hint.next(subject, found);
  }
  return `kubectl describe --namespace ${subject.namespace} pod ${on}`;
}
