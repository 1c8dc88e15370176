/** Hours after which a chunk is closed: the maximum time that it covers. */
export const CHUNK_HOURS = 2;

/** Compressed bytes at which a chunk is full: Loki's default. */
export const CHUNK_BYTES = 1_572_864;

/** Bytes of lines that a chunk collects before it compresses them as one block: Loki's default of `chunk_block_size`. */
export const BLOCK_BYTES = 262_144;

/** Bytes of a chunk for each byte logged, measured with full chunks and the default compression. */
export const COMPRESSED = 0.26;
