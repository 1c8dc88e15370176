/** Assumption about something that no field of an environment tells. */
export interface Assumption {
  /** Its value unless a file says another; undefined if it follows from the environment. */
  readonly value: number | undefined;

  /** The assumption in words, with its unit. */
  readonly text: string;
}

/** Assumptions by the key that a file of prices uses for them. */
export const ASSUMPTIONS = {
  streams: { value: undefined, text: 'streams that always log; by default a fifth of the limit of one tenant' },
  bytesStored: {
    value: undefined,
    text: 'bytes stored in S3 for each byte logged; by default as measured for the compression',
  },
  chunkReads: { value: 1, text: 'times that each chunk is read from S3' },
  cloudWatchStored: {
    value: 0.2,
    text: 'bytes that CloudWatch Logs keeps for each byte taken in: 6 of 30 GB in an example of AWS',
  },
  controlPlaneLogs: { value: 1, text: 'GB a day of control plane logs' },
  controlPlaneLogsKept: { value: 365, text: 'days of control plane logs that are kept, since nothing expires them' },
  doorLines: { value: 0, text: 'GB of lines a day that pass the load balancer' },
  flowLogs: { value: 1, text: 'GB a day of flow logs of the VPC' },
  foreverDays: { value: 365, text: 'days of lines that are counted where they are kept for ever' },
  kafkaHours: { value: 72, text: 'hours for which Kafka keeps messages' },
  kafkaPartitions: { value: 12, text: 'partitions of the topic of each tenant' },
  natPerNode: { value: 2, text: 'GB a month that each node takes in through NAT: images, credentials, calls to AWS' },
} as const satisfies Record<string, Assumption>;

/** Key of an assumption. */
export type AssumptionKey = keyof typeof ASSUMPTIONS;

/** Keys of the assumptions. */
export const ASSUMPTION_KEYS = Object.keys(ASSUMPTIONS) as AssumptionKey[];

/** Part of the limit of streams that is assumed to be active. */
export const ACTIVE_STREAMS = 0.2;
