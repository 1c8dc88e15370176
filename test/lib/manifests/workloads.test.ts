import {
  commonPorts,
  containerPath,
  containersOf,
  declaresPort,
  portsOf,
  selected,
} from '../../../lib/manifests/workloads';
import { made, manifestsOf, object, workload } from './builders';

const pod = {
  initContainers: [{ name: 'setup' }],
  containers: [
    {
      name: 'loki',
      ports: [
        { name: 'http', containerPort: 3100 },
        { containerPort: 9095 },
        { name: 'gossip', containerPort: 7946, protocol: 'UDP' },
      ],
    },
    { name: 'proxy', ports: [{ name: 'http', containerPort: 3100 }] },
  ],
};

test.each(['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet', 'Job'])('a %s makes pods by a template', (kind) => {
  const one = workload(made(kind, 'loki', pod, { replicas: 2 }));
  expect(one).toMatchObject({
    title: `${kind} loki/loki`,
    kind,
    name: 'loki',
    namespace: 'loki',
    labels: { app: 'loki' },
    podPath: 'spec.template.spec',
    spec: { replicas: 2 },
  });
  expect(containersOf(one).map((container) => containerPath(one, container))).toEqual([
    `${kind} loki/loki spec.template.spec.initContainers[setup]`,
    `${kind} loki/loki spec.template.spec.containers[loki]`,
    `${kind} loki/loki spec.template.spec.containers[proxy]`,
  ]);
});

test('a CronJob makes pods by the template of its jobs', () => {
  const job = { template: { metadata: { labels: { app: 'compact' } }, spec: pod } };
  const one = workload(object('CronJob', 'compact', { spec: { schedule: '@daily', jobTemplate: { spec: job } } }));
  expect(one).toMatchObject({ labels: { app: 'compact' }, podPath: 'spec.jobTemplate.spec.template.spec' });
  expect(containersOf(one).map(({ name }) => name)).toEqual(['setup', 'loki', 'proxy']);
});

test('a Pod is its own template', () => {
  const metadata = { name: 'debug', namespace: 'loki', labels: { app: 'debug' } };
  const one = workload({ apiVersion: 'v1', kind: 'Pod', metadata, spec: pod });
  expect(one).toMatchObject({ title: 'Pod loki/debug', labels: { app: 'debug' }, podPath: 'spec' });
  expect(containersOf(one)).toHaveLength(3);
});

test('other kinds are not workloads', () => {
  expect(manifestsOf(object('Service', 'a'), made('Rollout', 'b', pod)).workloads).toEqual([]);
});

test('fields of a wrong shape are dropped', () => {
  const spec = { replicas: 'two', selector: 'app', serviceName: 1, volumeClaimTemplates: ['x', { metadata: {} }] };
  const one = workload(object('StatefulSet', 'loki', { spec: { ...spec, template: 'none' } }));
  expect(one).toMatchObject({ labels: {}, pod: { containers: [] } });
  expect(one.spec).toMatchObject({ replicas: undefined, selector: undefined, serviceName: undefined });
  expect(one.spec.volumeClaimTemplates).toEqual([{ metadata: { name: '?' }, spec: {} }]);
});

test('a selector selects workloads by the labels of their pods, within a namespace', () => {
  const other = { ...made('Deployment', 'loki', pod), metadata: { name: 'copy', namespace: 'other' } };
  const all = manifestsOf(made('Deployment', 'loki', pod), made('Deployment', 'alloy', pod), other).workloads;
  const names = (namespace: string | undefined) =>
    selected(all, namespace, { matchLabels: { app: 'loki' } }).map(({ name }) => name);
  expect(names('loki')).toEqual(['loki']);
  expect(names('other')).toEqual(['copy']);
  expect(names(undefined)).toEqual(['loki', 'copy']);
});

describe('ports', () => {
  const loki = workload(made('Deployment', 'loki', pod));

  test.each<[string | number, string | undefined, boolean]>([
    ['http', undefined, true],
    [3100, undefined, true],
    [9095, 'TCP', true],
    ['gossip', undefined, false],
    ['gossip', 'UDP', true],
    ['3100', undefined, false],
    ['https', undefined, false],
  ])('%s over %s is declared: %s', (port, protocol, declared) => {
    expect(declaresPort(loki, port, protocol)).toBe(declared);
  });

  test('are listed once, by name where they have one', () => {
    expect(portsOf(loki.pod.containers)).toEqual(['http', 9095]);
    expect(portsOf(loki.pod.containers, 'UDP')).toEqual(['gossip']);
  });

  test('in common are those that every workload declares', () => {
    const proxy = workload(made('Deployment', 'proxy', { containers: [pod.containers[1]] }));
    expect(commonPorts([loki, proxy])).toEqual(['http']);
    expect(commonPorts([loki, proxy], 'UDP')).toEqual([]);
    expect(commonPorts([loki, loki, proxy])).toEqual(['http']);
    expect(commonPorts([loki])).toEqual(['http', 9095]);
    expect(commonPorts([])).toEqual([]);
  });
});
