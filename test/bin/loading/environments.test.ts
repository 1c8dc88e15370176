import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadEnvironments } from '../../../bin/loading/environments';
import { InputError } from '../../../charts/input/problems';
import { environmentsFile, workFolder } from '../../helpers/cli';

/** Problems of a file of environments; undefined if there are none. */
async function problemsOf(text: string | undefined, names: string[] = []): Promise<string | undefined> {
  const file = join(workFolder(text), 'environments.ts');
  try {
    await loadEnvironments(file, names);
    return undefined;
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return error.message.replaceAll(file, 'environments.ts');
  }
}

const DEV = `dev: { account: '111122223333', region: 'us-east-1', cluster: { create: {} } }`;

test('a valid file is resolved, whole or in part, in its own order', async () => {
  const file = join(workFolder(environmentsFile(`{ ${DEV}, test: { ...{ ${DEV} }.dev } }`)), 'environments.ts');
  expect((await loadEnvironments(file)).map(({ name }) => name)).toEqual(['dev', 'test']);
  expect((await loadEnvironments(file, ['test'])).map(({ name }) => name)).toEqual(['test']);
});

test.each<[string, string | undefined, RegExp]>([
  ['a missing file', undefined, /^environments\.ts: no such file; name a file with --environments FILE$/],
  ['a syntax error', 'export default { dev: { ', /^environments\.ts: cannot be loaded: /],
  [
    'a file that throws',
    `throw new Error('no such thing as prod');`,
    /^environments\.ts: cannot be loaded: no such thing as prod/,
  ],
  ['a file that throws no error', `throw 'nonsense';`, /^environments\.ts: throws nonsense; correct the file$/],
  [
    'a promise that rejects',
    `export default Promise.reject(new Error('no such thing'));`,
    /^environments\.ts: cannot be loaded: no such thing/,
  ],
  ['a promise that rejects with nothing', 'export default Promise.reject();', /^environments\.ts: throws undefined; /],
  [
    'an error without a message',
    `throw new Error('');`,
    /^environments\.ts: cannot be loaded: an error without a message \(.*environments\.ts:\d+:\d+\); correct the file$/,
  ],
  ['a file that throws nothing', 'throw undefined;', /^environments\.ts: throws undefined; correct the file$/],
  [
    'a missing import',
    `import './nowhere'; export default {};`,
    /^environments\.ts: cannot be loaded: (?!.*node_modules).*nowhere/,
  ],
  ['a file without an export', 'export const x = 1;', /^environments: undefined is not an object; export /],
])('%s is reported in one line', async (_what, text, message) => {
  const line = await problemsOf(text);
  expect(line).toMatch(message);
  expect(line).not.toContain('\n');
});

describe('paths of tsconfig.json', () => {
  const text = `import { dev } from '@app/dev'; export default { dev };`;
  const namesIn = async (tsconfig: string) => {
    const folder = workFolder(text);
    mkdirSync(join(folder, 'src'));
    mkdirSync(join(folder, 'clusters'));
    writeFileSync(join(folder, 'tsconfig.json'), tsconfig);
    writeFileSync(join(folder, 'src/dev.ts'), `export const { dev } = { ${DEV} };`);
    renameSync(join(folder, 'environments.ts'), join(folder, 'clusters/environments.ts'));
    return (await loadEnvironments(join(folder, 'clusters/environments.ts'))).map(({ name }) => name);
  };

  test.each<[string, object]>([
    ['above the file', { paths: { '@app/*': ['./src/*'] } }],
    ['with a base', { baseUrl: '.', paths: { '@app/*': ['src/*'] } }],
    ['for any import', { baseUrl: '.', paths: { '*': ['./types/*'], '@app/*': ['./src/*'] } }],
  ])('%s hold for its imports', async (_what, compilerOptions) => {
    expect(await namesIn(`{ // A comment.\n "compilerOptions": ${JSON.stringify(compilerOptions)}, }`)).toEqual([
      'dev',
    ]);
  });

  test.each(['{ "compilerOptions": {', '{ "extends": "@nowhere/tsconfig" }', '[]', ''])(
    'that cannot be read leave other imports alone: %s',
    async (tsconfig) => {
      await expect(namesIn(tsconfig)).rejects.toThrow("cannot be loaded: Cannot find module '@app/dev'");
    },
  );
});

test('JSON that cannot be read is reported without a place in what loads it', async () => {
  const file = join(workFolder('{ // the first\n "dev": {} }'), 'environments.ts');
  const json = file.replace(/\.ts$/, '.json');
  renameSync(file, json);
  const refused = await loadEnvironments(json).catch((error: Error) => error.message);
  expect(refused).toMatch(/\.json: cannot be loaded: .*JSON/);
  expect(refused).not.toContain('loading');
});

test('a key that JSON has twice is reported, since Node takes the last one without a word', async () => {
  const dev = '{ "account": "111122223333", "region": "us-east-1", "volume": "5GB/day", "cluster": { "create": {} } }';
  const file = join(
    workFolder(`{\n "dev": ${dev},\n "dev": ${dev.replace('"volume"', '"volume": "1GB/day", "volume"')}\n}`),
    'a',
  );
  const json = `${file}.json`;
  renameSync(file.replace(/a$/, 'environments.ts'), json);
  const refused = await loadEnvironments(json).catch((error: Error) => error.message.replaceAll(json, 'a.json'));
  const again = 'is written again on line 3 of a.json, and the last one counts; leave one of them out';
  expect(String(refused).split('\n')).toEqual([`environments.dev.volume: ${again}`, `environments.dev: ${again}`]);
});

test('a file that cannot be read, or is too large to be one, is reported before it is compiled', async () => {
  const refused = async (file: string) => loadEnvironments(file).catch((error: Error) => error.message);
  // The memory of a process is a file that nobody can read from its beginning.
  expect(await refused('/proc/self/mem')).toMatch(
    /^\/proc\/self\/mem: cannot be read: E\w+: .*; correct its permissions$/,
  );
  const huge = join(workFolder(`export default {};${' '.repeat(5_000_000)}`), 'environments.ts');
  expect(await refused(huge)).toMatch(
    /: has 5000018 bytes, which is more than any file of environments; name a file with/,
  );
});

test('an unknown environment is reported with the nearest, or with all that exist', async () => {
  const file = environmentsFile(`{ ${DEV} }`);
  expect(await problemsOf(file, ['def'])).toBe('def: not an environment; did you mean dev?');
  expect(await problemsOf(file, ['production'])).toBe('production: not an environment; name one of dev');
});
