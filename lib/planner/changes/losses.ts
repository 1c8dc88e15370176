import { PRUNE_LABEL } from '../../delivery/prune-labels';
import type { ObjectChange } from '../../manifests/changes';
import { type Manifest, title } from '../../manifests/manifest';
import type { Manifests } from '../../manifests/manifests';
import { at, record, records, text } from '../../manifests/shape';
import { replicasOf } from '../../manifests/scalers';
import type { Workload } from '../../manifests/workloads';
import { WORKLOAD_KINDS } from '../../../charts/kubernetes/workload-kinds';

/** Fate of an object or data that is no longer wanted. */
export type Fate = 'deleted' | 'stays';

/** An object, or pods of a StatefulSet, that are removed, with the fate of their data. */
export interface Loss {
  /** The object: `StatefulSet loki/loki-ingester`. */
  readonly object: string;

  /** Fate of the object. */
  readonly fate: Fate;

  /** Fate of its data. @default - it has none */
  readonly data?: Fate;

  /** Both in words, without the object. */
  readonly words: string;

  /** Command that deletes what stays. @default - nothing stays */
  readonly command?: string;
}

/** Way in which objects that leave are deleted. */
export interface LossOptions {
  /** If true, the delivery deletes objects that leave; else all of them stay. */
  readonly prunes: boolean;
}

/** Kinds that `kubectl apply --prune` of the delivery deletes. */
const PRUNED = [...['ConfigMap', 'Service', 'PersistentVolumeClaim', 'Job', 'CronJob', 'Ingress'], ...WORKLOAD_KINDS];

/**
 * Fates of objects that leave, and of volumes of StatefulSets that lose pods. Objects that are simply deleted and have
 * no data are left out.
 */
export function lossesOf(
  changes: readonly ObjectChange[],
  before: Manifests,
  after: Manifests,
  options: LossOptions,
): Loss[] {
  const objects = new Map(before.objects.map((object) => [title(object), object]));
  const pieces = new Set(after.objects.flatMap((object) => pieceOf(object) ?? []));
  // A renamed object leaves the one with its former name behind.
  const leaving = changes.flatMap(({ kind, object, former }) => (kind === 'removed' ? object : (former ?? [])));
  const removed = leaving.flatMap((object) => {
    const one = objects.get(object);
    return one ? (lossOf(one, before, pieces, options) ?? []) : [];
  });
  return [...removed, ...after.workloads.flatMap((workload) => fewerPods(workload, before, after) ?? [])];
}

/** Label of the piece in which the delivery applies an object. */
const pieceOf = ({ metadata }: Manifest): string | undefined =>
  Object.keys(record(metadata.labels)).find((label) => label.startsWith(PRUNE_LABEL));

function lossOf(
  object: Manifest,
  before: Manifests,
  pieces: ReadonlySet<string>,
  { prunes }: LossOptions,
): Loss | undefined {
  const named = title(object);
  const { kind, metadata } = object;
  const where = metadata.namespace === undefined ? '' : ` --namespace ${metadata.namespace}`;
  const command = `kubectl delete ${kind.toLowerCase()} ${metadata.name}${where}`;
  if (kind === 'Namespace') {
    const words = 'stays, with everything in it, volumes included: a namespace is never pruned';
    return { object: named, fate: 'stays', data: 'stays', words, command };
  }
  const piece = pieceOf(object);
  // A piece that is removed as a whole is deleted with all kinds of objects in it.
  const isDeleted = prunes && (PRUNED.includes(kind) || (piece !== undefined && !pieces.has(piece)));
  if (!isDeleted) {
    const why = prunes ? 'the delivery prunes no such kind' : 'kubectl apply deletes nothing';
    const words = `stays in the cluster, since ${why}`;
    return { object: named, fate: 'stays', words, command };
  }
  if (kind === 'PersistentVolumeClaim') return { object: named, fate: 'deleted', ...volumeOf(object, before) };
  return kind === 'StatefulSet' ? lostSet(object, before) : undefined;
}

/** Fate of the volume of a claim that is deleted. */
function volumeOf(claim: unknown, manifests: Manifests): Pick<Loss, 'data' | 'words'> {
  const name = text(at(claim, 'spec.storageClassName'));
  const storageClass = manifests.ofKind('StorageClass').find(({ metadata }) => metadata.name === name);
  if (storageClass && at(storageClass, 'reclaimPolicy') === 'Retain') {
    return { data: 'stays', words: 'is deleted, and its volume stays: its StorageClass retains volumes' };
  }
  const why = storageClass ? '' : ', unless its StorageClass retains volumes';
  return { data: 'deleted', words: `is deleted, and its volume with all data${why}` };
}

function lostSet(object: Manifest, before: Manifests): Loss | undefined {
  const workload = before.workloads.find((one) => one.title === title(object));
  const templates = records(at(object, 'spec.volumeClaimTemplates'));
  if (!workload || templates.length === 0) return undefined;
  const claims = claimsOf(workload, 0, replicasOf(before, workload) ?? 1);
  return { object: workload.title, fate: 'deleted', ...claimsFate(workload, claims, 'whenDeleted', before) };
}

/** Loss of the claims of pods that are no longer wanted; undefined if a StatefulSet keeps its pods, or has no volumes. */
function fewerPods(workload: Workload, before: Manifests, after: Manifests): Loss | undefined {
  if (workload.kind !== 'StatefulSet' || (workload.spec.volumeClaimTemplates ?? []).length === 0) return undefined;
  const former = before.workloads.find((one) => one.title === workload.title);
  const [was, is] = [former && replicasOf(before, former), replicasOf(after, workload)];
  if (!former || was === undefined || is === undefined || is >= was) return undefined;
  const claims = claimsOf(former, is, was);
  return { object: workload.title, fate: 'deleted', ...claimsFate(workload, claims, 'whenScaled', after) };
}

/** Claims of some pods of a StatefulSet. */
interface Claims {
  readonly count: number;

  /** Names of the first ones. */
  readonly first: readonly string[];

  /** All of them, as arguments of a command. */
  readonly args: readonly string[];
}

/** Most claims that a message names, and that a command lists one by one; more become a range. */
const [NAMED, LISTED] = [3, 20];

/** Claims of the pods of a StatefulSet from one ordinal up to another, exclusive. */
function claimsOf({ name, spec }: Workload, from: number, to: number): Claims {
  const stems = (spec.volumeClaimTemplates ?? []).map(({ metadata }) => `${metadata.name}-${name}-`);
  const pods = Math.max(0, to - from);
  const names = (stem: string, most: number) =>
    Array.from({ length: Math.min(pods, most) }, (_, index) => `${stem}${from + index}`);
  return {
    count: stems.length * pods,
    first: stems.flatMap((stem) => names(stem, NAMED)).slice(0, NAMED),
    args: stems.flatMap((stem) => (pods > LISTED ? `${stem}{${from}..${to - 1}}` : names(stem, LISTED))),
  };
}

function claimsFate(
  { namespace = 'default', spec }: Workload,
  { count, first, args }: Claims,
  when: 'whenDeleted' | 'whenScaled',
  manifests: Manifests,
): Omit<Loss, 'object' | 'fate'> {
  const pods = when === 'whenDeleted' ? 'its pods end' : 'its last pods end';
  const policy = at(spec, `persistentVolumeClaimRetentionPolicy.${when}`);
  const more = count - first.length;
  const named = `${first.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
  const volumes = count === 1 ? 'the volume' : 'the volumes';
  if (policy === 'Delete') {
    const { data } = volumeOf(spec.volumeClaimTemplates?.[0], manifests);
    const rest = data === 'deleted' ? ', and all data in them' : ', and their StorageClass retains the disks';
    return { data, words: `${pods}; ${volumes} of ${named} are deleted${rest}` };
  }
  const stay = count === 1 ? 'stays and costs' : 'stay and cost';
  return {
    data: 'stays',
    words: `${pods}; ${volumes} of ${named} ${stay} money until deleted`,
    command: `kubectl delete pvc --namespace ${namespace} ${args.join(' ')}`,
  };
}
