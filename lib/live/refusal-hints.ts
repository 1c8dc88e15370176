import type { Hint } from './hint';

const REFUSED = /^FailedCreate$/;

/** Hints about pods that something in the cluster refuses to admit. */
export const REFUSAL_HINTS: readonly Hint[] = [
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
    id: 'pod-priority',
    reason: REFUSED,
    message: /no PriorityClass with name (\S+) was found/,
    cause: 'the PriorityClass of the pods does not exist',
    next: (_subject, [, name = '']) => `kubectl get priorityclasses: make ${name}, or name one of these`,
  },
];
