import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { randomEnvironment, validEnvironment } from '../helpers/valid/environment';

/** Seeds whose environments have every field among them. */
const SEEDS = 300;

/** Fields that need another environment of the file. */
const OF_SEVERAL = ['loki.of'];

/** Paths of all fields in the reference, with `<name>` for keys and `[]` for items. */
function documented(): string[] {
  const text = readFileSync(join(__dirname, '../../docs/reference/environment.md'), 'utf8');
  return text.split('\n## ').flatMap((section) => {
    const [head = ''] = section.split('\n');
    const path = head.startsWith('`') ? `${head.replaceAll('`', '')}.` : '';
    return [...section.matchAll(/^\| `(\w+)` \|/gm)].map(([, name]) => `${path}${name}`);
  });
}

/** Adds the paths of a value that are in `wanted`. */
function addPaths(value: unknown, path: string, wanted: ReadonlySet<string>, found: Set<string>): void {
  if (path !== '' && !wanted.has(path)) return;
  found.add(path);
  if (Array.isArray(value)) for (const item of value as unknown[]) addPaths(item, `${path}[]`, wanted, found);
  else if (typeof value === 'object' && value !== null) {
    for (const [key, inner] of Object.entries(value)) {
      for (const name of [key, '<name>']) addPaths(inner, path === '' ? name : `${path}.${name}`, wanted, found);
    }
  }
}

test('random environments have every field of the reference', () => {
  const [all, found] = [documented(), new Set<string>()];
  const wanted = new Set(
    all.flatMap((path) => path.split(/(?=\.|\[)/).map((_, index, parts) => parts.slice(0, index + 1).join(''))),
  );
  for (let seed = 0; seed < SEEDS; seed++) addPaths(randomEnvironment(seed).props, '', wanted, found);
  expect(all.length).toBeGreaterThan(500);
  expect(all.filter((path) => !found.has(path) && !OF_SEVERAL.includes(path))).toEqual([]);
});

test.each([1, 2, 3, 4, 5])('what is left of the environment of seed %d is valid, and the same each time', (seed) => {
  const { checked, props } = validEnvironment(seed);
  expect(checked.files.length).toBeGreaterThan(1);
  expect(Object.keys(props)).toEqual(Object.keys(validEnvironment(seed).props));
});
