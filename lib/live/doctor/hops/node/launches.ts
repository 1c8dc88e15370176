import { isServing, podsOf } from '../../../pods';
import type { Fault } from '../../fault';
import { some, type View } from '../../view';
import { recentWarnings } from '../recent';
import { isServed, liveWorkloads } from '../workloads';
import { LAUNCH_CAUSES, type LaunchCause } from './launch-causes';

/** A try to make a node that failed, or something that cannot make one. */
interface Launch {
  readonly what: string;
  readonly says: string;
}

/** Objects of Karpenter, and of EKS Auto Mode. */
const KINDS = /^Node(?:Claim|Pool)$/;

/** Seconds for which a warning is young: Karpenter tries again after seconds, and leaves out for minutes what EC2 did not have. */
const YOUNG = 900;

/** Seconds in which an instance becomes a node. Karpenter gives one up after 15 minutes. */
const JOINS_WITHIN = 420;

type Maker = NonNullable<View['snapshot']['nodePools']>[number];
type Condition = NonNullable<NonNullable<Maker['status']>['conditions']>[number];

const conditionsOf = ({ status }: Maker): readonly Condition[] => status?.conditions ?? [];

const textOf = ({ type, reason = '', message = '' }: Condition): string =>
  [type, ...new Set([reason, message])].filter((part) => part !== '').join(': ');

/** Conditions of a NodePool without which it makes no node. */
const OF_POOL = ['NodeClassReady', 'ValidationSucceeded', 'NodeRegistrationHealthy'];

/** A reason of a condition that nobody has looked at yet. */
const AWAITS = 'AwaitingReconciliation';

/** Failures of Karpenter, from its events, NodeClaims and NodePools. A NodeClaim that EC2 has nothing for is deleted at once. */
function ofKarpenter(view: View): Launch[] {
  const { nodeClaims = [], nodePools = [] } = view.snapshot;
  const warned = recentWarnings(view, KINDS, /^/, YOUNG).map(({ kind, name, message }) => ({
    what: `${kind} ${name}`,
    says: message.replace(/^NodeClaim \S+ event: /, ''),
  }));
  const unlaunched = nodeClaims.flatMap((claim) => {
    const { name, creationTimestamp } = claim.metadata;
    const [launched, registered] = ['Launched', 'Registered'].map((one) =>
      conditionsOf(claim).find(({ type }) => type === one),
    );
    const age = view.secondsSince(creationTimestamp);
    if (launched && launched.status !== 'True' && launched.reason !== AWAITS) {
      return { what: `NodeClaim ${name}`, says: textOf(launched) };
    }
    if (launched?.status !== 'True' || registered?.status === 'True' || !(age > JOINS_WITHIN)) return [];
    return { what: `NodeClaim ${name}`, says: `Node not registered after ${Math.floor(age / 60)} minutes` };
  });
  const unready = nodePools.flatMap((pool) =>
    conditionsOf(pool)
      .filter(({ type, status }) => OF_POOL.includes(type) && status === 'False')
      .map((one) => ({ what: `NodePool ${pool.metadata.name}`, says: textOf(one) })),
  );
  return [...warned, ...unlaunched, ...unready];
}

/** Failures of managed node groups. */
const ofNodeGroups = ({ snapshot }: View): Launch[] =>
  (snapshot.aws?.nodeGroups ?? []).flatMap(({ name, issues }) =>
    issues.map(({ code, message }) => ({ what: `node group ${name}`, says: `${code}: ${message}` })),
  );

const isUnplaced = ({ status }: { readonly status?: { readonly conditions?: readonly Condition[] } }): boolean =>
  status?.conditions?.some(({ type, status: state }) => type === 'PodScheduled' && state === 'False') ?? false;

/** Workloads with pods that wait for a node; undefined if none does. */
function waiting(view: View): { readonly isMild: boolean } | undefined {
  const late = liveWorkloads(view).flatMap((one) => {
    const pods = podsOf(one.workload, view.namespace(one.expected.namespace));
    return pods.some(isUnplaced) ? isServed(view, one, pods.filter(isServing).length) : [];
  });
  return late.length > 0 ? { isMild: late.every((isMild) => isMild) } : undefined;
}

const ofCause = (cause: LaunchCause): Fault => ({
  ...{ id: cause.id, hop: 'node', cause: cause.cause },
  find: (view) => {
    const pods = waiting(view);
    if (!pods) return undefined;
    const found = [...ofKarpenter(view), ...ofNodeGroups(view)].filter(
      ({ says }) => LAUNCH_CAUSES.find((one) => one.says.test(says)) === cause,
    );
    const [first] = found;
    if (!first) return undefined;
    const evidence = `${some(found.map(({ what }) => what))}: ${first.says}`;
    return { isMild: pods.isMild, evidence, fix: cause.fix(view, first.says) };
  },
});

/** Faults of what makes nodes, while pods wait for one. */
export const LAUNCH_FAULTS: readonly Fault[] = LAUNCH_CAUSES.map(ofCause);

/** Names of those faults: a pod that no node has room for follows from them. */
export const LAUNCH_IDS: readonly string[] = LAUNCH_CAUSES.map(({ id }) => id);
