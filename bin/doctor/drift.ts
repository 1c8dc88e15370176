import { WORKLOAD_KINDS } from '../../charts/kubernetes/workload-kinds';
import { comparedObjects, driftOf } from '../../lib/live/doctor/drift';
import type { Setup } from '../../lib/live/doctor/setup-form';
import type { Snapshot } from '../../lib/live/doctor/snapshot';
import { type Manifest, title } from '../../lib/manifests/manifest';
import type { Manifests } from '../../lib/manifests/manifests';
import type { LiveObjects } from '../diff/cluster/ask';

/** True for objects that are listed with the rest of the snapshot. */
export const isListed = ({ kind }: Manifest): boolean => WORKLOAD_KINDS.includes(kind);

/**
 * Compares the objects of an environment with those in the cluster. Objects that could not be read are left out.
 *
 * @param named objects that were asked for by name
 * @param listed objects that were read with the rest: workloads are among them
 */
export function readDrift(
  manifests: Manifests,
  setup: Setup,
  { objects, failures, unknownKinds }: LiveObjects,
  listed: readonly Manifest[],
): NonNullable<Snapshot['drift']> {
  const live = new Map([...objects, ...listed.map((object) => [title(object), object] as const)]);
  const unread = new Set(failures.map(({ object }) => title(object)));
  // A workload that does not exist is a fault of its own.
  const known = comparedObjects(manifests, setup).filter(
    (object) => !unread.has(title(object)) && (!isListed(object) || live.has(title(object))),
  );
  return driftOf(known, manifests, { objects: live, unknownKinds }, setup);
}
