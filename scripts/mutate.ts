import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { flagsOf } from './flags.cjs';
import { judgeNear, judgeTogether } from './mutate/judge';
import { filesOf, Lane, laneFolders } from './mutate/lane';
import type { Mutation } from './mutate/mutations';
import { nearTests } from './mutate/near';
import { isKilled, type Result } from './mutate/outcome';
import { report, resultLine } from './mutate/report';
import { sample } from './mutate/sample';

/**
 * Tries small faults in copies of the sources, and reports those that no assertion catches. Each is tried with the tests
 * near it first; all other tests run once with all that are left (`mutate/judge.ts`). Results are kept, so a run that was
 * stopped continues; results count as long as no file has changed.
 */

const values = flagsOf(
  'npm run mutate -- [--count 60] [--seed 1] [--only charts/loki]… [--again] [--list] [--minutes 30] [--lanes 2] [--json mutants.json]',
  {
    count: { type: 'string', default: '60' },
    seed: { type: 'string', default: '1' },
    minutes: { type: 'string', default: '60' },
    lanes: { type: 'string', default: '2' },
    only: { type: 'string', multiple: true, default: ['charts', 'lib/checks'] },
    again: { type: 'boolean', default: false },
    list: { type: 'boolean', default: false },
    json: { type: 'string' },
  },
);

const ROOT = resolve(__dirname, '..');
const WORK = join(tmpdir(), `eks-loki-mutants-${hash(ROOT)}`);
const RESULTS = join(WORK, 'results.jsonl');

/** A result, and the sources and tests that led to it. */
interface KeptResult extends Result {
  readonly tree: string;
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 12);
}

function wholeNumber(name: 'count' | 'seed' | 'minutes' | 'lanes'): number {
  const number = Number(values[name]);
  if (Number.isInteger(number) && number > 0) return number;
  throw new Error(`--${name}: ${values[name]} is not a whole number of at least 1`);
}

function keptResults(): KeptResult[] {
  if (!existsSync(RESULTS)) return [];
  const lines = readFileSync(RESULTS, 'utf8').trim().split('\n');
  return lines.map((line) => JSON.parse(line) as KeptResult);
}

async function main(): Promise<void> {
  const files = filesOf(ROOT);
  const sources = files.filter(
    (file) => file.endsWith('.ts') && !file.includes('/generated/') && values.only.some((folder) => isIn(file, folder)),
  );
  if (sources.length === 0) throw new Error(`--only: no source file in ${values.only.join(', ')}`);
  const mutations = sample(ROOT, sources, wholeNumber('count'), wholeNumber('seed'));
  if (values.list) {
    for (const { file, line, kind, text } of mutations) console.log(`${file}:${line} ${kind} ${text}`);
    return;
  }
  mkdirSync(WORK, { recursive: true });
  const key = (mutation: Mutation) => JSON.stringify([mutation, hash(readFileSync(join(ROOT, mutation.file), 'utf8'))]);
  const tree = hash(
    files
      .filter((file) => /^(charts|lib|test)\//.test(file))
      .map((file) => readFileSync(join(ROOT, file), 'latin1'))
      .join('\n'),
  );
  // With --again, killed mutations stay killed, and the rest is tried with the current tests.
  const known = keptResults().filter((result) => (values.again ? isKilled(result) : result.tree === tree));
  const done = new Map(known.map((result) => [key(result.mutation), result as Result]));
  const left = mutations.filter((mutation) => !done.has(key(mutation)));
  console.log(
    `${mutations.length} mutations of ${sources.length} files, ${mutations.length - left.length} tried before; copies in ${WORK}`,
  );

  const end = Date.now() + wholeNumber('minutes') * 60_000;
  const keep = (result: Result) => {
    done.set(key(result.mutation), result);
    appendFileSync(RESULTS, `${JSON.stringify({ ...result, tree })}\n`);
    console.log(`${done.size}/${mutations.length} ${resultLine(ROOT, result)}`);
  };
  const tests = files.filter((file) => file.endsWith('.test.ts'));
  const lanes = laneFolders(WORK, Math.min(wholeNumber('lanes'), left.length)).map((folder) => new Lane(ROOT, folder));
  const open: Mutation[] = [];
  await Promise.all(
    lanes.map(async (lane) => {
      for (let next = left.shift(); next; next = Date.now() < end ? left.shift() : undefined) {
        const result = await judgeNear(lane, next, nearTests(next.file, tests));
        if (result) keep(result);
        else open.push(next);
      }
    }),
  );
  if (open.length > 0) console.log(`${open.length} are not seen by tests near them: all tests that depend on them run`);
  await Promise.all(
    lanes.map(async (lane, turn) => {
      const share = open.filter((_, index) => index % lanes.length === turn);
      (await judgeTogether(lane, share)).forEach(keep);
    }),
  );
  const results = mutations.flatMap((mutation) => done.get(key(mutation)) ?? []);
  if (values.json) writeFileSync(values.json, `${JSON.stringify(results, null, 2)}\n`);
  console.log(`\n${report(ROOT, results)}`);
  if (results.length < mutations.length)
    console.log(`${mutations.length - results.length} not tried; run the same command again`);
  process.exitCode = results.every(isKilled) && results.length === mutations.length ? 0 : 1;
}

function isIn(file: string, folder: string): boolean {
  return `${file}/`.startsWith(folder.endsWith('/') ? folder : `${folder}/`);
}

// Ends the tests that run, too.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
