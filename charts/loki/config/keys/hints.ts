import { distance } from 'fastest-levenshtein';
import { CONFIG_KEYS, keysOf, ROOT_BLOCK, type ConfigBlock } from './keys';
import { REMOVED_KEYS } from './removed';

/** Key in snake case, also from the styles of other files: `retentionPeriod` and `retention-period`. */
function snakeCase(key: string): string {
  return key
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/-/g, '_')
    .toLowerCase();
}

/** Sorted letters of a key: equal for keys with swapped letters. */
function letters(key: string): string {
  return [...key].sort().join('');
}

/** Keys of blocks with their sorted letters, computed once per block. */
const lettersOf = new WeakMap<ConfigBlock, readonly { readonly name: string; readonly sorted: string }[]>();

function namesOf(block: ConfigBlock): readonly { readonly name: string; readonly sorted: string }[] {
  const known = lettersOf.get(block) ?? Object.keys(block).map((name) => ({ name, sorted: letters(name) }));
  lettersOf.set(block, known);
  return known;
}

/** Key of a block that an unknown key most likely stands for. */
export function nearestKey(block: ConfigBlock, wrong: string): string | undefined {
  if (wrong.length > 100) return undefined;
  const key = snakeCase(wrong);
  const names = namesOf(block);
  const sorted = letters(key);
  // At most three letters, and at most a third of all, may differ. Swapped letters count as one.
  const farthest = Math.min(3, Math.floor(key.length / 3));
  const [best] = names
    .filter(({ name }) => Math.abs(name.length - key.length) <= farthest)
    .map(({ name, sorted: own }) => ({
      name,
      far: sorted === own ? Math.min(1, distance(key, name)) : distance(key, name),
    }))
    .filter(({ far }) => far <= farthest)
    .sort((a, b) => a.far - b.far);
  if (best) return best.name;
  // Or the beginning of exactly one key: `bucket` for `bucket_name`.
  const longer = names.filter(({ name }) => name.startsWith(`${key}_`));
  return longer.length === 1 ? longer[0]?.name : undefined;
}

/** True if two keys differ only in how their words are joined. */
export function sameWords(a: string, b: string): boolean {
  return snakeCase(a) === snakeCase(b);
}

let places: Map<string, string[]> | undefined;

/** Paths of every key, by its name. Built once, on the first wrong key. */
function allPlaces(): Map<string, string[]> {
  const found = new Map<string, string[]>();
  const removed = new Set(REMOVED_KEYS.filter(({ values }) => !values).map(({ path }) => path));
  const walk = (block: string, path: string): void => {
    for (const [name, key] of Object.entries(keysOf(block))) {
      const here = path === '' ? name : `${path}.${name}`;
      if (key.deprecated || removed.has(here)) continue;
      found.set(name, [...(found.get(name) ?? []), here]);
      const inner = /@(\w+)$/.exec(key.type)?.[1];
      if (inner && inner in CONFIG_KEYS.blocks) walk(inner, key.type.startsWith('@') ? here : `${here}.*`);
    }
  };
  walk(ROOT_BLOCK, '');
  return found;
}

/** True for the path of a key of the configuration, with `*` for an item of a list. */
export function isPlace(path: string): boolean {
  places ??= allPlaces();
  return places.get(path.split('.').at(-1) ?? '')?.includes(path) === true;
}

/** Shortest paths of a key elsewhere, at most two; none for a name that is too common. */
export function otherPlaces(wrong: string): readonly string[] {
  places ??= allPlaces();
  const found = places.get(snakeCase(wrong)) ?? [];
  const depth = (path: string): number => path.split('.').length;
  const least = Math.min(...found.map(depth));
  const nearest = found.filter((path) => depth(path) === least);
  return nearest.length <= 2 ? nearest : [];
}
