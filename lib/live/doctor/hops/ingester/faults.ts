import { counted } from '../../../../../charts/input/counted';
import { grow, networkPolicies, ofEnvironment } from '../../commands';
import type { Fault } from '../../fault';
import { linesOf, some, type View } from '../../view';
import { hopOf } from '../../hops';
import { inLog } from '../in-log';
import { pods, RING_FAULTS } from './ring';

const ingesters = (view: View) => view.scrapes('ingester');

const walFull: Fault = {
  id: 'wal-full',
  hop: 'ingester',
  cause: 'the volume of an ingester is full: it continues without its write-ahead log, and a crash loses lines',
  find: (view) => {
    const full = ingesters(view).filter(
      (scrape) => view.grown([scrape], 'loki_ingester_wal_disk_full_failures_total') > 0,
    );
    const lines = view.logs('disk-full', 'ingester');
    // Loki counts pauses before the disk is full, too.
    const isPause = view.logs('wal-throttled', 'ingester').length > 0;
    if (lines.length === 0 && (full.length === 0 || isPause)) return undefined;
    const evidence =
      full.length > 0
        ? `${some(full.map(({ pod }) => pod))} cannot write its log: the disk is full`
        : `no space left on device: ${linesOf(lines)}`;
    return { evidence, fix: grow(view, 'ingester') };
  },
};

const throttled = inLog(
  'wal-throttled',
  {
    ...{ id: 'wal-throttled', hop: 'ingester' },
    cause: 'the volume of an ingester is almost full, so it takes no lines: it answers that it is shutting down',
    follows: ['identity', 'buckets', 'store'],
  },
  { of: 'ingester', says: (detail) => detail, fix: (view) => grow(view, 'ingester') },
);

const leaving = inLog(
  'ingester-leaving',
  {
    ...{ id: 'ingester-leaving', hop: 'ingester', isMild: true },
    cause:
      'ingesters answer that they are shutting down: they restart, were told to shut down, or have an almost full volume',
    follows: ['ingester'],
  },
  {
    // In a rollout each ingester answers so for a moment.
    least: 3,
    says: (detail) => detail,
    fix: (view) => [
      `${pods(view)}: wait for those that restart`,
      'one that does not restart and still says so was told to shut down (/ingester/shutdown): kubectl delete pod; or has no room on its volume (df)',
    ],
  },
);

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
      evidence: `${counted(bad, 'push', 'pushes')} from distributors to ingesters failed between two readings of the metrics`,
      fix: [pods(view), networkPolicies(view)],
    };
  },
};

/** Faults of the ring, of ingesters and of their volumes. */
export const INGESTER_FAULTS: readonly Fault[] = [
  ...RING_FAULTS,
  walFull,
  throttled,
  readOnly,
  walCorrupt,
  walFilling,
  checkpoints,
  replaying,
  leaving,
  refusing,
];
