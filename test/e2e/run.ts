import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CLUSTER_DOMAIN } from './rig/cluster-dns';
import { HOST, makeNetwork } from './rig/network';
import { findProgram } from '../helpers/programs';
import PROGRAMS from '../helpers/programs.json';
import { MissingProgram, pythonWithMoto } from './aws/python';

/** `npm run e2e`: runs jest in its own namespaces of network, mounts and processes, which end with it. */

const UNSHARE = ['--net', '--mount', '--pid', '--fork', '--mount-proc', '--kill-child'];
const args = process.argv.slice(2);

async function outside(): Promise<number> {
  if (process.env.E2E_REQUIRE === 'all') process.env.REQUIRE_PROGRAMS = Object.keys(PROGRAMS).join(',');
  // Only Loki's tests need Python.
  if (findProgram('loki')) findPython();
  const unshare = [process.getuid?.() === 0 ? [] : ['--user', '--map-root-user', '--map-auto'], UNSHARE].flat();
  if (spawnSync('unshare', [...unshare, 'true']).status !== 0) return jest();
  const self = [process.execPath, '--import', 'tsx', __filename, ...args];
  const env = { ...process.env, E2E_INSIDE: 'true' };
  return spawnSync('unshare', [...unshare, ...self], { stdio: 'inherit', env }).status ?? 1;
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
    return await jest();
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

/** Suites that do not run in sequence with the others. */
const [BESIDE, LAST] = ['api-server.e2e', '(start|load).e2e'];

/** The suite of the API server runs beside the others; what measures has the machine to itself. */
async function jest(): Promise<number> {
  const codes =
    args.length > 0
      ? [await run(args)]
      : [
          ...(await Promise.all([run([`--testPathIgnorePatterns=${BESIDE}|${LAST}`]), run([BESIDE], 'pipe')])),
          await run([LAST]),
        ];
  return Math.max(...codes);
}

/** Runs suites; piped output is printed when they end. */
async function run(suites: readonly string[], output: 'inherit' | 'pipe' = 'inherit'): Promise<number> {
  const program = require.resolve('jest/bin/jest');
  const options = ['--config', join(__dirname, 'jest.config.js'), '--runInBand', ...suites];
  const child = spawn(process.execPath, [program, ...options], { stdio: ['ignore', output, output] });
  const printed: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (data: Buffer) => printed.push(data));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  process.stdout.write(Buffer.concat(printed));
  return code ?? 1;
}

void (process.env.E2E_INSIDE ? inside() : outside()).then((code) => {
  process.exitCode = code;
});
