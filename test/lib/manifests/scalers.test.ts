import { mostReplicasOf, podsIn, replicasOf } from '../../../lib/manifests/scalers';
import { made, manifestsOf, object } from './builders';

const scaler = (spec: object, namespace = 'loki') => ({
  ...object('HorizontalPodAutoscaler', 'scale', { spec }),
  metadata: { name: 'scale', namespace },
});
const target = { kind: 'Deployment', name: 'querier' };
const querier = made('Deployment', 'querier', {}, { replicas: 3 });

function replicas(...objects: object[]): number | undefined {
  const manifests = manifestsOf(...objects);
  const [first] = manifests.workloads;
  return first && replicasOf(manifests, first);
}

test('replicas are those of the workload, one by default', () => {
  expect(replicas(querier)).toBe(3);
  expect(replicas(made('StatefulSet', 'ingester', {}))).toBe(1);
  expect(replicas(made('Deployment', 'querier', {}, { replicas: 0 }))).toBe(0);
});

test.each(['DaemonSet', 'Job'])('replicas of a %s are unknown', (kind) => {
  expect(replicas(made(kind, 'x', {}, { replicas: 2 }))).toBeUndefined();
});

test('an autoscaler of the workload decides', () => {
  expect(replicas(querier, scaler({ minReplicas: 2, scaleTargetRef: target }))).toBe(2);
  expect(replicas(querier, scaler({ scaleTargetRef: target }))).toBe(1);
});

test.each([
  ['another kind', scaler({ minReplicas: 2, scaleTargetRef: { ...target, kind: 'StatefulSet' } })],
  ['another name', scaler({ minReplicas: 2, scaleTargetRef: { ...target, name: 'ruler' } })],
  ['another namespace', scaler({ minReplicas: 2, scaleTargetRef: target }, 'other')],
  ['nothing', scaler({ minReplicas: 2 })],
])('an autoscaler of %s does not', (_what, other) => {
  expect(replicas(querier, other)).toBe(3);
});

test.each<[unknown, number, number | undefined]>([
  [2, 10, 2],
  [0, 10, 0],
  ['50%', 10, 5],
  ['30%', 3, 1],
  ['34%', 3, 2],
  ['100%', 3, 3],
  ['50', 10, undefined],
  ['half', 10, undefined],
  [undefined, 10, undefined],
])('%j of %d pods is %s', (value, count, pods) => {
  expect(podsIn(value, count)).toBe(pods);
});

test('the most pods are those of the autoscaler', () => {
  const most = (...objects: object[]) => {
    const manifests = manifestsOf(querier, ...objects);
    return manifests.workloads.map((workload) => mostReplicasOf(manifests, workload));
  };
  const keda = (spec: object) => ({ ...scaler({ scaleTargetRef: target, ...spec }), kind: 'ScaledObject' });
  expect(most()).toEqual([undefined]);
  expect(most(scaler({ maxReplicas: 9, scaleTargetRef: target }))).toEqual([9]);
  expect(most(scaler({ maxReplicas: 'nine', scaleTargetRef: target }))).toEqual([undefined]);
  expect([...most(keda({ maxReplicaCount: 12 })), ...most(keda({}))]).toEqual([12, 100]);
});
