import { waiting } from '../../../../helpers/fake-kubectl';
import { breakPod, type Draft, podsOf } from '../../../../helpers/healthy-snapshot';
import type { FaultCase } from '../hops/fault-case';
import { AT, caseOf, line, type Row, written } from './written';

const ROWS: readonly Row[] = [
  [
    'loki-start',
    'store',
    'compactor',
    line(
      'log.go:230',
      'msg="error running loki" err="mkdir : no such file or directory\\nerror initialising module: compactor"',
    ),
    /^module compactor does not start: 7 lines of loki-compactor-0$/,
    /--previous --tail 20[^]*eks-loki check dev/,
  ],
  [
    'wal-throttled',
    'ingester',
    'ingester',
    `${AT} level=warn caller=wal.go:214 msg="disk usage exceeded threshold, throttling writes" usage_percent=91.02% threshold_percent=90.00% component=wal`,
    /^disk usage exceeded threshold: 7 lines of loki-ingester-0$/,
    /eks-loki volumes dev/,
  ],
  [
    'ingester-leaving',
    'ingester',
    'distributor',
    line(
      'http.go:117',
      'org_id=dev msg="write operation failed" details="rpc error: code = Unknown desc = Ingester is shutting down"',
    ),
    /^Ingester is shutting down: 7 lines of loki-distributor-0$/,
    /component=ingester -o wide: wait[^]*\/ingester\/shutdown/,
  ],
  [
    'ring-address',
    'ingester',
    'ingester',
    line(
      'loki.go:518',
      'msg="module failed" module=memberlist-kv error="starting module memberlist-kv: invalid service state: Failed, failure: failed to create memberlist: Failed to get final advertise address: no private IP address found, and explicit IP not provided"',
    ),
    /^no private IP address found: 7 lines/,
    /common\.ring/,
  ],
  [
    'bucket-endpoint',
    'buckets',
    'ingester',
    line(
      'flush.go:262',
      'msg="failed to flush" err="operation error S3: PutObject, resolve endpoint: endpoint rule error, Invalid Configuration: FIPS and custom endpoint are not supported"',
    ),
    /^endpoint rule error, Invalid Configuration: FIPS and custom endpoint/,
    /environments\.dev\.storage/,
  ],
  [
    'bucket-endpoint',
    'buckets',
    'ingester',
    line(
      'flush.go:262',
      'msg="failed to flush" err="failed to flush chunks: store put chunk: operation error S3: PutObject, resolve auth scheme: resolve endpoint: endpoint rule error, Custom endpoint `s3.eu-west-1.amazonaws.com` was not a valid URI"',
    ),
    /^Custom endpoint .* was not a valid URI: 7 lines/,
    /environments\.dev\.storage/,
  ],
  [
    'distributor-unreadable',
    'distributor',
    'distributor',
    line(
      'manager.go:50',
      'component=distributor path=write msg="write operation failed" details="couldn\'t parse push request: snappy: corrupt input" org_id=dev',
    ),
    /snappy: corrupt input/,
    /Content-Encoding/,
  ],
  [
    'ring-label',
    'ingester',
    'ingester',
    `${AT} caller=memberlist_logger.go:74 level=error msg="discarding packet with unacceptable label \\"other\\": from=10.0.1.4:7946"`,
    /another label/,
    /cluster_label_verification_disabled/,
  ],
  [
    'ring-memberlist',
    'ingester',
    'querier',
    line(
      'memberlist_client.go:886',
      'msg="failed to resolve members" addrs=loki-memberlist err="lookup loki-memberlist on 172.20.0.10:53: no such host"',
    ),
    /memberlist cannot be joined/,
    /loki-memberlist/,
  ],
  [
    'schema-removed',
    'store',
    'compactor',
    line('tables_manager.go:327', 'msg="skipping compaction since we can\'t find schema for table" table=index_20400'),
    /find schema for table/,
    /to schema_config again/,
  ],
  [
    'index-broken',
    'store',
    'index-gateway',
    line(
      'table.go:388',
      'msg="index set has a problem, cleaning it up" index_set=dev err="read TOC: invalid checksum"',
    ),
    /index set has a problem/,
    /component=index-gateway/,
  ],
  [
    'index-broken',
    'store',
    'index-gateway',
    line('table.go:370', 'msg="index set dev has some problem, cleaning it up" err="read TOC: invalid checksum"'),
    /index set dev has some problem/,
    /component=index-gateway/,
  ],
  [
    'index-broken',
    'store',
    'index-gateway',
    line('index_set.go:308', 'table-name=index_20000 msg="sync failed, retrying it" err="gzip: invalid header"'),
    /^sync failed, retrying it: 7 lines/,
    /list-object-versions/,
  ],
  [
    'distributor-unreadable',
    'distributor',
    'distributor',
    line(
      'manager.go:50',
      'component=distributor path=write msg="write operation failed" details="couldn\'t parse push request: proto: wrong wireType = 6 for field Labels" org_id=dev',
    ),
    /^couldn't parse push request: 7 lines/,
    /application\/x-protobuf/,
  ],
  [
    'query-scheduler-unreachable',
    'query',
    'query-frontend',
    line(
      'frontend_scheduler_worker.go:237',
      'msg="error contacting scheduler" err="rpc error: code = Unavailable desc = connection closed before server preface received" addr=10.0.1.1:9095',
    ),
    /^closed before server preface: 7 lines/,
    /query-scheduler,query-frontend[^]*networkpolicies/,
  ],
  [
    'query-scheduler-unreachable',
    'query',
    'querier',
    line(
      'scheduler_processor.go:111',
      'msg="error processing requests from scheduler" err="rpc error: code = Unavailable desc = connection error: desc = \\"transport: authentication handshake failed: tls: first record does not look like a TLS handshake\\"" addr=10.0.1.1:9095',
    ),
    /^first record does not look like a TLS handshake/,
    /networkpolicies/,
  ],
  [
    'index-sync',
    'store',
    'index-gateway',
    line('table_manager.go:163', 'msg="error syncing local index files with storage" err="context deadline exceeded"'),
    /error syncing/,
    /component=index-gateway/,
  ],
  [
    'index-build',
    'store',
    'ingester',
    line('head_manager.go:217', 'component=tsdb-head-manager msg="failed to rotate/build tsdb head" err="create dir"'),
    /tsdb head/,
    /component=ingester/,
  ],
  [
    'deletes-failed',
    'store',
    'compactor',
    line('delete_requests_manager.go:513', 'msg="failed to load delete requests to process" err="open: no such file"'),
    /failed to load delete requests/,
    /component=compactor/,
  ],
  [
    'compactor-unreachable',
    'store',
    'querier',
    line(
      'gennumber_loader.go:136',
      'msg="error loading cache generation numbers" err="dial tcp 172.20.3.4:3100: connect: connection refused"',
    ),
    /connection refused/,
    /component=compactor/,
  ],
  [
    'compactor-ring',
    'store',
    'compactor',
    line(
      'compactor.go:487',
      'msg="too many addresses (more that one) return when asking the ring who should run the compactor, will check again"',
    ),
    /too many addresses/,
    /compactor\/ring/,
  ],
  [
    'ring-other',
    'ingester',
    'distributor',
    line(
      'manager.go:50',
      'component=distributor path=write msg="write operation failed" details="rpc error: code = Unimplemented desc = unknown service logproto.Pusher" org_id=dev',
    ),
    /^unknown service logproto\.Pusher: 7 lines/,
    /announce the address of its own pod/,
  ],
];

/** All pods of a component end again and again, and say why. */
const ending = (component: string, said: string) => (draft: Draft) => {
  podsOf(draft, component).forEach((_, index) => {
    breakPod(draft, component, waiting('CrashLoopBackOff'), index);
    written(draft, component, said, 2, index);
  });
};

/** Faults of parts of Loki, as lines show them. */
export const LOKI_LINE_CASES: readonly FaultCase[] = [
  ...ROWS.map(caseOf),
  {
    id: 'volume-absent',
    hop: 'store',
    make: ending(
      'compactor',
      `${AT} caller=main.go:70 level=error msg="error running loki" err="init compactor: mkdir /var/loki: read-only file system\\nerror initialising module: compactor"`,
    ),
    evidence: /^mkdir \/var\/loki: read-only file system: 2 lines/,
    fix: /leave \/var\/loki out of environments\.dev\.loki\.config/,
  },
  {
    id: 'volume-denied',
    hop: 'ingester',
    make: ending(
      'ingester',
      line(
        'log.go:223',
        'msg="error running loki" err="mkdir /var/loki/wal: permission denied\\nerror initialising module: ingester"',
      ),
    ),
    evidence: /permission denied: 6 lines of loki-ingester-0 and 2 more/,
    fix: /fsGroup/,
  },
  {
    id: 'ring-quorum-lost',
    hop: 'ingester',
    make: (draft) => {
      draft.ring = undefined;
      written(draft, 'querier', line('ratestore.go:109', 'msg="error getting ingester clients" err="empty ring"'));
    },
    evidence: /^empty ring: 7 lines of loki-querier-0/,
    fix: /component=ingester -o wide/,
  },
  {
    id: 'ring-blocked',
    hop: 'ingester',
    make: (draft) => {
      draft.ring = undefined;
      const conditions = ['PodScheduled', 'Ready'].map((type) => ({
        type,
        status: type === 'Ready' ? 'False' : 'True',
      }));
      breakPod(draft, 'ingester', { phase: 'Running', conditions });
      written(
        draft,
        'ingester',
        line(
          'lifecycler.go:304',
          'msg="found an existing instance(s) with a problem in the ring, this instance cannot become ready until this problem is resolved. The /ring http endpoint on the distributor (or single binary) provides visibility into the ring." ring=ingester err="instance 10.0.1.5:9095 past heartbeat timeout"',
        ),
      );
    },
    evidence: /^instance 10\.0\.1\.5:9095 past heartbeat timeout: 7 lines of loki-ingester-0/,
    fix: /forget it at http:\/\/localhost:3100\/ring/,
  },
];
