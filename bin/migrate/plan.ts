import type { IngesterStep } from '../../lib/planner/deployed/ingesters';
import { INGESTER_STEPS } from '../../lib/planner/deployed/ingesters';
import type { RingReader } from '../roll/ring';
import { type LiveIngesters, podNamesOf, replicasOf } from './cluster';
import { ringFaults, workloadFaults, writingSince } from './conditions';
import { drainCommands, drainFault, type MetricsReader } from './drained';
import { liveStep } from './step';

/** Next step of a migration. */
export interface MigrationPlan {
  /** State of the ingesters in the cluster. */
  readonly cluster: IngesterStep;

  /** State that follows. @default - the end: each zone has its ingesters */
  readonly next?: IngesterStep;

  /** Reasons why it may not be deployed yet; empty if it may. */
  readonly reasons: readonly string[];

  /** Commands that remove what is in the way, or what is left at the end. */
  readonly commands: readonly string[];
}

/** Input of a plan, besides the cluster. */
export interface PlanInput {
  /** Name of the environment. */
  readonly name: string;

  /** Time for which queriers ask ingesters, in seconds. */
  readonly queryIngestersWithin: number;

  /** Reads the ring. */
  readonly ring: RingReader;

  /** Reads metrics. */
  readonly metrics: MetricsReader;

  /** Milliseconds since 1970. */
  readonly now: number;
}

/** Finds the next state, and whether it may be deployed. */
export async function planMigration(live: LiveIngesters, input: PlanInput): Promise<MigrationPlan> {
  const cluster = liveStep(live);
  const next = INGESTER_STEPS[INGESTER_STEPS.indexOf(cluster) + 1];
  const ring = await input.ring(live.namespace, readerOf(live));
  const faults = [
    ...workloadFaults(live, cluster),
    ...(typeof ring === 'string' ? [`the ring cannot be read: ${ring}`] : ringFaults(live, cluster, ring)),
  ];
  const plan = { cluster, ...(next ? { next } : {}) };
  if (faults.length > 0 || typeof ring === 'string')
    return { ...plan, reasons: faults, commands: mending(live, input) };
  if (cluster === 'step 3') return { ...plan, reasons: tooEarly(live, input), commands: [] };
  if (cluster === 'step 4') {
    // A pod that is away may have lines on its volume.
    const former = live.former ? podNamesOf(live.former) : [];
    const found = await Promise.all(
      former.map(async (pod) => ({ pod, fault: drainFault(pod, ring, await input.metrics(live.namespace, pod)) })),
    );
    const undrained = found.filter(({ fault }) => fault !== undefined);
    return {
      ...plan,
      reasons: undrained.map(({ fault }) => fault as string),
      commands: undrained.flatMap(({ pod }, index) => drainCommands(live.namespace, pod, index)),
    };
  }
  return { ...plan, reasons: [], commands: cluster === 'zones' ? leftovers(live) : [] };
}

/** Pod that is asked for the ring: an ingester of a zone if some run, since distributors leave out the former ones. */
function readerOf({ zones, former, namespace }: LiveIngesters): string {
  const running = [...zones, ...(former ? [former] : [])].find((set) => replicasOf(set) > 0);
  return `${running?.metadata.name ?? namespace}-0`;
}

/** Commands that complete workloads. */
function mending({ zones }: LiveIngesters, { name }: PlanInput): string[] {
  const outdated = zones.some(({ status = {} }) => (status.updatedReplicas ?? 0) < (status.replicas ?? 0));
  return [`npx eks-loki wait ${name}`, ...(outdated ? [`npx eks-loki roll ${name}`] : [])];
}

/** Reasons why queriers may not expect one copy in each zone yet. */
function tooEarly(live: LiveIngesters, { queryIngestersWithin: needed, now }: PlanInput): string[] {
  const since = writingSince(live, now);
  if (since === undefined) return ['Deployment loki-distributor does not say since when its pods are complete'];
  const left = needed * 1000 - since;
  if (left <= 0) return [];
  const minutes = (milliseconds: number) => `${Math.ceil(milliseconds / 60_000)} min`;
  return [
    `distributors have written to three zones for ${minutes(since)}, and queries ask ingesters for lines of the last ` +
      `${minutes(needed * 1000)}: wait ${minutes(left)} more`,
  ];
}

/** Commands that remove what the last deploy leaves: the former StatefulSet, where nothing prunes it, and its volumes. */
function leftovers({ namespace, former, claims }: LiveIngesters): string[] {
  return [
    ...(former ? [`kubectl -n ${namespace} delete statefulset ${former.metadata.name}`] : []),
    ...(claims.length > 0 ? [`kubectl -n ${namespace} delete persistentvolumeclaims ${claims.join(' ')}`] : []),
  ];
}
