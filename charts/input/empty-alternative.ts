import type { Fault } from './problems';

/** Fault of an expression that begins or ends with `|`, which adds an empty alternative that every line matches. */
export function emptyAlternative(regex: string): Fault | undefined {
  if (!/^\||(?<!\\)(?:\\\\)*\|$/.test(regex)) return undefined;
  const where = regex.startsWith('|') ? 'begins' : 'ends';
  return {
    wrong: `${where} with |, and so matches every line`,
    fix: 'leave the | out, or write \\| for the character',
  };
}
