/** Replacement of a part of a text. */
export interface Change {
  /** Offsets between which the text is replaced. */
  readonly start: number;
  readonly end: number;

  /** Text that replaces it. */
  readonly text: string;
}

/** The text with all changes in it; they do not overlap. */
export function changed(original: string, changes: readonly Change[]): string {
  // The last one first: offsets are those of the original.
  const ordered = [...changes].sort((one, other) => other.start - one.start);
  return ordered.reduce((result, { start, end, text }) => result.slice(0, start) + text + result.slice(end), original);
}

/** True if two changes of one text touch each other. */
export function overlap(one: Change, other: Change): boolean {
  return one.start <= other.end && other.start <= one.end;
}
