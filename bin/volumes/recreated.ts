import type { Manifest } from '../../lib/manifests/manifest';
import { LAST_APPLIED, SERVER_SIDE, serverSideManager } from '../../lib/manifests/server-side';
import { at, isRecord, record, records, text } from '../../lib/manifests/shape';
import { parsedJson } from '../../lib/manifests/json';
import { isSmaller, sizeOf } from './cluster';

/** A StatefulSet to create, with the field manager of the former one, so that its owner can go on applying it. */
export interface Recreated {
  /** The object. */
  readonly object: Manifest;

  /** Arguments of kubectl that create it from standard input. */
  readonly args: readonly string[];
}

/**
 * The StatefulSet in the cluster with larger claims. Everything else stays, including the template of its pods, so no pod
 * restarts, and the next deploy changes it as it would have changed the former one.
 */
export function recreatedFrom(live: Manifest, sizes: Readonly<Record<string, string>>): Recreated {
  const metadata = Object.fromEntries(Object.entries(live.metadata).filter(([key]) => !SERVER_SIDE.includes(key)));
  const annotations = record(metadata['annotations']);
  const applied = parsedJson(text(annotations[LAST_APPLIED]) ?? '');
  const kept = isRecord(applied)
    ? { ...annotations, [LAST_APPLIED]: `${JSON.stringify(withSizes(applied, sizes))}\n` }
    : annotations;
  const { apiVersion, kind } = live;
  const object = {
    ...{ apiVersion, kind },
    metadata: { ...metadata, ...(Object.keys(kept).length > 0 ? { annotations: kept } : {}) },
    spec: withSizes(live, sizes)['spec'],
  } as unknown as Manifest;
  return { object, args: isRecord(applied) ? CREATE : creation(live) };
}

/**
 * The rendered StatefulSet with the template of the running pods, for a run that was interrupted between deletion and
 * creation. `revision` is the ControllerRevision of the former one.
 */
export function recreatedFromRevision(rendered: Manifest, revision: Manifest, serverSide: boolean): Recreated {
  const { $patch, ...template } = record(at(revision, 'data.spec.template'));
  void $patch;
  const object = { ...rendered, spec: { ...record(rendered['spec']), template } } as Manifest;
  return { object, args: serverSide ? serverSideAs('kubectl') : ['apply', '--filename', '-'] };
}

const CREATE = ['create', '--filename', '-'];

const serverSideAs = (manager: string): string[] => [
  ...['apply', '--server-side', '--force-conflicts', `--field-manager=${manager}`, '--filename', '-'],
];

/**
 * Arguments that create the new object. Fields applied on the server's side have an owner, which must own the new ones,
 * too.
 */
function creation(live: Manifest): string[] {
  const manager = serverSideManager(live);
  return manager === undefined ? CREATE : serverSideAs(manager);
}

/** A StatefulSet whose claims have at least the given sizes. */
function withSizes(
  set: Readonly<Record<string, unknown>>,
  sizes: Readonly<Record<string, string>>,
): Record<string, unknown> {
  const spec = record(set['spec']);
  const templates = records(spec['volumeClaimTemplates']).map((template) => {
    const size = sizes[String(record(template['metadata'])['name'])];
    const claim = record(template['spec']);
    if (size === undefined || !isSmaller(sizeOf(claim), size)) return template;
    const resources = record(claim['resources']);
    const requests = { ...record(resources['requests']), storage: size };
    return { ...template, spec: { ...claim, resources: { ...resources, requests } } };
  });
  return { ...set, spec: { ...spec, volumeClaimTemplates: templates } };
}
