import { spawnSync } from 'node:child_process';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { eksLokiProcess, oneLine, ROOT, workFolder } from '../../helpers/cli';

/** Starts a program that loads a file of a user's and lets the event loop stand still for half a second at most. */
const PROGRAM = `
import { fail } from '${ROOT}/bin/terminal/problems';
import { InputError } from '${ROOT}/charts/input/problems';
import { onStandstill, watchEventLoop } from '${ROOT}/bin/standstill';
import { limited, withLimitedModules } from '${ROOT}/bin/watchdog';
import { createJiti } from 'jiti';

onStandstill((problem) => fail(new InputError([problem])));
watchEventLoop('environments.ts', 0.5);
process.on('exit', (code) => console.log('exit', code));
const jiti = createJiti(__filename, { interopDefault: false, fsCache: false });
void withLimitedModules('environments.ts', () => jiti.import('./environments.ts')).then(({ hook }: any) =>
  setTimeout(() => (hook ? limited('environments.dev.customize', hook) : 0), 400));
`;

/** Endless loop that takes no time of the processor. */
const LOOP = 'for (;;) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);';

function start(environments: string, ...args: string[]) {
  const folder = workFolder(environments);
  writeFileSync(join(folder, 'program.ts'), PROGRAM);
  const tsx = join(ROOT, 'node_modules/tsx/dist/cli.mjs');
  const env = { ...process.env, NODE_PATH: join(ROOT, 'node_modules'), COLUMNS: '200' };
  return spawnSync(process.execPath, [tsx, 'program.ts', ...args], {
    cwd: folder,
    env,
    encoding: 'utf8',
    timeout: 20_000,
  });
}

test.each([
  ['after an await', `await null;\n${LOOP}`, 'environments.ts:2:'],
  ['of microtasks', 'const next = () => Promise.resolve().then(next);\nnext();', 'environments.ts:1:'],
  ['in a timer', `setTimeout(() => {\n  ${LOOP}\n}, 1);`, 'environments.ts:2:'],
])('an endless loop %s ends the program with its place', (_what, text, place) => {
  const { status, stdout, stderr } = start(`${text}\nexport {};\n`);
  expect(stderr).toMatch(
    new RegExp(
      `^error environments\\.ts: runs for more than 0\\.5 s \\(${place}\\d*\\); correct what never ends in the file\\n$`,
    ),
  );
  expect([status, stdout]).toEqual([1, 'exit 1\n']);
});

test('the function that started a loop is named', () => {
  const { stderr } = start(`export const hook = async () => {\n  await null;\n  ${LOOP}\n};\n`);
  expect(stderr).toMatch(/^error environments\.dev\.customize: runs for more than 0\.5 s \(environments\.ts:3:\d+\); /);
});

test('a program whose loop turns is left alone, however long it takes', () => {
  const { status, stderr } = start('await new Promise((resolve) => setTimeout(resolve, 1500));\nexport {};\n');
  expect([status, stderr]).toEqual([0, '']);
});

test('a command ends in ten seconds with one line, and nothing is written', () => {
  const dev = `{ account: '111122223333', region: 'us-east-1', cluster: { create: {} }, customize: async () => { await null; ${LOOP} } }`;
  const folder = workFolder(`export default { dev: ${dev} };`);
  const { status, stdout, stderr } = eksLokiProcess(['render', '--environments', 'environments.ts'], folder);
  expect(oneLine(stderr)).toMatch(
    /^error environments\.dev\.customize: runs for more than 8 s \(environments\.ts:1:\d+\); correct what never ends in the file$/,
  );
  expect([status, stdout, readdirSync(folder)]).toEqual([1, '', ['environments.ts']]);
});
