import { parse } from 'yaml';
import type { LokiChartProps } from '../../../../charts/loki/chart';
import { lokiSize } from '../../../../charts/loki/sizes/sizes';
import { Manifests } from '../../../../lib/manifests/manifests';
import { replicasOf } from '../../../../lib/manifests/scalers';
import { makeCharts, objectOf, objectsOf } from '../../../helpers/charts';

const SCALED = ['distributor', 'gateway', 'querier', 'query-frontend'];

/** Scalers by name, with their bounds. */
const scalers = (loki: Partial<LokiChartProps>) =>
  objectsOf(makeCharts(loki))
    .filter(({ kind }) => /Autoscaler|ScaledObject/.test(kind))
    .map(({ kind, metadata, spec }) => [
      kind,
      metadata.name,
      spec.minReplicas ?? spec.minReplicaCount,
      spec.maxReplicas ?? spec.maxReplicaCount,
    ])
    .sort();

test('without the field there are no scalers', () => {
  expect(scalers({})).toEqual([]);
  expect(scalers({ autoscaling: false })).toEqual([]);
});

describe('autoscaling: true', () => {
  const charts = makeCharts({ gigabytesPerDay: 500, autoscaling: true });
  const { components } = lokiSize(500);

  test('scales distributors, queriers, query frontends and gateway by CPU, from the size to three times as many', () => {
    expect(scalers({ gigabytesPerDay: 500, autoscaling: true })).toEqual(
      [
        ['distributor', components.distributor.replicas],
        ['gateway', components.gateway.replicas],
        ['querier', components.querier.replicas],
        ['query-frontend', components.queryFrontend.replicas],
      ].map(([name, min = 0]) => ['HorizontalPodAutoscaler', `loki-${name}`, min, Number(min) * 3]),
    );
    const { metrics } = objectOf(charts, 'HorizontalPodAutoscaler', 'loki-querier').spec;
    expect(metrics).toEqual([
      { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 70 } } },
    ]);
  });

  test('leaves the number of pods to the scaler, and keeps the budget', () => {
    for (const name of SCALED) {
      expect(objectOf(charts, 'Deployment', `loki-${name}`).spec).not.toHaveProperty('replicas');
      expect(objectOf(charts, 'PodDisruptionBudget', `loki-${name}`).spec.maxUnavailable).toBe(1);
    }
    expect(objectOf(charts, 'StatefulSet', 'loki-ingester').spec.replicas).toBe(3);
  });

  test('lets a query use as many queriers as there may be', () => {
    const config = parse(objectOf(charts, 'ConfigMap', 'loki').data['config.yaml']);
    expect(config.limits_config.tsdb_max_query_parallelism).toBe(components.querier.replicas * 3 * 8);
  });
});

describe('bounds of one component', () => {
  test('are those of the field, and the others stay fixed', () => {
    const autoscaling = { querier: { min: 4, max: 40, cpu: 60 } };
    expect(scalers({ autoscaling })).toEqual([['HorizontalPodAutoscaler', 'loki-querier', 4, 40]]);
  });

  test('below the size lower the size', () => {
    expect(scalers({ gigabytesPerDay: 500, autoscaling: { querier: { max: 2 } } })).toEqual([
      ['HorizontalPodAutoscaler', 'loki-querier', 2, 2],
    ]);
  });
});

test('KEDA scales queriers by the queries that run or wait, in three quarters of the slots', () => {
  const charts = makeCharts({
    gigabytesPerDay: 500,
    autoscaling: { querier: { max: 20, prometheus: 'http://prometheus.monitoring:9090' } },
  });
  expect(objectOf(charts, 'ScaledObject', 'loki-querier').spec).toEqual({
    scaleTargetRef: { kind: 'Deployment', name: 'loki-querier' },
    minReplicaCount: 4,
    maxReplicaCount: 20,
    triggers: [
      {
        type: 'prometheus',
        metricType: 'AverageValue',
        metadata: {
          serverAddress: 'http://prometheus.monitoring:9090',
          query: 'sum(max_over_time(loki_query_scheduler_inflight_requests{namespace="loki",quantile="0.75"}[2m]))',
          threshold: '6',
        },
      },
    ],
  });
  const manifests = new Manifests(objectsOf(charts) as never);
  const querier = manifests.workloads.find(({ name }) => name === 'loki-querier');
  expect(querier && replicasOf(manifests, querier)).toBe(4);
});

test.each<[unknown, string]>([
  ['yes', 'loki.autoscaling: yes is not true, false or an object; write one such as { querier: { max: 20 } }'],
  [
    {},
    'loki.autoscaling: {} has no effect, since it names no component; write true for all of them, or one such as { querier: { max: 20 } }',
  ],
  [{ ingester: { max: 9 } }, 'loki.autoscaling.ingester: not a key'],
  [{ querier: { min: 9, max: 3 } }, 'loki.autoscaling.querier.max: 3 is less than min, 9; write at least 9'],
  [{ querier: { max: 0 } }, 'loki.autoscaling.querier.max: 0 is not a whole number of at least 1'],
  [{ gateway: { cpu: 700 } }, 'loki.autoscaling.gateway.cpu: 700 is not a whole number'],
  [
    { querier: { cpu: 60, prometheus: 'http://prometheus.monitoring:9090' } },
    'loki.autoscaling.querier.cpu: 60 has no effect beside prometheus; leave out one of the two',
  ],
  [{ querier: { prometheus: 'prometheus' } }, 'loki.autoscaling.querier.prometheus: prometheus is not a URL'],
  [
    { querier: { prometheus: 'http://keda:secret@prometheus.monitoring:9090' } },
    'has a password in it, which manifests would show; leave it out',
  ],
])('refuses %j', (autoscaling, message) => {
  expect(() => makeCharts({ autoscaling: autoscaling as never })).toThrow(message);
});
