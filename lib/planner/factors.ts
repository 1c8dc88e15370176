import { type ChunkEncoding, DEFAULT_CHUNK_ENCODING } from '../../charts/loki/config/encoding';
import { CHUNK_HOURS, COMPRESSED } from '../../charts/loki/config/chunks';
import { REPLICATION_FACTOR } from '../../charts/loki/replication';
import { CHUNK_VERSION_DAYS } from '../environment/transition';

/** Hours in a month, and days. */
export const [HOURS, DAYS] = [730, 30.4] as const;

/**
 * Days beyond the retention for which S3 bills a chunk: each of the versions that three ingesters may have written is kept
 * for some days.
 */
export const VERSION_DAYS = REPLICATION_FACTOR * CHUNK_VERSION_DAYS;

/** Measurements of a compression of chunks for each GB logged: 60 MB of lines in 38 streams, chunks half empty. */
export interface EncodingCost {
  /** GB stored. */
  readonly stored: number;

  /** CPU seconds of all pods. */
  readonly seconds: number;
}

/** Measurements by compression, which `CHUNK_ENCODINGS` lists from the smallest. */
export const ENCODING_COSTS: Readonly<Record<ChunkEncoding, EncodingCost>> = {
  zstd: { stored: 0.268, seconds: 118 },
  gzip: { stored: 0.281, seconds: 114 },
  lz4: { stored: 0.386, seconds: 97.7 },
  snappy: { stored: 0.419, seconds: 92.6 },
};

/** Factor of stored bytes if several nodes write one stream, measured without the label of the node: 1.08 instead of 0.405. */
const MIXED_STREAMS = 1.08 / 0.405;

/** Bytes stored for each byte logged. */
export function storedBytes(encoding: ChunkEncoding = DEFAULT_CHUNK_ENCODING, nodeLabel = true): number {
  const share = ENCODING_COSTS[encoding].stored / ENCODING_COSTS[DEFAULT_CHUNK_ENCODING].stored;
  return COMPRESSED * share * (nodeLabel ? 1 : MIXED_STREAMS);
}

/**
 * Bytes between ingesters and the chunk cache for each byte logged: each of them writes its copy of a chunk there, or reads it
 * because another one has written it.
 */
export function cachedBytes(encoding?: ChunkEncoding): number {
  return Math.round(REPLICATION_FACTOR * storedBytes(encoding) * 100) / 100;
}

/** Hops of a line through Kafka: to a broker, and from there to a consumer. */
export const HOPS_THROUGH_KAFKA = 2;

/** Full chunks in a GB: each has 1.5 MB. */
export const CHUNKS_PER_GB = Math.round(1000 / 1.5);

/** Chunks that a stream writes a day, if it never fills one. */
export const CHUNKS_PER_DAY = 24 / CHUNK_HOURS;

/** Requests for a password an hour: the driver on each node asks every 5 minutes. */
export const PASSWORD_REQUESTS_PER_HOUR = 12;

/** Interface endpoints of a new VPC: STS, ECR's API and ECR's images. */
export const ENDPOINT_SERVICES = 3;

/** Series that a Loki of the smallest size exposes under load: all, and those that are stored by default. */
export const SERIES = { used: 6600, all: 24_400 } as const;
