/** Seconds of a day. */
export const SECONDS_PER_DAY = 86_400;
