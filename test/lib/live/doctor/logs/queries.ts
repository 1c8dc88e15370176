import { caseOf, line, type Row } from './written';

const ROWS: readonly Row[] = [
  [
    'grpc-too-large',
    'query',
    'querier',
    line(
      'scheduler_processor.go:111',
      'msg="error processing requests from scheduler" err="rpc error: code = ResourceExhausted desc = grpc: received message larger than max (5243000 vs. 4194304)"',
    ),
    /larger than max \(5243000 vs\. 4194304\)/,
    /grpc_server_max_recv_msg_size.*frontend_worker/,
  ],
  [
    'grpc-too-large',
    'distributor',
    'distributor',
    line(
      'push.go:1',
      'msg="write operation failed" details="rpc error: code = ResourceExhausted desc = trying to send message larger than max (209715300 vs. 104857600)"',
    ),
    /larger than max/,
    /ingester_client/,
  ],
  [
    'chunk-missing',
    'store',
    'querier',
    line(
      'fetcher.go:219',
      'msg="failed downloading chunks" err="operation error S3: GetObject, https response error StatusCode: 404, NoSuchKey: The specified key does not exist."',
    ),
    /^NoSuchKey: 7 lines of loki-querier-0/,
    /get-bucket-lifecycle-configuration/,
  ],
  [
    'rules-remote-write',
    'query',
    'ruler',
    line(
      'registry.go:260',
      'msg="error retrieving remote-write config; discarding samples" user=dev err="url is required"',
    ),
    /^error retrieving remote-write config/,
    /loki\.ruler\.remoteWrite/,
  ],
  [
    'cache-errors',
    'caches',
    'querier',
    line(
      'memcached_client_selector.go:93',
      'msg="could not resolve TCP address of server" server=loki-chunks-cache-0:11211 err="lookup loki-chunks-cache-0: no such host"',
    ),
    /memcached does not answer/,
    /chunks-cache/,
  ],
  [
    'cache-errors',
    'caches',
    'index-gateway',
    line(
      'background.go:202',
      'msg="backgroundCache writeBackLoop Cache.Store fail" err="server=10.0.1.9:11211: write tcp 10.0.1.5:4000->10.0.1.9:11211: i/o timeout"',
    ),
    /memcached does not answer/,
    /chunks-cache/,
  ],
  [
    'index-gateway-unreachable',
    'query',
    'querier',
    line(
      'retry.go:95',
      'msg="error processing request" err="rpc error: code = Code(500) desc = query index: rpc error: code = Unavailable desc = name resolver error: produced zero addresses"',
    ),
    /zero addresses: 7 lines/,
    /component=index-gateway -o wide/,
  ],
  [
    'index-gateway-unreachable',
    'query',
    'querier',
    line(
      'retry.go:95',
      'msg="error processing request" err="rpc error: code = Code(500) desc = index gateway get ring: empty ring"',
    ),
    /^index gateway get ring: 7 lines/,
    /component=index-gateway -o wide/,
  ],
  [
    'query-scheduler-unreachable',
    'query',
    'query-frontend',
    line(
      'frontend_scheduler_worker.go:237',
      'msg="error contacting scheduler" err="rpc error: code = Unavailable desc = connection error: dial tcp 10.0.1.3:9095: i/o timeout" addr=10.0.1.3:9095',
    ),
    /i\/o timeout/,
    /query-scheduler/,
  ],
  [
    'rules-folder',
    'query',
    'ruler',
    line(
      'ruler.go:579',
      'msg="unable to list rules" err="failed to list rule groups for user fake: unable to read rule dir /rules/fake: open /rules/fake: no such file or directory"',
    ),
    /^\/rules\/fake does not exist/,
    /loki\.rules/,
  ],
  [
    'cache-errors',
    'caches',
    'querier',
    line(
      'memcached.go:250',
      'msg="failed to get keys from memcached" err="memcache: connect timeout to 10.0.1.9:11211"',
    ),
    /memcached does not answer/,
    /chunks-cache/,
  ],
];

/** Faults of the parts of Loki that answer queries and evaluate rules, as lines show them. */
export const QUERY_LINE_CASES = ROWS.map(caseOf);
