import { Manifests } from '../../../lib/manifests/manifests';
import { requestsOf } from '../../../lib/manifests/requests';

const container = (cpu: string, memory: string) => ({ name: cpu, resources: { requests: { cpu, memory } } });

const workload = (
  kind: string,
  spec: object = {},
  containers = [container('250m', '512Mi'), container('1', '1Gi')],
) => ({
  apiVersion: 'apps/v1',
  kind,
  metadata: { name: kind.toLowerCase(), namespace: 'loki' },
  spec: { ...spec, template: { spec: { containers, initContainers: [container('8', '8Gi')] } } },
});

const requests = (...objects: object[]) => {
  const manifests = new Manifests(objects as never);
  return manifests.workloads.map((one) => requestsOf(manifests, one));
};

test('the containers of a pod add up, without those that only start it', () => {
  expect(requests(workload('Deployment', { replicas: 3 }))).toEqual([
    { title: 'Deployment loki/deployment', pod: { cpu: 1.25, memory: 1.5 }, pods: 3 },
  ]);
});

test('a DaemonSet has a pod on each node, and a Job none that lasts', () => {
  expect(requests(workload('DaemonSet'), workload('Job')).map(({ pods }) => pods)).toEqual([undefined, 0]);
});

test('of an autoscaler the minimum counts', () => {
  const scaler = {
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: { name: 'x', namespace: 'loki' },
    spec: { minReplicas: 4, scaleTargetRef: { kind: 'Deployment', name: 'deployment' } },
  };
  expect(requests(workload('Deployment'), scaler)[0]?.pods).toBe(4);
});
