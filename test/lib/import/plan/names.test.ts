import { namesOf } from '../../../../lib/import/plan/names';
import type { FormerWorkload } from '../../../../lib/import/plan/workloads';
import { type Former, type FormerMode, Importing } from '../../../../lib/import/importing';

const RELEASE = { name: 'logs', namespace: 'obs' };

/** Names of a release that nobody has seen, by what values say. */
function named(mode: FormerMode, chart: string, change: Partial<Former> = {}) {
  const importing = new Importing('prod');
  Object.assign(importing.former, { mode, release: RELEASE, ...change });
  importing.former.charts.add(chart);
  const { ingesters, compactors, others } = namesOf(importing);
  const titles = (workloads: readonly FormerWorkload[]) => workloads.map(({ title }) => title);
  return { ingesters: titles(ingesters), compactors: titles(compactors), others: titles(others) };
}

// What `helm template` renders for a release `logs` of loki 6.57.0 and 18.11.0, and of loki-distributed 0.80.6.
test('a simple scalable Loki is named by its chart, for any name of its release', () => {
  const names = {
    ingesters: ['statefulset/loki-write'],
    compactors: ['statefulset/loki-backend'],
    others: ['deployment/loki-read'],
  };
  expect(named('simple-scalable', 'loki')).toEqual(names);
  expect(named('simple-scalable', 'loki', { names: { name: 'store' } }).ingesters).toEqual(['statefulset/store-write']);
});

test('ingesters of a distributed Loki have a StatefulSet in each zone', () => {
  const zones = ['zone-a', 'zone-b', 'zone-c'];
  expect(named('distributed', 'loki', { ingesterZones: zones })).toEqual({
    ingesters: zones.map((zone) => `statefulset/logs-loki-ingester-${zone}`),
    compactors: ['statefulset/logs-loki-compactor', 'statefulset/logs-loki-ruler'],
    others: ['deployment/logs-loki-distributor', 'deployment/logs-loki-querier', 'deployment/logs-loki-query-frontend'],
  });
  expect(named('distributed', 'loki').ingesters).toEqual(['statefulset/logs-loki-ingester']);
  expect(named('distributed', 'loki', { release: { name: 'my-loki' } }).ingesters).toEqual([
    'statefulset/my-loki-ingester',
  ]);
  expect(named('distributed', 'loki', { names: { fullname: 'store' } }).ingesters).toEqual([
    'statefulset/store-ingester',
  ]);
});

test('the chart loki-distributed runs its queriers as a StatefulSet, and its ruler as a Deployment', () => {
  expect(named('distributed', 'loki-distributed')).toEqual({
    ingesters: ['statefulset/logs-loki-distributed-ingester'],
    compactors: ['statefulset/logs-loki-distributed-compactor', 'deployment/logs-loki-distributed-ruler'],
    others: [
      'deployment/logs-loki-distributed-distributor',
      'statefulset/logs-loki-distributed-querier',
      'deployment/logs-loki-distributed-query-frontend',
    ],
  });
});

test('one process is ingester and compactor', () => {
  const names = { ingesters: ['statefulset/logs-loki'], compactors: ['statefulset/logs-loki'], others: [] };
  expect(named('monolithic', 'loki')).toEqual(names);
  // Loki 2.16.1, which loki-stack has in it, is named as a chart of its own.
  expect(named('monolithic', 'loki-stack').ingesters).toEqual(['statefulset/logs-loki']);
  expect(named('monolithic', 'loki-stack', { release: { name: 'loki' } }).ingesters).toEqual(['statefulset/loki']);
});
