import { quorumOf } from '../../../../../charts/loki/config/quorum';
import { isReady } from '../../../pods';
import { memberlistEndpoints, networkPolicies, podsOf, workloadOf } from '../../commands';
import type { Fault, Symptom } from '../../fault';
import { linesOf, some, type View } from '../../view';
import { inLog } from '../in-log';
import { delivers } from '../pushes';

/** Members of the ring that accept lines; undefined if the ring is unknown. */
const active = ({ snapshot }: View): string[] | undefined =>
  snapshot.ring?.filter(({ state }) => state === 'ACTIVE').map(({ id }) => id);

/** Lists ingesters with their nodes. */
export const pods = (view: View): string => `${podsOf(view, 'ingester')} -o wide`;

/** Answers of Loki that are about the ring. */
const OF_RING = /empty ring|too many unhealthy instances|at least \d+ live (?:replicas|ingesters) required/;

const quorumLost: Fault = {
  id: 'ring-quorum-lost',
  hop: 'ingester',
  cause: 'fewer ingesters are in the ring than a write needs: every push fails',
  find: (view) => {
    const { replicationFactor } = view.setup;
    const members = active(view);
    const lines = ['ring-unhealthy', 'ring-empty'].flatMap((pattern) => view.logs(pattern));
    const answer = view.snapshot.answers.find(({ error = '' }) => OF_RING.test(error));
    if (members && members.length < quorumOf(replicationFactor)) {
      return {
        evidence: `${members.length} of ${view.setup.ingesters} ingesters are ACTIVE, and a write needs ${quorumOf(replicationFactor)}`,
        fix: [pods(view), 'bring them back, and restart nothing else: what they hold is in their volumes'],
      };
    }
    // The ring itself is more precise, if it is known.
    if (members || (lines.length === 0 && !answer)) return undefined;
    const evidence = answer
      ? `a query is answered: ${answer.error}`
      : `${lines[0]?.pattern === 'ring-empty' ? 'empty ring' : 'too many unhealthy instances in the ring'}: ${linesOf(lines)}`;
    return { evidence, fix: [pods(view)] };
  },
};

const quorumAtRisk: Fault = {
  id: 'ring-quorum-at-risk',
  hop: 'ingester',
  isMild: true,
  cause: 'an ingester is not in the ring: after one more loss no line is accepted',
  find: (view) => {
    const { replicationFactor, ingesters: wanted } = view.setup;
    const members = active(view);
    if (!members || members.length >= wanted || members.length < quorumOf(replicationFactor)) return undefined;
    return {
      evidence: `${members.length} of ${wanted} ingesters are ACTIVE: ${members.join(', ')}`,
      fix: [pods(view), 'restart nothing until it is back'],
    };
  },
};

/** Removes an ingester that does not come back from the ring. */
const forget = (view: View): string[] => [
  `kubectl port-forward --namespace ${view.setup.lokiNamespace} ${workloadOf(view, 'distributor')} 3100`,
  'forget it at http://localhost:3100/ring, if its pod is gone for good; ingester.autoforget_unhealthy does so automatically',
];

const unhealthy: Fault = {
  id: 'ring-unhealthy',
  hop: 'ingester',
  isMild: true,
  cause: 'the ring has an ingester that does not exist any more, or does not answer',
  find: (view) => {
    const found = (view.snapshot.ring ?? []).filter(({ state }) => !['ACTIVE', 'JOINING', 'LEAVING'].includes(state));
    if (found.length === 0) return undefined;
    return {
      evidence: `${some(found.map(({ id, state }) => `${id} is ${state}`))}`,
      fix: forget(view),
    };
  },
};

const tooMany: Fault = {
  id: 'ring-foreign',
  hop: 'ingester',
  isMild: true,
  cause: 'the ring has ingesters of another Loki: two clusters share one memberlist, or one was renamed',
  find: (view) => {
    const { setup, snapshot } = view;
    const names = snapshot.pods.map(({ metadata }) => metadata.name);
    const foreign = (snapshot.ring ?? []).filter(({ id, state }) => state === 'ACTIVE' && !names.includes(id));
    if (foreign.length === 0 || view.areUnseen('pods', setup.lokiNamespace)) return undefined;
    return {
      evidence: `the ring has ${some(foreign.map(({ id }) => id))}, and namespace ${setup.lokiNamespace} has no such pod`,
      fix: ['give each Loki a memberlist.cluster_label and join_members of its own'],
    };
  },
};

/** Faults of an ingester that takes no lines. */
const AWAY = ['ring-quorum-lost', 'ring-quorum-at-risk', 'ingester-leaving', 'ingester-errors'];

const leaves: Fault = {
  id: 'ring-leaving',
  hop: 'ingester',
  isMild: true,
  cause: 'an ingester leaves the ring, and nobody deleted its pod: it takes no lines until it starts again',
  find: (view) => {
    const { ring } = view.snapshot;
    if (!ring) return undefined;
    const says = new Set(view.logs('ingester-leaving').map(({ pod }) => pod));
    const found = view.pods('ingester').flatMap(({ metadata: { name, deletionTimestamp }, status }) => {
      const runs = (status?.containerStatuses ?? []).some((one) => one.state?.running !== undefined);
      if (!runs || deletionTimestamp !== undefined) return [];
      const state = ring.find(({ id }) => id === name)?.state;
      // It leaves the ring altogether in the end. One that starts is not in it either, and says nothing of the kind.
      return state === 'LEAVING' || (state === undefined && says.has(name)) ? [name] : [];
    });
    const [first = ''] = found;
    if (found.length === 0) return undefined;
    const namespace = `--namespace ${view.setup.lokiNamespace}`;
    return {
      explains: ({ id, evidence }: Symptom) =>
        AWAY.includes(id) || (id === 'pod-not-ready' && evidence.includes(first)),
      evidence: `${some(found)} has left the ring or leaves it, and its pod runs`,
      fix: [
        `kubectl logs ${namespace} ${first} --since 30m | grep -iE 'shutdown|leav'`,
        `if the others are ACTIVE: kubectl delete pod ${namespace} ${first}, which keeps its volume`,
      ],
    };
  },
};

/** True if the ring is known and no ingester is missing in it. */
const isWhole = (view: View): boolean => (active(view)?.length ?? 0) >= view.setup.ingesters;

/** Numbers of lines about other pods that make a fault, by their pattern: while pods restart, some probes fail. */
const LEAST_OF_MEMBERS = { memberlist: 1, 'memberlist-probes': 12 };

const memberlist = inLog(
  LEAST_OF_MEMBERS,
  {
    ...{ id: 'ring-memberlist', hop: 'ingester' },
    cause: 'pods of Loki do not find each other: port 7946, or the name of the memberlist Service',
  },
  {
    isMild: isWhole,
    says: (detail) => detail || 'memberlist cannot be joined',
    fix: (view) => [memberlistEndpoints(view), networkPolicies(view)],
  },
);

const address: Fault = {
  id: 'ring-address',
  hop: 'ingester',
  cause:
    'Loki takes no address of its pods for the ring, since they are outside of the private ranges: it does not start',
  find: (view) => {
    const lines = view.lokiLogs('ring-address');
    if (lines.length === 0) return undefined;
    return {
      evidence: `${lines[0]?.detail}: ${linesOf(lines)}`,
      fix: [
        view.setup.found
          ? 'give each pod its address: memberlist.advertise_addr: ${MY_POD_IP} with -config.expand-env=true, and the same for instance_addr of common.ring'
          : `remove what loki.config and customize change in memberlist and common.ring, and ${view.setup.deliver}`,
      ],
    };
  },
};

const labels: Fault = {
  id: 'ring-label',
  hop: 'ingester',
  cause: 'pods of Loki have different memberlist.cluster_label, so they ignore messages of each other',
  find: (view) => {
    const lines = view.logs('memberlist-label');
    if (lines.length === 0) return undefined;
    return {
      isMild: isWhole(view),
      evidence: `packets with another label: ${linesOf(lines)}`,
      fix: [
        'to change the label, set cluster_label_verification_disabled: true in a first rollout, the label in a second one, and remove it in a third',
        'if they are pods of another Loki: give that one join_members of its own',
      ],
    };
  },
};

const other = inLog(
  'ring-other',
  {
    ...{ id: 'ring-other', hop: 'ingester' },
    cause: 'an address of the ring or of a client leads to another component of Loki than the client asks for',
  },
  {
    isMild: delivers,
    says: (detail) => detail,
    fix: (view) => [
      `${podsOf(view, 'ingester')} -o wide, and compare with the addresses at http://localhost:3100/ring: forget one that another pod has now`,
      'each part must announce the address of its own pod: no 127.0.0.1 in instance_addr, and no Service of another part in addresses of clients',
    ],
  },
);

const blocked: Fault = {
  id: 'ring-blocked',
  hop: 'ingester',
  isMild: true,
  cause: 'a pod does not become ready, since the ring has another one that is gone or does not answer',
  find: (view) => {
    // The pod logs this from time to time until it is ready.
    const lines = view.logs('ring-problem').filter(({ pod }) => !isServing(view, pod));
    if (lines.length === 0) return undefined;
    return {
      evidence: `${lines.at(-1)?.detail ?? 'an instance with a problem'}: ${linesOf(lines)}`,
      fix: forget(view),
    };
  },
};

const isServing = ({ snapshot }: View, name: string): boolean =>
  snapshot.pods.some((pod) => pod.metadata.name === name && isReady(pod));

/** Faults of the ring of ingesters, and of memberlist, which carries it. */
export const RING_FAULTS: readonly Fault[] = [
  leaves,
  quorumLost,
  quorumAtRisk,
  memberlist,
  address,
  labels,
  other,
  blocked,
  unhealthy,
  tooMany,
];
