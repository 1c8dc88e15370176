/** Classes of S3 whose objects are read at once, as Loki needs it. */
export const TRANSITION_CLASSES = ['STANDARD_IA', 'INTELLIGENT_TIERING'] as const;

/** Move of chunks to a cheaper class of S3. */
export interface ChunkTransition {
  /**
   * Class. `STANDARD_IA` bills each read, and each chunk for 30 days at least. `INTELLIGENT_TIERING` bills the monitoring of
   * each chunk, and moves chunks back when they are read.
   *
   * ### Cost
   * See docs/cost.md, "Cheaper classes of S3".
   */
  readonly to: (typeof TRANSITION_CLASSES)[number];

  /** Days after which a chunk is moved; at least 30 for `STANDARD_IA`. */
  readonly afterDays: number;
}

/**
 * Days in which a deleted or overwritten chunk can be restored, for which S3 bills it. Ingesters write equal chunks under one
 * key, so each chunk may leave two former versions.
 */
export const CHUNK_VERSION_DAYS = 3;

/** Days for which `STANDARD_IA` bills an object at least, and for which it must be in S3 Standard before. */
export const IA_DAYS = 30;

/** Days that a chunk must stay in a class, so that the move does not cost more than it saves. */
export const leastStay = ({ to }: Pick<ChunkTransition, 'to'>): number => (to === 'STANDARD_IA' ? IA_DAYS : 1);

/** True if chunks that are kept for some days are moved: a move too soon before their deletion saves nothing. */
export const isMoved = ({ to, afterDays }: ChunkTransition, keptDays: number): boolean =>
  afterDays <= keptDays - leastStay({ to });
