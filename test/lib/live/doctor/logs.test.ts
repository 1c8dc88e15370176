import { knownLines, LOG_PATTERNS } from '../../../../lib/live/doctor/logs';
import { flush, HARMLESS, LINES_OF_PARTS } from './logs/lines';
import { MESSAGES } from './logs/messages';
import { NGINX_LINES, NGINX_SAYS } from './logs/nginx';

const OF = { namespace: 'loki', pod: 'loki-ingester-0', component: 'ingester' };
const found = (...lines: string[]) => knownLines(lines.join('\n'), OF).map(({ pattern, detail }) => [pattern, detail]);

const LINES: readonly (readonly [line: string, pattern: string, detail?: string])[] = [
  [
    'level=error ts=2026-11-21T11:59:00Z msg="failed to flush" err="WebIdentityErr: failed to retrieve credentials caused by: AccessDenied: Not authorized to perform sts:AssumeRoleWithWebIdentity"',
    'sts-denied',
  ],
  ['err="InvalidIdentityToken: No OpenIDConnect provider found in your account for https://oidc"', 'sts-provider'],
  ['err="InvalidIdentityToken: Incorrect token audience"', 'sts-audience'],
  ['err="ValidationError: Request ARN is invalid"', 'sts-arn'],
  [
    'err="Post \\"https://sts.us-east-1.amazonaws.com/\\": dial tcp 10.0.0.1:443: i/o timeout"'.replaceAll('\\"', ''),
    'sts-unreachable',
  ],
  [
    flush(
      'get credentials: failed to refresh cached credentials, operation error STS: AssumeRoleWithWebIdentity, api error Throttling: Rate exceeded',
    ),
    'sts-throttled',
    'STS',
  ],
  ['err="operation error S3: PutObject, api error RequestLimitExceeded: x"', 'slow-down'],
  ['err="operation error S3: PutObject, KMS.ThrottlingException: slow"', 'kms-throttled'],
  ['err="NoCredentialProviders: no valid providers in chain"', 'no-credentials'],
  ['err="operation error S3: PutObject, api error AccessDenied: Access Denied"', 's3-denied'],
  ['err="api error KMS.DisabledException: key is disabled"', 'kms', 'KMS.DisabledException'],
  ...MESSAGES.map(([message, pattern, detail]) => [flush(message), pattern, detail] as const),
  ['err="api error NoSuchBucket: The specified bucket does not exist"', 'no-bucket'],
  ['err="BucketRegionError: incorrect region, the bucket is not in us-east-1"', 'bucket-region'],
  [
    'err="Put https://b.s3.us-east-1.amazonaws.com/x: dial tcp: lookup b.s3.us-east-1.amazonaws.com: no such host"',
    's3-unreachable',
  ],
  ['err="write /var/loki/wal/00000012: no space left on device"', 'disk-full'],
  ['err="open /var/loki/x: read-only file system"', 'read-only'],
  [
    'failed parsing config: /etc/loki/config.yaml: yaml: unmarshal errors: line 3: field foo not found in type loki.ConfigWrapper',
    'loki-config',
  ],
  [
    'level=error ts=2026-11-21T11:59:00Z caller=manager.go:150 msg="failed to load config" err="load file: yaml: line 3: did not find expected key"',
    'runtime-config',
  ],
  [
    'level=error ts=2026-11-21T11:59:00Z caller=log.go:223 msg="error running loki" err="failed to load runtime config: load file: yaml"',
    'runtime-config',
  ],
  ['Error: /etc/alloy/config.alloy:12:1: cannot find the definition of component name "loki.unknown"', 'alloy-config'],
  [
    'nginx: [emerg] host not found in upstream "x" in /etc/nginx/nginx.conf:20',
    'nginx-config',
    'host not found in upstream',
  ],
  [
    '2026/11/21 11:59:00 [error] 7#7: *1 loki-distributor.loki.svc could not be resolved (3: Host not found)',
    'nginx-name',
  ],
  ...NGINX_LINES,
  [
    'level=error component_id=loki.write.loki msg="final error sending batch" status=500 error="server returned HTTP status 500 Internal Server Error (500): rpc error: code = Unknown desc = Ingester is shutting down"',
    'ingester-leaving',
    'Ingester is shutting down',
  ],
  ['2026/11/21 [error] 7#7: *1 user "writer": password mismatch, client: 10.0.0.1', 'nginx-password', 'writer'],
  ['level=error msg="error sending batch, will retry" status=429 tenant=dev', 'push-status', '429'],
  [
    'level=error msg="error sending batch, will retry" status=-1 error="Post http://loki-gateway: dial tcp: connection refused"',
    'push-unreachable',
    'connection refused',
  ],
  [
    'level=error msg="error sending batch, will retry" status=-1 error="Post \\"https://a.example/loki/api/v1/push\\": EOF"',
    'push-unreachable',
    'EOF',
  ],
  [
    'level=error msg="Failed to watch" err="failed to watch *v1.Pod: the server has received too many requests and has asked us to try again later"',
    'api-busy',
    'the server has received too many requests',
  ],
  ['fatal error: concurrent map writes', 'panic'],
  [
    flush(
      'operation error S3: PutObject, api error RequestTimeout: Your socket connection to the server was not read from or written to within the timeout period.',
    ),
    's3-unreachable',
  ],
  [
    flush(
      'operation error S3: PutObject, api error NotImplemented: Transfering payloads in multiple chunks using aws-chunked is not supported.',
    ),
    's3-request',
    'aws-chunked is not supported',
  ],
  [
    flush('operation error S3: PutObject, https response error StatusCode: 403, api error Forbidden: Forbidden'),
    's3-denied',
  ],
  [
    flush(
      'operation error S3: PutObject, resolve endpoint: endpoint rule error, A region must be set when sending requests to S3.',
    ),
    's3-endpoint',
    'A region must be set',
  ],
  [
    'level=warn caller=memberlist_client.go:629 msg="joining memberlist cluster" attempts=7 max_attempts=10 err="found no nodes to join"',
    'memberlist',
  ],
  [
    'level=error caller=memcached.go:224 msg="failed to put to memcached" name=chunks err="server=10.0.0.5:11211: read tcp 10.0.0.6:42866->10.0.0.5:11211: i/o timeout"',
    'memcached',
  ],
  ['level=error caller=memcached.go:164 msg="Failed to get keys from memcached" err="EOF"', 'memcached'],
  [
    'level=warn msg="error fetching from cache" err="memcache: unexpected line in get response: SERVER_ERROR out of memory writing get response"',
    'memcached-full',
    'out of memory writing get response',
  ],
  [
    'level=warn msg="error sending batch, will retry" status=-1 error="Post https://x/loki/api/v1/push: http2: client connection lost"',
    'push-unreachable',
    'client connection lost',
  ],
  [
    'level=error msg="error reading positions file" component_id=loki.source.file.pods error="open /var/lib/alloy/data/positions.yml: permission denied"',
    'positions',
  ],
  // What ends a part of Loki at its start, and has a name of its own.
  [
    'level=error caller=log.go:230 msg="error running loki" err="listen tcp :3100: bind: address already in use\\nerror initialising module: server"',
    'port-taken',
    ':3100',
  ],
  ['level=error msg="Failed to watch" err="failed to list *v1.Pod: Unauthorized"', 'api-unauthorized'],
  [
    'level=error msg="Failed to watch" err="failed to list *v1.Pod: Get \\"https://172.20.0.1:443/api/v1/pods?limit=500\\": dial tcp 172.20.0.1:443: i/o timeout"',
    'api-unreachable',
    'i/o timeout',
  ],
  [
    'level=error msg="final error sending batch, no retries left, dropping data" status=-1 error="Post \\"https://a.example/loki/api/v1/push\\": tls: failed to verify certificate: x509: certificate has expired or is not yet valid"',
    'push-unreachable',
    'x509: certificate has expired or is not yet valid',
  ],
  [
    'level=error err="pods is forbidden: User \\"system:serviceaccount:alloy:alloy\\" cannot list"',
    'api-forbidden',
    'pods',
  ],
  ['level=warn msg="no schema config found for time 1700000"', 'no-schema'],
  [
    'level=error msg="error creating promtail" error="failed to make file target manager: too many open files"',
    'too-many-files',
  ],
  ['exec /usr/bin/loki: exec format error', 'exec-format'],
  ['level=error err="too many unhealthy instances in the ring"', 'ring-unhealthy'],
  ['level=warn err="no org id"', 'no-org'],
  [
    '2026/11/21 11:59:00 [error] 31#31: *5 loki-distributor.loki.svc could not be resolved (110: Operation timed out)',
    'nginx-dns',
    'loki-distributor.loki.svc',
  ],
  [
    '2026/11/21 11:59:00 [error] 31#31: recv() failed (111: Connection refused) while resolving, resolver: 172.20.0.10:53',
    'nginx-dns',
  ],
  ['level=error err="multiple org IDs present"', 'many-tenants'],
  ...LINES_OF_PARTS,
  [
    'level=error caller=client.go:430 msg="client do failed for instance 10.0.1.5:9095" err="rpc error: code = Unavailable desc = connection error"',
    'index-gateway',
    'client do failed for instance',
  ],
  [
    'level=error caller=client.go:400 msg="no index gateway instances found for tenant dev"',
    'index-gateway',
    'no index gateway instances found',
  ],
  [
    'level=warn caller=marker.go:217 msg="failed to process marks" name=1700000000 err="invalid database"',
    'marks-failed',
    'failed to process marks',
  ],
  [
    'level=error caller=tables_manager.go:387 msg="failed to compact files" table=index_20000 err="unexpected EOF"',
    'compaction-failed',
    'failed to compact files',
  ],
  [
    'level=error caller=queue_manager.go:1728 component=remote msg="non-recoverable error" failedSampleCount=10 err="server returned HTTP status 403 Forbidden: no"',
    'remote-write',
    'server returned HTTP status 403',
  ],
  // What Loki answers to a push is its own; the headers after it are not.
  [
    'level=warn caller=logging.go:86 orgID=x msg="POST /loki/api/v1/push (500) 852.956µs Response: \\"at least 2 live replicas required, could only find 1 - unhealthy instances: 10.0.0.1:9095\\\\n\\" ws: false; User-Agent: no space left on device; "',
    'ring-unhealthy',
  ],
  [
    'level=error component=remote remote_name=dev msg="non-recoverable error" err="server returned HTTP status 401 Unauthorized: no org id"',
    'remote-write',
    'server returned HTTP status 401',
  ],
];

test.each(LINES.map(([line, pattern, detail]) => ({ line, pattern, detail })))('$line', ({ line, pattern, detail }) => {
  expect(found(line)).toEqual([[pattern, detail]]);
});

test('lines are counted, with the time of the last, and are not kept', () => {
  const line = (second: string) => `ts=2026-11-21T11:59:0${second}.1Z level=error err="NoSuchBucket" secret=hunter2`;
  expect(knownLines([line('1'), 'level=info msg=fine', line('2')].join('\n'), OF)).toEqual([
    { ...OF, pattern: 'no-bucket', count: 2, last: '2026-11-21T11:59:02Z' },
  ]);
});

test('nginx has times, too', () => {
  expect(knownLines('2026/11/21 11:59:00 [error] 7#7: *1 no live upstreams while connecting', OF)[0]?.last).toBe(
    '2026-11-21T11:59:00Z',
  );
});

test('what users write, in a query or a path, says nothing', () => {
  expect(
    found(
      'level=info component=querier query="{app=\\"a\\"} |= \\"AccessDenied\\"" status=200',
      '10.0.0.1 user=reader "GET /loki/api/v1/query_range" status=200 NoSuchBucket',
    ),
  ).toEqual([]);
});

/** End of a line of nginx's error log: the request of a client, which may have any text. */
const REQUEST =
  'client: 10.0.0.1, server: , request: "POST /loki/api/v1/push?x=no+space+left+on+device HTTP/1.1", host: "loki-gateway.loki:8080"';

test.each(NGINX_SAYS.map(([said, pattern, detail]) => ({ said, pattern, detail })))(
  'nginx says it, and the request of the client nothing: $said',
  ({ said, pattern, detail }) => {
    expect(found(`2026/11/21 11:59:00 ${said}, ${REQUEST}`)).toEqual([[pattern, detail]]);
  },
);

describe('the access log of our gateway', () => {
  const access = (user: string, password: string, status: number) =>
    `10.0.0.1 user=${user} password=${password} tenant="dev" "POST /loki/api/v1/push" status=${status} bytes=179 seconds=0.001 upstream=-`;
  const mismatch = `2026/11/21 11:59:00 [error] 31#31: *5 user "writer": password mismatch, ${REQUEST}`;

  test('names who is refused', () => {
    expect(found(mismatch, mismatch, mismatch, access('writer', 'none', 401))).toEqual([['nginx-password', 'writer']]);
    expect(knownLines([mismatch, access('writer', 'none', 401)].join('\n'), OF)).toMatchObject([{ count: 1 }]);
  });

  test('knows that the other password was right, although nginx complains', () => {
    expect(found(mismatch, access('writer', 'other', 204))).toEqual([]);
  });

  test('takes no text of a client for a user', () => {
    expect(found(access('a b"', 'none', 401), access('x'.repeat(65), 'none', 401))).toEqual([]);
  });
});

test.each(HARMLESS)('a program in order says: %s', (line) => {
  expect(found(line)).toEqual([]);
});

test('a Grafana that waits for its database for a moment is in order', () => {
  const line =
    'logger=sqlstore level=info msg="Database locked, sleeping then retrying" error="database is locked" retry=0';
  expect(knownLines(line, { ...OF, component: 'grafana' })).toEqual([]);
});

test('memory that a node does not give is no fault of Loki', () => {
  expect(found('fatal error: runtime: cannot allocate memory', 'fatal error: runtime: out of memory')).toEqual([]);
});

test('patterns have names of their own', () => {
  const ids = LOG_PATTERNS.map(([id]) => id);
  expect(new Set(ids).size).toBe(ids.length);
});
