import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ManifestFile } from '../../charts/logging/charts';
import { Manifests } from '../../lib/manifests/manifests';
import { isFile } from '../output/paths';
import { parseManifests } from './documents';
import type { Manifest } from '../../lib/manifests/manifest';

/**
 * Objects that an earlier run wrote to `<out>/<environment>/`, for rules about changes; undefined if there are none. A
 * file that has not changed is not parsed again.
 */
export function previousManifests(
  out: string,
  environment: string,
  files: readonly ManifestFile[],
): Manifests | undefined {
  const objects = files.flatMap((file): readonly Manifest[] => {
    const path = join(out, environment, file.name);
    // What is in the way of a file is reported when it is written.
    if (!isFile(path)) return [];
    const text = readFileSync(path, 'utf8');
    return text === file.yaml ? (file.objects as unknown as Manifest[]) : parseManifests(text, path);
  });
  return objects.length > 0 ? new Manifests(objects, join(out, environment)) : undefined;
}
