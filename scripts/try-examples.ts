/**
 * Uses the package as strangers do: packs it, installs the tarball beside each project of `examples/` in a folder
 * outside the repository, runs the commands of its README and looks at what they made.
 *
 *     npm run examples [example…]
 */
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fail } from '../bin/terminal/problems';
import { table } from '../bin/terminal/terminal';
import { EXAMPLES } from './examples';
import type { Checks, Example } from './examples/example';
import { entryChecks, loadEntries } from './examples/imports';
import { pack, packageChecks, type Packed, ROOT } from './examples/package';
import { run } from './examples/run';

/** What commands leave in the folder of an example that somebody worked in. */
const LEFTOVERS = ['node_modules', 'package-lock.json', 'out', 'cdk.out', 'manifests'];

/** One line of the table, and what is wrong. */
interface Outcome {
  readonly name: string;
  readonly seconds: readonly number[];
  readonly checks: number;
  readonly problems: readonly string[];
}

/** Runs checks, all of them whatever fails. */
function failures(checks: Checks): string[] {
  return Object.entries(checks).flatMap(([what, check]) => {
    try {
      check();
      return [];
    } catch (error) {
      return [`${what}\n${(error as Error).message}`];
    }
  });
}

async function timed<T>(work: () => Promise<T>): Promise<[T, number]> {
  const start = performance.now();
  return [await work(), (performance.now() - start) / 1000];
}

async function tryExample(example: Example, work: string, { tarball }: Packed): Promise<Outcome> {
  const { name, commands, entries } = example;
  const folder = join(work, name);
  cpSync(join(ROOT, 'examples', name), folder, {
    recursive: true,
    filter: (path) => !LEFTOVERS.includes(basename(path)),
  });
  const seconds: number[] = [];
  try {
    const install = ['npm', 'install', '--prefer-offline', '--no-audit', '--no-fund', tarball];
    seconds.push((await timed(() => run(folder, install)))[1]);
    let output = '';
    const [, used] = await timed(async () => {
      for (const command of commands) output += await run(folder, command);
    });
    seconds.push(used);
    const checks = { ...entryChecks(await loadEntries(folder, entries)), ...example.checks(folder, output) };
    return { name, seconds, checks: Object.keys(checks).length, problems: failures(checks) };
  } catch (error) {
    return { name, seconds, checks: 0, problems: [(error as Error).message] };
  }
}

/** Does several things at once, as many as there are cores, and returns what they return in their order. */
async function inParallel<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  let next = 0;
  const worker = async () => {
    for (let i = next++; i < items.length; i = next++) results[i] = await work(items[i] as T);
  };
  await Promise.all(Array.from({ length: Math.min(items.length, availableParallelism()) }, worker));
  return results;
}

function report(outcomes: readonly Outcome[]): string {
  const rows = outcomes.map(({ name, seconds: [install, commands], checks, problems }) => [
    name,
    install?.toFixed(1) ?? '-',
    commands?.toFixed(1) ?? '-',
    String(checks),
    problems.length === 0 ? 'ok' : `${problems.length} failed`,
  ]);
  const text = table([['EXAMPLE', 'INSTALL S', 'BUILD AND SYNTH S', 'CHECKS', 'RESULT'], ...rows]);
  const problems = outcomes.flatMap(({ name, problems: all }) => all.map((problem) => `${name}: ${problem}`));
  return [text, ...problems].join('\n\n');
}

async function main(names: readonly string[]): Promise<void> {
  const examples = EXAMPLES.filter(({ name }) => names.length === 0 || names.includes(name));
  const known = EXAMPLES.map(({ name }) => name).join(', ');
  if (examples.length < names.length) throw new Error(`the examples are ${known}`);
  const work = mkdtempSync(join(tmpdir(), 'eks-loki-examples-'));
  const [packed, seconds] = await timed(() => pack(work));
  const checks = packageChecks(packed);
  const itself = {
    name: 'npm pack',
    seconds: [seconds],
    checks: Object.keys(checks).length,
    problems: failures(checks),
  };
  const outcomes = await inParallel(examples, (example) => tryExample(example, work, packed));
  console.log(report([itself, ...outcomes]));
  if ([itself, ...outcomes].some(({ problems }) => problems.length > 0)) {
    console.log(`\nThe folders are in ${work}`);
    process.exitCode = 1;
  } else rmSync(work, { recursive: true });
}

main(process.argv.slice(2)).catch(fail);
