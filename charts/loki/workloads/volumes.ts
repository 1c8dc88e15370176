/**
 * Throughput and operations that the price of a gp3 volume includes
 * (https://docs.aws.amazon.com/ebs/latest/userguide/general-purpose.html#gp3-ebs-volume-type).
 */
export const GP3 = { mebibytesPerSecond: 125, iops: 3000 } as const;

/** Maximum throughput of a gp3 volume in every region, in MiB/s. */
export const MAX_THROUGHPUT = 1000;

/** I/O operations that AWS requires for each MiB/s of a gp3 volume. */
const IOPS_PER_MEBIBYTE = 4;

/**
 * Bytes that an ingester writes to its volume for each byte of lines, measured with three copies: the write-ahead log
 * with its labels and metadata, and its checkpoints.
 */
const WAL_BYTES_PER_BYTE = 1.42;

/** Steps of throughput in MiB/s, so that there are few StorageClasses. */
const STEP = 50;

/** Throughput in MiB/s that an ingester's volume needs while lines arrive at a rate in MB/s; undefined if gp3's own is enough. */
export function walThroughput(megabytesPerSecond: number): number | undefined {
  const needed = (megabytesPerSecond * WAL_BYTES_PER_BYTE * 1e6) / 2 ** 20;
  return needed > GP3.mebibytesPerSecond ? Math.ceil(needed / STEP) * STEP : undefined;
}

/** StorageClass of faster volumes. Its name has the throughput, since the parameters of a class cannot change. */
export interface FastClass {
  /** Its name. */
  readonly name: string;

  /** Its parameters of gp3, as the EBS CSI driver reads them. */
  readonly parameters: Readonly<Record<'throughput' | 'iops', string>>;
}

/** Class of volumes with a throughput, named after the class `base`; undefined if volumes of `base` are as fast. */
export function fastClass(base: string, throughput: number = GP3.mebibytesPerSecond): FastClass | undefined {
  if (throughput <= GP3.mebibytesPerSecond) return undefined;
  const iops = Math.max(GP3.iops, throughput * IOPS_PER_MEBIBYTE);
  return { name: `${base}-${throughput}`, parameters: { throughput: String(throughput), iops: String(iops) } };
}

/** Classes of the faster volumes of components, each once. */
export function fastClasses(base: string, sizes: readonly { readonly throughput?: number }[]): FastClass[] {
  const classes = sizes.flatMap(({ throughput }) => fastClass(base, throughput) ?? []);
  return [...new Map(classes.map((one) => [one.name, one])).values()];
}
