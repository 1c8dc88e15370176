import type { Manifest } from '../../../manifests/manifest';
import { at, record } from '../../../manifests/shape';
import { OWNED_ANNOTATIONS, OWNED_LABELS } from '../../../../charts/kubernetes/owned-metadata';
import type { Importing } from '../../importing';
import { isOwn, withoutDelivery } from './labels';

/** Reads labels and annotations of all objects: keys that every object has with one value, and that are not ours. */
export function readOwnMetadata({ draft }: Importing, objects: readonly Manifest[]): void {
  const all = objects
    .filter((one) => isOwn(one) && !isMonitor(one))
    .map((object) => withoutDelivery(object).metadata as Readonly<Record<string, unknown>>);
  // Pods have them in the order in which they are written; objects sort them.
  const order = Object.keys(record(objects.flatMap((one) => at(one, 'spec.template.metadata.labels') ?? [])[0]));
  for (const [field, owned] of [
    ['labels', OWNED_LABELS],
    ['annotations', OWNED_ANNOTATIONS],
  ] as const) {
    const [first = {}, ...others] = all.map((metadata) => record(metadata[field]));
    for (const [key, value] of Object.entries(first).sort(([a], [b]) => order.indexOf(a) - order.indexOf(b))) {
      if (!owned.includes(key) && others.every((other) => other[key] === value)) draft.set([field, key], value);
    }
  }
}

/** True for an object whose labels `monitoring.labels` sets, which win over those of all objects. */
const isMonitor = ({ apiVersion }: Manifest): boolean => apiVersion.startsWith('monitoring.coreos.com/');
