import { capacityOf, countOf } from '../../../lib/cluster/node-capacity';
import { resolveEnvironment } from '../../../lib/environment/environment';
import type { EnvironmentProps } from '../../../lib/environment/props';

const capacity = (
  volume: number,
  loki: EnvironmentProps['loki'] = {},
  instanceTypes?: string[],
  workloads?: EnvironmentProps['workloads'],
) => {
  const props = { volume: `${volume} GB/day`, cluster: { create: { instanceTypes } }, loki, workloads };
  const environment = resolveEnvironment('prod', {
    ...{ account: '111122223333', region: 'us-east-1' },
    ...props,
  } as EnvironmentProps);
  const { instanceType, nodes } = capacityOf(environment);
  return `${nodes} ${instanceType}`;
};

test('nodes follow the sizes of the pods that run', () => {
  expect(capacity(500)).toBe('4 m6i.2xlarge');
  expect(capacity(500, { sizes: { ingester: { memory: 20 } } })).toBe('5 m6i.2xlarge');
  // 26 GiB are more than pods may have on 32.
  expect(capacity(500, { sizes: { ingester: { memory: 26 } } })).toMatch(/m6i\.4xlarge$/);
  expect(capacity(50, { sizes: { querier: { replicas: 20 } } })).toBe('6 m6i.xlarge');
});

test('CPU and memory of workloads count as those of sizes do', () => {
  const of = (workloads: EnvironmentProps['workloads']) => capacity(500, {}, undefined, workloads);
  const GIB = 1024;
  expect(of({ ingester: { resources: { memoryMiB: 20 * GIB } } })).toBe('5 m6i.2xlarge');
  expect(of({ ingester: { resources: { memoryMiB: 26 * GIB } } })).toBe(
    capacity(500, { sizes: { ingester: { memory: 26 } } }),
  );
  // What is said of one part is stronger than what is said of all.
  expect(of({ loki: { resources: { memoryMiB: 26 * GIB } }, ingester: { resources: { memoryMiB: 8 * GIB } } })).toMatch(
    /4xlarge$/,
  );
  // An agent is on every node.
  expect(of({ alloy: { resources: { memoryMiB: 12 * GIB } } })).toBe('8 m6i.2xlarge');
  expect(of({ 'alloy-events': { resources: { cpu: 7 } } })).toMatch(/4xlarge$/);
  expect(of({ alloy: { priorityClassName: 'high' } })).toBe('4 m6i.2xlarge');
});

describe('other parts count with what the user says of them', () => {
  const large = { resources: { cpu: 7, memoryMiB: 20 * 1024 } };
  const of = (fields: Partial<EnvironmentProps>) => {
    const environment = resolveEnvironment('prod', {
      ...{ account: '111122223333', region: 'us-east-1', cluster: { create: {} }, volume: '500 GB/day' },
      ...fields,
    });
    const { instanceType, nodes } = capacityOf(environment);
    return `${nodes} ${instanceType}`;
  };
  const KAFKA = { brokers: ['kafka.example.com:9092'] };
  const TOPICS = [{ name: 'orders', topic: 'orders', brokers: KAFKA.brokers }];

  test.each<[string, Partial<EnvironmentProps>, Partial<EnvironmentProps>]>([
    ['Grafana', { grafana: { deploy: true } }, { workloads: { grafana: large } }],
    ['the canary', { canary: true }, { workloads: { 'loki-canary': large } }],
    ['receivers', { alloy: { otlp: true } }, { workloads: { 'alloy-receivers': large } }],
    ['consumers of topics of others', { alloy: { kafkaTopics: TOPICS } }, { workloads: { 'alloy-kafka': large } }],
    ['consumers', { alloy: { kafka: KAFKA } }, { workloads: { 'alloy-kafka': large } }],
    ['pods from the API', { alloy: { pods: { from: 'api' } } }, { workloads: { 'alloy-pods': large } }],
    ['pods on Fargate', { alloy: { pods: { fargate: true } } }, { workloads: { 'alloy-pods': large } }],
  ])('%s', (_what, on, settings) => {
    expect(of(on)).toBe(of({}));
    expect(of({ ...on, ...settings })).toMatch(/m6i\.4xlarge$/);
  });

  test('more pods than usual', () => {
    expect(of({ alloy: { kafka: { ...KAFKA, consumers: 2 } } })).toBe('4 m6i.2xlarge');
    expect(of({ alloy: { kafka: { ...KAFKA, consumers: 40 } } })).toBe('5 m6i.2xlarge');
  });
});

test('three ingesters for 3 TB a day, of 30 GiB each, are on nodes that take them', () => {
  expect(capacity(2000)).toBe('8 m6i.2xlarge');
  expect(capacity(3000, { ingesterZones: false })).toBe('5 m6i.4xlarge');
});

test('the fewest pods of autoscalers count', () => {
  expect(capacity(50, { autoscaling: { querier: { min: 20, max: 40 } } })).toBe('6 m6i.xlarge');
  expect(capacity(500, { autoscaling: true })).toBe(capacity(500));
});

test('nodes of the types that are chosen are as many as these need', () => {
  expect(capacity(500, {}, ['m6i.xlarge'])).toBe('10 m6i.xlarge');
  expect(capacity(500, {}, ['r6i.4xlarge'])).toBe('3 r6i.4xlarge');
  // EKS takes any of them, and the second has less memory for pods: its kubelet keeps more.
  expect(capacity(1000, {}, ['m6i.2xlarge', 'c6i.4xlarge'])).toBe('6 m6i.2xlarge');
  // A querier needs two of its four cores.
  expect(capacity(1000, {}, ['m6i.2xlarge', 'r6i.xlarge'])).toBe('14 m6i.2xlarge');
});

test('of types whose size is unknown there are as many as of our own', () => {
  expect(capacity(500, {}, ['t3.2xlarge'])).toBe('4 t3.2xlarge');
  expect(capacity(500, {}, ['m6i.2xlarge', 't3.2xlarge'])).toBe('4 m6i.2xlarge');
});

test('one node has room for the largest pod of a Deployment, though the scheduler leaves some on each', () => {
  // 3 × 4 cores and 3 × 16 GiB, of which four fifths would be enough.
  expect(capacity(157)).toBe('4 m6i.xlarge');
  // With four, the scheduler left a querier of 2.9 GiB without a node, after others had filled 12 of 14 GiB of each.
  expect(capacity(200)).toBe('5 m6i.xlarge');
});

test('pods that fill a node leave nothing on it for others to scatter over', () => {
  const pod = (replicas: number, memory: number, isStateful: boolean) => ({ replicas, memory, cpu: 0.1, isStateful });
  const everyNode = { cpu: 0, memory: 0 };
  const nodesOf = (...pods: ReturnType<typeof pod>[]) => countOf({ pods, everyNode }, 'm6i.xlarge');
  expect(nodesOf(pod(5, 11, true), pod(4, 4, false))).toBe(7);
  expect(nodesOf(pod(10, 5, true), pod(4, 4, false))).toBe(7);
  expect(nodesOf(pod(1, 1, true), pod(1, 15, false))).toBe(Infinity);
  expect(countOf({ pods: [], everyNode }, 't3.large')).toBeUndefined();
});
