/**
 * Tries hostile inputs, and valid ones with odd values: environments, manifests, values of charts, files and folders to import, answers of kubectl and
 * command lines. Each must be right or be refused, with one line for each
 * problem, in seconds, without a stack trace, and without anything written. The same seed makes the same cases.
 */
import { flagsOf } from '../../scripts/flags.cjs';
import { Random } from '../helpers/random';
import { makeFolder, removeFolder } from '../once/folder.js';
import { commandLines } from './command-lines';
import { environments } from './environments';
import type { Case } from './family';
import { importFiles } from './import-files';
import { imports } from './imports';
import { kubectl } from './kubectl';
import { manifests } from './manifests';
import { valid } from './valid';

/** Seconds after which a case counts as a hang. */
const LONGEST = 10;

/** Failures that are printed in full. */
const SHOWN = 20;

const values = flagsOf('npm run fuzz -- [--cases 2250] [--seed 1] [--family manifests]', {
  cases: { type: 'string', default: '2250' },
  seed: { type: 'string', default: '1' },
  family: { type: 'string' },
});

/** Runs one case, and returns what is wrong with it. */
async function tried({ run }: Case): Promise<string | undefined> {
  const start = performance.now();
  const fault = await run();
  const seconds = (performance.now() - start) / 1000;
  return fault ?? (seconds > LONGEST ? `takes ${seconds.toFixed(0)} s` : undefined);
}

async function main(): Promise<void> {
  const random = new Random(Number(values.seed));
  let failures = 0;
  for (const [name, { share, make }] of Object.entries({
    environments,
    valid,
    manifests,
    imports,
    importFiles,
    kubectl,
    commandLines,
  })) {
    if (values.family !== undefined && values.family !== name) continue;
    const count = Math.round(Number(values.cases) * share);
    const start = performance.now();
    for (let index = 0; index < count; index++) {
      const one = make(random);
      const fault = await tried(one);
      if (fault === undefined) continue;
      if (++failures <= SHOWN)
        console.error(`${name} ${index}: ${fault.slice(0, 1500)}\n  ${one.input.slice(0, 1500)}\n`);
    }
    console.log(`${count} ${name} in ${((performance.now() - start) / 1000).toFixed(0)} s`);
  }
  console.log(`${values.cases} cases with seed ${values.seed}: ${failures} wrong`);
  if (failures > 0) process.exitCode = 1;
}

makeFolder();
void main().finally(removeFolder);
