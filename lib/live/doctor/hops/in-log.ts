import type { Fault } from '../fault';
import type { LogEntry } from '../snapshot';
import { countOf, linesOf, type View } from '../view';

/** Evidence and fix of a fault that logs show. */
interface InLog {
  /** Component that writes the lines. @default - any */
  readonly of?: string;

  /** Number of lines that make a fault: after fewer lines, a new attempt succeeds. @default 1 */
  readonly least?: number;

  /** True if lines still arrive and are found. @default - as the fault says */
  readonly isMild?: (view: View) => boolean;

  /** Beginning of the evidence. It may use what the pattern captured last. */
  readonly says: (detail: string) => string;

  /** Commands or fields that end it. They may use what the pattern captured last. */
  readonly fix: (view: View, detail: string) => string[];
}

/** Seconds without a line after which a fault may be over: programs try again more often than once a minute. */
const REPEATED_WITHIN = 120;

/** True if all lines are so old that what they say may be over. */
export const arePast = (view: View, lines: readonly LogEntry[]): boolean =>
  lines.every(({ last }) => last !== undefined && view.secondsSince(last) > REPEATED_WITHIN);

/** Lines of the first pattern of some, of which there are so many as make a fault. */
function linesThatCount(view: View, leastOf: Readonly<Record<string, number>>, of: string | undefined): LogEntry[] {
  return (
    Object.entries(leastOf)
      .map(([pattern, least]) => {
        const lines = of === undefined ? view.logs(pattern) : view.logs(pattern, of);
        return countOf(lines) < least ? [] : lines;
      })
      .find(({ length }) => length > 0) ?? []
  );
}

/**
 * A fault that known lines of logs show.
 *
 * @param patterns of the lines: one, or several with the number of lines of each that make a fault
 */
export const inLog = (
  patterns: string | Readonly<Record<string, number>>,
  fault: Omit<Fault, 'find'>,
  { of, least = 1, isMild, says, fix }: InLog,
): Fault => ({
  ...fault,
  find: (view) => {
    const lines = linesThatCount(view, typeof patterns === 'string' ? { [patterns]: least } : patterns, of);
    if (lines.length === 0) return undefined;
    const detail = lines.at(-1)?.detail ?? '';
    return {
      isPast: arePast(view, lines),
      ...(isMild ? { isMild: isMild(view) } : {}),
      evidence: `${says(detail)}: ${linesOf(lines)}`,
      fix: fix(view, detail),
    };
  },
});
