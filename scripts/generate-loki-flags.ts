/**
 * Writes lib/checks/read/loki/generated/flags.json, the names of all flags of Loki, from what it prints about them:
 *
 *     loki -help 2>&1 | node --import tsx scripts/generate-loki-flags.ts
 *
 * Names are a tree by their parts between dots. A 0 ends a name, as does the part `""` where longer names begin with one.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Names as a tree. */
type Tree = 0 | { [part: string]: Tree };

/** A tree with one more name. */
function withName(tree: Tree | undefined, [part, ...rest]: readonly string[]): Tree {
  if (part === undefined) return tree === undefined ? 0 : { '': 0, ...(tree as object) };
  const inner = tree === 0 ? { '': 0 as const } : (tree ?? {});
  return { ...inner, [part]: withName(inner[part], rest) };
}

const names = [...readFileSync(0, 'utf8').matchAll(/^ {2}-([\w.-]+)/gm)].map(([, name = '']) => name).sort();
const tree = names.reduce<Tree | undefined>((all, name) => withName(all, name.split('.')), undefined);
writeFileSync(join(__dirname, '../lib/checks/read/loki/generated/flags.json'), `${JSON.stringify(tree)}\n`);
