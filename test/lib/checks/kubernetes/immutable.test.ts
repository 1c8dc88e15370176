import { describeRules, type Loose, Parts } from '../harness';
import { IMMUTABLE_RULES } from '../../../../lib/checks/kubernetes/immutable';

/** Sets the objects of an earlier run: those of now, with one change. */
function before(parts: Parts, kind: string, name: string, change: (object: Loose) => unknown): void {
  parts.previous = structuredClone(parts.objects);
  change(parts.previous.find((object) => object['kind'] === kind && object['metadata'].name === name) as Loose);
}

describeRules(IMMUTABLE_RULES, [
  {
    rule: 'K8S-STATEFULSET-2',
    breaks: (parts) =>
      before(parts, 'StatefulSet', 'loki-ingester', ({ spec }) => {
        spec.volumeClaimTemplates[0].spec.resources.requests.storage = '10Gi';
        spec.volumeClaimTemplates[0].metadata.labels['helm.sh/chart'] = 'loki-6.0.0';
        spec.serviceName = 'loki-ingester';
        delete spec.podManagementPolicy;
        spec.replicas = 7;
      }),
    finds: [
      ['serviceName', "'loki-ingester-headless' was 'loki-ingester'", "'loki-ingester'"],
      ['podManagementPolicy', "'Parallel' was 'OrderedReady'", "'OrderedReady'"],
      ['volumeClaimTemplates[data].metadata.labels.helm.sh/chart', "nothing was 'loki-6.0.0'", "'loki-6.0.0'"],
      [
        'volumeClaimTemplates[data].spec.resources.requests.storage',
        "'50Gi' was '10Gi'",
        "'10Gi'",
        'first run npx eks-loki volumes for this environment (docs/how-to/volumes.md)',
      ],
    ].map(
      ([
        field,
        change,
        old,
        way = 'first run kubectl delete statefulset loki-ingester --namespace loki --cascade=orphan',
      ]) =>
        `StatefulSet loki/loki-ingester spec.${field}: ${change} before and cannot be changed; write ${old} again, or ${way}`,
    ),
  },
  {
    // Volumes never shrink, so the command that grows them does not help.
    rule: 'K8S-STATEFULSET-2',
    breaks: (parts) =>
      before(parts, 'StatefulSet', 'loki-ingester', ({ spec }) => {
        spec.volumeClaimTemplates[0].spec.resources.requests.storage = '70Gi';
      }),
    finds: [
      'StatefulSet loki/loki-ingester spec.volumeClaimTemplates[data].spec.resources.requests.storage: ' +
        "'50Gi' was '70Gi' before and cannot be changed; write '70Gi' again, or first run kubectl delete statefulset " +
        'loki-ingester --namespace loki --cascade=orphan',
    ],
  },
  {
    rule: 'K8S-STATEFULSET-2',
    breaks: (parts) =>
      before(parts, 'StatefulSet', 'loki-ingester', ({ spec }) => {
        spec.volumeClaimTemplates = [];
      }),
    finds: [
      "StatefulSet loki/loki-ingester spec.volumeClaimTemplates: 'data' was nothing before and cannot be changed; write " +
        'nothing again, or first run kubectl delete statefulset loki-ingester --namespace loki --cascade=orphan',
    ],
  },
  {
    rule: 'K8S-IMMUTABLE-1',
    breaks: (parts) =>
      before(parts, 'StorageClass', 'gp3', (object) => {
        object['parameters'].type = 'gp2';
        delete object['reclaimPolicy'];
      }),
    finds: [
      "StorageClass gp3 parameters.type: 'gp3' was 'gp2' before and cannot be changed; write 'gp2' again, or first " +
        'run kubectl delete storageclass gp3',
    ],
  },
  {
    rule: 'K8S-IMMUTABLE-1',
    breaks: (parts) =>
      before(parts, 'Deployment', 'loki-querier', ({ spec }) => {
        spec.selector.matchLabels.app = 'loki';
      }),
    finds: [
      "Deployment loki/loki-querier spec.selector.matchLabels.app: nothing was 'loki' before and cannot be changed; " +
        "write 'loki' again, or first run kubectl delete deployment loki-querier --namespace loki",
    ],
  },
  {
    rule: 'K8S-IMMUTABLE-1',
    breaks: (parts) => before(parts, 'PriorityClass', 'loki-stateful', (object) => (object['value'] = 500)),
    finds: [
      'PriorityClass loki-stateful value: 1000 was 500 before and cannot be changed; write 500 again, or first run kubectl delete ' +
        'priorityclass loki-stateful',
    ],
  },
]);

/** The preemption policy is the default of Kubernetes, which is no change. */
test('a field that is written out with its default', () => {
  const parts = new Parts('prod');
  before(parts, 'PriorityClass', 'loki-stateful', (object) => (object['preemptionPolicy'] = 'PreemptLowerPriority'));
  expect(IMMUTABLE_RULES.flatMap((rule) => rule.check(parts.subject))).toEqual([]);
});
