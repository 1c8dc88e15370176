/** Number of copies of a line that a write or a query needs, of `factor` copies in all. */
export const quorumOf = (factor: number): number => Math.floor(factor / 2) + 1;
