import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ManifestFile } from '../../charts/logging-charts';
import { InputError } from '../../charts/problems';

/** Suffix of the files that are written; files with other names are never removed. */
const SUFFIX = '.k8s.yaml';

/**
 * Writes the manifests of one environment to `<out>/<environment>/`, and removes those of an earlier run.
 *
 * @throws InputError if the folder cannot be written to
 */
export function writeManifests(out: string, environment: string, files: readonly ManifestFile[]): string {
  const folder = join(out, environment);
  try {
    mkdirSync(folder, { recursive: true });
    const names = new Set(files.map((file) => file.name));
    for (const old of readdirSync(folder)) {
      if (old.endsWith(SUFFIX) && !names.has(old)) rmSync(join(folder, old));
    }
    for (const file of files) writeFileSync(join(folder, file.name), file.yaml);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (!code) throw error;
    throw new InputError([{ path: folder, found: `cannot be written: ${message}`, fix: 'name another with --out' }]);
  }
  return folder;
}

/** Number of Kubernetes objects in files. */
export function countObjects(files: readonly ManifestFile[]): number {
  return files.reduce((sum, file) => sum + file.objects.length, 0);
}
