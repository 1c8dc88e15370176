/** Cores, and memory in GiB. */
export interface Amount {
  /** Cores. */
  readonly cpu: number;

  /** Memory in GiB. */
  readonly memory: number;
}

/** GiB of memory for each core, in the compute, general and memory families of EC2. */
const MEMORY_PER_CORE: Readonly<Record<string, number>> = { c: 2, m: 4, r: 8 };

/** Cores of an instance whose size is `xlarge`, in every family of these three. */
const CORES_OF_XLARGE = 4;

/** Parts of the name of an instance type: `m6i.2xlarge` is of the family m6i, and as large as two m6i.xlarge. */
export interface InstanceName {
  /** Family, such as `m6i`. */
  readonly family: string;

  /** Size, as a multiple of `xlarge`. */
  readonly times: number;
}

/** Parts of the name of an instance type; undefined for sizes that follow no rule, such as `metal`. */
export function instanceName(type: string): InstanceName | undefined {
  const [, family, size = ''] = /^([a-z][a-z0-9-]*)\.((?:\d*x)?large)$/.exec(type) ?? [];
  if (family === undefined) return undefined;
  return { family, times: size === 'large' ? 0.5 : Number(size.replace('xlarge', '') || 1) };
}

/** Cores and memory of an instance type, for families whose sizes follow one rule; undefined for others. */
export function instanceSize(type: string): Amount | undefined {
  const { family = '', times = 0 } = instanceName(type) ?? {};
  const perCore = MEMORY_PER_CORE[/^([cmr])[5-9][a-z0-9-]*$/.exec(family)?.[1] ?? ''];
  if (perCore === undefined) return undefined;
  const cpu = times * CORES_OF_XLARGE;
  return { cpu, memory: cpu * perCore };
}
