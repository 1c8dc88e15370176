/** Classes of outcomes. */
export const IMPORT_CLASSES = ['taken', 'decision', 'ignored', 'differs', 'impossible'] as const;

/**
 * Class of a key: it was taken over (`taken`); the user has to decide (`decision`); the chart itself had ignored it
 * (`ignored`); something does the same in another way (`differs`); or nothing here does it (`impossible`).
 */
export type ImportClass = (typeof IMPORT_CLASSES)[number];

/** Outcome of one key of the input. */
export interface Outcome {
  /** Class. */
  readonly class: ImportClass;

  /** Field of the environment it became. @default - none */
  readonly to?: string;

  /** Reason or instruction, in words. */
  readonly note: string;
}
