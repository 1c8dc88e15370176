import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CLUSTER_DOMAIN } from './rig/cluster-dns';
import { pullCharts } from './rig/former/pull';
import { HOST, makeNetwork } from './rig/network';
import { findProgram } from '../helpers/programs';
import PROGRAMS from '../helpers/programs.json';
import { makeBundle } from '../once/bundle.js';
import { MissingProgram, pythonWithMoto } from './aws/python';
import { type SuiteTime, timesTable } from './times-table';

/**
 * `npm run e2e`: runs jest in its own namespaces of network, mounts and processes, which end with it. Without arguments, groups of
 * suites run side by side, each in namespaces of its own, and then those that measure. At the end it prints the time of each suite.
 */

const UNSHARE = ['--net', '--mount', '--pid', '--fork', '--mount-proc', '--kill-child'];
const args = process.argv.slice(2);

/** Suites that measure times, side by side after all others: their limits are far above what they measure. */
const TIMED = ['/start\\.e2e', '/living\\.e2e'];

/** Suite that measures what work costs, and has the machine to itself. */
const MEASURING = '/load\\.e2e';

/** Suites without pods of Loki, which run beside the first groups, one after the other. */
const LIGHT =
  '/(api-forms|api-server|diff|gitops|operator-kinds|placing|plan|rollout-operator|scheduling|valid|volumes)\\.e2e';

/** Groups of suites that begin first, those that take longest before others. */
const GROUPS = [
  '/doctor-control-plane\\.e2e',
  '/doctor\\.e2e',
  '/zone-migration\\.e2e',
  '/cutover\\.e2e',
  '/migrate\\.e2e',
  '/drain\\.e2e',
  '/zone-rollouts\\.e2e',
  '/(zones|dev|discovery)\\.e2e',
  '/(whole|alloy|events)\\.e2e',
  '/upgrades\\.e2e',
  '/kafka-monitoring\\.e2e',
  '/sizes\\.e2e',
  '/rollouts\\.e2e',
  '/alerts\\.e2e',
  '/(dashboards|smoke)\\.e2e',
];

/** Number of groups of the suites that no group names, which begin last and are short: jest divides them. */
const SHARDS = 10;

/**
 * Number of groups with pods that run beside the light suites on two cores. They wait more than they compute; with five beside
 * the light suites, tests ran out of time.
 */
const AT_ONCE = 4;

async function outside(): Promise<number> {
  if (process.env.E2E_REQUIRE === 'all') process.env.REQUIRE_PROGRAMS = Object.keys(PROGRAMS).join(',');
  // Only Loki's tests need Python.
  if (findProgram('loki')) findPython();
  if (args.length === 0 || args.some((arg) => arg.includes('cutover'))) pullCharts();
  const unshare = [process.getuid?.() === 0 ? [] : ['--user', '--map-root-user', '--map-auto'], UNSHARE].flat();
  if (spawnSync('unshare', [...unshare, 'true']).status !== 0) return jest([]);
  // Once, since groups of suites that find it old would write it side by side.
  makeBundle();
  const inNamespaces = (suites: readonly string[], output: Output): Promise<number> => {
    const self = [process.execPath, '--import', 'tsx', __filename, ...suites];
    return ended('unshare', [...unshare, ...self], output, { ...process.env, E2E_INSIDE: 'true' });
  };
  if (args.length > 0) return inNamespaces(args, 'inherit');
  const others = `--testPathIgnorePatterns=${[...GROUPS, LIGHT, ...TIMED, MEASURING].join('|')}`;
  const shards = Array.from({ length: SHARDS }, (_, index) => [others, `--shard=${index + 1}/${SHARDS}`]);
  const ofNames = (groups: readonly string[]) => groups.map((group) => [group]);
  const waiting = [...ofNames(GROUPS), ...shards];
  const codes: number[] = [];
  const runGroups = async () => {
    for (let group = waiting.shift(); group !== undefined; group = waiting.shift()) {
      codes.push(await inNamespaces(group, group === shards[0] ? 'inherit' : 'pipe'));
    }
  };
  // Groups take the place of the light suites when these have ended.
  const runLight = async () => {
    codes.push(await inNamespaces([LIGHT], 'pipe'));
    await runGroups();
  };
  await Promise.all([...Array.from({ length: AT_ONCE }, runGroups), runLight()]);
  codes.push(...(await Promise.all(TIMED.map((suite) => inNamespaces([suite], 'pipe')))));
  return Math.max(...codes, await inNamespaces([MEASURING], 'inherit'));
}

/** Runs it all, and prints the time of each suite. */
async function timed(): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'e2e-times-'));
  const file = join(folder, 'times');
  process.env.E2E_TIMES = file;
  const start = Date.now();
  try {
    return await outside();
  } finally {
    const rows = existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [];
    const times = rows.map((row) => JSON.parse(row) as SuiteTime);
    process.stdout.write(timesTable(times, (Date.now() - start) / 1000));
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Finds the Python of the local AWS, which is installed the first time. */
function findPython(): void {
  try {
    process.env.LOCAL_AWS_PYTHON = pythonWithMoto();
  } catch (error) {
    if (!(error instanceof MissingProgram)) throw error;
    console.error(error.message);
    process.env.E2E_NO_MOTO = 'true';
  }
}

/**
 * Runs suites in namespaces of their own. Jest names temporary files of its cache by the number of its process, which may be that
 * of another group of suites: so each run has a cache of its own.
 */
async function inside(): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'e2e-'));
  try {
    makeSurroundings(folder);
  } catch (error) {
    // Then tests that need the namespaces are skipped.
    console.error(`the run has no network of its own: ${error instanceof Error ? error.message : String(error)}`);
    delete process.env.E2E_INSIDE;
  }
  try {
    return await jest(['--cacheDirectory', join(folder, 'cache')]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function makeSurroundings(folder: string): void {
  const resolvConf = join(folder, 'resolv.conf');
  writeFileSync(resolvConf, `search ${CLUSTER_DOMAIN}\nnameserver ${HOST.dns}\n`);
  mount('--bind', resolvConf, realpathSync('/etc/resolv.conf'));
  mkdirSync('/run/netns', { recursive: true });
  mount('-t', 'tmpfs', 'netns', '/run/netns');
  makeNetwork();
}

function mount(...options: string[]): void {
  execFileSync('mount', options, { stdio: ['ignore', 'ignore', 'inherit'] });
}

/** Runs suites here. */
function jest(cache: readonly string[]): Promise<number> {
  const program = require.resolve('jest/bin/jest');
  const options = ['--config', join(__dirname, 'jest.config.js'), '--runInBand', ...cache, ...args];
  return ended(process.execPath, [program, ...options], 'inherit', process.env);
}

/** Where the output of a program goes; piped output is printed when it ends. */
type Output = 'inherit' | 'pipe';

/** Runs a program to its end, and returns its exit code. */
async function ended(program: string, options: string[], output: Output, env: NodeJS.ProcessEnv): Promise<number> {
  const child = spawn(program, options, { stdio: ['ignore', output, output], env });
  const printed: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (data: Buffer) => printed.push(data));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  process.stdout.write(Buffer.concat(printed));
  return code ?? 1;
}

void (process.env.E2E_INSIDE ? inside() : timed()).then((code) => {
  process.exitCode = code;
});
