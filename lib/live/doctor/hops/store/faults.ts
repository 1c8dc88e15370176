import { runs } from '../../components';
import { check, grow, networkPolicies, podsOf, warningsOf } from '../../commands';
import type { Fault, Found } from '../../fault';
import type { Scrape } from '../../snapshot';
import { hopOf } from '../../hops';
import { linesOf, some, type View } from '../../view';
import { inLog } from '../in-log';
import { areAnswered } from '../query/answers';
import { CHUNK_FAULTS } from './chunks';
import { DELETE_FAULTS } from './deletes';
import { INDEX_FILE_FAULTS } from './index-files';

const ingesters = (view: View): Scrape[] => view.scrapes('ingester');
const compactors = (view: View): Scrape[] => view.scrapes('compactor');

const flush: Fault = {
  id: 'flush-failing',
  hop: 'store',
  cause: 'ingesters cannot write chunks to S3, and keep them until their volumes are full',
  follows: ['identity', 'buckets'],
  find: (view) => {
    const found = ingesters(view).filter(
      (scrape) =>
        view.grown([scrape], 'loki_ingester_chunks_flush_failures_total') > 0 ||
        view.grown([scrape], 'loki_objstore_bucket_operation_failures_total', { operation: 'upload' }) > 0,
    );
    if (found.length === 0) return undefined;
    return {
      // What S3 refuses for a moment is written later, and explains it all the same.
      causedBy: [
        ...['bucket-throttled', 'bucket-errors', 'bucket-key-throttled', 'bucket-refused', 'bucket-object-lock'],
        ...['identity-throttled', 'volume-absent'],
      ],
      evidence: `${some(found.map(({ pod }) => pod))} could not flush chunks between two readings of the metrics`,
      fix: [warningsOf(view, 'ingester')],
    };
  },
};

const UPLOADS = 'loki_tsdb_shipper_tables_upload_operation_total';

const indexUpload: Fault = {
  id: 'index-upload',
  hop: 'store',
  cause: 'the index is not uploaded: no query will find the chunks once an ingester restarts',
  follows: ['identity', 'buckets'],
  find: (view) => {
    const found = ingesters(view).filter((scrape) => view.grown([scrape], UPLOADS, { status: 'failure' }) > 0);
    if (found.length === 0) return undefined;
    return {
      evidence: `${some(found.map(({ pod }) => pod))} could not upload its index`,
      fix: [warningsOf(view, 'ingester')],
    };
  },
};

const HOUR = 3600;

const volumeFull: Fault = {
  id: 'volume-full',
  hop: 'store',
  isMild: true,
  cause: 'the volume of a pod that is not an ingester is full',
  find: (view) => {
    const lines = view.logs('disk-full').filter(({ component }) => {
      const hop = hopOf(component);
      return hop !== 'agent' && !runs(component, 'ingester');
    });
    const [first] = lines;
    if (!first) return undefined;
    return {
      hop: hopOf(first.component),
      evidence: `no space left on device: ${linesOf(lines)}`,
      fix: grow(view, first.component),
    };
  },
};

const indexAbsent: Fault = {
  id: 'index-absent',
  hop: 'store',
  isMild: true,
  cause: 'lines have arrived for hours, and the index of the bucket has nothing of today',
  follows: ['identity', 'buckets', 'store'],
  find: (view) => {
    const bucket = view.snapshot.aws?.buckets.find(({ indexToday }) => indexToday === 0);
    const secondsOfDay = view.now % (24 * HOUR);
    const age = Math.min(
      ...ingesters(view).flatMap((scrape) => {
        const start = view.sum([scrape], 'process_start_time_seconds');
        return start === undefined ? [] : [view.now - start];
      }),
      secondsOfDay,
    );
    const streams = view.sum(ingesters(view), 'loki_ingester_memory_streams') ?? 0;
    if (!bucket || ingesters(view).length === 0 || age < 2 * HOUR || streams === 0) return undefined;
    return {
      evidence: `bucket ${bucket.name} has no index of today, and ingesters have ${streams} streams for ${Math.floor(age / HOUR)} hours`,
      fix: [warningsOf(view, 'ingester')],
    };
  },
};

const schema = inLog(
  'no-schema',
  {
    ...{ id: 'schema-period', hop: 'store' },
    cause: 'no period of the schema covers the time of lines or of a query',
  },
  {
    says: () => 'no schema config found for time',
    fix: (view) => [
      'the first period of schema_config must begin before the first line: give it a date in the past, and later ones a date in the future',
      ...check(view),
      view.setup.deliver,
    ],
  },
);

const oneCompactor: Fault = {
  id: 'compactor-number',
  hop: 'store',
  isMild: true,
  cause: 'not exactly one compactor runs: without one nothing is deleted, and two delete the tables of each other',
  find: (view) => {
    const found = compactors(view);
    const running = view.sum(found, 'loki_boltdb_shipper_compactor_running');
    if (running === undefined || running === 1) return undefined;
    return {
      evidence: `${running} compactors run`,
      fix: [podsOf(view, 'compactor').replace(/--namespace \S+/, '--all-namespaces'), warningsOf(view, 'compactor')],
    };
  },
};

/** Fault of a time of last success that is too old. It is 0 until the first run. */
const stale = (fault: Pick<Fault, 'id' | 'cause'>, stamp: string, hours: number, what: string): Fault => ({
  ...fault,
  hop: 'store',
  isMild: true,
  follows: ['identity', 'buckets', 'store'],
  find: (view) => {
    const found = compactors(view);
    const last = view.sum(found, stamp);
    const start = view.sum(found, 'process_start_time_seconds');
    if (last === undefined || start === undefined) return undefined;
    const age = (view.now - (last > 0 ? last : start)) / HOUR;
    if (age <= hours) return undefined;
    return {
      evidence: `${what} succeeded ${Math.floor(age)} hours ago for the last time, or never`,
      fix: [warningsOf(view, 'compactor')],
    };
  },
});

const compactionFailing: Fault = {
  id: 'compaction-failing',
  hop: 'store',
  isMild: true,
  cause: 'compaction or retention fails: queries become slower, and nothing is deleted',
  follows: ['identity', 'buckets'],
  find: (view) => {
    const found = compactors(view);
    const names = [
      'loki_boltdb_shipper_compact_tables_operation_total',
      'loki_compactor_apply_retention_operation_total',
    ];
    const failed = names.filter((name) => view.grown(found, name, { status: 'failure' }) > 0);
    const lines = view.logs('compaction-failed', 'compactor');
    const fix = [warningsOf(view, 'compactor')];
    if (failed.length === 0 && lines.length > 0)
      return { evidence: `${lines[0]?.detail ?? 'compaction fails'}: ${linesOf(lines)}`, fix };
    if (failed.length === 0) return undefined;
    return {
      evidence: `${failed.map((name) => (name.includes('retention') ? 'retention' : 'compaction')).join(' and ')} failed between two readings of the metrics`,
      fix,
    };
  },
};

/** Seconds that a delete request may wait: 24 hours in which it can be cancelled, and some runs. */
const DELETE_SECONDS = 72 * HOUR;

const deletes: Fault = {
  id: 'deletes-stuck',
  hop: 'store',
  isMild: true,
  cause: 'delete requests are not processed',
  follows: ['identity', 'buckets', 'store'],
  find: (view) => {
    const age = view.sum(compactors(view), 'loki_compactor_oldest_pending_delete_request_age_seconds') ?? 0;
    if (age <= DELETE_SECONDS) return undefined;
    return {
      evidence: `the oldest request has waited for ${Math.floor(age / HOUR)} hours`,
      fix: [warningsOf(view, 'compactor')],
    };
  },
};

/** Numbers of lines about index gateways that make a fault, by their pattern: one that restarts fails some health checks. */
const LEAST_OF_GATEWAYS = { 'index-gateway': 1, 'index-gateway-health': 10 };

const unreached = inLog(
  LEAST_OF_GATEWAYS,
  {
    ...{ id: 'index-gateway-unreachable', hop: 'query', follows: ['store'] },
    cause: 'queriers or rulers do not reach an index gateway, without which they find no chunks',
  },
  {
    says: (detail) => detail,
    fix: (view) => [`${podsOf(view, 'index-gateway')} -o wide`, networkPolicies(view)],
  },
);

const indexGateway: Fault = {
  ...unreached,
  find: (view) => {
    const found = unreached.find(view) as Found | undefined;
    // Another index gateway may answer, as during a rollout.
    return found && { ...found, isMild: areAnswered(view) };
  },
};

const readsFail: Fault = {
  id: 'store-reads',
  hop: 'store',
  cause: 'reading from the buckets fails: queries over more than the last hours have gaps or errors',
  follows: ['identity', 'buckets'],
  find: (view) => {
    const found = [...view.scrapes('index-gateway'), ...view.scrapes('querier')].filter((scrape) => {
      const failed = view.grown([scrape], 'loki_objstore_bucket_operation_failures_total', {
        operation: /^(get|iter|get_range)$/,
      });
      const all = view.grown([scrape], 'loki_objstore_bucket_operations_total', {
        operation: /^(get|iter|get_range)$/,
      });
      return failed > 0 && failed >= all / 2;
    });
    if (found.length === 0) return undefined;
    return {
      evidence: `${some(found.map(({ pod }) => pod))} could not read`,
      fix: [warningsOf(view, found[0]?.component ?? '')],
    };
  },
};

/** Faults of stored data: chunks, index, compaction, retention. */
export const STORE_FAULTS: readonly Fault[] = [
  schema,
  ...CHUNK_FAULTS,
  flush,
  indexUpload,
  indexGateway,
  inLog(
    'marks-failed',
    {
      ...{ id: 'retention-marks', hop: 'store', isMild: true, follows: ['identity', 'buckets', 'store'] },
      cause: 'the compactor cannot delete what retention has marked: expired chunks stay in the bucket',
    },
    {
      of: 'compactor',
      says: (detail) => detail,
      fix: (view) => [
        warningsOf(view, 'compactor'),
        'a file of marks that is damaged is in the folder retention of its volume: those that are named there can be deleted',
      ],
    },
  ),
  readsFail,
  ...INDEX_FILE_FAULTS,
  indexAbsent,
  oneCompactor,
  volumeFull,
  compactionFailing,
  stale(
    { id: 'compaction-stale', cause: 'the index is not compacted: queries become slower' },
    'loki_boltdb_shipper_compact_tables_operation_last_successful_run_timestamp_seconds',
    3,
    'compaction',
  ),
  stale(
    { id: 'retention-stale', cause: 'nothing that is older than the retention is deleted' },
    'loki_compactor_apply_retention_last_successful_run_timestamp_seconds',
    24,
    'retention',
  ),
  deletes,
  ...DELETE_FAULTS,
];
