import { deepEqual } from 'node:assert/strict';
import { cpSync, readFileSync, symlinkSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { basename, join, resolve } from 'node:path';
import { preProcessFile } from 'typescript';
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

/** The fields of package.json that say what a user gets. */
interface Manifest {
  readonly main: string;
  readonly types: string;
  readonly bin: Readonly<Record<string, string>>;
  readonly exports: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly peerDependencies: Readonly<Record<string, string>>;
}

/**
 * Packages that are loaded only in a clone, and why.
 *
 * `tsx` runs the sources of a clone where they are newer than what was compiled; an installed package has no sources.
 */
const CLONE_ONLY = ['tsx'];

/** What a fresh clone does not have. */
const NOT_IN_A_CLONE = ['.git', 'node_modules', 'dist', 'coverage'];

/**
 * Makes the tarball a user would get from the registry, of a copy of the repository: what an earlier build has left in
 * `dist` is not in a fresh clone either.
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

/** What must hold of the tarball, whoever installs it. */
export function packageChecks({ clone, files }: Packed): Checks {
  const manifest = JSON.parse(readFileSync(join(clone, 'package.json'), 'utf8')) as Manifest;
  return {
    'there are programs, compiled code, types, the handlers they deploy and nothing else': () => {
      const expected =
        /^(package\.json|README\.md|LICENSE|bin\/[\w-]+\.cjs|dist\/(bin|lib|charts)\/[\w/-]+\.(js|d\.ts|json)|dist\/bin\/LICENSES\.txt|lib\/kubectl-errors\/python\/\w+\.py)$/;
      deepEqual(
        files.filter((file) => !expected.test(file)),
        [],
      );
    },
    'everything package.json names is in it': () => {
      const targets = Object.values(manifest.exports).flatMap((target) =>
        typeof target === 'string' ? [target] : Object.values(target),
      );
      const named = [manifest.main, manifest.types, ...Object.values(manifest.bin), ...targets];
      deepEqual(
        named.filter((file) => !files.includes(file.replace(/^\.\//, ''))),
        [],
      );
    },
    'what it loads at run time is a dependency or a peer': () => {
      const known = [...Object.keys(manifest.dependencies), ...Object.keys(manifest.peerDependencies), ...CLONE_ONLY];
      const loaded = files
        .filter((file) => /\.(c?js|d\.ts)$/.test(file))
        .flatMap((file) => packagesOf(join(clone, file)));
      deepEqual(
        [...new Set(loaded)].filter((name) => !known.includes(name)),
        [],
      );
      // A dependency nothing loads is a download for nothing.
      deepEqual(
        Object.keys(manifest.dependencies).filter((name) => !loaded.includes(name)),
        [],
      );
    },
  };
}

/** The packages a file of the tarball imports or requires. */
function packagesOf(file: string): string[] {
  const { importedFiles } = preProcessFile(readFileSync(file, 'utf8'), true, true);
  return importedFiles
    .map(({ fileName }) => fileName)
    .filter((name) => !name.startsWith('.') && !name.startsWith('node:') && !builtinModules.includes(name))
    .map((name) =>
      name
        .split('/')
        .slice(0, name.startsWith('@') ? 2 : 1)
        .join('/'),
    );
}
