import { distance } from 'fastest-levenshtein';

/** Known word that a misspelt word most likely stands for, if one is near enough. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  // The distance of a long text is slow to find, and far.
  if (word.length > 100) return undefined;
  const [best] = known
    .map((candidate) => ({ candidate, distance: distance(word.toLowerCase(), candidate.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance);
  return best && best.distance <= Math.max(2, Math.floor(word.length / 3)) ? best.candidate : undefined;
}
