import { CONTAINER_HINTS } from './containers';
import { deliverAgain } from './deliver';
import type { Hint } from './hint';
import { IMAGE_HINTS } from './images';
import { KUBELET_HINTS } from './kubelet';
import { nodeOf } from './node-of';
import { NODE_HINTS } from './nodes';
import { UNANSWERED } from '../unanswered';

const MOUNT = /^FailedMount$/;
const CONFIGURED = /^(FailedMount|CreateContainerConfigError)$/;

/** Hints about things that a container needs before it is created, apart from missing Secrets. */
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
    next: (subject, [, name = '']) =>
      `${deliverAgain(subject)}; if ${name} is one of yours or of an operator: make it in namespace ${subject.namespace}`,
    other: ({ namespace }, [, name = '']) => `make ConfigMap ${name} in namespace ${namespace}: helm upgrade`,
  },
  {
    id: 'pod-config-key',
    reason: CONFIGURED,
    message: /configmap references non-existent config key: (\S+)|couldn't find key (\S+) in ConfigMap/,
    cause: 'the ConfigMap that the pod needs lacks a key',
    next: (subject, [, mounted, key = mounted ?? '']) =>
      `kubectl get configmaps --namespace ${subject.namespace} shows which has no key ${key}: ${deliverAgain(subject)}`,
    other: ({ namespace }, [, mounted, key = mounted ?? '']) =>
      `kubectl get configmaps --namespace ${namespace} -o yaml: the one that the pod names needs the key ${key}: helm upgrade`,
  },
  {
    id: 'pod-run-as-root',
    reason: /^CreateContainerConfigError$/,
    message: /runAsNonRoot and image|runAsUser breaks non-root policy/,
    cause: 'the pod must not run as root, but runAsUser is 0, or the image runs as root or as a user without a number',
    next: () => 'remove what customize changes in the securityContext of the pod, or give it a runAsUser above 0',
    other: () => 'give the pod a runAsUser above 0 in the values of its chart',
  },
  {
    id: 'pod-host-path',
    reason: /^(FailedMount|CreateContainerError)$/,
    message:
      /^(?!.*rpc error).*?(?:hostPath type check failed: (\S+)|failed to stat "([^"]+)": stat|mkdir (\/\S+): (?:read-only file system|file exists|not a directory|permission denied))/,
    cause: 'a folder of the node that the pod mounts does not exist there, and cannot be made',
    next: (_subject, [, absent, unseen = absent, folder = unseen ?? '']) =>
      `the node has no folder ${folder}: leave out the source that reads it, or use a folder that it has; on Bottlerocket only folders below /var and /local can be made`,
  },
];

/** Hints about mounts that reach from the node into a container. */
const PROPAGATION_HINTS: readonly Hint[] = [
  {
    id: 'pod-mount-propagation',
    reason: /^(CreateContainerError|RunContainerError)$/,
    message: /path "([^"]+)" is mounted on .* (?:is not a shared|not a shared or slave) mount/,
    cause: 'a mount of the pod asks for mountPropagation, and its folder of the node is not shared',
    next: (_subject, [, folder = '']) =>
      `remove mountPropagation from the mount of ${folder}, which customize writes, or make the folder shared in the user data of the nodes: mount --make-rshared`,
    other: (_subject, [, folder = '']) =>
      `remove mountPropagation from the mount of ${folder} in the values of its chart, or make the folder shared in the user data of the nodes: mount --make-rshared`,
  },
];

/** Hints about service account tokens, which the kubelet gets from the API server. */
const TOKEN_HINTS: readonly Hint[] = [
  {
    id: 'pod-account-missing',
    reason: MOUNT,
    message: /failed to fetch token: serviceaccounts? "[^"]+" not found/,
    cause: 'the service account of the pods does not exist',
    next: (subject) => deliverAgain(subject),
    other: ({ namespace }) => `kubectl get serviceaccounts --namespace ${namespace}, and make the one of the pod`,
  },
  {
    id: 'pod-token-unreachable',
    reason: MOUNT,
    message: new RegExp(String.raw`failed to fetch token: Post .*(?:${UNANSWERED.source})`),
    cause: 'the kubelet does not reach the API server, from which it gets the token of the service account',
    next: ({ environment, namespace, trouble }) =>
      `${nodeOf(namespace, trouble.on)}: the security group of the cluster must admit it at port 443, and its subnet needs a route to it: aws eks describe-cluster --name ${environment.clusterName} --query cluster.resourcesVpcConfig`,
  },
  {
    id: 'pod-token',
    reason: MOUNT,
    message: /failed to fetch token/,
    cause: 'the kubelet gets no token of the service account from the API server',
    next: ({ environment }) =>
      `the API server must know the role of the nodes: aws eks list-access-entries --cluster-name ${environment.clusterName}, and the ConfigMap kube-system/aws-auth; replace the node if others start pods`,
  },
];

/** Hints about pods that a node cannot start. */
export const START_HINTS: readonly Hint[] = [
  ...KUBELET_HINTS,
  ...NODE_HINTS,
  ...IMAGE_HINTS,
  ...MADE_HINTS,
  ...PROPAGATION_HINTS,
  ...TOKEN_HINTS,
  ...CONTAINER_HINTS,
];
