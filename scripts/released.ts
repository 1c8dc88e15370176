import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { version } from '../package.json';
import { presentNames } from '../test/released/present';

/** JSON with a line per resource, so that the diff of a pull request is readable. */
function lines(value: object, depth: number): string {
  if (depth === 0) return JSON.stringify(value);
  const entries = Object.entries(value) as [string, object][];
  const inner = entries.map(
    ([key, one]) => `${JSON.stringify(key)}: ${lines(one, Array.isArray(one) ? 0 : depth - 1)}`,
  );
  return `{\n${inner.join(',\n')}\n}`;
}

/** Levels above a line: subject, stack, `resources`, logical id. */
const DEPTH = 4;

// A released file never changes: later versions are compared with it.
const file = join(__dirname, '../test/released', `${version}.json`);
if (existsSync(file)) {
  console.error(`${file}: exists, and a released version does not change; raise version in package.json`);
  process.exitCode = 1;
} else {
  writeFileSync(file, `${lines(presentNames(), DEPTH)}\n`);
  console.log(file);
}
