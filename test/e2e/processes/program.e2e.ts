import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { cloneFolder, eksLokiProcess, environmentsFile, oneLine, run, withoutAws, workFolder } from '../../helpers/cli';

const DEV = `{ dev: { account: '111122223333', region: 'us-east-1', cluster: { create: { admins: ['arn:aws:iam::111122223333:role/a'] } } } }`;

/** Renders environments after some lines of a user. */
function render(before: string, ...args: string[]) {
  const folder = workFolder(`${before}\n${environmentsFile(DEV)}`);
  const result = eksLokiProcess(['render', '--environments', 'environments.ts', ...args], folder);
  return { ...result, files: readdirSync(folder) };
}

test('a file that waits for something that never happens is refused', () => {
  const { status, stdout, stderr, files } = render('await new Promise(() => {});');
  expect(oneLine(stderr)).toBe(
    'error environments.ts: waits for something that never happens; export the environments and let the file end',
  );
  expect([status, stdout, files]).toEqual([1, '', ['environments.ts']]);
});

test('a file that ends the process is refused, with --json as JSON', () => {
  const { status, stdout, stderr, files } = render('process.exit(0);', '--json');
  expect(JSON.parse(stdout)).toEqual({
    problems: [
      {
        path: 'environments.ts',
        found: 'calls process.exit',
        fix: 'export the environments and let the file end',
      },
    ],
  });
  expect([status, stderr, files]).toEqual([1, '', ['environments.ts']]);
});

test.each([
  ['rejects a promise that nobody handles', `Promise.reject(new Error('late'));`],
  ['throws later', `setTimeout(() => { throw new TypeError('late'); }, 0);`],
])('a file that %s is refused before anything is written', (_what, before) => {
  const { status, stdout, stderr, files } = render(before);
  expect(oneLine(stderr)).toMatch(/^error environments\.ts: cannot be loaded: late \(environments\.ts:\d+:\d+\); /);
  expect([status, stdout, files]).toEqual([1, '', ['environments.ts']]);
});

test('what a file prints does not disturb JSON, and what it leaves open does not keep the command running', () => {
  const { status, stdout, stderr } = render(`console.log('mine'); setInterval(() => {}, 1000);`, '--json');
  expect(JSON.parse(stdout)).toMatchObject([{ environment: 'dev' }]);
  expect([status, stderr]).toEqual([0, 'mine\n']);
});

test('what the AWS SDK thinks of this version of Node is not in the output', () => {
  const folder = workFolder(environmentsFile(DEV));
  const { stderr } = eksLokiProcess(['diff', 'dev', '--environments', 'environments.ts'], folder);
  expect(stderr).toMatch(/^error /);
  expect(stderr).not.toContain('NodeVersionSupportWarning');
});

test('npx finds the command in a clone without a network', () => {
  const clone = cloneFolder();
  const env = withoutAws({ npm_config_offline: 'true', npm_config_cache: join(clone, '.npm') });
  expect(run('npx', ['eks-loki', 'render', 'dev'], clone, env).stdout).toContain('k8s.out/dev');
  expect(readdirSync(join(clone, 'k8s.out'))).toEqual(['.eks-loki', 'dev']);
});
