import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EXAMPLES } from '../../scripts/examples';
import { ROOT } from '../helpers/cli';
import { declarationIn, publicDeclarations, undocumented } from '../helpers/public-api';

/** Fields of package.json, of this package and of the examples. */
interface PackageJson {
  readonly version: string;
  readonly repository: { readonly url: string };
  readonly exports: Readonly<Record<string, string | { readonly default: string }>>;
  readonly scripts: Readonly<Record<string, string>>;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly peerDependencies: Readonly<Record<string, string>>;
}

const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8');
const json = <T>(file: string): T => JSON.parse(read(file)) as T;

const OURS = json<PackageJson>('package.json');

/** Sources of the entries, by the path that is written after the package's name. */
const ENTRIES = Object.entries(OURS.exports).flatMap(([entry, target]) =>
  typeof target === 'string' ? [] : [[entry, target.default.replace(/^\.\/dist\/(.*)\.js$/, '$1.ts')] as const],
);

/** How an example installs the package, as docs/how-to/library.md says. */
const INSTALL = {
  tarball: `npm install /tmp/cdk-eks-loki-${OURS.version}.tgz`,
  git: `npm install ${OURS.repository.url}`,
};

describe('API reference', () => {
  it('covers every entry', () => {
    const { entryPoints } = json<{ entryPoints: string[] }>('typedoc.json');
    expect(ENTRIES.map(([, source]) => source)).toEqual(entryPoints);
  });

  // `npm run api` also finds inherited members; this test fails sooner.
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
  ])('finds what is undocumented: %s', (text, missing) => {
    expect(undocumented(declarationIn(text))).toEqual(missing);
  });
});

describe('types', () => {
  it('of every entry are found by moduleResolution node10, which does not read exports', () => {
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
  it('are installed as the how-to says, and the tarball is packed so', () => {
    const howTo = read('docs/how-to/library.md');
    expect(howTo).toContain('npm pack --pack-destination /tmp\n');
    for (const command of Object.values(INSTALL)) expect(howTo).toContain(`\n${command} `);
    expect(new Set(EXAMPLES.map(({ install }) => install))).toEqual(new Set(Object.keys(INSTALL)));
  });

  it('are all tried', () => {
    const projects = readdirSync(join(ROOT, 'examples')).filter((name) =>
      existsSync(join(ROOT, 'examples', name, 'package.json')),
    );
    expect(EXAMPLES.map(({ name }) => name).sort()).toEqual(projects.sort());
  });

  describe.each(EXAMPLES.map((example) => [example.name, example] as const))('%s', (name, { commands, install }) => {
    const theirs = json<PackageJson>(`examples/${name}/package.json`);

    it('uses the versions that this repository is tested with', () => {
      const { 'cdk-eks-loki': ownRange, ...versions } = { ...theirs.dependencies, ...theirs.devDependencies };
      expect(ownRange).toBe(`^${OURS.version}`);
      expect(versions).toEqual(
        Object.fromEntries(Object.keys(versions).map((dependency) => [dependency, OURS.devDependencies[dependency]])),
      );
    });

    it('depends on peers of the package only', () => {
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

    it('has a README whose commands are tried, except those that need a cluster or an account', () => {
      const [, ...blocks] = read(`examples/${name}/README.md`).split('```sh\n');
      const named = blocks.flatMap((block) => block.slice(0, block.indexOf('```')).trim().split('\n'));
      const tried = [INSTALL[install], ...commands.map((command) => command.join(' '))];
      const rest = named
        .map((command) => command.replace(' | kubectl apply -f -', ''))
        .filter((it) => !tried.includes(it));
      expect(rest.filter((command) => command !== 'npm run deploy')).toEqual([]);
      expect(tried.filter((command) => !named.some((line) => line.startsWith(command)))).toEqual([]);
    });

    it('links to files that exist', () => {
      const links = [...read(`examples/${name}/README.md`).matchAll(/\]\(([^)]+)\)/g)].map(
        ([, link]) => link as string,
      );
      expect(links.filter((link) => !existsSync(join(ROOT, 'examples', name, link)))).toEqual([]);
    });
  });
});
