import { goRegex, isSlow } from '../../../../charts/input/go-regex';

/** Line that loki-canary 3.7.6 writes (pkg/canary/writer): its time in nanoseconds, and padding to 100 bytes. */
export const LINE = `1764547200000000000 ${'p'.repeat(79)}`;

/** True if a line of the canary is longer than a size. Only sizes in bytes are so small. */
export const isLonger = (size: string): boolean => LINE.length > Number(/^(\d+)B$/.exec(size)?.[1] ?? Infinity);

/** Match of a regular expression in a line of the canary; null if it finds nothing, undefined if that is not known. */
export function found(regex: string): RegExpExecArray | null | undefined {
  return isSlow(regex) ? undefined : goRegex(regex)?.exec(LINE);
}

/** True if a regular expression certainly finds something in a line of the canary. */
export const matches = (regex: string): boolean => Boolean(found(regex));

/** True if a regular expression certainly finds nothing there. */
export const misses = (regex: string): boolean => found(regex) === null;

/** Seconds within which lines of a pod usually reach the stages. */
const DELAY = 5;

/** Seconds of units of Go. */
const UNITS: Readonly<Record<string, number>> = { ms: 0.001, s: 1, m: 60, h: 3600 };

/** True if lines of the canary may be older than a duration before they reach the stages. */
export function isOlder(duration: string): boolean {
  const parts = [...duration.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g)];
  const seconds = parts.reduce((sum, [, amount, unit = '']) => sum + Number(amount) * (UNITS[unit] ?? 0), 0);
  return parts.length > 0 && seconds < DELAY;
}
