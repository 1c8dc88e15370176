/** Something that an entry does to the lines of the canary: the path below the entry, and the rest of a sentence. */
export interface Harm {
  readonly path: string;
  readonly found: string;
}

/** Words for what is done to lines of the canary. */
export const counted = 'also applies to the lines of the canary, which counts';
