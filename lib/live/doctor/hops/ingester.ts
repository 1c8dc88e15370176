import { endpointsOf, grow, networkPolicies, ofEnvironment, podsOf, workloadOf } from '../commands';
import type { Fault } from '../fault';
import { linesOf, some, type View } from '../view';
import { hopOf } from '../hops';
import { inLog } from './in-log';
import { quorumOf } from './workloads';

const ingesters = (view: View) => view.scrapes('ingester');

/** Members of the ring that take lines; undefined if it was not seen. */
const active = ({ snapshot }: View): string[] | undefined =>
  snapshot.ring?.filter(({ state }) => state === 'ACTIVE').map(({ id }) => id);

const pods = (view: View): string => `${podsOf(view, 'ingester')} -o wide`;

const quorumLost: Fault = {
  id: 'ring-quorum-lost',
  hop: 'ingester',
  cause: 'fewer ingesters are in the ring than a write needs: every push fails',
  find: (view) => {
    const { replicationFactor } = view.setup;
    const members = active(view);
    const lines = view.logs('ring-unhealthy');
    if (members && members.length < quorumOf(replicationFactor)) {
      return {
        evidence: `${members.length} of ${view.setup.ingesters} ingesters are ACTIVE, and a write needs ${quorumOf(replicationFactor)}`,
        fix: [pods(view), 'bring them back, and restart nothing else: what they hold is in their volumes'],
      };
    }
    // The ring tells it better, where it is seen.
    if (members || lines.length === 0) return undefined;
    return { evidence: `too many unhealthy instances in the ring: ${linesOf(lines)}`, fix: [pods(view)] };
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

const unhealthy: Fault = {
  id: 'ring-unhealthy',
  hop: 'ingester',
  isMild: true,
  cause: 'the ring has an ingester that does not exist any more, or does not answer',
  find: (view) => {
    const { setup, snapshot } = view;
    const found = (snapshot.ring ?? []).filter(({ state }) => !['ACTIVE', 'JOINING', 'LEAVING'].includes(state));
    if (found.length === 0) return undefined;
    return {
      evidence: `${some(found.map(({ id, state }) => `${id} is ${state}`))}`,
      fix: [
        `kubectl port-forward --namespace ${setup.lokiNamespace} ${workloadOf(view, 'distributor')} 3100`,
        'forget it at http://localhost:3100/ring, if its pod is gone for good; ingester.autoforget_unhealthy does so automatically',
      ],
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

const memberlist = inLog(
  'memberlist',
  {
    ...{ id: 'ring-memberlist', hop: 'ingester' },
    cause: 'pods of Loki do not find each other: port 7946, or the name of the memberlist Service',
  },
  {
    says: () => 'memberlist cannot be joined',
    fix: (view) => [endpointsOf(view, 'loki-memberlist'), networkPolicies(view)],
  },
);

const walFull: Fault = {
  id: 'wal-full',
  hop: 'ingester',
  cause: 'the volume of an ingester is full: it continues without its write-ahead log, and a crash loses lines',
  find: (view) => {
    const full = ingesters(view).filter(
      (scrape) => view.grown([scrape], 'loki_ingester_wal_disk_full_failures_total') > 0,
    );
    const lines = view.logs('disk-full', 'ingester');
    if (full.length === 0 && lines.length === 0) return undefined;
    const evidence =
      full.length > 0
        ? `${some(full.map(({ pod }) => pod))} cannot write its log: the disk is full`
        : `no space left on device: ${linesOf(lines)}`;
    return { evidence, fix: grow(view, 'ingester') };
  },
};

/** Share of its volume at which an ingester's log is a risk. */
const FILLING = 0.75;

const walFilling: Fault = {
  id: 'wal-filling',
  hop: 'ingester',
  isMild: true,
  cause: 'the volume of an ingester fills up',
  follows: ['identity', 'buckets', 'store'],
  find: (view) => {
    const shareOf = (scrape: ReturnType<typeof ingesters>[number]) =>
      view.sum([scrape], 'loki_ingester_wal_disk_usage_percent') ?? 0;
    const found = ingesters(view).filter((scrape) => shareOf(scrape) > FILLING);
    const [first] = found;
    if (!first) return undefined;
    return {
      evidence: `${first.pod} has used ${Math.round(shareOf(first) * 100)} % of its volume`,
      fix: grow(view, 'ingester'),
    };
  },
};

const readOnly: Fault = {
  id: 'volume-read-only',
  hop: 'ingester',
  cause: 'the file system of a volume has become read-only: EBS or the node had an error',
  find: (view) => {
    const lines = view.lokiLogs('read-only');
    if (lines.length === 0) return undefined;
    const [first] = lines;
    return {
      evidence: `read-only file system: ${linesOf(lines)}`,
      fix: [
        `kubectl delete pod --namespace ${first?.namespace} ${first?.pod}`,
        'if it comes back read-only: aws ec2 describe-volume-status, and a new node',
      ],
    };
  },
};

const walCorrupt: Fault = {
  id: 'wal-corrupt',
  hop: 'ingester',
  cause: 'a part of the write-ahead log of an ingester is damaged, and its lines are in other replicas only',
  isMild: true,
  find: (view) => {
    const all = view.lokiLogs('wal-corrupt');
    const own = view.logs('wal-corrupt', 'ingester');
    const lines = own.length > 0 ? own : all;
    const [first] = lines;
    if (!first) return undefined;
    if (own.length === 0) {
      return {
        hop: hopOf(first.component),
        cause: 'a part of the write-ahead log of a pod is damaged: samples of recording rules, if it is a ruler',
        evidence: `the log is corrupt: ${linesOf(lines)}`,
        fix: [`kubectl delete pod --namespace ${first.namespace} ${first.pod}`],
      };
    }
    return {
      evidence: `the log is corrupt: ${linesOf(lines)}`,
      fix: [
        'nothing, if it is ready: it continues after the damaged part',
        `if it does not start, and the two others do: kubectl delete pvc --namespace ${first.namespace} data-${first.pod} --wait=false && kubectl delete pod --namespace ${first.namespace} ${first.pod}`,
      ],
    };
  },
};

const replaying: Fault = {
  id: 'wal-replaying',
  hop: 'ingester',
  isMild: true,
  cause: 'an ingester reads its write-ahead log again after a restart, and is not ready meanwhile',
  find: (view) => {
    const found = ingesters(view).filter((scrape) => view.sum([scrape], 'loki_ingester_wal_replay_active') === 1);
    if (found.length === 0) return undefined;
    const fix = [
      'wait: some minutes for each GB; do not delete the pod',
      ...ofEnvironment(view, `npx eks-loki wait ${view.setup.name}`),
    ];
    return { evidence: `${some(found.map(({ pod }) => pod))} replays its log`, fix };
  },
};

const checkpoints: Fault = {
  id: 'wal-checkpoints',
  hop: 'ingester',
  isMild: true,
  cause: 'an ingester cannot write checkpoints, so its write-ahead log grows without end',
  follows: ['ingester'],
  find: (view) => {
    const found = ingesters(view).filter(
      (scrape) => view.grown([scrape], 'loki_ingester_checkpoint_creations_failed_total') > 0,
    );
    if (found.length === 0) return undefined;
    return { evidence: `checkpoints of ${some(found.map(({ pod }) => pod))} fail`, fix: grow(view, 'ingester') };
  },
};

const refusing: Fault = {
  id: 'ingester-errors',
  hop: 'ingester',
  cause: 'ingesters answer distributors with errors, or not at all',
  isMild: true,
  follows: ['ingester', 'distributor'],
  find: (view) => {
    const name = 'loki_ingester_client_request_duration_seconds_count';
    const bad = view.grown(view.scrapes('distributor'), name, { operation: /Push/, status_code: /^(error|5.*)$/ });
    if (bad === 0) return undefined;
    return {
      evidence: `${bad} pushes from distributors to ingesters failed in the time of two looks`,
      fix: [pods(view), networkPolicies(view)],
    };
  },
};

/** Faults of the ring, of ingesters and of their volumes. */
export const INGESTER_FAULTS: readonly Fault[] = [
  quorumLost,
  quorumAtRisk,
  memberlist,
  walFull,
  readOnly,
  walCorrupt,
  walFilling,
  checkpoints,
  replaying,
  unhealthy,
  tooMany,
  refusing,
];
