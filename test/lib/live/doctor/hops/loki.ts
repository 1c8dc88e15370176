import { type Draft, setMetric, TAKEN_AT } from '../../../../helpers/healthy-snapshot';
import type { FaultCase } from './fault-case';

const NOW = Date.parse(TAKEN_AT) / 1000;
const HOUR = 3600;

const discarded = (draft: Draft, reason: string): void =>
  setMetric(draft, 'distributor', `loki_discarded_samples_total{tenant=dev,reason=${reason}}`, 900, 30);

const ring = (draft: Draft, ...states: string[]): void => {
  draft.ring = states.map((state, index) => ({ id: `loki-ingester-${index}`, state }));
};

/** Limits of a tenant: reason, and what the fix says. */
const LIMITS: readonly (readonly [id: string, reason: string, fix: RegExp])[] = [
  ['limit-rate', 'rate_limited', /ingestion_rate_mb/],
  ['limit-streams', 'stream_limit', /analyze-labels/],
  ['limit-labels', 'max_label_names_per_series', /max_label_names_per_series/],
  ['limit-age', 'greater_than_max_sample_age', /reject_old_samples_max_age/],
  ['limit-line', 'line_too_long', /max_line_size/],
  ['limit-metadata', 'structured_metadata_too_large', /max_structured_metadata_size/],
  ['limit-labels', 'label_value_too_long', /drop labels/],
  ['limit-order', 'too_far_behind', /label of its own.*\n.*max_chunk_age/],
  ['limit-broken-labels', 'duplicate_label_names', /two values/],
  ['limit-enforced', 'missing_enforced_labels', /enforced_labels/],
  ['limit-body', 'request_body_too_large', /batch_size/],
  ['limit-blocked', 'blocked_ingestion_policy', /block_ingestion_until/],
  ['limit-other', 'a_reason_of_tomorrow', /component=distributor/],
];

/** Faults that a metric shows: component, metric, value and growth. */
const METRICS: readonly (readonly [
  ...[id: string, hop: FaultCase['hop'], component: string, metric: string, value: number, grown: number],
  ...[evidence: RegExp, fix: RegExp],
])[] = [
  [
    'limits-refused',
    'distributor',
    'distributor',
    'loki_runtime_config_last_reload_successful',
    0,
    0,
    /limits of tenants/,
    /runtime config/,
  ],
  [
    'wal-full',
    'ingester',
    'ingester',
    'loki_ingester_wal_disk_full_failures_total',
    40,
    8,
    /the disk is full/,
    /eks-loki volumes dev/,
  ],
  [
    'wal-filling',
    'ingester',
    'ingester',
    'loki_ingester_wal_disk_usage_percent',
    0.81,
    0,
    /has used 81 % of its volume/,
    /loki\.sizes: \{ ingester/,
  ],
  [
    'wal-checkpoints',
    'ingester',
    'ingester',
    'loki_ingester_checkpoint_creations_failed_total',
    3,
    1,
    /checkpoints of loki-ingester-0 and 2 more fail/,
    /volume/,
  ],
  [
    'wal-replaying',
    'ingester',
    'ingester',
    'loki_ingester_wal_replay_active',
    1,
    0,
    /replays its log/,
    /do not delete/,
  ],
  [
    'ingester-errors',
    'ingester',
    'distributor',
    'loki_ingester_client_request_duration_seconds_count{operation=/logproto.Pusher/Push,status_code=error}',
    30,
    6,
    /12 pushes from distributors/,
    /component=ingester/,
  ],
  [
    'flush-failing',
    'store',
    'ingester',
    'loki_ingester_chunks_flush_failures_total',
    9,
    2,
    /could not flush/,
    /component=ingester/,
  ],
  [
    'index-upload',
    'store',
    'ingester',
    'loki_tsdb_shipper_tables_upload_operation_total{status=failure}',
    9,
    2,
    /could not upload its index/,
    /component=ingester/,
  ],
  [
    'store-reads',
    'store',
    'index-gateway',
    'loki_objstore_bucket_operation_failures_total{operation=get}',
    9,
    2,
    /loki-index-gateway-0(?: and 1 more)? could not read/,
    /component=index-gateway/,
  ],
  [
    'compactor-number',
    'store',
    'compactor',
    'loki_boltdb_shipper_compactor_running',
    0,
    0,
    /0 compactors run/,
    /component=compactor/,
  ],
  [
    'compaction-failing',
    'store',
    'compactor',
    'loki_boltdb_shipper_compact_tables_operation_total{status=failure}',
    4,
    1,
    /compaction failed/,
    /component=compactor/,
  ],
  [
    'compaction-stale',
    'store',
    'compactor',
    'loki_boltdb_shipper_compact_tables_operation_last_successful_run_timestamp_seconds',
    NOW - 5 * HOUR,
    0,
    /compaction succeeded 5 hours ago/,
    /compactor/,
  ],
  [
    'retention-stale',
    'store',
    'compactor',
    'loki_compactor_apply_retention_last_successful_run_timestamp_seconds',
    0,
    0,
    /retention succeeded 48 hours ago/,
    /compactor/,
  ],
  [
    'deletes-stuck',
    'store',
    'compactor',
    'loki_compactor_oldest_pending_delete_request_age_seconds',
    100 * HOUR,
    0,
    /100 hours/,
    /compactor/,
  ],
  [
    'query-no-querier',
    'query',
    'query-scheduler',
    'loki_query_scheduler_connected_querier_clients',
    0,
    0,
    /0 queriers are connected/,
    /deployment\/loki-querier/,
  ],
  [
    'rules-refused',
    'query',
    'ruler',
    'loki_ruler_config_last_reload_successful{user=other}',
    0,
    0,
    /could not load rules/,
    /eks-loki check dev/,
  ],
];

/** Faults of Loki, from the gateway to what it stores. */
export const LOKI_CASES: readonly FaultCase[] = [
  ...LIMITS.map(([id, reason, fix]): FaultCase => ({
    ...{ id, hop: 'distributor', fix },
    make: (draft) => discarded(draft, reason),
    evidence: new RegExp(`60 lines refused between two readings of the metrics, most of tenant dev: ${reason}`),
  })),
  ...METRICS.map(([id, hop, component, metric, value, grown, evidence, fix]): FaultCase => ({
    ...{ id, hop, evidence, fix },
    make: (draft) => setMetric(draft, component, metric, value, grown),
  })),
  {
    id: 'gateway-no-endpoints',
    hop: 'gateway',
    make: (draft) =>
      (draft.slices[0] as Draft['slices'][number]).endpoints.forEach((one) => (one.conditions = { ready: false })),
    evidence: /Service loki\/loki-gateway has no ready endpoint/,
    fix: /spec\.selector/,
  },
  {
    id: 'ring-quorum-lost',
    hop: 'ingester',
    make: (draft) => ring(draft, 'ACTIVE'),
    evidence: /1 of 3 ingesters are ACTIVE, and a write needs 2/,
    fix: /restart nothing else/,
  },
  {
    id: 'ring-quorum-at-risk',
    hop: 'ingester',
    make: (draft) => ring(draft, 'ACTIVE', 'ACTIVE'),
    evidence: /2 of 3 ingesters are ACTIVE/,
    fix: /restart nothing until/,
  },
  {
    id: 'ring-unhealthy',
    hop: 'ingester',
    make: (draft) => ring(draft, 'ACTIVE', 'ACTIVE', 'ACTIVE', 'Unhealthy'),
    evidence: /loki-ingester-3 is Unhealthy/,
    fix: /autoforget_unhealthy/,
  },
  {
    id: 'ring-foreign',
    hop: 'ingester',
    make: (draft) => ring(draft, 'ACTIVE', 'ACTIVE', 'ACTIVE', 'ACTIVE'),
    evidence: /the ring has loki-ingester-3, and namespace loki has no such pod/,
    fix: /cluster_label/,
  },
  {
    id: 'index-absent',
    hop: 'store',
    make: (draft) => {
      const [bucket] = draft.aws?.buckets ?? [];
      if (bucket) bucket.indexToday = 0;
    },
    evidence: /has no index of today, and ingesters have 120 streams for 12 hours/,
    fix: /component=ingester/,
  },
];
