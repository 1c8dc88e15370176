import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parseYaml } from '../../lib/manifests/yaml';
import { InputError, type Problem } from '../../charts/problems';
import type { Manifest } from '../../lib/manifests/manifest';
import { setOrigin } from '../../lib/manifests/origins';

/**
 * Kubernetes objects of all YAML and JSON files below a folder, or of one file.
 *
 * @throws InputError if there are none, or if files are not YAML, with the problems of all files
 */
export function readManifests(path: string): Manifest[] {
  if (!existsSync(path)) {
    throw new InputError([
      { path, found: 'no such file or folder', fix: 'name a folder of manifests, such as k8s.out/prod' },
    ]);
  }
  const files = statSync(path).isDirectory()
    ? readdirSync(path, { recursive: true, encoding: 'utf8' })
        .filter((name) => /\.(ya?ml|json)$/.test(name))
        .sort()
        .map((name) => join(path, name))
    : [path];
  const problems: Problem[] = [];
  const objects = files.flatMap((file) => {
    try {
      const read = parseManifests(readFileSync(file, 'utf8'), file);
      for (const object of read) setOrigin(object, file);
      return read;
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      problems.push(...error.problems);
      return [];
    }
  });
  if (problems.length > 0) throw new InputError(problems);
  if (objects.length === 0) {
    throw new InputError([{ path, found: 'has no Kubernetes object', fix: 'name a folder of manifests' }]);
  }
  return objects;
}

/**
 * Objects of a text of YAML documents; the items of a `List` one by one.
 *
 * @throws InputError if it is not YAML
 */
export function parseManifests(text: string, file: string): Manifest[] {
  const { documents, problem } = parseYaml(text);
  if (problem)
    throw new InputError([
      {
        path: `${file}:${problem.line}`,
        found: `not YAML: ${problem.message}`,
        fix: 'correct it, or leave the file out of the folder',
      },
    ]);
  return documents.flatMap(objectsOf);
}

function objectsOf(value: unknown): Manifest[] {
  if (typeof value !== 'object' || value === null) return [];
  const { kind, metadata, items } = value as { kind?: unknown; metadata?: unknown; items?: unknown };
  if (typeof kind === 'string' && kind.endsWith('List') && Array.isArray(items)) return items.flatMap(objectsOf);
  return typeof kind === 'string' && typeof metadata === 'object' && metadata !== null ? [value as Manifest] : [];
}
