import { deepEqual, equal } from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join, resolve } from 'node:path';
import { preProcessFile } from 'typescript';
import type { Checks } from './example';
import { run } from './run';

/** Root of the repository. */
export const ROOT = resolve(__dirname, '../..');

/** A packed package. */
export interface Packed {
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

/** Makes the tarball a user would get from the registry. */
export async function pack(folder: string): Promise<Packed> {
  const output = await run(ROOT, ['npm', 'pack', '--json', '--pack-destination', folder]);
  const [packed] = JSON.parse(output.slice(output.indexOf('[\n'))) as [{ filename: string; files: { path: string }[] }];
  return { tarball: join(folder, packed.filename), files: packed.files.map(({ path }) => path) };
}

/** What must hold of the tarball, whoever installs it. */
export function packageChecks({ files }: Packed): Checks {
  const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as Manifest;
  return {
    'there are programs, compiled code, types and nothing else': () => {
      const expected = /^(package\.json|README\.md|LICENSE|bin\/[\w-]+\.cjs|dist\/(bin|lib|charts)\/[\w/-]+\.(js|d\.ts|json))$/;
      deepEqual(files.filter((file) => !expected.test(file)), []);
    },
    'all compiled code is of a source that is still there': () => {
      const compiled = files.filter((file) => /^dist\/.*\.js$/.test(file));
      const gone = compiled.filter((file) => !existsSync(join(ROOT, file.replace(/^dist\/(.*)\.js$/, '$1.ts'))));
      deepEqual(gone, []);
    },
    'everything package.json names is in it': () => {
      const targets = Object.values(manifest.exports).flatMap((target) =>
        typeof target === 'string' ? [target] : Object.values(target),
      );
      const named = [manifest.main, manifest.types, ...Object.values(manifest.bin), ...targets];
      deepEqual(named.filter((file) => !files.includes(file.replace(/^\.\//, ''))), []);
    },
    'what it loads at run time is a dependency or a peer': () => {
      const known = [...Object.keys(manifest.dependencies), ...Object.keys(manifest.peerDependencies), ...CLONE_ONLY];
      const loaded = files.filter((file) => /\.(c?js|d\.ts)$/.test(file)).flatMap(packagesOf);
      deepEqual([...new Set(loaded)].filter((name) => !known.includes(name)), []);
      // A dependency nothing loads is a download for nothing.
      deepEqual(Object.keys(manifest.dependencies).filter((name) => !loaded.includes(name)), []);
    },
    'it is small': () => {
      equal(files.length < 600, true, `${files.length} files`);
    },
  };
}

/** The packages a file of the tarball imports or requires. */
function packagesOf(file: string): string[] {
  const { importedFiles } = preProcessFile(readFileSync(join(ROOT, file), 'utf8'), true, true);
  return importedFiles
    .map(({ fileName }) => fileName)
    .filter((name) => !name.startsWith('.') && !name.startsWith('node:') && !builtinModules.includes(name))
    .map((name) => name.split('/').slice(0, name.startsWith('@') ? 2 : 1).join('/'));
}
