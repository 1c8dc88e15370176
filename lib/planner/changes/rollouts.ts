import type { Manifest } from '../../manifests/manifest';
import type { Manifests } from '../../manifests/manifests';
import type { ObjectChange } from '../../manifests/changes';
import { podsIn, replicasOf } from '../../manifests/scalers';
import { selects, type Selector } from '../../manifests/selectors';
import { at, record } from '../../manifests/shape';
import type { Workload } from '../../manifests/workloads';
import { type PodTimes, podTimes } from './pod-times';

/** Program that restarts pods: Kubernetes, the user by `eks-loki roll`, or rollout-operator. */
type RestartedBy = 'kubernetes' | 'eks-loki roll' | 'rollout-operator';

/** Restart of the pods of one workload. */
export interface Rollout {
  /** The workload: `StatefulSet loki/loki-ingester`. */
  readonly object: string;

  /** Program that restarts its pods. */
  readonly by: RestartedBy;

  /** Step of the order, from 1: those of one step restart at the same time. */
  readonly step: number;

  /** Number of its pods. @default - unknown: one on each node */
  readonly pods?: number;

  /** Pods that are replaced together. @default - unknown */
  readonly together?: number;

  /** Pods that are away together. @default - unknown */
  readonly away?: number;

  /** Pods that its PodDisruptionBudget lets go, which binds drains of nodes and no rollout. @default - none has it */
  readonly budget?: number;

  /** Shortest time in seconds, by `minReadySeconds` and delays of probes. @default - unknown */
  readonly least?: number;

  /** Longest time in seconds. @default - unknown */
  readonly most?: number;

  /** Arithmetic of the longest time: `3 × (300 s to stop + 305 s to start)`. */
  readonly arithmetic: string;
}

/** Things that rollouts depend on beside the manifests. */
export interface RolloutOptions {
  /** Place in the order of the delivery of an object, by its title: that of its chart. */
  readonly stepOf: (object: string) => number;

  /** Number of nodes. @default - unknown */
  readonly nodes?: number;

  /** Program that restarts the pods of a StatefulSet with the update strategy OnDelete. */
  readonly onDelete: Exclude<RestartedBy, 'kubernetes'>;

  /** If true, such pods are restarted one by one, and not all of a StatefulSet together. @default false */
  readonly oneByOne?: boolean;
}

/** Rollouts that changes bring about, in their order. StatefulSets that others restart come last, one after the other. */
export function rolloutsOf(changes: readonly ObjectChange[], manifests: Manifests, options: RolloutOptions): Rollout[] {
  const restarted = new Set(changes.filter(({ restarts }) => restarts).map(({ object }) => object));
  const found = manifests.workloads
    .filter(({ title }) => restarted.has(title))
    .map((workload) => rolloutOf(workload, manifests, options))
    // Below a partition, no pod restarts.
    .filter(({ pods }) => pods !== 0);
  const delivered = found.filter(({ by }) => by === 'kubernetes').sort((a, b) => a.step - b.step);
  const steps = [...new Set(delivered.map(({ step }) => step))];
  const later = found.filter(({ by }) => by !== 'kubernetes');
  return [
    ...delivered.map((each) => ({ ...each, step: steps.indexOf(each.step) + 1 })),
    ...later.map((each, index) => ({ ...each, step: steps.length + 1 + index })),
  ];
}

/** Longest time of rollouts together: those that Kubernetes does at once, then the others one after the other. */
export function longestOf(rollouts: readonly Rollout[]): number | undefined {
  if (rollouts.some(({ most }) => most === undefined)) return undefined;
  const timesOf = (isDone: boolean) =>
    rollouts.filter(({ by }) => (by === 'kubernetes') === isDone).map(({ most = 0 }) => most);
  return Math.max(0, ...timesOf(true)) + timesOf(false).reduce((sum, each) => sum + each, 0);
}

/** Pods that are replaced in one round, and pods that are away in it. */
interface Round {
  readonly together: number;
  readonly away: number;

  /** True if a pod ends before the one in its place starts. */
  readonly endsFirst: boolean;
}

function rolloutOf(workload: Workload, manifests: Manifests, options: RolloutOptions): Rollout {
  const isOnDelete = workload.kind === 'StatefulSet' && strategyOf(workload)['type'] === 'OnDelete';
  const pods = podsOf(workload, manifests, options);
  const budget = pods === undefined ? undefined : budgetOf(workload, manifests, pods);
  const common = {
    object: workload.title,
    by: isOnDelete ? options.onDelete : ('kubernetes' as const),
    step: options.stepOf(workload.title),
    ...(budget === undefined ? {} : { budget }),
  };
  if (pods === undefined) return { ...common, arithmetic: 'one pod on each node, and the number of nodes is unknown' };
  const round = isOnDelete ? onDeleteRound(pods, options) : roundOf(workload, pods);
  const { together, away } = round;
  return { ...common, pods, together, away, ...timesOf(Math.ceil(pods / together), round, podTimes(workload)) };
}

/** Pods that restart: those of a StatefulSet below its partition do not. */
function podsOf(workload: Workload, manifests: Manifests, { nodes }: RolloutOptions): number | undefined {
  if (workload.kind === 'DaemonSet') return nodes;
  const replicas = replicasOf(manifests, workload) ?? 1;
  const partition = at(strategyOf(workload), 'rollingUpdate.partition');
  return typeof partition === 'number' ? Math.max(0, replicas - partition) : replicas;
}

const strategyOf = ({ spec }: Workload): Record<string, unknown> => {
  const { strategy, updateStrategy } = spec as { readonly strategy?: unknown; readonly updateStrategy?: unknown };
  return record(strategy ?? updateStrategy);
};

const onDeleteRound = (pods: number, { oneByOne }: RolloutOptions): Round => {
  const together = Math.max(1, oneByOne ? 1 : pods);
  return { together, away: together, endsFirst: true };
};

function roundOf(workload: Workload, pods: number): Round {
  const strategy = strategyOf(workload);
  const { maxSurge, maxUnavailable } = record(strategy['rollingUpdate']);
  if (workload.kind === 'StatefulSet') return { together: 1, away: 1, endsFirst: true };
  if (workload.kind === 'DaemonSet') {
    const surge = podsIn(maxSurge ?? 0, pods) ?? 0;
    if (surge > 0) return { together: surge, away: 0, endsFirst: false };
    const away = Math.max(1, podsIn(maxUnavailable ?? 1, pods) ?? 1);
    return { together: away, away, endsFirst: true };
  }
  if (strategy['type'] === 'Recreate') return { together: Math.max(1, pods), away: pods, endsFirst: true };
  const surge = podsIn(maxSurge ?? '25%', pods) ?? 0;
  const away = podsIn(maxUnavailable ?? '25%', pods, Math.floor) ?? 0;
  return { together: Math.max(1, surge + away), away: surge + away === 0 ? 1 : away, endsFirst: false };
}

/** Shortest and longest time of a number of rounds. */
function timesOf(rounds: number, { endsFirst }: Round, { stop, start, delay, settle }: PodTimes) {
  const parts = [
    ...(endsFirst ? [`${stop} s to stop`] : []),
    `${start} s to start`,
    ...(settle > 0 ? [`${settle} s to stay ready`] : []),
  ];
  const each = parts.length > 1 ? `(${parts.join(' + ')})` : (parts[0] as string);
  const last = endsFirst ? 0 : stop;
  return {
    least: rounds * (delay + settle),
    most: rounds * ((endsFirst ? stop : 0) + start + settle) + last,
    arithmetic: `${rounds} × ${each}${last > 0 ? ` + ${last} s to stop the last` : ''}`,
  };
}

/** Pods that the budget of a workload lets go; undefined if it has none. */
function budgetOf({ namespace, labels }: Workload, manifests: Manifests, pods: number): number | undefined {
  const budget = manifests
    .ofKind('PodDisruptionBudget')
    .find((one: Manifest) => one.metadata.namespace === namespace && selects(selectorOf(one), labels));
  const [most, least] = ['maxUnavailable', 'minAvailable'].map((key) => podsIn(at(budget, `spec.${key}`), pods));
  if (most !== undefined) return most;
  return least === undefined ? undefined : Math.max(0, pods - least);
}

const selectorOf = (budget: Manifest): Selector => record(at(budget, 'spec.selector')) as Selector;
