/** One thing that is wrong with what the user wrote. */
export interface Problem {
  /** Where it is, from the top: `environments.prod.retention`. */
  readonly path: string;

  /** The value that was found and what is wrong with it: `12h is shorter than the 24h index period`. */
  readonly found: string;

  /** What to write instead: `use at least 1d`. */
  readonly fix: string;

  /** Rule that found it: `LOKI-RETENTION-1`. @default - none: it is invalid input */
  readonly rule?: string;

  /** Environment or construct that owns the object at `path`. @default - `path` names it, or nothing owns it */
  readonly owner?: string;
}

/** A problem as one line: `environments.prod.retention: 12h is shorter than the 24h index period; use at least 1d`. */
export function problemText({ path, found, fix, rule, owner }: Problem): string {
  return `${owner ? `${owner}: ` : ''}${path}: ${found}${fix && `; ${fix}`}${rule ? ` (${rule})` : ''}`;
}

/** What is wrong with the input, all of it at once. Its message is one line a problem; a stack trace helps nobody. */
export class InputError extends Error {
  constructor(
    /** The problems, in the order they were found. */
    public readonly problems: readonly Problem[],
  ) {
    super(problems.map(problemText).join('\n'));
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

/** A problem from one sentence `wrong; fix`. */
export function problemFrom(path: string, sentence: string): Problem {
  const at = sentence.indexOf('; ');
  return at < 0
    ? { path, found: sentence, fix: '' }
    : { path, found: sentence.slice(0, at), fix: sentence.slice(at + 2) };
}
