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

  /** True if its pods restart. False without pods. */
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
    const fields = fieldChanges(withoutNulls(former), withoutNulls(one));
    const hasPods = WORKLOAD_KINDS.includes(one.kind) && at(one, 'spec.replicas') !== 0;
    const restarts = hasPods && fields.some(({ path }) => /^spec\.template[.[]/.test(path));
    return fields.length === 0 ? [] : [{ kind: 'changed', object, restarts, fields }];
  });
  const removed = [...was.keys()]
    .filter((object) => !is.has(object))
    .map((object): ObjectChange => ({ kind: 'removed', object, restarts: false, fields: [] }));
  return [...present, ...removed];
}

/** An object without fields that are null, which the API server takes as if they were not written. */
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (!isRecord(value)) return value;
  const fields = Object.entries(value).filter(([, inner]) => inner !== null);
  return Object.fromEntries(fields.map(([key, inner]) => [key, withoutNulls(inner)]));
}

const byTitle = ({ objects }: Manifests): Map<string, Manifest> =>
  new Map(objects.map((object) => [title(object), object]));
