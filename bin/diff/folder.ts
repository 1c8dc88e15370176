import { join } from 'node:path';
import { InputError } from '../../charts/input/problems';
import { changesBetween } from '../../lib/manifests/changes';
import { type Manifest, title } from '../../lib/manifests/manifest';
import { Manifests } from '../../lib/manifests/manifests';
import { previousManifests } from '../manifests/previous';
import { readManifests } from '../manifests/read';
import { isFile } from '../output/paths';
import { assemblyTemplates, isAssembly, objectsOfTemplates } from './aws/templates';
import { appliedOver, isLive, withoutServerSide } from './cluster/applied';
import type { Comparing, Comparison } from './comparison';

/** Compares with what an earlier run wrote to `<out>/<environment>/`; undefined if it is empty. */
export function compareWithLastRun(comparing: Comparing, out: string): Comparison | undefined {
  const { environment, files, manifests } = comparing;
  const before = previousManifests(out, environment.name, files);
  if (!before) return undefined;
  const changes = changesBetween(before, manifests);
  return { base: `${join(out, environment.name)} of the last run`, before, changes, ...recordWith(comparing, before) };
}

/**
 * Compares with a folder: manifests of any origin, or the `cdk.out` of an earlier synthesis.
 *
 * @throws InputError if the folder has neither, or a file in it cannot be read
 */
export function compareWithFolder(comparing: Comparing, folder: string): Comparison {
  const { environment, manifests } = comparing;
  const templates = isAssembly(folder) ? assemblyTemplates(folder, environment.name) : undefined;
  const found = templates ? objectsOfTemplates(templates) : objectsIn(comparing, folder);
  const before = new Manifests(found.map((object) => (isLive(object) ? withoutServerSide(object) : object)));
  return {
    base: folder,
    before,
    changes: changesBetween(before, overLive(manifests, found)),
    ...recordWith(comparing, before),
    ...(templates && { templates: () => Promise.resolve(templates) }),
  };
}

/**
 * Result of an apply over objects in a folder that the API server printed: its defaults, and fields of others, stay.
 */
function overLive(manifests: Manifests, found: readonly Manifest[]): Manifests {
  const live = new Map(found.filter(isLive).map((object) => [title(object), object]));
  if (live.size === 0) return manifests;
  const after = manifests.objects.map((object) => {
    const there = live.get(title(object));
    return there ? withoutServerSide(appliedOver(there, object)) : object;
  });
  return new Manifests(after);
}

/** Record of what was deployed, with the objects of a folder instead of its own. */
function recordWith({ environment, records }: Comparing, manifests: Manifests): Pick<Comparison, 'deployed'> {
  const record = records(environment.name);
  return { deployed: { pass: 'leave the record out with --record none', ...record, manifests } };
}

/** Objects of a folder. Files that equal the present rendering, usually most of them, are not parsed. */
function objectsIn({ environment: { name }, files }: Comparing, folder: string): readonly Manifest[] {
  const inner = join(folder, name);
  if (files.some((file) => isFile(join(inner, file.name)))) {
    const fix = `name ${inner}, which has those of ${name}`;
    throw new InputError([
      { path: '--folder', found: `${folder} has a folder of manifests for each environment`, fix },
    ]);
  }
  const known = files.map((file) => [file.yaml, file.objects as unknown as readonly Manifest[]] as const);
  return readManifests(folder, new Map(known));
}
