// Measures whole processes as a user starts them: medians of several runs, next to the limits of the project.
//   npm run bench [-- --runs 9] [-- --json]
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: { runs: { type: 'string', default: '9' }, json: { type: 'boolean', default: false } },
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
const render = (environments) => [command, 'render', '--environments', environments, '--out', join(folder, 'k8s.out')];

/** Benchmarks with their limits in seconds (`limit`) and MB (`most`), and the seconds we aim for (`goal`). */
const benches = [
  { what: 'an empty program in Node', args: ['-e', '0'] },
  {
    what: 'eks-loki render prod',
    args: [command, 'render', 'prod', '--out', join(folder, 'k8s.out')],
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
];

function measure({ what, args, env = {}, first = false }) {
  if (first) rmSync(join(root, 'dist/code-cache'), { recursive: true, force: true });
  const start = process.hrtime.bigint();
  const { status, stderr } = spawnSync(process.execPath, args, {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, CDK_VALIDATION: 'false', NODE_OPTIONS: `--require ${probe}`, ...env },
  });
  const seconds = Number(process.hrtime.bigint() - start) / 1e9;
  if (status !== 0) throw new Error(`${what} ended with ${status}:\n${stderr}`);
  return { seconds, megabytes: JSON.parse(readFileSync(usage, 'utf8')).maxRSS / 1000 };
}

const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];

const results = benches.map((bench) => {
  measure(bench); // the first run fills the caches of files and of compiled code
  const all = Array.from({ length: runs }, () => measure(bench));
  const seconds = median(all.map((run) => run.seconds));
  const megabytes = median(all.map((run) => run.megabytes));
  const over = seconds > (bench.limit ?? Infinity) || megabytes > (bench.most ?? Infinity);
  return { ...bench, seconds, megabytes, least: Math.min(...all.map((run) => run.seconds)), over };
});
rmSync(folder, { recursive: true, force: true });

if (values.json) {
  console.log(
    JSON.stringify(
      results.map(({ what, seconds, least, megabytes, limit, over }) => ({
        what,
        seconds,
        least,
        megabytes,
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
    ...results.map(({ what, seconds, least, megabytes, limit, most, goal, over }) => [
      what,
      `${seconds.toFixed(2)} s`,
      `${least.toFixed(2)} s`,
      `${megabytes.toFixed(0)} MB`,
      [limit && `${limit.toFixed(2)} s`, most && `${most} MB`].filter(Boolean).join(', '),
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
