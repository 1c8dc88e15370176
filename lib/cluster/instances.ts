/** Cores, and memory in GiB. */
export interface Amount {
  /** Cores. */
  readonly cpu: number;

  /** Memory in GiB. */
  readonly memory: number;
}

/** Requests of a container or a pod, whose memory is in MiB. */
export const requestsOf = ({ cpu, memoryMiB }: { readonly cpu: number; readonly memoryMiB: number }): Amount => ({
  cpu,
  memory: memoryMiB / 1024,
});

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

/**
 * MiB that EKS's kubelet reserves on a node: for itself, for each pod that it may run, and as a margin before it evicts
 * pods.
 */
const KUBELET = { base: 255, pod: 11, eviction: 100 };

/** Fewest pods that the kubelet of an instance with two cores or more may run. */
const FEWEST_PODS = 29;

/** Cores that EKS's kubelet reserves: shares of the first core, the second, the next two and all others. */
const KEPT_SHARES: readonly (readonly [cores: number, share: number])[] = [
  [1, 0.06],
  [1, 0.01],
  [2, 0.005],
  [Infinity, 0.0025],
];

/** Pods that the network plugin has addresses for, by the largest size of an instance as a multiple of `xlarge`. */
const ADDRESSES: readonly (readonly [times: number, pods: number])[] = [
  [0.5, FEWEST_PODS],
  [2, 58],
  [Infinity, 234],
];

/**
 * Largest part of an instance's memory that its hypervisor and kernel take. Karpenter assumes the same for unknown
 * nodes.
 */
const TAKEN = 0.075;

/** Room for pods on a node of an instance type, and their number; undefined for types whose size follows no rule. */
export function allocatable(type: string): (Amount & { readonly pods: number }) | undefined {
  const [size, name] = [instanceSize(type), instanceName(type)];
  const pods = ADDRESSES.find(([times]) => name !== undefined && name.times <= times)?.[1];
  if (!size || pods === undefined) return undefined;
  return { ...roomOf({ ...size, memory: size.memory * (1 - TAKEN) }, pods), pods };
}

/**
 * Most that pods may request on an EKS node, without the reservation of its kubelet
 * (https://github.com/awslabs/amazon-eks-ami, nodeadm). The hypervisor and the kernel take some more memory. `pods` is
 * the number that the kubelet may run.
 */
export function roomOf({ cpu, memory }: Amount, pods = FEWEST_PODS): Amount {
  let rest = cpu;
  let kept = 0;
  for (const [cores, share] of KEPT_SHARES) {
    kept += Math.min(rest, cores) * share;
    rest = Math.max(0, rest - cores);
  }
  const mebibytes = KUBELET.base + KUBELET.pod * pods + KUBELET.eviction;
  return { cpu: cpu - kept, memory: memory - mebibytes / 1024 };
}
