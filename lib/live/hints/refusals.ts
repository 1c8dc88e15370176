import { deliverAgain } from './deliver';
import type { Hint, SharedHint } from './hint';

const REFUSED = /^FailedCreate$/;

/** An API server that takes no pods, and does not place them. */
export const API_ERRORS: SharedHint = {
  id: 'pod-api-errors',
  cause: 'the API server does not answer in time, or cannot write',
  next: ({ environment }) =>
    `kubectl get --raw '/readyz?verbose', and aws eks describe-cluster --name ${environment.clusterName} --query cluster.health; it is retried automatically`,
};

/** Hints about pods that the cluster refuses to admit. */
export const REFUSAL_HINTS: readonly Hint[] = [
  {
    id: 'pod-webhook-patch',
    reason: REFUSED,
    message:
      /failed calling webhook "([^"]+)".*(?:invalid webhook response|expected webhook response|unsupported patch type)|webhook "([^"]+)" attempted to modify the object|operation does not apply: |nonexistent key: .*missing value|error in (?:add|remove|replace|test) for path/,
    cause: 'a webhook changes every pod, and the API server cannot apply its change, or does not understand its answer',
    next: ({ namespace }, [, answered, changed, name = changed ?? answered]) =>
      `${name === undefined ? 'kubectl get mutatingwebhookconfigurations shows which ones change pods: ' : `${name}: `}update the program of the webhook, whose version does not fit the cluster or the pods; or leave namespace ${namespace} out of it`,
  },
  {
    id: 'pod-webhook-certificate',
    reason: REFUSED,
    message: /failed calling webhook "([^"]+)".*x509: /,
    cause: 'the API server does not trust the certificate of a webhook that must admit every pod, or it has expired',
    next: (_subject, [, name = '']) =>
      `renew the certificate of ${name}, and its caBundle: kubectl get validatingwebhookconfigurations,mutatingwebhookconfigurations; most operators do so when their pods are restarted`,
  },
  {
    id: 'pod-webhook-left',
    reason: REFUSED,
    message: /failed calling webhook "([^"]+)".*service "([^"]+)" not found/,
    cause: 'a webhook must admit every pod, and the program that it belongs to was removed',
    next: (_subject, [, name = '', service = '']) =>
      `kubectl get validatingwebhookconfigurations,mutatingwebhookconfigurations -o yaml | grep -B 20 ${name} shows which one asks Service ${service}: install its program again, or delete that configuration`,
  },
  {
    id: 'pod-webhook-path',
    reason: REFUSED,
    message:
      /failed calling webhook "([^"]+)".*(?:could not find the requested resource|rejected our request|the server responded with the status code)/,
    cause: 'a webhook must admit every pod, and its program does not know what the API server asks',
    next: (_subject, [, name = '']) =>
      `the configuration of ${name} names a path or a port that its program does not have, often one of another version: kubectl get validatingwebhookconfigurations,mutatingwebhookconfigurations -o yaml; install program and configuration in one version`,
  },
  {
    id: 'pod-webhook-unreachable',
    reason: REFUSED,
    message: /failed calling webhook "([^"]+)".*(?:context deadline exceeded|i\/o timeout|Address is not allowed)/,
    cause: 'the API server does not reach a webhook that must admit every pod',
    next: (_subject, [, name = '']) =>
      `if the pods of ${name} are ready, the security group of the nodes must admit that of the cluster at the port where they listen: kubectl get validatingwebhookconfigurations,mutatingwebhookconfigurations; with a network plugin that is not that of the VPC they need hostNetwork`,
  },
  {
    id: 'pod-webhook-down',
    reason: REFUSED,
    message: /failed calling webhook "([^"]+)"/,
    cause: 'a webhook that must admit every pod does not answer',
    next: ({ namespace }, [, name = '']) =>
      `bring the pods of ${name} back: kubectl get validatingwebhookconfigurations,mutatingwebhookconfigurations; or leave namespace ${namespace} out of it`,
  },
  {
    id: 'pod-policy',
    reason: REFUSED,
    message: /admission webhook "([^"]+)" denied|ValidatingAdmissionPolicy '([^']+)'/,
    cause: 'a policy of the cluster forbids the pods',
    next: ({ namespace }, [, webhook, policy = webhook ?? '']) =>
      `except namespace ${namespace} from what ${policy} demands, or meet it with customize`,
    other: ({ namespace }, [, webhook, policy = webhook ?? '']) =>
      `except namespace ${namespace} from what ${policy} demands, or meet it in the values of the chart`,
  },
  {
    id: 'pod-limit-range',
    reason: REFUSED,
    message: /(?:maximum|minimum) [\w.-]+ usage per \w+ is|limit to request ratio/,
    cause: 'a LimitRange of the namespace does not admit containers of this size',
    next: ({ namespace }) => `kubectl get limitrange --namespace ${namespace} -o yaml, and raise what it admits`,
  },
  {
    id: 'pod-quota',
    reason: REFUSED,
    message: /exceeded quota: ([\w.-]+)/,
    cause: 'a quota of the namespace is used up',
    next: ({ namespace }, [, quota = '']) =>
      `kubectl get resourcequota,limitrange --namespace ${namespace}, and raise what is used up: kubectl edit resourcequota --namespace ${namespace} ${quota}`,
  },
  {
    id: 'pod-quota-class',
    reason: REFUSED,
    message: /insufficient quota to match these scopes: (\[.*\])|pods with (\S+) priority[cC]lass is not permitted/,
    cause: 'the cluster admits the PriorityClass of the pods only in namespaces with a quota for it',
    next: ({ namespace }, [, scopes, name = scopes ?? '']) =>
      `make a ResourceQuota in namespace ${namespace} whose scopeSelector matches ${name}, or name another class: kubectl get priorityclasses`,
  },
  {
    id: 'pod-quota-unset',
    reason: REFUSED,
    message: /[Ff]ailed quota: ([\w.-]+): must specify ([\w.,-]+)/,
    cause: 'a quota of the namespace demands requests or limits that the pods do not have',
    next: ({ namespace }, [, quota = '', what = '']) =>
      `take ${what} out of the quota: kubectl edit resourcequota --namespace ${namespace} ${quota}; or make a LimitRange with defaults of it`,
  },
  {
    id: 'pod-namespace-ends',
    reason: REFUSED,
    message: /namespace (\S+) because it is being terminated/,
    cause: 'the namespace is being deleted, and takes no new pods',
    next: (subject) =>
      `kubectl get namespace ${subject.namespace} -o jsonpath='{.status.conditions}' says what it waits for; when it is gone: ${deliverAgain(subject)}`,
    other: ({ namespace }) =>
      `kubectl get namespace ${namespace} -o jsonpath='{.status.conditions}' says what it waits for; when it is gone, install the chart again`,
  },
  {
    id: 'pod-name-taken',
    reason: REFUSED,
    message: /pods "([^"]+)" already exists/,
    cause: 'a pod that is not of the workload has the name that its next pod must have',
    next: ({ namespace }, [, pod = '']) =>
      `kubectl get pod --namespace ${namespace} ${pod} -o jsonpath='{.metadata.ownerReferences}': delete that pod, if no other workload needs it`,
  },
  {
    id: 'pod-invalid',
    reason: REFUSED,
    message: /(?:Pod|PersistentVolumeClaim) "[^"]*" is invalid: \[?([^\s:]+)/,
    cause: 'the API server does not take the pods: a field of their template has a wrong value',
    next: (_subject, [, field = '']) =>
      `correct ${field}, which customize, a policy or a LimitRange writes: kubectl get limitranges,mutatingwebhookconfigurations --all-namespaces`,
    other: (_subject, [, field = '']) =>
      `correct ${field} in the values of its chart; a policy or a LimitRange may have written it: kubectl get limitranges,mutatingwebhookconfigurations --all-namespaces`,
  },
  {
    ...API_ERRORS,
    reason: REFUSED,
    message:
      /etcdserver:|request did not complete within|evaluation timed out|failed to complete (?:mutation|validation)|the server was unable to return a response|the server is currently unable to handle|client connection lost|code = Unavailable desc|connection refused|operation against \w+ could not be completed|unexpected EOF/,
  },
  {
    id: 'pod-priority',
    reason: REFUSED,
    message: /no PriorityClass with name (\S+) was found/,
    cause: 'the PriorityClass of the pods does not exist',
    next: (_subject, [, name = '']) => `kubectl get priorityclasses: make ${name}, or name one of these`,
  },
  {
    id: 'pod-runtime-class-missing',
    reason: REFUSED,
    message: /RuntimeClass "([^"]+)" not found/,
    cause: 'the runtime class of the pods does not exist',
    next: (_subject, [, name = '']) =>
      `kubectl get runtimeclasses: make ${name}, or remove runtimeClassName, which customize or a policy writes`,
    other: (_subject, [, name = '']) =>
      `kubectl get runtimeclasses: make ${name}, or remove runtimeClassName in the values of its chart`,
  },
];
