import { BLOCK_BYTES, CHUNK_BYTES, CHUNK_HOURS, COMPRESSED } from '../config/chunks';

/**
 * Memory that an ingester keeps, measured on Loki 3.7.6 with lines, labels and metadata of pods
 * (`test/e2e/memory.e2e.ts`): live bytes, without garbage.
 */
export const INGESTER_MEMORY = {
  /** Bytes without streams, while it compresses. */
  base: 100e6,

  /** Bytes of a stream and its chunk, without lines. */
  stream: 8000,

  /** Bytes for each byte of lines that are not compressed yet, with their metadata. */
  line: 2,
} as const;

/** Bytes that pattern ingesters keep for a stream, measured in the same way. */
export const PATTERN_STREAM = 52_000;

/** Share of an ingester's memory that its live bytes may take. Beyond it, Go collects garbage all the time. */
const USABLE = 0.8;

const BYTES_PER_GIB = 2 ** 30;

/** Bytes of lines that fill a chunk. */
const FULL = CHUNK_BYTES / COMPRESSED;

/** Bytes that an ingester keeps for a stream, by the bytes of its lines since its chunk began. */
function streamBytes(lines: number): number {
  const { stream, line } = INGESTER_MEMORY;
  const uncompressed = lines < BLOCK_BYTES ? lines : BLOCK_BYTES / 2;
  return stream + line * uncompressed + COMPRESSED * (lines - uncompressed);
}

/**
 * Live bytes of the ingesters of one zone when the two hours of their chunks end, if all streams have the same volume.
 * Chunks that are full earlier count as half full, which they are on average.
 */
export function ingesterBytes(gigabytesPerDay: number, streams: number): number {
  const lines = ((gigabytesPerDay * 1e9) / 24) * (CHUNK_HOURS / streams);
  return INGESTER_MEMORY.base + streams * streamBytes(lines > FULL ? FULL / 2 : lines);
}

/** Number of active streams, in steps of a thousand, that the ingesters of a zone hold in `gibibytes` of memory. */
export function streamsThatFit(gigabytesPerDay: number, gibibytes: number): number {
  let streams = 0;
  while (ingesterBytes(gigabytesPerDay, streams + 1000) <= gibibytes * BYTES_PER_GIB * USABLE) streams += 1000;
  return streams;
}
