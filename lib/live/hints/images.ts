import { throttledAdvice } from '../throttling';
import { DENIED } from '../warnings';
import type { Hint, SharedHint } from './hint';

/** A copy of an image that a node cannot use. */
const DAMAGED: SharedHint = {
  id: 'pod-image-damaged',
  cause: 'the node cannot read its copy of the image',
  next: ({ namespace, trouble }) =>
    `kubectl describe pod --namespace ${namespace} ${trouble.on} names the node: remove the image there with crictl rmi, or replace the node`,
};

/** An image for another kind of CPU, as the registry or the container says it. */
export const OTHER_CPU = {
  id: 'pod-image-platform',
  cause: "the image is not made for the nodes' kind of CPU",
  next: () => 'kubectl get nodes --label-columns kubernetes.io/arch, and copy the image with all of its platforms',
};

const PULL = /^(ErrImagePull|ImagePullBackOff)$/;

/** Hints about images, by answers of the registry that the kubelet repeats, and about copies on the node. */
export const IMAGE_HINTS: readonly Hint[] = [
  {
    id: 'pod-image-name',
    reason: /^InvalidImageName$/,
    cause: 'the name of the image is not one that a registry can have',
    next: ({ environment }) =>
      `names of images are in lower case, without a scheme: correct environments.${environment.name}.images or registry`,
    other: () => 'names of images are in lower case, without a scheme: correct image in the values of its chart',
  },
  {
    id: 'pod-image-never',
    reason: /^ErrImageNeverPull$/,
    cause: 'imagePullPolicy is Never, and the node does not have the image',
    next: () => 'write imagePullPolicy: IfNotPresent where customize writes Never, or load the image onto the node',
    other: () => 'write pullPolicy: IfNotPresent in the values of its chart, or load the image onto the node',
  },
  {
    id: 'pod-pull-secret',
    reason: /^PullSecretMissing$/,
    message: /pull secrets \(([^)]+)\)/,
    cause: 'a Secret in imagePullSecrets does not exist, so the registry does not let the node pull the image',
    next: ({ namespace }, [, names = '']) =>
      `kubectl create secret docker-registry ${names.split(', ')[0]} --namespace ${namespace} --docker-server REGISTRY --docker-username USER --docker-password PASSWORD`,
  },
  {
    id: 'pod-image-throttled',
    reason: PULL,
    message: /\.dkr\.ecr\..*?(?:toomanyrequests|429 Too Many Requests|Rate exceeded|ThrottlingException)/,
    cause: 'Amazon ECR throttles the requests of the account, so nodes wait for images',
    next: ({ trouble }) => throttledAdvice(trouble.whole ?? trouble.message),
  },
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
    message: DENIED,
    cause: 'the registry does not let the node pull the image',
    next: () =>
      'for Amazon ECR the role of the nodes needs AmazonEC2ContainerRegistryPullOnly, and a repository of another account a policy that admits it; for others: imagePullSecrets',
  },
  {
    ...OTHER_CPU,
    reason: PULL,
    message: /no match for platform|no matching manifest for/,
  },
  {
    ...OTHER_CPU,
    reason: /^(RunContainerError|StartError|CrashLoopBackOff)$/,
    message: /exec format error/,
  },
  {
    id: 'pod-image-layers',
    reason: PULL,
    message: /starport-layer-bucket\S*\.amazonaws\.com/,
    cause: 'the node does not get the layers of the image from S3, where Amazon ECR keeps them',
    next: () =>
      'the subnets of the nodes need a gateway endpoint of S3 in their route tables, whose policy admits the bucket of ECR that the message names, or a NAT gateway',
  },
  {
    ...DAMAGED,
    reason: PULL,
    message: /get reader from content store/,
  },
  {
    id: 'pod-image-altered',
    reason: PULL,
    message:
      /unexpected commit digest|unexpected media type text\/|invalid character '<'|\/blobs\/\S+ 404 Not Found|failed size validation|failed to extract layer|failed to get stream processor/,
    cause: 'what the registry, or a proxy before it, sends is not the image, or the node cannot unpack it',
    next: ({ namespace, trouble }) =>
      `kubectl get pod --namespace ${namespace} ${trouble.on} -o wide: on one node alone, replace it; on all, copy the image into the registry again, and look at the proxy before it`,
  },
  {
    id: 'pod-image-format',
    reason: PULL,
    message:
      /schema 1 image manifests|media type .* is no(?:t|r?) (?:longer )?supported|unsupported manifest media type/,
    cause: 'the image is in a format that the container runtime of the node does not take',
    next: () =>
      'copy the image into the registry again with a tool of today, such as crane copy or docker buildx imagetools',
  },
  {
    id: 'pod-image-missing',
    reason: PULL,
    message:
      /code = NotFound|manifest unknown|manifest for \S+ not found|name unknown|: not found|\/manifests\/\S+: 404 Not Found/,
    cause: 'the registry has no image of this name and tag',
    next: () => 'compare name and tag of the image with what the registry has; a registry of yours needs a copy of it',
  },
  {
    id: 'pod-image-certificate',
    reason: PULL,
    message: /x509: /,
    cause: 'the node does not trust the certificate of the registry, or it has expired',
    next: () =>
      'renew the certificate, or give the nodes the authority of the registry in their user data: /etc/containerd/certs.d',
  },
  {
    id: 'pod-image-http',
    reason: PULL,
    message: /server gave HTTP response to HTTPS client/,
    cause: 'the registry of the image does not speak TLS, and the node asks it by HTTPS',
    next: () =>
      'give the registry a certificate, or write its http:// address into /etc/containerd/certs.d of the nodes, in their user data',
  },
  {
    id: 'pod-image-registry',
    reason: PULL,
    message:
      /50[0-4] (?:Internal Server Error|Bad Gateway|Service Unavailable|Gateway Time-?out)|unexpected status .*: [45]\d\d /i,
    cause: 'the registry of the image, or a proxy before it, answers with an error',
    next: ({ environment }) =>
      `the kubelet tries again; if the registry stays so, use another: environments.${environment.name}.registry`,
    other: () => 'the kubelet tries again; if the registry stays so, name another in the values of its chart',
  },
  {
    id: 'pod-image-queued',
    reason: PULL,
    message: /pull QPS exceeded/,
    cause: 'the kubelet starts only some pulls in a second, and pulls others first',
    next: () =>
      'it is tried again by itself; if many pods start at once on a node, raise registryPullQPS of the kubelet in the user data of the nodes',
  },
  {
    id: 'pod-image-signature',
    reason: /^SignatureValidationFailed$/,
    cause: 'the node demands a signature of the image, which it does not find',
    next: () => 'sign the copy of the image in the registry, or except its name in the policy of the nodes',
  },
  {
    ...DAMAGED,
    reason: /^CreateContainerError$/,
    message: /error unpacking image|content digest \S+ not found/,
  },
  {
    ...DAMAGED,
    reason: /^ImageInspectError$/,
  },
];
