import { type Made, refusalOf } from '../../../lib/live/refusal';
import type { Workload } from '../../../lib/manifests/workloads';
import { pod, READY, warning, workload } from '../../helpers/fake-kubectl';

const QUERIER = workload('Deployment', 'loki-querier', 'querier');
const ALLOY = workload('DaemonSet', 'alloy', 'agent');
const INGESTER = workload('StatefulSet', 'loki-ingester', 'ingester');

const QUOTA = warning('ReplicaSet', 'loki-querier-6c4', 'FailedCreate', 'exceeded quota');

/** Message of the refusal of a workload with some pods. */
const refusal = (of: Workload, made: Made, names: readonly string[], ...events: object[]): string | undefined => {
  const component = of === ALLOY ? 'agent' : of === QUERIER ? 'querier' : 'ingester';
  const pods = names.map((name) => pod(component, name, READY)) as never[];
  return refusalOf(of, made, { pods, events: events as never[] })?.message;
};

describe('the refusal of pods', () => {
  test('is the last one, while pods are missing', () => {
    const last = warning('ReplicaSet', 'loki-querier-6c4', 'FailedCreate', 'exceeded another quota');
    expect(refusal(QUERIER, { spec: { replicas: 2 } }, ['loki-querier-a'], QUOTA, last)).toBe('exceeded another quota');
    expect(refusal(QUERIER, { spec: { replicas: 2 } }, ['loki-querier-a'])).toBeUndefined();
  });

  test('is over when all pods are there, although its events stay for an hour', () => {
    const both = ['loki-querier-a', 'loki-querier-b'];
    expect(refusal(QUERIER, { spec: { replicas: 2 } }, both, QUOTA)).toBeUndefined();
    const fewer = { status: { conditions: [{ type: 'ReplicaFailure', status: 'False' }] } };
    expect(refusal(QUERIER, { spec: { replicas: 2 }, ...fewer }, both, QUOTA)).toBeUndefined();
  });

  test('of a new version is told by a condition: the pods of the former one are there', () => {
    const status = { conditions: [{ type: 'ReplicaFailure', status: 'True' }] };
    const both = ['loki-querier-a', 'loki-querier-b'];
    expect(refusal(QUERIER, { spec: { replicas: 2 }, status }, both, QUOTA)).toBe('exceeded quota');
  });

  test('of a DaemonSet is over when every node has its pod', () => {
    const event = warning('DaemonSet', 'alloy', 'FailedCreate', 'violates PodSecurity');
    const made = { spec: {}, status: { desiredNumberScheduled: 2 } };
    expect(refusal(ALLOY, made, ['alloy-a'], event)).toBe('violates PodSecurity');
    expect(refusal(ALLOY, made, ['alloy-a', 'alloy-b'], event)).toBeUndefined();
  });

  test('of a StatefulSet is told by its events', () => {
    const event = warning('StatefulSet', 'loki-ingester', 'FailedCreate', 'no account');
    expect(refusal(INGESTER, { spec: { replicas: 1 } }, [], event)).toBe('no account');
  });
});
