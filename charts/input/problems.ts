import { isSecretText, show, visible } from './show';
import { usersFrames } from './users-frames';

export { kindOf, show } from './show';

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

  /** Number of items that the list at `path` may have, if it has more. @default - the problem is not the length of a list */
  readonly most?: number;
}

/** The three parts of a problem's text. Only `found` has several lines. */
export interface ProblemParts {
  /** Owner and path, with a colon. */
  readonly path: string;

  /** Lines of what was found, with a semicolon at the end if a fix follows. */
  readonly found: readonly string[];

  /** The fix, and the rule. @default - no advice */
  readonly fix: string;
}

/** Parts of the text of a problem, with invisible characters escaped. */
export function problemParts({ path, found, fix, rule, owner }: Problem): ProblemParts {
  const advice = [fix, rule && `(${rule})`].filter(Boolean).join(' ');
  return {
    path: visible(`${owner ? `${owner}: ` : ''}${path}:`),
    found: `${found}${advice && ';'}`.split('\n').map(visible),
    fix: visible(advice),
  };
}

/** Problem as one line: `environments.prod.retention: 12h is shorter than the 24h index period; use at least 1d`. */
export function problemText(problem: Problem): string {
  const { path, found, fix } = problemParts(problem);
  return [path, found.join('\\n'), fix].filter(Boolean).join(' ');
}

/**
 * Error for invalid input, with all problems at once. Its message is one line per problem. Its stack has only places in the
 * user's own code, so that an app that does not catch it ends with what to mend and where.
 */
export class InputError extends Error {
  /** Problems, in the order in which they were found. */
  declare public readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    super(problems.map(problemText).join('\n'));
    this.name = 'InputError';
    // Node prints what can be enumerated after the message, which has it already.
    Object.defineProperty(this, 'problems', { value: problems });
    this.stack = [`${this.name}: ${this.message}`, ...usersFrames(this.stack ?? '')].join('\n');
  }
}

/** Fault of a value: what is wrong, in words that follow the value, and what to write instead. */
export interface Fault {
  /** Words that follow the value: `is shorter than the 24h index period`. */
  readonly wrong: string;

  /** Advice: `use at least 1d`. */
  readonly fix: string;
}

/** Words of faults that need quotes around a text: `'true' is not true or false`. */
const NOT_A_LITERAL = /^is not (a number$|true\b)/;
const LITERAL = /^(true|false|-?[\d.]{1,20})$/;

/** Last key of a path that is not a number. */
const lastKey = (path: string): string => /([^.[\]]*)(?:\[\d+\])*$/.exec(path)?.[1] ?? '';

/** Text in place of a value that a first synthesis has not looked up. */
const NOT_LOOKED_UP = /^(?:https:\/\/)?dummy-value-for-/;

const AFTER_LOOKUP: Fault = {
  wrong: 'stands for a value that is looked up after the first synthesis',
  fix: "give the lookup a valid default: valueFromLookup(this, '/name', '…')",
};

/** Problem of a value at a path. A secret in it is not shown. */
export function problemOfValue(path: string, value: unknown, fault: Fault): Problem {
  const { wrong, fix } = typeof value === 'string' && NOT_LOOKED_UP.test(value) ? AFTER_LOOKUP : fault;
  const isQuoted = typeof value === 'string' && NOT_A_LITERAL.test(wrong) && LITERAL.test(value);
  const shown = isQuoted ? `'${value}'` : isSecretText(lastKey(path), value) ? 'a text' : show(value);
  return { path, found: value === undefined ? shown : `${shown} ${wrong}`, fix };
}
