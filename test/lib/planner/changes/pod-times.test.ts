import { podTimes } from '../../../../lib/planner/changes/pod-times';
import { made, workload } from '../../manifests/builders';

const times = (pod: object, spec: object = {}) => podTimes(workload(made('StatefulSet', 'a', pod, spec)));
const probe = (fields: object) => ({ httpGet: { path: '/' }, ...fields });

test('the defaults of Kubernetes hold for what a manifest leaves out', () => {
  expect(times({ containers: [{ name: 'a' }] })).toEqual({ stop: 30, start: 0, delay: 0, settle: 0 });
  expect(times({ containers: [{ name: 'a', startupProbe: probe({}), readinessProbe: probe({}) }] })).toEqual({
    ...{ stop: 30, start: 3 * 10 + 10, delay: 0, settle: 0 },
  });
});

test('sidecars start one after the other, containers together, and plain init containers have no number', () => {
  const slow = { startupProbe: probe({ periodSeconds: 5, failureThreshold: 60 }) };
  const quick = { startupProbe: probe({ periodSeconds: 1, failureThreshold: 7, initialDelaySeconds: 3 }) };
  const pod = {
    terminationGracePeriodSeconds: 300,
    initContainers: [
      { name: 'init', ...slow },
      { name: 'one', restartPolicy: 'Always', ...quick },
      { name: 'two', restartPolicy: 'Always', ...quick },
    ],
    containers: [
      { name: 'a', ...slow, readinessProbe: probe({ periodSeconds: 5, initialDelaySeconds: 4 }) },
      { name: 'b', ...quick },
    ],
  };
  expect(times(pod, { minReadySeconds: 10 })).toEqual({
    ...{ stop: 300, start: 10 + 10 + 300 + 4 + 5, delay: 4, settle: 10 },
  });
});
