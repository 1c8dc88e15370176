import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EXAMPLES } from '../../scripts/examples';
import { ROOT } from '../helpers/cli';
import { declarationIn, publicDeclarations, undocumented } from '../helpers/public-api';

/** What npm reads of a package, ours and the examples'. */
interface PackageJson {
  readonly version: string;
  readonly exports: Readonly<Record<string, string | { readonly default: string }>>;
  readonly scripts: Readonly<Record<string, string>>;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly peerDependencies: Readonly<Record<string, string>>;
}

const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8');
const json = <T>(file: string): T => JSON.parse(read(file)) as T;

const OURS = json<PackageJson>('package.json');

/** The sources of what can be imported, by what is written after the package's name. */
const ENTRIES = Object.entries(OURS.exports).flatMap(([entry, target]) =>
  typeof target === 'string' ? [] : [[entry, target.default.replace(/^\.\/dist\/(.*)\.js$/, '$1.ts')] as const],
);

describe('API reference', () => {
  it('is made of everything that can be imported', () => {
    const { entryPoints } = json<{ entryPoints: string[] }>('typedoc.json');
    expect(ENTRIES.map(([, source]) => source)).toEqual(entryPoints);
  });

  // `npm run api` is thorough, with inherited members; this is there to say it at once.
  it.each(ENTRIES)('explains every symbol of %s', (_entry, source) => {
    const symbols = publicDeclarations(join(ROOT, source));
    expect(symbols.length).toBeGreaterThan(10);
    const missing = symbols.flatMap(({ name, node }) => undocumented(node).map((part) => `${name}.${part}`));
    expect(missing).toEqual([]);
  });

  it.each([
    ['export const x = 1;', ['']],
    ['/** X. */ export const x = 1;', []],
    ['/** X. */ export interface X {\n a: 1;\n /** B. */ b: 2 }', ['a']],
    ['/** X. */ export enum X { A,\n /** B. */ B }', ['A']],
    [
      '/** X. */ export class X { constructor() {} private a = 1; b = 2; c(): void {} get d() { return 1; } }',
      ['b', 'c', 'd'],
    ],
    ['/** X. */ export class X extends Y { static a = 1; b = 2; }', ['a']],
    ['// X.\nexport function x(): void {}', ['']],
  ])('knows what has no explanation: %s', (text, missing) => {
    expect(undocumented(declarationIn(text))).toEqual(missing);
  });
});

describe('types', () => {
  it('of every entry are found where exports are not read, as by moduleResolution node10', () => {
    const { exports, typesVersions } = json<{
      exports: Record<string, string | { types: string }>;
      typesVersions: { '*': Record<string, string[]> };
    }>('package.json');
    const entries = Object.entries(exports).flatMap(([entry, target]) =>
      typeof target === 'string' || entry === '.'
        ? []
        : [[entry.slice('./'.length), [target.types.slice('./'.length)]]],
    );
    expect(typesVersions['*']).toEqual(Object.fromEntries(entries));
  });
});

describe('examples', () => {
  it('are all tried', () => {
    expect(EXAMPLES.map(({ name }) => name).sort()).toEqual(readdirSync(join(ROOT, 'examples')).sort());
  });

  describe.each(EXAMPLES.map(({ name, commands }) => [name, commands] as const))('%s', (name, commands) => {
    const theirs = json<PackageJson>(`examples/${name}/package.json`);

    it('uses the versions this repository is tested with', () => {
      const { 'cdk-eks-loki': ownRange, ...versions } = { ...theirs.dependencies, ...theirs.devDependencies };
      expect(ownRange).toBe(`^${OURS.version}`);
      expect(versions).toEqual(
        Object.fromEntries(Object.keys(versions).map((dependency) => [dependency, OURS.devDependencies[dependency]])),
      );
    });

    it('installs peers and nothing else of ours', () => {
      const peers = Object.keys(OURS.peerDependencies);
      expect(Object.keys(theirs.dependencies).filter((dependency) => !peers.includes(dependency))).toEqual([
        'cdk-eks-loki',
      ]);
    });

    it('is compiled under strict', () => {
      expect(json<{ compilerOptions: object }>(`examples/${name}/tsconfig.json`).compilerOptions).toMatchObject({
        strict: true,
        module: 'node16',
      });
    });

    it('has a README whose commands are tried, but for those that need a cluster or an account', () => {
      const [, ...blocks] = read(`examples/${name}/README.md`).split('```sh\n');
      const named = blocks.flatMap((block) => block.slice(0, block.indexOf('```')).trim().split('\n'));
      const tried = ['npm install', ...commands.map((command) => command.join(' '))];
      const rest = named
        .map((command) => command.replace(' | kubectl apply -f -', ''))
        .filter((it) => !tried.includes(it));
      expect(rest.filter((command) => command !== 'npm run deploy')).toEqual([]);
      expect(tried.filter((command) => !named.some((line) => line.startsWith(command)))).toEqual([]);
    });

    it('links to what is there', () => {
      const links = [...read(`examples/${name}/README.md`).matchAll(/\]\(([^)]+)\)/g)].map(
        ([, link]) => link as string,
      );
      expect(links.filter((link) => !existsSync(join(ROOT, 'examples', name, link)))).toEqual([]);
    });
  });
});
