import { lokiSeconds } from '../../charts/loki/config/retention';
import { SECONDS_PER_DAY } from '../../charts/input/seconds';

/** Units, the largest first, in which a field says a duration. */
const UNITS: readonly (readonly [string, number])[] = [
  ['d', SECONDS_PER_DAY],
  ['h', 3600],
  ['m', 60],
  ['s', 1],
];

/** Seconds of a duration of Loki or Go; undefined if it is not one. */
export function secondsOf(text: string | undefined): number | undefined {
  return text === undefined ? undefined : lokiSeconds(text);
}

/** A duration as a field has it: a whole number and one unit. */
export function durationText(seconds: number): string {
  const [unit, size] = UNITS.find(([, of]) => seconds % of === 0) ?? ['s', 1];
  return `${Math.round(seconds / size)}${unit}`;
}
