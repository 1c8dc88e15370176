import { counted } from '../../../../charts/input/counted';
import { hintFor } from '../../hints';
import { type ClusterEvent, isReady, isServing, podsOf, warningsOf } from '../../pods';
import { REVISION_LABEL } from '../../../manifests/workloads';
import { refusalOf } from '../../refusal';
import { type Trouble, troubleOf, trouble } from '../../trouble';
import type { Fault, Found, Symptom } from '../fault';
import { hopOf } from '../hops';
import { some, STARTS_WITHIN, type View } from '../view';
import { DISK_LIMIT_FAULTS, isEvicted } from './node/evictions';
import { LAUNCH_IDS } from './node/launches';
import { CLAIM_FAULTS } from './claims';
import { CONFIG_FAULTS } from './configs';
import { DRIFT_FAULTS, missesPart } from './drift';
import { FOREIGN_FAULTS } from './foreign';
import { lacksAws } from './lacks-aws';
import { NAMESPACE_FAULTS } from './namespaces';
import { NO_PODS } from './no-pods';
import { POD_STATE_FAULTS } from './pod-states';
import { PROGRAM_FAULTS } from './programs';
import { RESIZE_FAULTS } from './resizes';
import { ROLLOUT_FAULTS } from './rollouts';
import { SCALING_FAULTS } from './scaling';
import { SECRET_FAULTS } from './secrets';
import { type Expected, isServed, objectOf, readable, liveWorkloads, type LiveWorkload, titleOf } from './workloads';

const missing: Fault = {
  id: 'workload-missing',
  hop: 'agent',
  cause: 'a workload of the environment was not delivered, or was deleted',
  find: (view) =>
    readable(view)
      .filter((expected) => !objectOf(view, expected))
      .map((expected) => ({
        hop: hopOf(expected.component),
        evidence: `${titleOf(expected)} does not exist`,
        fix: [view.setup.deliver],
      })),
};

const scaledDown: Fault = {
  id: 'workload-scaled-down',
  hop: 'agent',
  cause: 'somebody gave the workload fewer replicas than the environment does',
  find: (view) =>
    liveWorkloads(view).flatMap((one) => {
      const { kind, namespace, name, component, replicas } = one.expected;
      const live = objectOf(view, one.expected)?.spec.replicas;
      if (kind === 'DaemonSet' || live === undefined || live >= replicas) return [];
      const hop = hopOf(component);
      return {
        hop,
        isMild: live > 0 && isServed(view, one, live),
        explains: (other: Symptom) => missesPart(hop, other),
        evidence: `${kind} ${namespace}/${name} has ${counted(live, 'replica')} instead of ${replicas}`,
        fix: [`kubectl scale --namespace ${namespace} ${kind.toLowerCase()}/${name} --replicas ${replicas}`],
      };
    }),
};

/** The last refusal of a missing pod of a workload. */
function refusal(view: View, { expected, workload }: LiveWorkload): ClusterEvent | undefined {
  const object = objectOf(view, expected);
  return object && refusalOf(workload, object, view.namespace(expected.namespace), expected.replicas);
}

/** Workloads whose pods the cluster refuses. Events say why. */
export const refusedWorkloads = (view: View): Expected[] =>
  liveWorkloads(view).flatMap((one) => (refusal(view, one) ? one.expected : []));

/** Reasons why pods are not ready, each with the workload. */
function troubles(view: View): { live: LiveWorkload; trouble: Trouble; isMild: boolean }[] {
  return liveWorkloads(view).flatMap((one) => {
    const { expected, workload } = one;
    const snapshot = view.namespace(expected.namespace);
    const warnings = warningsOf(workload, snapshot);
    const pods = podsOf(workload, snapshot);
    const late = pods.filter((pod) => !isReady(pod) && !pod.metadata.deletionTimestamp);
    const isMild = isServed(view, one, pods.filter(isServing).length);
    const found = late.map((pod) => troubleOf(pod, warnings, snapshot));
    const refused = refusal(view, one);
    if (refused) found.unshift(trouble(workload.name, refused.reason, refused.message));
    return found.map((each) => ({ live: one, trouble: each, isMild }));
  });
}

/** Reasons of pods that start, or whose state is unknown. */
const STARTING = ['ContainerCreating', 'PodInitializing', 'NotReady', 'Unhealthy'];

/** True if a pod is not ready because it has just been created. */
function isStarting(view: View, namespace: string, { on, reason }: Trouble): boolean {
  const pod = view.snapshot.pods.find(({ metadata }) => metadata.namespace === namespace && metadata.name === on);
  const { creationTimestamp } = pod?.metadata ?? {};
  if (creationTimestamp === undefined || !STARTING.includes(reason)) return false;
  return view.secondsSince(creationTimestamp) < STARTS_WITHIN;
}

/** Pods of a node that does not answer. This is a fault of the node, even if it has the only pod of a workload. */
const NODE_GONE = 'pod-node-gone';

/** Reasons of pods without a node, which a node that is made ends. */
const UNPLACED = /^(?:Pending|FailedScheduling|NotTriggerScaleUp|Karpenter)$/;

/**
 * Command after which Kubernetes makes the pods that were refused. By itself it tries again ever later, up to 1000 seconds
 * (`DefaultControllerRateLimiter` of client-go), unless their workload changes.
 */
function triedAgain({ expected: { kind, namespace, name } }: LiveWorkload, { reason }: Trouble): string[] {
  if (reason !== 'FailedCreate') return [];
  const annotate = `kubectl annotate --overwrite --namespace ${namespace} ${kind.toLowerCase()}/${name} tried="$(date)"`;
  return [`then Kubernetes tries again after up to 17 minutes, or at once: ${annotate}`];
}

/** Pods that are not ready, by what is wrong and by workload: one finding each. */
const notReady: Fault = {
  id: 'pod-not-ready',
  hop: 'agent',
  cause: 'a pod is not ready',
  find: (view) => {
    const found = new Map<string, { found: Found; names: string[]; first: Trouble }>();
    for (const { live: one, trouble: why, isMild } of troubles(view)) {
      const { kind, namespace, component } = one.expected;
      if (isMild && isStarting(view, namespace, why)) continue;
      // Evictions are other faults.
      if (why.reason === 'Evicted' && isEvicted(view, why.on)) continue;
      const { id, cause, message, next } = hintFor(view.subject(namespace, kind, why));
      // A program that logs why it ends is another fault.
      const isOfProgram = ['pod-crashes', 'pod-init-crashes', 'pod-not-ready'].includes(id);
      if (isOfProgram && saysWhy(view, why.on)) continue;
      const key = `${id} ${titleOf(one.expected)}`;
      const before = found.get(key);
      const names = [...(before?.names ?? []), why.on];
      const { first = { ...why, message } } = before ?? {};
      const evidence = `${titleOf(one.expected)}: ${some(names)}: ${first.reason}: ${first.message}`;
      found.set(key, {
        found: {
          ...{
            id,
            hop: hopOf(component),
            cause,
            isMild,
            evidence,
            fix: before?.found.fix ?? [next, ...triedAgain(one, why)],
          },
          ...(id === NODE_GONE ? { follows: ['node'], causedBy: ['node-not-ready'] } : {}),
          ...(isOfProgram && lacksAws(view, why.on) ? { follows: ['identity', 'buckets'] as const } : {}),
          ...(UNPLACED.test(first.reason) ? { causedBy: LAUNCH_IDS } : {}),
        },
        ...{ names, first },
      });
    }
    return [...found.values()].map((one) => one.found);
  },
};

/** Patterns of logs that end a program. */
const FATAL = [
  ...['folder-absent', 'port-taken', 'thread-limit', 'volume-io'],
  ...['ring-problem', 'ring-address', 'loki-start', 'grafana-provisioning'],
  ...['loki-config', 'runtime-config', 'nginx-config', 'gateway-credentials'],
  ...['wal-corrupt', 'index-build', 'disk-full', 'read-only', 'no-schema', 'exec-format'],
];

/** Patterns that end an agent, and mean no other program. */
const FATAL_OF_AGENTS = ['alloy-config', 'too-many-files', 'secret-file'];

/** Patterns that end a part of Loki, but that agents log every day. */
const FATAL_OF_LOKI = ['file-denied', 'panic-of-patterns'];

const saysWhy = ({ snapshot }: View, name: string): boolean =>
  snapshot.logs.some(
    ({ pod, pattern, component }) =>
      pod === name &&
      (FATAL.includes(pattern) || (hopOf(component) === 'agent' ? FATAL_OF_AGENTS : FATAL_OF_LOKI).includes(pattern)),
  );

/** Faults of StatefulSets that do not continue by themselves. */
const orderedStuck: Fault = {
  id: 'rollout-stuck',
  hop: 'store',
  cause:
    'a StatefulSet that restarts its pods in order waits for a pod of the former version, which never becomes ready',
  find: (view) =>
    liveWorkloads(view).flatMap(({ expected, workload }) => {
      const object = objectOf(view, expected);
      const { currentRevision, updateRevision } = object?.status ?? {};
      // With OnDelete the controller restarts no pod.
      const isOrdered =
        object?.kind === 'StatefulSet' &&
        object.spec.podManagementPolicy !== 'Parallel' &&
        object.spec.updateStrategy?.type !== 'OnDelete';
      if (!isOrdered || currentRevision === undefined || currentRevision === updateRevision) return [];
      const broken = podsOf(workload, view.namespace(expected.namespace)).filter(
        (pod) => !isReady(pod) && pod.metadata.labels?.[REVISION_LABEL] === currentRevision,
      );
      return broken.map(({ metadata: { name } }) => ({
        hop: hopOf(expected.component),
        evidence: `${titleOf(expected)} has a new version, and ${name} of the former one is not ready`,
        fix: [`kubectl delete pod --namespace ${expected.namespace} ${name}`],
      }));
    }),
};

/** Label of the StatefulSets that a rollout of zones restarts together. */
const GROUP = 'rollout-group';

const onDelete: Fault = {
  id: 'rollout-on-delete',
  hop: 'store',
  isMild: true,
  cause: 'a StatefulSet with updateStrategy OnDelete has a new version, which its pods run only after they are deleted',
  find: (view) =>
    liveWorkloads(view).flatMap(({ expected, workload }) => {
      const { kind, spec, status, metadata } = objectOf(view, expected) ?? {};
      if (kind !== 'StatefulSet' || spec?.updateStrategy?.type !== 'OnDelete' || !status?.updateRevision) return [];
      const former = podsOf(workload, view.namespace(expected.namespace)).filter(
        (pod) => pod.metadata.labels?.[REVISION_LABEL] !== status.updateRevision,
      );
      const [first] = former;
      if (!first) return [];
      const { namespace, component } = expected;
      const isZone = metadata?.labels?.[GROUP] !== undefined && !view.setup.found;
      return {
        hop: hopOf(component),
        evidence: `${some(former.map((pod) => pod.metadata.name))} of ${titleOf(expected)} runs a former version, and its updateStrategy is OnDelete`,
        fix: isZone
          ? [`npx eks-loki roll ${view.setup.name}`]
          : [
              `kubectl delete pod --namespace ${namespace} ${first.metadata.name}, and the next one when it is ready again`,
            ],
      };
    }),
};

/** Faults of workloads and pods, in any part of the path. */
export const POD_FAULTS: readonly Fault[] = [
  ...NAMESPACE_FAULTS,
  ...DRIFT_FAULTS,
  ...FOREIGN_FAULTS,
  missing,
  scaledDown,
  NO_PODS,
  orderedStuck,
  onDelete,
  notReady,
  ...POD_STATE_FAULTS,
  ...PROGRAM_FAULTS,
  ...DISK_LIMIT_FAULTS,
  ...ROLLOUT_FAULTS,
  ...SCALING_FAULTS,
  ...RESIZE_FAULTS,
  ...CLAIM_FAULTS,
  ...SECRET_FAULTS,
  ...CONFIG_FAULTS,
];
