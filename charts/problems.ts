/** Problem with what a user wrote. */
export interface Problem {
  /** Path from the top: `environments.prod.retention`. */
  readonly path: string;

  /** Value that was found and what is wrong with it: `12h is shorter than the 24h index period`. */
  readonly found: string;

  /** Advice: `use at least 1d`. */
  readonly fix: string;

  /** Rule that found it: `LOKI-RETENTION-1`. @default - none: it is invalid input */
  readonly rule?: string;

  /** Environment or construct that owns the object at `path`. @default - `path` names it, or nothing owns it */
  readonly owner?: string;
}

/** Problem as one line: `environments.prod.retention: 12h is shorter than the 24h index period; use at least 1d`. */
export function problemText({ path, found, fix, rule, owner }: Problem): string {
  return `${owner ? `${owner}: ` : ''}${path}: ${found}; ${fix}${rule ? ` (${rule})` : ''}`;
}

/** Error for invalid input, with all problems at once. Its message is one line per problem, and it is shown without a stack trace. */
export class InputError extends Error {
  constructor(
    /** Problems, in the order in which they were found. */
    public readonly problems: readonly Problem[],
  ) {
    super(problems.map(problemText).join('\n'));
    this.name = 'InputError';
  }
}

/** Value as a message shows it: short, on one line, without control characters. */
export function show(value: unknown): string {
  if (value === undefined) return 'missing';
  const text = (typeof value === 'string' ? value : written(value)).replace(/\p{C}/gu, (character) =>
    JSON.stringify(character).length > 3
      ? JSON.stringify(character).slice(1, -1)
      : `\\u${character.codePointAt(0)?.toString(16).padStart(4, '0')}`,
  );
  if (text === '') return "''";
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

/** Literal of a value, as in code; its kind if it has no literal. */
function written(value: unknown): string {
  if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  try {
    return JSON.stringify(value) ?? typeof value;
  } catch {
    return kindOf(value);
  }
}

/** Kind of a value, with its article. */
export function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' || typeof value === 'undefined' ? `an ${typeof value}` : `a ${typeof value}`;
}

/** Fault of a value: what is wrong, in words that follow the value, and what to write instead. */
export interface Fault {
  /** Words that follow the value: `is shorter than the 24h index period`. */
  readonly wrong: string;

  /** Advice: `use at least 1d`. */
  readonly fix: string;
}

/** Problem of a value at a path. */
export function problemOfValue(path: string, value: unknown, { wrong, fix }: Fault): Problem {
  return { path, found: [show(value), wrong].filter(Boolean).join(' '), fix };
}
