import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ManifestFile } from '../../charts/logging-charts';

/** Suffix of the files we write, and so the only ones we ever remove. */
const SUFFIX = '.k8s.yaml';

/** Writes the manifests of one environment to `<out>/<environment>/`, and removes those of an earlier run. */
export function writeManifests(out: string, environment: string, files: readonly ManifestFile[]): string {
  const folder = join(out, environment);
  mkdirSync(folder, { recursive: true });
  const names = new Set(files.map((file) => file.name));
  for (const old of readdirSync(folder)) {
    if (old.endsWith(SUFFIX) && !names.has(old)) rmSync(join(folder, old));
  }
  for (const file of files) writeFileSync(join(folder, file.name), file.yaml);
  return folder;
}

/** How many Kubernetes objects there are. */
export function countObjects(files: readonly ManifestFile[]): number {
  return files.reduce((sum, file) => sum + file.objects.length, 0);
}
