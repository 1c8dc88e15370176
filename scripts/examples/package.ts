import { deepEqual } from 'node:assert/strict';
import { cpSync, existsSync, readFileSync, symlinkSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { basename, dirname, join, resolve } from 'node:path';
import {
  createSourceFile,
  forEachChild,
  isCallExpression,
  isStringLiteralLike,
  type Node,
  preProcessFile,
  ScriptTarget,
} from 'typescript';
import type { Checks } from './example';
import { run } from './run';

/** Root of the repository. */
export const ROOT = resolve(__dirname, '../..');

/** A packed package. */
export interface Packed {
  /** Folder it was built in. */
  readonly clone: string;

  /** Path of the tarball. */
  readonly tarball: string;

  /** Paths of the files in it. */
  readonly files: readonly string[];
}

/** Fields of package.json that define what a user gets. */
interface Manifest {
  readonly main: string;
  readonly types: string;
  readonly bin: Readonly<Record<string, string>>;
  readonly exports: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly peerDependencies: Readonly<Record<string, string>>;
}

/**
 * Packages that are loaded only in a clone: `tsx` runs sources that are newer than the compiled files, and an installed
 * package has no sources.
 */
const CLONE_ONLY = ['tsx'];

/** Names of files that a fresh clone does not have. */
const NOT_IN_A_CLONE = ['.git', 'node_modules', 'dist', 'coverage'];

/**
 * Packs a copy of the repository with the command of docs/how-to/library.md. The copy has no `dist`, as a fresh clone has
 * none.
 */
export async function pack(folder: string): Promise<Packed> {
  const clone = join(folder, 'clone');
  cpSync(ROOT, clone, {
    recursive: true,
    filter: (path) => !NOT_IN_A_CLONE.includes(basename(path)) && !path.endsWith('.out'),
  });
  symlinkSync(join(ROOT, 'node_modules'), join(clone, 'node_modules'));
  const output = await run(clone, ['npm', 'pack', '--json', '--pack-destination', folder]);
  const [packed] = JSON.parse(output.slice(output.indexOf('[\n'))) as [{ filename: string; files: { path: string }[] }];
  return { clone, tarball: join(folder, packed.filename), files: packed.files.map(({ path }) => path) };
}

/** Commits the copy of the repository, and returns the reference that npm installs it by, as from a public repository. */
export async function gitReference({ clone }: Packed): Promise<string> {
  const author = ['-c', 'user.name=examples', '-c', 'user.email=examples@example.com'];
  await run(clone, ['git', 'init', '--quiet']);
  await run(clone, ['git', 'add', '--all']);
  await run(clone, ['git', ...author, 'commit', '--quiet', '--message', 'a clone']);
  return `git+file://${clone}`;
}

/** Checks of the tarball itself. */
export function packageChecks({ clone, files }: Packed): Checks {
  const manifest = JSON.parse(readFileSync(join(clone, 'package.json'), 'utf8')) as Manifest;
  return {
    'it contains programs, compiled code, types, what they deploy and write, and nothing else': () => {
      const expected =
        /^(package\.json|README\.md|CHANGELOG\.md|UPGRADING\.md|LICENSE|bin\/[\w-]+\.cjs|dist\/(bin|lib|charts)\/[\w/-]+\.(js|d\.ts|json)|dist\/bin\/LICENSES\.txt|lib\/delivery\/kubectl-errors\/python\/\w+\.py|examples\/deploy-workflow\/(roles\.yaml|\.github\/workflows\/[\w-]+\.yml))$/;
      deepEqual(
        files.filter((file) => !expected.test(file)),
        [],
      );
    },
    'it contains everything that package.json names': () => {
      const targets = Object.values(manifest.exports).flatMap((target) =>
        typeof target === 'string' ? [target] : Object.values(target),
      );
      const named = [manifest.main, manifest.types, ...Object.values(manifest.bin), ...targets];
      deepEqual(
        named.filter((file) => !files.includes(file.replace(/^\.\//, ''))),
        [],
      );
    },
    'it loads only dependencies and peers': () => {
      const known = [...Object.keys(manifest.dependencies), ...Object.keys(manifest.peerDependencies), ...CLONE_ONLY];
      const types = Object.values(manifest.exports).flatMap((target) =>
        typeof target === 'string' ? [] : (target['types'] ?? []),
      );
      const code = files.filter((file) => /\.c?js$/.test(file)).map((file) => join(clone, file));
      const declared = declarationsFrom([manifest.types, ...types].map((file) => join(clone, file)));
      const loaded = [...code, ...declared].flatMap(packagesOf);
      deepEqual(
        [...new Set(loaded)].filter((name) => !known.includes(name)),
        [],
      );
      // An unused dependency is a useless download.
      const texts = code.map((file) => readFileSync(file, 'utf8'));
      const named = Object.keys(manifest.dependencies).filter((name) => texts.some((text) => isNamedIn(text, name)));
      const used = [...loaded, ...named, ...named.flatMap(peersOf)];
      deepEqual(
        Object.keys(manifest.dependencies).filter((name) => !used.includes(name)),
        [],
      );
    },
  };
}

/** Declarations that the compiler of a user reads: those of the entries, and what they import. */
function declarationsFrom(entries: readonly string[]): string[] {
  const read = new Set<string>();
  const toRead = [...entries];
  for (let file = toRead.pop(); file !== undefined; file = toRead.pop()) {
    if (read.has(file)) continue;
    read.add(file);
    for (const { fileName } of preProcessFile(readFileSync(file, 'utf8'), true, true).importedFiles) {
      if (!fileName.startsWith('.')) continue;
      const path = join(dirname(file), fileName);
      toRead.push(...[`${path}.d.ts`, join(path, 'index.d.ts')].filter((one) => existsSync(one)));
    }
  }
  return [...read];
}

/** Packages that a file of the tarball imports or requires. */
function packagesOf(file: string): string[] {
  const text = readFileSync(file, 'utf8');
  const late = [...text.matchAll(LATE)].flatMap(([, name]) => name ?? []);
  return [...modulesOf(file, text), ...late]
    .filter((name) => !name.startsWith('.') && !name.startsWith('node:') && !builtinModules.includes(name))
    .map((name) =>
      name
        .split('/')
        .slice(0, name.startsWith('@') ? 2 : 1)
        .join('/'),
    );
}

/**
 * Modules that a file names. Bundles are parsed: without white space, a quotation mark in a regular expression looks
 * like the start of a string.
 */
function modulesOf(file: string, text: string): string[] {
  if (file.endsWith('.d.ts')) return preProcessFile(text, true, true).importedFiles.map(({ fileName }) => fileName);
  const modules: string[] = [];
  const visit = (node: Node): void => {
    const named = isCallExpression(node) && REQUIRES.has(node.expression.getText(source)) && node.arguments[0];
    if (named && isStringLiteralLike(named)) modules.push(named.text);
    forEachChild(node, visit);
  };
  const source = createSourceFile(file, text, ScriptTarget.Latest);
  visit(source);
  return modules;
}

/** Functions that load a module. */
const REQUIRES: ReadonlySet<string> = new Set(['require', '__require', 'import']);

/** Call that loads a package at its first use. */
const LATE = /createRequire\)?\(__filename\)\(['"]([^'"]+)['"]\)/g;

/**
 * True if code names a package other than as a key of the package.json in a bundle: it may be loaded at its first use.
 */
const isNamedIn = (text: string, name: string): boolean => new RegExp(`['"]${name}['"](?!:)`).test(text);

/** Peer dependencies of a package. */
function peersOf(name: string): string[] {
  const file = join(ROOT, 'node_modules', name, 'package.json');
  if (!existsSync(file)) return [];
  const { peerDependencies = {} } = JSON.parse(readFileSync(file, 'utf8')) as Partial<Manifest>;
  return Object.keys(peerDependencies);
}
