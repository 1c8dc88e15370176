import { WORKLOAD_KINDS } from '../../charts/kubernetes/workload-kinds';
import { type FieldChange, fieldChanges } from './field-changes';
import { type Manifest, title } from './manifest';
import type { Manifests } from './manifests';
import { at, isRecord } from './shape';

/** Change of one object. */
export interface ObjectChange {
  /** Kind of the change. */
  readonly kind: 'added' | 'changed' | 'removed';

  /** The object: `StatefulSet loki/loki-ingester`. */
  readonly object: string;

  /** The object under its former name, if the name has a hash of the content. @default - the name stays, or the object is new */
  readonly former?: string;

  /** True if its pods restart. False without pods. */
  readonly restarts: boolean;

  /** Nested stack that delivers the object. @default - the stack itself delivers it, or none does */
  readonly stack?: string;

  /** Fields that change; none if the object is added or removed. */
  readonly fields: readonly FieldChange[];
}

/** Changes of objects, in the order of the new ones; removed objects come last. */
export function changesBetween(before: Manifests, after: Manifests): ObjectChange[] {
  const [was, is] = [byTitle(before), byTitle(after)];
  const renamed = renamedByHash(was, is);
  const present = [...is].flatMap(([object, one]): ObjectChange[] => {
    const formerly = renamed.get(object);
    const former = was.get(formerly ?? object);
    if (!former) return [{ kind: 'added', object, restarts: false, fields: [] }];
    const fields = fieldChanges(withoutNulls(former), withoutNulls(one));
    const hasPods = WORKLOAD_KINDS.includes(one.kind) && at(one, 'spec.replicas') !== 0;
    const restarts = hasPods && fields.some(({ path }) => /^spec\.template[.[]/.test(path));
    if (fields.length === 0) return [];
    return [{ kind: 'changed', object, ...(formerly === undefined ? {} : { former: formerly }), restarts, fields }];
  });
  const taken = new Set(renamed.values());
  const removed = [...was.keys()]
    .filter((object) => !is.has(object) && !taken.has(object))
    .map((object): ObjectChange => ({ kind: 'removed', object, restarts: false, fields: [] }));
  return [...present, ...removed];
}

/** Suffix of a name that kustomize computes from the content of a ConfigMap or Secret. */
const CONTENT_HASH = /-[2456789bcdfghkmt]{10}$/;

/**
 * Former titles of objects with a hash of their content in the name, by the new titles: a changed content renames the
 * object. If there are several former ones, the last counts.
 */
function renamedByHash(
  was: ReadonlyMap<string, Manifest>,
  is: ReadonlyMap<string, Manifest>,
): ReadonlyMap<string, string> {
  const isHashed = ({ kind, metadata }: Manifest) =>
    ['ConfigMap', 'Secret'].includes(kind) && CONTENT_HASH.test(metadata.name);
  const plain = (object: string) => object.replace(CONTENT_HASH, '');
  const gone = [...was].filter(([object]) => !is.has(object));
  const former = new Map(gone.map(([object, one]) => [plain(object), { object, one }]));
  const pairs = new Map<string, string>();
  for (const [object, one] of is) {
    const found = was.has(object) ? undefined : former.get(plain(object));
    if (!found || found.one.kind !== one.kind || !(isHashed(one) || isHashed(found.one))) continue;
    pairs.set(object, found.object);
    former.delete(plain(object));
  }
  return pairs;
}

/** An object without null fields, which the API server ignores. */
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (!isRecord(value)) return value;
  const fields = Object.entries(value).filter(([, inner]) => inner !== null);
  return Object.fromEntries(fields.map(([key, inner]) => [key, withoutNulls(inner)]));
}

const byTitle = ({ objects }: Manifests): Map<string, Manifest> =>
  new Map(objects.map((object) => [title(object), object]));
