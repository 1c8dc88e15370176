import type { Manifest } from './manifest';
import { at, records, text } from './shape';

/** Annotation with what `kubectl apply` applied, from which it sees what was removed since. */
export const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

/** Fields of metadata that the API server sets. Finalizers belong to the deletion. */
export const SERVER_SIDE: readonly string[] = [
  ...['uid', 'resourceVersion', 'creationTimestamp', 'generation', 'managedFields', 'selfLink'],
  ...['deletionTimestamp', 'deletionGracePeriodSeconds', 'finalizers'],
];

/** Field manager of an object that was applied on the server's side; undefined without one. */
export function serverSideManager(live: Manifest): string | undefined {
  const owners = records(at(live, 'metadata.managedFields'));
  return text(owners.find(({ operation, subresource }) => operation === 'Apply' && !subresource)?.['manager']);
}
