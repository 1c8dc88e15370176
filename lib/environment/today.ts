import { SECONDS_PER_DAY } from '../../charts/input/seconds';

/** Milliseconds of a day. */
const DAY = SECONDS_PER_DAY * 1000;

/** Days, written like 2026-11-29, compare as texts. */
const dayOf = (milliseconds: number): string => new Date(milliseconds).toISOString().slice(0, 10);

/** Present day in UTC, such as `2026-11-29`. Loki's schema periods begin at 00:00 UTC, too. */
export const today = (): string => dayOf(Date.now());

/** The day that is a number of days from now. */
export const inDays = (days: number): string => dayOf(Date.now() + days * DAY);
