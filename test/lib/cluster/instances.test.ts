import { instanceName, instanceSize } from '../../../lib/cluster/instances';

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
