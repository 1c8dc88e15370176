/**
 * Uses the package as a stranger does: installs it from a tarball or from git into a copy of each project of `examples/`
 * outside the repository, runs the commands of its README and checks the result. It also runs `eks-loki init` of the
 * package in empty folders, and in an app.
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
import { INIT_TRIALS, type InitTrial, prepare } from './examples/init';
import { gitReference, pack, packageChecks, ROOT } from './examples/package';
import { run } from './examples/run';

/** Files that commands leave in the folder of an example. */
const LEFTOVERS = ['node_modules', 'package-lock.json', 'out', 'cdk.out', 'manifests'];

/** One line of the table, and its problems. */
interface Outcome {
  readonly name: string;
  readonly seconds: readonly number[];
  readonly checks: number;
  readonly problems: readonly string[];
}

/** Runs all checks, and returns the failures. */
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

/** Runs commands one after the other, and returns their output. */
async function runAll(folder: string, commands: Example['commands']): Promise<string> {
  let output = '';
  for (const command of commands) output += await run(folder, command);
  return output;
}

async function tryExample(example: Example, work: string, reference: string): Promise<Outcome> {
  const { name, commands, entries } = example;
  const folder = join(work, name);
  cpSync(join(ROOT, 'examples', name), folder, {
    recursive: true,
    filter: (path) => !LEFTOVERS.includes(basename(path)),
  });
  const seconds: number[] = [];
  try {
    const install = ['npm', 'install', '--prefer-offline', '--no-audit', '--no-fund', reference];
    seconds.push((await timed(() => run(folder, install)))[1]);
    const [output, used] = await timed(() => runAll(folder, commands));
    seconds.push(used);
    const checks = { ...entryChecks(await loadEntries(folder, entries)), ...example.checks(folder, output) };
    return { name, seconds, checks: Object.keys(checks).length, problems: failures(checks) };
  } catch (error) {
    return { name, seconds, checks: 0, problems: [(error as Error).message] };
  }
}

/** Runs init of the packed package, installs what it wrote, and runs the commands that its user would. */
async function tryInit(trial: InitTrial, work: string, tarball: string): Promise<Outcome> {
  const { name, commands } = trial;
  const folder = join(work, name.replaceAll(' ', '-'));
  const seconds: number[] = [];
  try {
    seconds.push((await timed(() => prepare(trial, folder, tarball)))[1]);
    const [output, used] = await timed(() => runAll(folder, commands));
    seconds.push(used);
    const checks = trial.checks(folder, output);
    return { name, seconds, checks: Object.keys(checks).length, problems: failures(checks) };
  } catch (error) {
    return { name, seconds, checks: 0, problems: [(error as Error).message] };
  }
}

/** Works on as many items at once as there are cores, and returns the results in the order of the items. */
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
  const isChosen = ({ name }: { readonly name: string }) => names.length === 0 || names.includes(name);
  const examples = EXAMPLES.filter(isChosen);
  const trials = INIT_TRIALS.filter(isChosen);
  const known = [...EXAMPLES, ...INIT_TRIALS].map(({ name }) => name).join(', ');
  if (examples.length + trials.length < names.length) throw new Error(`the examples are ${known}`);
  const work = mkdtempSync(join(tmpdir(), 'eks-loki-examples-'));
  const [packed, seconds] = await timed(() => pack(work));
  const checks = packageChecks(packed);
  const itself = {
    name: 'npm pack',
    seconds: [seconds],
    checks: Object.keys(checks).length,
    problems: failures(checks),
  };
  const references = { tarball: packed.tarball, git: await gitReference(packed) };
  const attempts = [
    ...examples.map((example) => () => tryExample(example, work, references[example.install])),
    ...trials.map((trial) => () => tryInit(trial, work, packed.tarball)),
  ];
  const outcomes = await inParallel(attempts, (attempt) => attempt());
  console.log(report([itself, ...outcomes]));
  if ([itself, ...outcomes].some(({ problems }) => problems.length > 0)) {
    console.log(`\nThe folders are in ${work}`);
    process.exitCode = 1;
  } else rmSync(work, { recursive: true });
}

main(process.argv.slice(2)).catch(fail);
