import { sizeOf } from '../../../lib/planner/size';
import { setupWith } from './setup/environments';

test('pods of every node count on each', () => {
  const base = setupWith();
  const setup = {
    ...base,
    pods: [
      { title: 'a', count: 2, cpu: 0.25, memory: 1 },
      { title: 'b', cpu: 0.1, memory: 0.25 },
    ],
    volumes: [{ title: 'a', count: 2, gibibytes: 50, throughput: 125 }],
  };
  expect(sizeOf(setup)).toEqual({
    ...{ pods: 5, cores: 0.8, memory: 2.75, disks: 100 },
    nodes: { instanceType: 'm6i.xlarge', count: 3 },
  });
  expect(sizeOf({ ...setup, cluster: { ...base.cluster, kind: 'local' } })).toEqual({
    ...{ pods: 3, cores: 0.6, memory: 2.25, disks: 100 },
  });
});

test('the most pods of autoscalers have a size of their own, and never fewer nodes', () => {
  const base = setupWith();
  const scaled = (most: number) => ({ ...base, pods: [{ title: 'a', count: 2, most, cpu: 1, memory: 1 }] });
  expect(sizeOf(base)).not.toHaveProperty('most');
  expect(sizeOf(scaled(20)).most).toEqual({
    ...{ pods: 20, cores: 20, memory: 20 },
    // The scheduler may leave nearly a core on each.
    nodes: { instanceType: 'm6i.xlarge', count: 8 },
  });
  expect(sizeOf(scaled(3)).most?.nodes?.count).toBe(3);
  const cluster = { ...base.cluster, nodes: { instanceType: 't3.large', count: 3, rootDisk: 100 } };
  expect(sizeOf({ ...scaled(20), cluster }).most?.nodes?.count).toBe(3);
});
