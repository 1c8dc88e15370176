import type { Hint } from './hint';

const PULL = /^(ErrImagePull|ImagePullBackOff)$/;

/** Hints about images that the registry answers for, as the kubelet repeats it, and about copies on the node. */
export const IMAGE_HINTS: readonly Hint[] = [
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
  {
    id: 'pod-image-certificate',
    reason: PULL,
    message: /x509: /,
    cause: 'the node does not trust the certificate of the registry, or it has expired',
    next: () =>
      'renew the certificate, or give the nodes the authority of the registry in their user data: /etc/containerd/certs.d',
  },
  {
    id: 'pod-image-signature',
    reason: /^SignatureValidationFailed$/,
    cause: 'the node demands a signature of the image, which it does not find',
    next: () => 'sign the copy of the image in the registry, or except its name in the policy of the nodes',
  },
  {
    id: 'pod-image-damaged',
    reason: /^ImageInspectError$/,
    cause: 'the node cannot read its copy of the image',
    next: ({ namespace, trouble }) =>
      `kubectl describe pod --namespace ${namespace} ${trouble.on} names the node: remove the image there with crictl rmi, or replace the node`,
  },
];
