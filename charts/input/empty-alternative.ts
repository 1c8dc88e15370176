import type { Fault } from './problems';

/** Fault of an expression that begins or ends with `|`: beside it is an empty alternative, which every line matches. */
export function emptyAlternative(regex: string): Fault | undefined {
  if (!/^\||(?<!\\)(?:\\\\)*\|$/.test(regex)) return undefined;
  const where = regex.startsWith('|') ? 'begins' : 'ends';
  return {
    wrong: `${where} with |, and so matches every line`,
    fix: 'leave the | out, or write \\| for the character',
  };
}
