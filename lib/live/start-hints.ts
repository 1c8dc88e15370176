import { deliverAgain } from './deliver-hint';
import type { Hint } from './hint';

const PULL = /^(ErrImagePull|ImagePullBackOff)$/;
const MOUNT = /^FailedMount$/;
const CONFIGURED = /^(FailedMount|CreateContainerConfigError)$/;

/** Hints about images that the registry answers for, as the kubelet repeats it. */
const IMAGE_HINTS: readonly Hint[] = [
  {
    id: 'pod-image-limited',
    reason: PULL,
    message: /toomanyrequests|429 Too Many Requests/,
    cause: 'the registry limits how many images the nodes pull, which share one address',
    next: ({ environment }) =>
      `wait for some hours, or pull through a cache of Amazon ECR: environments.${environment.name}.registry, or with an account: imagePullSecrets`,
    other: () => 'wait for some hours, or pull through a cache of Amazon ECR, or with an account: imagePullSecrets',
  },
  {
    id: 'pod-image-denied',
    reason: PULL,
    message: /40[13] (?:Forbidden|Unauthorized)|pull access denied|no basic auth credentials|insufficient_scope/,
    cause: 'the registry does not let the node pull the image',
    next: () =>
      'for Amazon ECR the role of the nodes needs AmazonEC2ContainerRegistryPullOnly, and a repository of another account a policy that admits it; for others: imagePullSecrets',
  },
  {
    id: 'pod-image-platform',
    reason: PULL,
    message: /no match for platform/,
    cause: "the image is not made for the nodes' kind of CPU",
    next: () => 'kubectl get nodes --label-columns kubernetes.io/arch, and copy the image with all of its platforms',
  },
  {
    id: 'pod-image-missing',
    reason: PULL,
    message: /code = NotFound|manifest unknown|: not found/,
    cause: 'the registry has no image of this name and tag',
    next: () => 'compare name and tag of the image with what the registry has; a registry of yours needs a copy of it',
  },
];

/** Hints about passwords of AWS Secrets Manager, as its driver names them. */
const SECRETS_HINTS: readonly Hint[] = [
  {
    id: 'pod-secret-absent',
    reason: MOUNT,
    message: /ResourceNotFoundException|can't find the specified secret/,
    cause: 'AWS Secrets Manager has no secret of the name that the pod mounts',
    next: (subject) => `aws secretsmanager list-secrets --query 'SecretList[].Name', and ${deliverAgain(subject)}`,
    other: () => "aws secretsmanager list-secrets --query 'SecretList[].Name', and make the one that is missing",
  },
  {
    id: 'pod-secret-role',
    reason: MOUNT,
    message: /An IAM role must be associated with service account ([\w.-]+)/,
    cause: 'the service account of the pod has no role, by which it would read its password',
    next: (subject) => deliverAgain(subject),
    other: ({ namespace }, [, account = '']) =>
      `kubectl annotate serviceaccount --namespace ${namespace} ${account} eks.amazonaws.com/role-arn=ARN`,
  },
  {
    id: 'pod-secret-class',
    reason: MOUNT,
    message: /[Ss]ecret[Pp]rovider[Cc]lass\S* "?([\w./-]+)"?.*not found/,
    cause: 'the SecretProviderClass that names the password does not exist',
    next: (subject) => deliverAgain(subject),
    other: ({ namespace }) => `kubectl get secretproviderclasses --namespace ${namespace}, and make the one it names`,
  },
];

/** Hints about what a container needs to be made, besides Secrets that do not exist. */
const MADE_HINTS: readonly Hint[] = [
  {
    id: 'pod-secret-key',
    reason: CONFIGURED,
    message: /non-existent secret key: (\S+)|couldn't find key (\S+) in Secret (\S+)/,
    cause: 'the Secret that the pod needs lacks a key',
    next: ({ namespace }, [, mounted, key = mounted ?? '', secret]) =>
      `kubectl describe ${secret === undefined ? 'secrets' : `secret ${secret.split('/').at(-1)}`} --namespace ${namespace}: it needs the key ${key}`,
  },
  {
    id: 'pod-config-missing',
    reason: CONFIGURED,
    message: /configmap "([^"]+)" not found/,
    cause: 'the ConfigMap that the pod needs does not exist',
    next: (subject) => deliverAgain(subject),
    other: ({ namespace }, [, name = '']) => `make ConfigMap ${name} in namespace ${namespace}: helm upgrade`,
  },
  {
    id: 'pod-run-as-root',
    reason: /^CreateContainerConfigError$/,
    message: /runAsNonRoot and image/,
    cause: 'the image runs as root or as a user without a number, and the pod must not',
    next: () => 'remove what customize changes in the securityContext of the pod, or give it a runAsUser',
    other: () => 'give the pod a runAsUser in the values of its chart',
  },
  {
    id: 'pod-host-path',
    reason: /^(FailedMount|CreateContainerError)$/,
    message: /hostPath type check failed: (\S+)|mkdir (\/\S+): read-only file system/,
    cause: 'a folder of the node that the pod mounts does not exist there, and cannot be made',
    next: (_subject, [, absent, folder = absent ?? '']) =>
      `the node has no ${folder}: leave out the source that reads it, or use a folder that it has; on Bottlerocket only folders below /var and /local can be made`,
  },
];

/** Hints about pods that a node cannot start. */
export const START_HINTS: readonly Hint[] = [...IMAGE_HINTS, ...SECRETS_HINTS, ...MADE_HINTS];
