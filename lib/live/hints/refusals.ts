import type { Hint } from './hint';

const REFUSED = /^FailedCreate$/;

/** Hints about pods that something in the cluster refuses to admit. */
export const REFUSAL_HINTS: readonly Hint[] = [
  {
    id: 'pod-webhook-certificate',
    reason: REFUSED,
    message: /failed calling webhook "([^"]+)".*x509: /,
    cause: 'the API server does not trust the certificate of a webhook that must admit every pod, or it has expired',
    next: (_subject, [, name = '']) =>
      `renew the certificate of ${name}, and its caBundle: kubectl get validatingwebhookconfigurations,mutatingwebhookconfigurations; most operators do so when their pods are restarted`,
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
    id: 'pod-quota-unset',
    reason: REFUSED,
    message: /failed quota: ([\w.-]+): must specify ([\w.,-]+)/,
    cause: 'a quota of the namespace demands requests or limits that the pods do not have',
    next: ({ namespace }, [, quota = '', what = '']) =>
      `take ${what} out of the quota: kubectl edit resourcequota --namespace ${namespace} ${quota}; or make a LimitRange with defaults of it`,
  },
  {
    id: 'pod-priority',
    reason: REFUSED,
    message: /no PriorityClass with name (\S+) was found/,
    cause: 'the PriorityClass of the pods does not exist',
    next: (_subject, [, name = '']) => `kubectl get priorityclasses: make ${name}, or name one of these`,
  },
];
