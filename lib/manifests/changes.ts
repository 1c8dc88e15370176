import { type Manifest, title } from './manifest';
import type { Manifests } from './manifests';
import { at, isRecord } from './shape';

/** Change of one field. */
export interface FieldChange {
  /** Path of the field: `spec.replicas`. */
  readonly path: string;

  /** Former value. @default - the field is new */
  readonly was?: unknown;

  /** New value. @default - the field is removed */
  readonly is?: unknown;
}

/** Change of one object. */
export interface ObjectChange {
  /** Kind of the change. */
  readonly kind: 'added' | 'changed' | 'removed';

  /** The object: `StatefulSet loki/loki-ingester`. */
  readonly object: string;

  /** True if its pods start anew. */
  readonly restarts: boolean;

  /** Nested stack that delivers the object. @default - the stack itself delivers it, or none does */
  readonly stack?: string;

  /** Fields that change: none of an object that is added or removed. */
  readonly fields: readonly FieldChange[];
}

/** Changes of objects, in the order of the new ones; removed objects come last. */
export function changesBetween(before: Manifests, after: Manifests): ObjectChange[] {
  const [was, is] = [byTitle(before), byTitle(after)];
  const present = [...is].flatMap(([object, one]): ObjectChange[] => {
    const former = was.get(object);
    if (!former) return [{ kind: 'added', object, restarts: false, fields: [] }];
    const fields = fieldChanges(former, one);
    const restarts =
      at(one, 'spec.template') !== undefined && fields.some(({ path }) => path.startsWith('spec.template.'));
    return fields.length === 0 ? [] : [{ kind: 'changed', object, restarts, fields }];
  });
  const removed = [...was.keys()]
    .filter((object) => !is.has(object))
    .map((object): ObjectChange => ({ kind: 'removed', object, restarts: false, fields: [] }));
  return [...present, ...removed];
}

const byTitle = ({ objects }: Manifests): Map<string, Manifest> =>
  new Map(objects.map((object) => [title(object), object]));

/** Smallest parts that differ. Lists are compared item by item. */
export function fieldChanges(was: unknown, is: unknown, path = ''): FieldChange[] {
  if (JSON.stringify(was) === JSON.stringify(is)) return [];
  const [former, present] = [was, is].map((value) => (Array.isArray(value) ? { ...value } : value));
  if (!isRecord(former) || !isRecord(present)) return [{ path, was, is }];
  const keys = new Set([...Object.keys(former), ...Object.keys(present)]);
  return [...keys].flatMap((key) => fieldChanges(former[key], present[key], path ? `${path}.${key}` : key));
}
