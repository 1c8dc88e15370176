import { MANAGED_BY } from '../../../../charts/kubernetes/objects';
import { PRUNE_LABEL } from '../../../delivery/prune-labels';
import type { Manifest } from '../../../manifests/manifest';
import { record } from '../../../manifests/shape';

/** True for an object that this library rendered. */
export function isOwn({ metadata }: Manifest): boolean {
  const labels = record(metadata.labels);
  return Object.entries(MANAGED_BY).every(([key, value]) => labels[key] === value);
}

/** Object without the labels that a delivery adds. */
export function withoutDelivery({ metadata, ...rest }: Manifest): Manifest {
  const { labels, ...other } = metadata;
  const own = Object.entries(record(labels)).filter(([key]) => !key.startsWith(PRUNE_LABEL));
  return { ...rest, metadata: { ...other, labels: Object.fromEntries(own) } } as Manifest;
}
