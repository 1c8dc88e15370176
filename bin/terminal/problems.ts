import { InputError, type Problem, problemParts, problemText } from '../../charts/input/problems';
import { missingPackage } from '../missing-package.cjs';
import { printJson } from './stdout';
import { type Output, styled, type Style, widthOf, wrap } from './terminal';

/** Severity of what is reported: the first word of its text. */
export type ReportedSeverity = 'error' | 'warning';

const COLOURS: Record<ReportedSeverity, Style> = { error: 'red', warning: 'yellow' };

/**
 * The layout of every problem and finding: severity, path, what was found, and the fix. On one line if that fits the
 * width of the output; else path, what was found and fix each begin a line.
 */
export function problemBlock(severity: ReportedSeverity, problem: Problem, output: Output): string {
  const width = widthOf(output);
  const head = `${styled(COLOURS[severity], severity, output)} `;
  const line = problemText(problem);
  const { path, found, fix } = problemParts(problem);
  if (severity.length + 1 + line.length <= width && found.length === 1) return `${head}${line}`;
  return [
    wrap(`${head}${styled('bold', path, output)}`, width),
    ...[...found, fix].flatMap((part) => (part.trim() === '' ? [] : [wrap(`  ${part.trim()}`, width)])),
  ].join('\n');
}

/** Errors that JavaScript itself throws: a fault of this program, which can only be found by its stack trace. */
const FAULTS = [TypeError, ReferenceError, RangeError, SyntaxError];

/** Misuse of the command line. */
export class UsageError extends InputError {}

/** Exit codes of every command; 0 means that all is right. Only `diff --exit-code` tells of changes. */
export const EXIT_CODES = { input: 1, usage: 2, changes: 3 } as const;

/**
 * Reports why a command ends and sets the exit code. What the user can correct is reported without a stack trace; with
 * `json` it is JSON on standard output.
 */
export function fail(error: unknown, { json = false } = {}): void {
  process.exitCode = error instanceof UsageError ? EXIT_CODES.usage : EXIT_CODES.input;
  const { stderr } = process;
  const { message, path = 'eks-loki' } =
    error instanceof Error ? (error as NodeJS.ErrnoException) : { message: String(error) };
  const missing = missingPackage(error);
  const isFault = !missing && FAULTS.some((fault) => error instanceof fault);
  const fix = isFault ? 'run it without --json, and report the stack trace' : '';
  const problems = error instanceof InputError ? error.problems : [missing ?? { path, found: message, fix }];
  if (isFault && !json) {
    stderr.write(`${styled('red', String((error as Error).stack), stderr)}\n`);
  } else if (!json) {
    stderr.write(`${problems.map((problem) => problemBlock('error', problem, stderr)).join('\n')}\n`);
  }
  if (json) printJson({ problems });
}
