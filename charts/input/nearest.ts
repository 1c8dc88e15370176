import { distance } from 'fastest-levenshtein';

/**
 * Known word that a misspelt word most likely stands for, if one is near enough. A prefix up to a dot that all of them
 * have does not count: `stage.foo` is as far from `stage.cri` as `foo` from `cri`.
 */
export function nearest(word: string, known: readonly string[]): string | undefined {
  const start = /^[^.]*\./.exec(word)?.[0];
  if (start && known.every((candidate) => candidate.startsWith(start))) {
    const meant = nearest(
      word.slice(start.length),
      known.map((candidate) => candidate.slice(start.length)),
    );
    return meant === undefined ? undefined : `${start}${meant}`;
  }
  // The distance of a long text is slow to compute and always large. A number, such as a version, is not the
  // misspelling of another.
  if (word.length > 100 || !/\p{L}/u.test(word)) return undefined;
  const [best] = known
    .map((candidate) => ({ candidate, distance: distance(word.toLowerCase(), candidate.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance);
  if (!best || best.distance > Math.max(2, Math.floor(word.length / 3))) return undefined;
  // Short words are near each other without a letter in common.
  return best.distance < Math.max(word.length, best.candidate.length) ? best.candidate : undefined;
}
