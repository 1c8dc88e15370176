import { waiting } from '../../../../helpers/fake-kubectl';
import { addLog, breakPod, podsOf } from '../../../../helpers/healthy-snapshot';
import type { FaultCase } from './fault-case';

/** Faults that a log shows: component, pattern, and what is said. */
const LOGS: readonly (readonly [
  id: string,
  hop: FaultCase['hop'],
  component: string,
  pattern: string,
  evidence: RegExp,
  fix: RegExp,
])[] = [
  ['cache-full', 'caches', 'querier', 'memcached-full', /7 lines of loki-querier-0/, /chunksCache: \{ memory/],
  ['cache-connections', 'caches', 'querier', 'memcached-connections', /7 lines/, /--conn-limit/],
  ['index-gateway-unreachable', 'query', 'querier', 'index-gateway', /7 lines/, /component=index-gateway -o wide/],
  ['retention-marks', 'store', 'compactor', 'marks-failed', /7 lines/, /folder retention/],
  ['compaction-failing', 'store', 'compactor', 'compaction-failed', /7 lines/, /component=compactor/],
  ['rules-remote-write', 'query', 'ruler', 'remote-write', /7 lines/, /loki\.ruler\.remoteWrite/],
  ['query-many-tenants', 'query', 'query-frontend', 'many-tenants', /multiple org IDs present: 7 lines/, /teams\.md/],
  ['gateway-config', 'gateway', 'gateway', 'nginx-config', /\[emerg\]/, /grep emerg/],
  ['gateway-resolver', 'gateway', 'gateway', 'nginx-name', /names are not resolved/, /k8s-app=kube-dns/],
  ['gateway-upstream', 'gateway', 'gateway', 'nginx-no-upstream', /no upstream answers/, /query-frontend/],
  ['gateway-hash', 'gateway', 'gateway', 'nginx-hash', /crypt\(\) failed: 7 lines/, /rollout restart --namespace loki/],
  ['gateway-too-large', 'gateway', 'gateway', 'nginx-too-large', /too large bodies/, /batches/],
  ['gateway-password', 'gateway', 'gateway', 'nginx-password', /is refused/, /passwords\.md/],
  ['loki-config', 'distributor', 'distributor', 'loki-config', /configuration is refused/, /--previous/],
  ['distributor-no-tenant', 'distributor', 'query-frontend', 'no-org', /no org id/, /X-Scope-OrgID/],
  ['loki-panic', 'distributor', 'querier', 'panic', /panic: 7 lines/, /grep -A 20 panic/],
  ['loki-start-order', 'distributor', 'distributor', 'panic-of-patterns', /panic in the sender/, /cdk deploy/],
  ['ring-memberlist', 'ingester', 'querier', 'memberlist', /memberlist cannot be joined/, /loki-memberlist/],
  [
    'volume-read-only',
    'ingester',
    'ingester',
    'read-only',
    /read-only file system/,
    /delete pod --namespace loki loki-ingester-0/,
  ],
  ['wal-corrupt', 'ingester', 'ingester', 'wal-corrupt', /log is corrupt/, /data-loki-ingester-0/],
  [
    'wal-corrupt',
    'query',
    'ruler',
    'wal-corrupt',
    /log is corrupt: 7 lines of loki-ruler-0/,
    /delete pod --namespace loki loki-ruler-0$/,
  ],
  ['volume-full', 'store', 'compactor', 'disk-full', /no space left on device/, /sizes: \{ compactor: \{ volume/],
  ['volume-full', 'store', 'index-gateway', 'disk-full', /loki-index-gateway-0/, /sizes: \{ indexGateway: \{ volume/],
  ['wal-full', 'ingester', 'ingester', 'disk-full', /no space left on device/, /sizes: \{ ingester: \{ volume/],
  ['schema-period', 'store', 'ingester', 'no-schema', /no schema config found/, /in the past/],
  ['cache-errors', 'caches', 'querier', 'memcached', /memcached does not answer/, /chunks-cache/],
  ['rules-failing', 'query', 'ruler', 'rule-failed', /cannot be evaluated/, /grep -i rule/],
  ['alerts-unsent', 'query', 'ruler', 'alertmanager', /alerts are not sent/, /alertmanagerUrl/],
];

/** Faults of Loki and of the gateway that logs show. */
export const LOKI_LOG_CASES: readonly FaultCase[] = [
  ...LOGS.map(([id, hop, component, pattern, evidence, fix]): FaultCase => ({
    ...{ id, hop, evidence, fix },
    make: (draft) => addLog(draft, component, pattern),
  })),
  {
    // What a pod that does not start says of the limits, and nothing of an agent.
    id: 'limits-refused',
    hop: 'distributor',
    make: (draft) => {
      podsOf(draft, 'distributor').forEach((_, index) =>
        breakPod(draft, 'distributor', waiting('CrashLoopBackOff'), index),
      );
      podsOf(draft, 'distributor').forEach(({ metadata }) =>
        draft.logs.push({
          namespace: 'loki',
          pod: metadata.name,
          ...{ component: 'distributor', pattern: 'runtime-config', count: 1 },
        }),
      );
    },
    evidence: /limits of tenants are refused: 2 lines of loki-distributor-0 and 1 more/,
    fix: /kubectl logs --namespace loki loki-distributor-0/,
  },
];
