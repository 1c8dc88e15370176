import { existsSync, readFileSync } from 'node:fs';
import { counted } from '../../charts/input/counted';
import { InputError, type Problem } from '../../charts/input/problems';
import type { Manifest } from '../../lib/manifests/manifest';
import { setOrigin } from '../../lib/manifests/origins';
import { parseManifests, textOf } from './documents';
import { findManifests, unreadable } from './find';

/** Text of templates of Helm and others, where it is not YAML. */
const TEMPLATE = /\{\{[^]*?\}\}/;

/**
 * Kubernetes objects of all YAML and JSON files below a folder, or of one file. `known` has the objects of texts that need not
 * be parsed again.
 *
 * @throws InputError if there are none, or if files cannot be read, with the problems of all files
 */
export function readManifests(path: string, known?: ReadonlyMap<string, readonly Manifest[]>): Manifest[] {
  if (!existsSync(path)) {
    throw new InputError([
      { path, found: 'no such file or folder', fix: 'name a folder of manifests, such as k8s.out/prod' },
    ]);
  }
  const { files, problems: before } = findManifests(path);
  const problems: Problem[] = [...before];
  const templates: string[] = [];
  const objects = files.flatMap((file) => {
    let text = '';
    try {
      text = textOf(readFileSync(file));
      const same = known?.get(text);
      if (same) return same;
      const read = parseManifests(text, file);
      for (const object of read) setOrigin(object, file);
      return read;
    } catch (error) {
      if (!(error instanceof InputError)) problems.push(unreadable(file, error));
      else if (TEMPLATE.test(text)) templates.push(file);
      else problems.push(...error.problems);
      return [];
    }
  });
  const [template] = templates;
  if (template !== undefined) {
    const more = templates.length > 1 ? `, like ${counted(templates.length - 1, 'other file')}` : '';
    const fix = 'run helm template first, and check what it prints';
    problems.push({ path: template, found: `is a template${more}`, fix });
  }
  if (problems.length > 0) throw new InputError(problems);
  if (objects.length === 0) {
    throw new InputError([{ path, found: 'has no Kubernetes object', fix: 'name a folder of manifests' }]);
  }
  return objects;
}
