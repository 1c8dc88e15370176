import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { MANAGED_BY } from '../../charts/kubernetes/objects';
import type { ManifestFile } from '../../charts/logging/charts';
import { handleSignals } from '../ending';
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

/** A folder for the manifests of environments, and how those of one get into it. */
function prepared(out: string): { readonly staged: StagedFolder; readonly add: (of: EnvironmentFiles) => void } {
  const names = new Set<string>();
  const staged = new StagedFolder({
    root: out,
    fix: FIX,
    isOurs: hasOurObjects,
    replaces: (path) => names.has(dirname(path)) && kindAt(join(out, path)) !== 'folder',
  });
  const add = ({ name, files }: EnvironmentFiles): void => {
    names.add(name);
    for (const file of files) staged.write(join(name, file.name), file.yaml);
  };
  return { staged, add };
}

/**
 * Prepares the manifests of environments for `<out>/<environment>/`, where they replace those of an earlier run. If one of
 * them cannot be made, nothing is left.
 *
 * @throws InputError if the folder cannot be written to
 */
export function stageManifests(out: string, environments: Iterable<EnvironmentFiles>): StagedFolder {
  const { staged, add } = prepared(out);
  try {
    for (const one of environments) add(one);
  } catch (error) {
    staged.discard();
    throw error;
  }
  return staged;
}

/** Prepares the manifests of environments as {@link stageManifests} does, and lets a signal end the process between two of them. */
export async function stageEach(out: string, environments: Iterable<EnvironmentFiles>): Promise<StagedFolder> {
  const { staged, add } = prepared(out);
  try {
    for (const one of environments) {
      add(one);
      await handleSignals();
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
