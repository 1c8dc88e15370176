import type { Fault } from '../../../charts/input/problems';

/** Sizes of instances that cannot run a node: they take 4 to 11 pods, and have at most 2 GiB of memory. */
const TOO_SMALL = ['nano', 'micro', 'small'];

const EXAMPLE = "write one such as 'm6i.xlarge'";

/** Families with GPUs or machine learning accelerators, which the CDK accepts only with images for them. */
const OTHER_IMAGES = /^(?:p|g|inf|trn)\d/;

/** Families that start only paravirtual images. */
const PARAVIRTUAL = ['c1', 'm1', 'm2', 't1'];

/** Fault of a node's instance type. */
export function instanceTypeFault(type: string): Fault | undefined {
  const fix = EXAMPLE;
  const [, family = '', size = ''] =
    /^([a-z]+\d[a-z0-9-]*|[a-z]+-[a-z0-9-]+)\.(nano|micro|small|medium|large|\d*xlarge|metal(?:-\d+xl)?)$/.exec(type) ??
    [];
  if (!size || family.startsWith('mac')) return { wrong: 'is not an instance type', fix };
  if (!TOO_SMALL.includes(size)) return undefined;
  return { wrong: 'is too small for the pods of a node and an ingester of Loki', fix };
}

/** Fault of the instance type of a node group, whose image the library chooses. */
export function nodeTypeFault(type: string): Fault | undefined {
  const [family = ''] = type.split('.');
  const fix = EXAMPLE;
  if (/^u-/.test(family)) return { wrong: 'is a type that the AWS CDK does not read', fix };
  if (OTHER_IMAGES.test(family))
    return { wrong: 'has GPUs or accelerators, which need another image than that of the nodes', fix };
  if (PARAVIRTUAL.includes(family)) return { wrong: 'is of a generation that no image of EKS starts on', fix };
  return instanceTypeFault(type);
}
