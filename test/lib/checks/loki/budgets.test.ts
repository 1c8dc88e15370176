import { BUDGET_RULES } from '../../../../lib/checks/loki/budgets';
import { Manifests } from '../../../../lib/manifests/manifests';
import type { Manifest } from '../../../../lib/manifests/manifest';
import { makeCharts, objectsOf } from '../../../helpers/charts';
import { describeRules, type Loose } from '../harness';

describeRules(BUDGET_RULES, [
  {
    rule: 'LOKI-REPLICATION-3',
    breaks: (parts) =>
      (parts.object('PodDisruptionBudget', 'loki-ingester')['spec'] = {
        selector: parts.object('PodDisruptionBudget', 'loki-ingester')['spec'].selector,
        minAvailable: '20%',
      }),
    finds: [
      'PodDisruptionBudget loki/loki-ingester spec.minAvailable: 20% allows 2 of 3 ingesters to be evicted at once, ' +
        'but only 1 of 3 copies may be away; use maxUnavailable: 1',
    ],
  },
]);

describe('several ingesters may go at once', () => {
  /** Findings about six ingesters in zones, if two may be evicted at once. */
  const findings = (change: (object: Loose) => void = () => undefined): string[] => {
    const charts = makeCharts({
      ingesterZones: true,
      sizes: { ingester: { replicas: 6 } },
      rolloutOperator: { zoneBudget: true },
    });
    const objects = objectsOf(charts) as Loose[];
    for (const object of objects) change(object);
    const manifests = new Manifests(objects as unknown as Manifest[]);
    return BUDGET_RULES.flatMap((rule) => rule.check({ manifests })).map(({ found }) => found);
  };
  const TWO = '2 allows 2 of 6 ingesters to be evicted at once, but only 1 of 3 copies may be away';

  test('where the operator of rollouts is asked about each', () => expect(findings()).toEqual([]));

  test.each<[string, (object: Loose) => void]>([
    [
      'not where an eviction happens without its answer',
      ({ kind, webhooks }) => kind === 'ValidatingWebhookConfiguration' && (webhooks[0].failurePolicy = 'Ignore'),
    ],
    [
      'not where it is asked about something else',
      ({ kind, webhooks }) => kind === 'ValidatingWebhookConfiguration' && (webhooks[0].rules[0].resources = ['pods']),
    ],
    [
      'not where its budget is about some of them',
      ({ kind, spec }) =>
        kind === 'ZoneAwarePodDisruptionBudget' && (spec.selector.matchLabels['loki.grafana.com/zone'] = 'zone-a'),
    ],
    [
      'not where copies are not in zones',
      ({ kind, metadata, data }) =>
        kind === 'ConfigMap' &&
        metadata.name === 'loki' &&
        (data['config.yaml'] = data['config.yaml'].replace(
          'zone_awareness_enabled: true',
          'zone_awareness_enabled: false',
        )),
    ],
  ])('%s', (_, change) => expect(findings(change)).toEqual([TWO]));
});
