/** One thing that is wrong with what the user wrote. */
export interface Problem {
  /** Where it is, from the top: `environments.prod.retention`. */
  readonly path: string;

  /** What was found, what is wrong with it, and what to write instead. */
  readonly message: string;
}

/** What is wrong with the input, all of it at once. Its message is one line a problem; a stack trace helps nobody. */
export class InputError extends Error {
  constructor(
    /** The problems, in the order they were found. */
    public readonly problems: readonly Problem[],
  ) {
    super(problems.map(({ path, message }) => `${path}: ${message}`).join('\n'));
    this.name = 'InputError';
  }
}

/** A value as an error message shows it: short, on one line. */
export function show(value: unknown): string {
  if (value === undefined) return 'missing';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  if (text === '') return "''";
  if (text === undefined) return typeof value;
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

/** What kind of thing a value is, with its article. */
export function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' || typeof value === 'undefined' ? `an ${typeof value}` : `a ${typeof value}`;
}
