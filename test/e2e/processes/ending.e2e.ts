import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { eksLoki, ROOT, withoutAws, workFolder } from '../../helpers/cli';

jest.setTimeout(60_000);

const FILE = `
import { writeFileSync } from 'node:fs';
/** Says where the run is, and keeps it there for a moment. */
const at = (moment) => {
  if (process.env.MOMENT !== moment) return;
  writeFileSync('reached', '');
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 500);
};
const environment = (name) => ({
  account: '111122223333',
  region: 'us-east-1',
  cluster: { create: { admins: ['arn:aws:iam::111122223333:role/a'] } },
  retention: process.env.RETENTION ?? '7d',
  customize: () => at(name),
  customizeStack: () => at('stack of ' + name),
});
at('file');
export default { dev: environment('dev'), prod: environment('prod') };
process.on('exit', () => at('exit'));
`;
const ARGS = ['--environments', 'environments.ts'];

/** Text of every file below a folder, by path. */
function contents(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Object.fromEntries(
    files
      .map(({ parentPath, name }) => join(parentPath, name))
      .filter((path) => !/reached$|environments\.ts$/.test(path))
      .sort()
      .map((path) => [path, readFileSync(path, 'utf8')]),
  );
}

/** Runs a command that gets a signal at a moment, and returns how it ends. */
async function ended(command: string, folder: string, moment: string, signal: NodeJS.Signals): Promise<string> {
  const env = withoutAws({ MOMENT: moment, RETENTION: '14d', TMPDIR: join(folder, 'tmp') });
  const child = spawn(process.execPath, [join(ROOT, 'bin/eks-loki.cjs'), command, ...ARGS], { cwd: folder, env });
  let output = '';
  child.stderr.on('data', (chunk) => (output += chunk));
  const watch = setInterval(() => {
    if (readdirSync(folder).includes('reached')) {
      child.kill(signal);
      clearInterval(watch);
    }
  }, 10);
  return new Promise((resolve) =>
    child.on('close', (code, by) => {
      clearInterval(watch);
      resolve(`${by ?? code}${/^\s+at /m.test(output) ? output : ''}`);
    }),
  );
}

/** A folder with the output of a former run. */
function formerRun(command: string): string {
  const folder = workFolder(FILE);
  mkdirSync(join(folder, 'tmp'));
  if (command !== 'check') expect(eksLoki([command, ...ARGS], folder).status).toBe(0);
  return folder;
}

test.each<[string, string, NodeJS.Signals]>([
  ['render', 'dev', 'SIGINT'],
  ['render', 'prod', 'SIGHUP'],
  ['synth', 'dev', 'SIGINT'],
  ['synth', 'stack of dev', 'SIGTERM'],
  ['synth', 'stack of prod', 'SIGTERM'],
  ['check', 'stack of prod', 'SIGTERM'],
])('%s at %s ends by %s, with the former output and nothing else', async (command, moment, signal) => {
  const folder = formerRun(command);
  const former = contents(folder);
  expect(await ended(command, folder, moment, signal)).toBe(signal);
  expect(contents(folder)).toEqual(former);
  expect(readdirSync(join(folder, 'tmp'))).toEqual([]);
});

test('a signal after the files are replaced leaves the new ones whole', async () => {
  const folder = formerRun('render');
  const former = contents(folder);
  await ended('render', folder, 'exit', 'SIGTERM');
  const present = contents(folder);
  expect(Object.keys(present)).toEqual(Object.keys(former));
  expect(present).not.toEqual(former);
  expect(eksLoki(['render', ...ARGS], folder, withoutAws({ RETENTION: '14d' })).status).toBe(0);
  expect(contents(folder)).toEqual(present);
});

test('SIGINT while modules are loaded ends synth, although code of the user runs after it', async () => {
  const folder = workFolder(FILE);
  // The command listens to SIGHUP last; the signal then waits for the end of synchronous work.
  const hook = "process.on('newListener', (name) => name === 'SIGHUP' && process.kill(process.pid, 'SIGINT'));";
  writeFileSync(join(folder, 'hook.cjs'), hook);
  const args = ['--require', './hook.cjs', join(ROOT, 'bin/eks-loki.cjs'), 'synth', ...ARGS];
  const child = spawn(process.execPath, args, { cwd: folder, env: withoutAws(), stdio: 'ignore' });
  const [code, signal] = (await once(child, 'close')) as [number | null, string | null];
  expect([code, signal]).toEqual([null, 'SIGINT']);
  expect(readdirSync(folder).sort()).toEqual(['environments.ts', 'hook.cjs']);
});
