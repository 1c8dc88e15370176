import { allocatable, instanceName, instanceSize, roomOf } from '../../../lib/cluster/instances';

test.each([
  ['m6i.large', 2, 8],
  ['m6i.xlarge', 4, 16],
  ['c7g.4xlarge', 16, 32],
  ['r8i.12xlarge', 48, 384],
])('%s has %d cores and %d GiB', (type, cpu, memory) => {
  expect(instanceSize(type)).toEqual({ cpu, memory });
});

test.each(['t3.large', 'm6i.metal', 'x2gd.xlarge', 'm4.large', 'xlarge', ''])('%s follows no rule', (type) => {
  expect(instanceSize(type)).toBeUndefined();
});

test('a name has a family and a size', () => {
  expect(instanceName('m7i-flex.8xlarge')).toEqual({ family: 'm7i-flex', times: 8 });
  expect(instanceName('t3.large')).toEqual({ family: 't3', times: 0.5 });
  expect(instanceName('t3.medium')).toBeUndefined();
});

test.each([
  ['m5.large', 1930, 6903, 29],
  ['m5.xlarge', 3920, 14162, 58],
  ['m5.2xlarge', 7910, 29317, 58],
  ['m5.4xlarge', 15890, 57691, 234],
])('%s has room for %d thousandths of cores, %d MiB and %d pods', (type, cpu, mebibytes, pods) => {
  const room = allocatable(type);
  expect([Math.round((room?.cpu ?? 0) * 1000), Math.floor((room?.memory ?? 0) * 1024), room?.pods]).toEqual([
    ...[cpu, mebibytes, pods],
  ]);
});

test('types of unknown size have unknown room', () => {
  expect(allocatable('t3.large')).toBeUndefined();
});

test('the kubelet keeps more for more pods', () => {
  const node = { cpu: 4, memory: 16 };
  expect(roomOf(node).memory - roomOf(node, 58).memory).toBeCloseTo((29 * 11) / 1024);
  expect(roomOf({ cpu: 1, memory: 4 }).cpu).toBeCloseTo(0.94);
});
