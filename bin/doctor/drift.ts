import { WORKLOAD_KINDS } from '../../charts/kubernetes/workload-kinds';
import { comparedObjects, driftOf, partOf } from '../../lib/live/doctor/drift';
import type { HopName } from '../../lib/live/doctor/hops';
import type { Setup } from '../../lib/live/doctor/setup-form';
import type { Snapshot } from '../../lib/live/doctor/snapshot';
import { type Manifest, title } from '../../lib/manifests/manifest';
import type { Manifests } from '../../lib/manifests/manifests';
import { DENIED, liveObjects } from '../diff/cluster/ask';
import type { KubectlRunner } from '../wait/kubectl';
import { distinct, unseenOf } from './unseen';

/** True for objects that are listed with the rest of the snapshot. */
const isListed = ({ kind }: Manifest): boolean => WORKLOAD_KINDS.includes(kind);

/** Name of the objects that are compared, if the API server does not answer. */
const OTHERS = 'Services, policies and roles of the environment';

/**
 * Compares the objects of an environment with those in the cluster.
 *
 * @param listed objects that were read with the rest: workloads are among them
 */
export async function readDrift(
  kubectl: KubectlRunner,
  manifests: Manifests,
  setup: Setup,
  listed: Promise<readonly Manifest[]>,
  timeout: string,
): Promise<Required<Pick<Snapshot, 'drift' | 'unseen'>>> {
  const expected = comparedObjects(manifests, setup);
  const asked = expected.filter((object) => !isListed(object));
  const [{ objects, failures, unknownKinds }, others] = await Promise.all([
    liveObjects(kubectl, asked, [timeout]),
    listed,
  ]);
  const live = new Map([...objects, ...others.map((object) => [title(object), object] as const)]);
  const unread = new Set(failures.map(({ object }) => title(object)));
  // A workload that does not exist is a fault of its own.
  const known = expected.filter(
    (object) => !unread.has(title(object)) && (!isListed(object) || live.has(title(object))),
  );
  return {
    drift: driftOf(known, manifests, { objects: live, unknownKinds }, setup),
    unseen: distinct(
      failures.flatMap(({ object, reason }) => {
        const hops: HopName[] = [partOf(object, manifests, setup)];
        return unseenOf({ status: 1, stdout: '', stderr: reason }, hops, DENIED.test(reason) ? [] : [OTHERS]);
      }),
    ),
  };
}
