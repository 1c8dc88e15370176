import { Manifests } from '../../../../lib/manifests/manifests';
import { grown, nodesOf, podsOf, volumesOf } from '../../../../lib/planner/setup/pods';

const set = (storageClassName: string, storage: string, replicas = 2) => ({
  apiVersion: 'apps/v1',
  kind: 'StatefulSet',
  metadata: { name: 'a', namespace: 'loki' },
  spec: {
    replicas,
    volumeClaimTemplates: [
      { metadata: { name: 'data' }, spec: { storageClassName, resources: { requests: { storage } } } },
    ],
    template: { spec: { containers: [{ name: 'a', resources: { requests: { cpu: '100m', memory: '128Mi' } } }] } },
  },
});
const storageClass = (name: string, throughput: string) => ({
  apiVersion: 'storage.k8s.io/v1',
  kind: 'StorageClass',
  metadata: { name },
  parameters: { throughput },
});
const manifests = (...objects: object[]) => new Manifests(objects as never);

test('volumes have the size of their claim and the throughput of their class', () => {
  expect(volumesOf(manifests(set('fast', '50Gi'), storageClass('fast', '200'), storageClass('slow', '130')))).toEqual([
    { title: 'StatefulSet loki/a', count: 2, gibibytes: 50, throughput: 200 },
  ]);
  expect(volumesOf(manifests(set('unknown', '512Mi'), storageClass('fast', '200')))).toMatchObject([
    { gibibytes: 0.5, throughput: 125 },
  ]);
});

test('a claim of its own is a volume, and a set without pods has none', () => {
  const claim = {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name: 'grafana', namespace: 'grafana' },
    spec: { resources: { requests: { storage: '10Gi' } } },
  };
  expect(volumesOf(manifests(claim, set('x', '1Gi', 0)))).toEqual([
    { title: 'PersistentVolumeClaim grafana/grafana', count: 1, gibibytes: 10, throughput: 125 },
  ]);
});

test('strange objects are not a fault', () => {
  const odd = { ...set('x', 'lots'), spec: { volumeClaimTemplates: 'no', template: null } };
  expect(volumesOf(manifests(odd, set('x', 'lots')))).toMatchObject([{ gibibytes: 0 }]);
  expect(podsOf(manifests(odd))).toEqual([{ title: 'StatefulSet loki/a', count: 1, cpu: 0, memory: 0 }]);
});

test('volumes that have grown have the new size', () => {
  const volumes = [
    { title: 'StatefulSet loki/a', count: 2, gibibytes: 50, throughput: 200 },
    { title: 'StatefulSet loki/b', count: 1, gibibytes: 5, throughput: 125 },
  ];
  expect(grown(volumes, manifests(set('fast', '80Gi'))).map(({ gibibytes }) => gibibytes)).toEqual([80, 5]);
});

test('nodes take all pods and leave a fifth, with the pods of every node on each', () => {
  const pods = (count: number, cpu: number) => ({ title: 'x', count, cpu, memory: 1 });
  const agent = { title: 'agent', cpu: 0.2, memory: 0.5 };
  expect(nodesOf([])).toMatchObject({ instanceType: 'm6i.xlarge', nodes: 3 });
  // Of 4 cores, 3.2 are for requests, and 0.2 of these for the agent.
  expect(nodesOf([pods(4, 3), agent])).toMatchObject({ instanceType: 'm6i.xlarge', nodes: 4 });
  expect(nodesOf([pods(1, 5)])).toMatchObject({ instanceType: 'm6i.2xlarge' });
  expect(nodesOf([pods(1, 20)])).toBeUndefined();
  expect(nodesOf([pods(1, 1), { ...agent, cpu: 50 }])).toBeUndefined();
});
