// Measures whole processes as a user starts them: medians of several runs, next to the limits of the project.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { flagsOf } from './flags.cjs';

const values = flagsOf("npm run bench -- [--runs 9] [--only 'render, 1'] [--json]", {
  runs: { type: 'string', default: '9' },
  only: { type: 'string', default: '' },
  json: { type: 'boolean', default: false },
});
const runs = Number(values.runs);
if (!Number.isInteger(runs) || runs < 1) {
  console.error(`--runs: ${values.runs} is not a whole number of at least 1; write one such as 9`);
  process.exit(1);
}

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'eks-loki-bench-'));
const usage = join(folder, 'usage.json');
const probe = join(folder, 'probe.cjs');
writeFileSync(
  probe,
  `process.on('exit', () => require('node:fs').writeFileSync(${JSON.stringify(usage)}, JSON.stringify(process.resourceUsage())));`,
);

const environment = (name, more = {}) => [
  name,
  {
    account: '111122223333',
    region: 'us-east-1',
    cluster: { create: { admins: ['arn:aws:iam::111122223333:role/admin'] } },
    volume: '500 GB/day',
    ...more,
  },
];
const file = (name, environments) => {
  const path = join(folder, name);
  writeFileSync(path, `export default ${JSON.stringify(Object.fromEntries(environments))};\n`);
  return path;
};
const numbered = (count, prefix) => Array.from({ length: count }, (_, index) => `${prefix}-${index + 1}`);
const one = file('one.ts', [environment('prod')]);
const twenty = file(
  'twenty.ts',
  numbered(20, 'prod').map((name) => environment(name)),
);
const tenants = file('tenants.ts', [environment('prod', { tenants: numbered(100, 'team') })]);

const command = join(root, 'bin/eks-loki.cjs');
const app = { CDK_CONTEXT_JSON: JSON.stringify({ environment: 'prod' }), CDK_OUTDIR: join(folder, 'cdk.out') };
const output = ['--out', join(folder, 'k8s.out'), '--record', 'none'];
const render = (environments) => [command, 'render', '--environments', environments, ...output];
const thousand = file(
  'thousand.ts',
  numbered(1000, 'prod').map((name) => environment(name)),
);

/**
 * Benchmarks with their limits in seconds (`limit`) and MB (`most`), and the seconds we aim for (`goal`). `each` divides the
 * seconds, `own` takes those that the program prints, and `grows` is how many times the memory at the start there may be at
 * the end.
 */
const benches = [
  { what: 'an empty program in Node', args: ['-e', '0'] },
  {
    what: 'eks-loki render prod',
    args: [command, 'render', 'prod', ...output],
    limit: 0.3,
    most: 110,
    goal: 0.25,
  },
  { what: 'cdk synth of prod: the app', args: ['bin/app.cjs'], env: app, limit: 0.8 },
  { what: 'the same, for the first time', args: ['bin/app.cjs'], env: app, first: true },
  { what: 'eks-loki synth: all three', args: [command, 'synth', '--out', join(folder, 'k8s.out')], limit: 1.2 },
  { what: 'render, 1 environment', args: render(one) },
  { what: 'render, 20 environments', args: render(twenty) },
  { what: 'render, 100 tenants', args: render(tenants) },
  {
    what: 'render, 1,000 environments: each',
    // Without a bound, V8 grows its heap before it collects what is no longer used.
    args: ['--max-old-space-size=256', ...render(thousand)],
    each: 1000,
    once: true,
    limit: 0.04,
    grows: 1.25,
  },
  { what: 'rules, 40,000 foreign objects', args: ['scripts/bench/rules.mjs', '40000'], own: true, limit: 2 },
];

/** Memory of a process in MB while it runs, where the system shows it as a file: Linux. */
async function memoryOf({ pid }, ended) {
  const samples = [];
  for (let running = true; running;) {
    running = await Promise.race([ended.then(() => false), setTimeout(50, true)]);
    try {
      const [, kilobytes] = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
      if (kilobytes) samples.push(Number(kilobytes) / 1000);
    } catch {
      // It has ended, or the system has no such file.
    }
  }
  return samples;
}

async function measure({ what, args, env = {}, first = false, each = 1, own = false }) {
  if (first) rmSync(join(root, 'dist/code-cache'), { recursive: true, force: true });
  const start = process.hrtime.bigint();
  const child = spawn(process.execPath, args, {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, CDK_VALIDATION: 'false', NODE_OPTIONS: `--require ${probe}`, ...env },
  });
  const texts = { stdout: '', stderr: '' };
  for (const name of Object.keys(texts)) child[name].setEncoding('utf8').on('data', (text) => (texts[name] += text));
  const ended = once(child, 'close');
  const samples = await memoryOf(child, ended);
  const [status] = await ended;
  const elapsed = Number(process.hrtime.bigint() - start) / 1e9;
  if (status !== 0) throw new Error(`${what} ended with ${status}:\n${texts.stderr}`);
  const { maxRSS } = JSON.parse(readFileSync(usage, 'utf8'));
  // The first seconds load the program and resolve the environments.
  const [early, late] = [samples.slice(samples.length / 5, samples.length / 3), samples.slice(-samples.length / 6)];
  return {
    seconds: (own ? Number(texts.stdout) : elapsed) / each,
    megabytes: maxRSS / 1000,
    growth: early.length > 0 ? median(late) / median(early) : undefined,
  };
}

const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];

const results = [];
for (const bench of benches.filter(({ what }) => what.includes(values.only))) {
  if (!bench.once) await measure(bench); // the first run fills the caches of files and of compiled code
  const all = [];
  while (all.length < (bench.once ? 1 : runs)) all.push(await measure(bench));
  const seconds = median(all.map((run) => run.seconds));
  const megabytes = median(all.map((run) => run.megabytes));
  const growth = bench.grows && all[0].growth;
  const over =
    seconds > (bench.limit ?? Infinity) ||
    megabytes > (bench.most ?? Infinity) ||
    (growth ?? 0) > (bench.grows ?? Infinity);
  results.push({ ...bench, seconds, megabytes, growth, least: Math.min(...all.map((run) => run.seconds)), over });
}
rmSync(folder, { recursive: true, force: true });

if (values.json) {
  console.log(
    JSON.stringify(
      results.map(({ what, seconds, least, megabytes, growth, limit, over }) => ({
        what,
        seconds,
        least,
        megabytes,
        growth,
        limit,
        over,
      })),
      null,
      2,
    ),
  );
} else {
  const rows = [
    ['WHAT', 'MEDIAN', 'LEAST', 'MEMORY', 'LIMIT', 'GOAL', ''],
    ...results.map(({ what, seconds, least, megabytes, growth, limit, most, grows, goal, over }) => [
      what,
      `${seconds.toFixed(3)} s`,
      `${least.toFixed(3)} s`,
      `${megabytes.toFixed(0)} MB${growth ? `, × ${growth.toFixed(2)}` : ''}`,
      [limit && `${limit.toFixed(2)} s`, most && `${most} MB`, grows && `× ${grows}`].filter(Boolean).join(', '),
      goal ? `${goal.toFixed(2)} s` : '',
      over ? 'over' : '',
    ]),
  ];
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  for (const row of rows)
    console.log(
      row
        .map((cell, column) => cell.padEnd(widths[column]))
        .join('  ')
        .trimEnd(),
    );
  console.log(`\n${runs} runs each, Node ${process.version}`);
}
process.exitCode = results.some(({ over }) => over) ? 1 : 0;
