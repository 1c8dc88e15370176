import { type Parts, describeRules } from '../harness';
import { COMPACTOR_RULES } from '../../../../lib/checks/loki/compactor';

const replicas = (kind: string, name: string, count: number) => (parts: Parts) => {
  parts.object(kind, name)['spec'].replicas = count;
};

/** The volume of a StatefulSet's claims as scratch space. */
const scratch = (name: string) => (parts: Parts) => {
  delete parts.object('StatefulSet', name)['spec'].volumeClaimTemplates;
  parts.pod('StatefulSet', name)['volumes'].push({ name: 'data', emptyDir: {} });
};

describeRules(COMPACTOR_RULES, [
  {
    rule: 'LOKI-COMPACTOR-1',
    breaks: (parts) => {
      replicas('StatefulSet', 'loki-compactor', 2)(parts);
      const budget = structuredClone(parts.object('PodDisruptionBudget', 'loki-ingester'));
      budget['metadata'].name = 'loki-compactor';
      budget['spec'].selector = parts.object('StatefulSet', 'loki-compactor')['spec'].selector;
      parts.objects.push(budget);
    },
    finds: ['StatefulSet loki/loki-compactor spec.replicas: 2 compactors; run one'],
  },
  {
    rule: 'LOKI-COMPACTOR-2',
    breaks: scratch('loki-compactor'),
    finds: [
      'StatefulSet loki/loki-compactor spec.template.spec.volumes[data]: the deletion marks in /var/loki/compactor are on ' +
        'emptyDir data; ' +
        'mount a claim of volumeClaimTemplates there, or set compactor.deletion_marker_object_store_prefix',
    ],
  },
]);
