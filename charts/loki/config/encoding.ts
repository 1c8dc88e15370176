/** Compressions of chunks to choose from. Loki reads chunks of every compression, whichever one it writes. */
export const CHUNK_ENCODINGS = ['zstd', 'gzip', 'lz4', 'snappy'] as const;

/** Compression of chunks. */
export type ChunkEncoding = (typeof CHUNK_ENCODINGS)[number];

/**
 * Compression of chunks that costs least: it stores the fewest bytes, and S3 costs more than the CPU time it takes
 * (docs/cost.md, "Compression of chunks").
 */
export const DEFAULT_CHUNK_ENCODING: ChunkEncoding = 'zstd';
