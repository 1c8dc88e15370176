import type { Fault } from '../fault';
import { countOf, linesOf, type View } from '../view';

/** Evidence and fix of a fault that logs show. */
interface InLog {
  /** Component that writes the lines. @default - any */
  readonly of?: string;

  /** Lines from which on it is a fault: what says fewer of them tries again, and succeeds. @default 1 */
  readonly least?: number;

  /** Beginning of the evidence. It may use what the pattern captured last. */
  readonly says: (detail: string) => string;

  /** Commands or fields that end it. */
  readonly fix: (view: View) => string[];
}

/** A fault that known lines of logs show. */
export const inLog = (pattern: string, fault: Omit<Fault, 'find'>, { of, least = 1, says, fix }: InLog): Fault => ({
  ...fault,
  find: (view) => {
    const lines = of === undefined ? view.logs(pattern) : view.logs(pattern, of);
    if (countOf(lines) < least) return undefined;
    return { evidence: `${says(lines.at(-1)?.detail ?? '')}: ${linesOf(lines)}`, fix: fix(view) };
  },
});
