import type { Fault } from '../../../charts/input/problems';

/** Sizes of instances that cannot run a node: they take 4 to 11 pods, and have at most 2 GiB of memory. */
const TOO_SMALL = ['nano', 'micro', 'small'];

/** Fault of an instance type of nodes. */
export function instanceTypeFault(type: string): Fault | undefined {
  const fix = "write one such as 'm6i.xlarge'";
  const [, family = '', size = ''] =
    /^([a-z]+\d[a-z0-9-]*|[a-z]+-[a-z0-9-]+)\.(nano|micro|small|medium|large|\d*xlarge|metal(?:-\d+xl)?)$/.exec(type) ??
    [];
  if (!size || family.startsWith('mac')) return { wrong: 'is not an instance type', fix };
  if (!TOO_SMALL.includes(size)) return undefined;
  return { wrong: 'is too small for the pods of a node and an ingester of Loki', fix };
}
