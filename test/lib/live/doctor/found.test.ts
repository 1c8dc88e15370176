import { componentOf, runs } from '../../../../lib/live/doctor/components';
import { foundSetup, lokiWorkloads, releaseOf } from '../../../../lib/live/doctor/found';
import { hopOf } from '../../../../lib/live/doctor/hops';
import { SETUP } from '../../../../lib/live/doctor/setup-form';
import { ALLOY, charted, lokiLabels, SCALABLE } from '../../../helpers/community-chart';

const CLUSTER = { name: 'shop', region: 'eu-west-1', account: '444455556666' };

test('the community chart in simple scalable mode is found by its labels', () => {
  const setup = foundSetup({ namespace: 'obs', objects: SCALABLE, agents: [ALLOY], cluster: CLUSTER });
  expect(SETUP.parse(setup)).toEqual(setup);
  expect(setup).toMatchObject({
    ...{ name: 'obs/logs', lokiNamespace: 'obs', alloyNamespace: 'alloy', identity: 'irsa' },
    ...{ account: CLUSTER.account, region: CLUSTER.region, clusterName: 'shop' },
    gateway: { namespace: 'obs', service: 'logs-gateway', port: 80 },
    found: { release: 'logs', chart: 'loki-6.46.0' },
    ...{ ingesters: 3, replicationFactor: 3 },
    roles: [{ namespace: 'obs', account: 'logs', roleArn: 'arn:aws:iam::111122223333:role/logs', isStore: true }],
  });
  expect(setup.deliver).toMatch(/^helm upgrade logs --namespace obs/);
  expect(setup.workloads.map(({ component }) => component).sort()).toEqual(
    ['agent', 'backend', 'canary', 'chunks-cache', 'gateway', 'read', 'write'].sort(),
  );
});

test.each<[string, Record<string, string>, string, string]>([
  ['loki in one process', lokiLabels('single-binary'), 'single-binary', 'distributor'],
  ['loki-stack', { app: 'loki', release: 'loki', name: 'loki' }, 'single-binary', 'distributor'],
  [
    'loki-distributed',
    { 'app.kubernetes.io/name': 'loki-distributed', 'app.kubernetes.io/component': 'ingester' },
    'ingester',
    'ingester',
  ],
  ['a cache', lokiLabels('memcached-results-cache'), 'results-cache', 'caches'],
  ['promtail', { 'app.kubernetes.io/name': 'promtail' }, 'agent', 'agent'],
  ['k8s-monitoring', { 'app.kubernetes.io/name': 'alloy-logs' }, 'agent', 'agent'],
  ['its other collectors', { 'app.kubernetes.io/name': 'alloy-singleton' }, 'alloy-singleton', 'agent'],
  ['a label that every object has', { 'app.kubernetes.io/component': 'constructor' }, 'constructor', 'agent'],
])('the component of pods of %s', (_what, labels, component, hop) => {
  expect(componentOf(labels, 'pod-0')).toBe(component);
  expect(hopOf(component)).toBe(hop);
});

test('one pod runs several components', () => {
  expect(runs('write', 'ingester')).toBe(true);
  expect(runs('write', 'querier')).toBe(false);
  expect(runs('single-binary', 'compactor')).toBe(true);
  expect(runs('ingester', 'ingester')).toBe(true);
});

test('releases in one namespace are told apart, and what is not of Loki is left out', () => {
  const objects = [
    ...SCALABLE,
    charted('StatefulSet', 'loki', { app: 'loki', release: 'old' }),
    charted('Deployment', 'grafana', { 'app.kubernetes.io/name': 'grafana' }),
  ];
  expect([...new Set(lokiWorkloads({ objects }).map(releaseOf))].sort()).toEqual(['logs', 'old']);
  expect(foundSetup({ namespace: 'obs', objects, agents: [] }, 'old')).toMatchObject({
    ...{ name: 'obs/old', identity: 'none', roles: [], ingesters: 1, replicationFactor: 1 },
    workloads: [{ name: 'loki', component: 'single-binary', labels: { app: 'loki', release: 'old' } }],
  });
});
