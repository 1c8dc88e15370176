import type { Manifest } from '../../lib/manifests/manifest';
import { at, record, records, text } from '../../lib/manifests/shape';
import type { KubectlRunner } from '../wait/kubectl';
import { claimsOf, found, isSmaller, type LiveClaim, listed, selectionOf } from './cluster';
import type { SetPlan } from './plan';

/** Describes what is still missing: a pod that does not belong to the StatefulSet, or a volume that is too small. */
export async function missingOf(
  kubectl: KubectlRunner,
  { set, claims: planned, recreated }: SetPlan,
): Promise<string | undefined> {
  const { namespace = 'default' } = set;
  const [live, pods, claims] = await Promise.all([
    found(kubectl, 'statefulset', set),
    listed(kubectl, ['pods', ...selectionOf(set)]),
    listed(kubectl, ['persistentvolumeclaims', '--namespace', namespace]),
  ]);
  if (live && recreated) {
    const uid = at(live, 'metadata.uid');
    const strangers = pods.filter(
      (pod) => !records(at(pod, 'metadata.ownerReferences')).some((one) => one['uid'] === uid),
    );
    const names = strangers.map(({ metadata }) => metadata.name).join(', ');
    if (names !== '') return `waits until its controller takes over ${names}`;
  }
  const used = new Set(pods.flatMap(claimsInUse));
  const growing = claimsOf(set, claims).flatMap((claim) => {
    const size = planned.find(({ name }) => name === claim.name)?.size;
    return size === undefined ? [] : (growth(claim, size, used.has(claim.name)) ?? []);
  });
  return growing.length > 0 ? growing.join('; ') : undefined;
}

const claimsInUse = (pod: Manifest): string[] =>
  records(at(pod, 'spec.volumes')).flatMap((one) => text(record(one['persistentVolumeClaim'])['claimName']) ?? []);

/** State of a claim whose volume is too small. */
function growth(
  { name, capacity, conditions, growth: state }: LiveClaim,
  size: string,
  isUsed: boolean,
): string | undefined {
  if (capacity === undefined || !isSmaller(capacity, size)) return undefined;
  const detail = (message: string | undefined) => (message ? `: ${message}` : '');
  const failed = Object.entries(conditions).find(([type]) => /Error$/.test(type));
  if (failed || state?.endsWith('Infeasible')) {
    return `${name} has ${capacity}, and its driver cannot enlarge it (${failed?.[0] ?? state})${detail(failed?.[1])}`;
  }
  if ('FileSystemResizePending' in conditions) {
    // The file system grows when a pod mounts it.
    if (!isUsed) return undefined;
    const waits =
      'its volume is large enough, and its file system waits for the node of its pod (FileSystemResizePending)';
    return `${name} has ${capacity}: ${waits}${detail(conditions['FileSystemResizePending'])}`;
  }
  if ('Resizing' in conditions) return `${name} has ${capacity}: its volume grows (Resizing)`;
  return `${name} has ${capacity}: its driver has not begun`;
}
