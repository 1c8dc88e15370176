import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { MANAGED_BY } from '../../charts/kubernetes/objects';
import type { ManifestFile } from '../../charts/logging/charts';
import { kindAt } from '../output/paths';
import { StagedFolder } from '../output/staged-folder';
import { Swap } from '../output/swap';

/** Advice if the folder of manifests cannot be written to. */
const FIX = 'name another with --out';

/** Manifests of one environment. */
export interface EnvironmentFiles {
  /** Name of the environment. */
  readonly name: string;

  /** Its files. */
  readonly files: readonly ManifestFile[];
}

/** Folder of the manifests of an environment. */
export const folderOf = (out: string, environment: string): string => join(out, environment);

/** Restores the manifests of an earlier run if one was interrupted while it replaced them. */
export function recoverManifests(out: string): void {
  new Swap(out, FIX).recover();
}

/**
 * Prepares the manifests of environments for `<out>/<environment>/`, where they replace those of an earlier run. If one of
 * them cannot be made, nothing is left.
 *
 * @throws InputError if the folder cannot be written to
 */
export function stageManifests(out: string, environments: Iterable<EnvironmentFiles>): StagedFolder {
  const names = new Set<string>();
  const staged = new StagedFolder({
    root: out,
    fix: FIX,
    isOurs: hasOurObjects,
    replaces: (path) => names.has(dirname(path)) && kindAt(join(out, path)) !== 'folder',
  });
  try {
    for (const { name, files } of environments) {
      names.add(name);
      for (const file of files) staged.write(join(name, file.name), file.yaml);
    }
  } catch (error) {
    staged.discard();
    throw error;
  }
  return staged;
}

/** True if a file has objects that we label as ours: version 0.1.0 kept no record of its files. */
function hasOurObjects(path: string): boolean {
  const text = kindAt(path) === 'file' ? readFileSync(path, 'utf8') : '';
  return Object.entries(MANAGED_BY).every(([label, value]) => text.includes(`\n    ${label}: ${value}\n`));
}

/** Number of Kubernetes objects in files. */
export function countObjects(files: readonly ManifestFile[]): number {
  return files.reduce((sum, file) => sum + file.objects.length, 0);
}
