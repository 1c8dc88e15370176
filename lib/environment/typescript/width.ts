/** Longest line of code that is written. */
export const WIDTH = 120;
