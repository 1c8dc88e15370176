import { spread } from '../../../charts/kubernetes/workload';
import { makeCharts, objectsOf } from '../../helpers/charts';

const LABELS = { app: 'loki' };

test('pods are spread over zones and hosts, and crowd rather than wait', () => {
  expect(spread(LABELS)).toEqual(
    ['topology.kubernetes.io/zone', 'kubernetes.io/hostname'].map((topologyKey) => ({
      ...{ maxSkew: 1, topologyKey, whenUnsatisfiable: 'ScheduleAnyway' },
      labelSelector: { matchLabels: LABELS },
    })),
  );
});

test('those of a rollout of a Deployment are spread without regard to the former ones', () => {
  const workloads = objectsOf(makeCharts({ gigabytesPerDay: 500 })).flatMap(({ kind, metadata, spec }) =>
    (spec?.template?.spec?.topologySpreadConstraints ?? []).map((one: { matchLabelKeys?: string[] }) => ({
      kind,
      name: metadata.name,
      keys: one.matchLabelKeys,
    })),
  );
  const expected = { Deployment: ['pod-template-hash'], StatefulSet: undefined };
  expect(new Set(workloads.map(({ kind }) => kind))).toEqual(new Set(Object.keys(expected)));
  expect(
    workloads.filter(({ kind, keys }) => String(keys) !== String(expected[kind as keyof typeof expected])),
  ).toEqual([]);
});
