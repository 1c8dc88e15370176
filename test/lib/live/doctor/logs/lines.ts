/** A line of an ingester that cannot write a chunk: its client of S3 prints the message of an error, and no code. */
export const flush = (message: string): string =>
  `level=error ts=2026-11-21T11:59:00Z caller=flush.go:261 component=ingester org_id=dev msg="failed to flush" err="failed to flush chunks: store put chunk: upload s3 object: ${message.replaceAll('"', '\\"')}, num_chunks: 1"`;

/** Lines of programs, each with its pattern and what is kept of it. */
export const LINES_OF_PARTS: readonly (readonly [line: string, pattern: string, detail?: string])[] = [
  [flush('mkdir dev: read-only file system'), 'folder-absent', 'dev'],
  // Programs that write JSON sort its fields, or not.
  [
    '{"ts":"2026-11-21T11:59:00Z","level":"error","msg":"Exporting failed. Rejecting data.","component_id":"otelcol.exporter.otlphttp.siem","error":"sending queue is full","rejected_items":"1"}',
    'otlp-dropped',
    'otelcol.exporter.otlphttp.siem',
  ],
  [
    '{"caller":"scheduler_processor.go:111","err":"rpc error: code = ResourceExhausted desc = grpc: received message larger than max (5243000 vs. 4194304)","level":"error","msg":"error notifying frontend about finished query","stacktrace":"main.main\\n\\t/src/main.go:1","ts":"2026-11-21T11:59:00Z"}',
    'grpc-too-large',
    'message larger than max (5243000 vs. 4194304)',
  ],
  [
    'level=error msg="unable to list rules" err="error parsing /rules/shop/a.yaml: line 1: field nam not found in type rulefmt.RuleGroups"',
    'rules-unlisted',
  ],
  [
    flush('operation error S3: PutObject, https response error StatusCode: 411, api error MissingContentLength: x'),
    's3-request',
    'MissingContentLength',
  ],
  [
    'level=error msg="sync failed, retrying it" err="Get \\"https://minio.minio.svc:9000/loki?list-type=2\\": dial tcp: lookup minio.minio.svc on 172.20.0.10:53: no such host"',
    'store-unreachable',
    'https://minio.minio.svc:9000',
  ],
  [
    'level=warn msg="error contacting scheduler" err="rpc error: code = Unavailable desc = connection error: desc = \\"error reading server preface: EOF\\"" addr=10.0.1.1:9095',
    'scheduler-unreachable',
    'error reading server preface',
  ],
  ['level=error msg="unable to list rules" err="error parsing /rules/shop/a.yaml: parse error"', 'rules-unlisted'],
  [
    'github.com/grafana/loki/v3/pkg/pattern.(*TeeService).sendBatch(0xac25e61608, {0x5b65f20?, 0xac256136d0?}, {{0xac25fca610, 0xf}})',
    'panic-of-patterns',
  ],
  [
    'caller=pool.go:250 index-store=tsdb-2024-04-01 msg="removing index gateway failing healthcheck" addr=dns:///g:9095 reason="rpc error: code = DeadlineExceeded desc = context deadline exceeded"',
    'index-gateway-health',
    'removing index gateway failing healthcheck',
  ],
  [
    'level=error msg="error running loki" err="corruption in segment /var/loki/tsdb-shipper-active/wal/s3/1/00000000 at 65536: last record is torn\\nerror recovering from TSDB WAL"',
    'index-build',
    'error recovering from TSDB WAL',
  ],
  [
    flush(
      'operation error S3: PutObject, failed to compute payload hash: unseekable stream is not supported without TLS and trailing checksum',
    ),
    's3-request',
    'unseekable stream is not supported without TLS',
  ],
  [
    flush('operation error S3: PutObject, https response error StatusCode: 502, api error UnknownError: UnknownError'),
    's3-internal',
    'StatusCode: 502',
  ],
  [
    flush('Put "https://b.s3.us-east-1.amazonaws.com/x": net/http: timeout awaiting response headers'),
    's3-unreachable',
  ],
  [
    flush('Put "https://minio.minio.svc:9000/loki/a": remote error: tls: protocol version not supported'),
    'store-unreachable',
    'https://minio.minio.svc:9000',
  ],
  [
    'level=error msg="error fetching chunks" err="when reading metadata length from chunk: unexpected EOF"',
    'chunk-damaged',
    'metadata length from chunk',
  ],
  [
    'level=error index-store=tsdb-2024-04-01 msg="failed to lookup IP addresses" host=loki-index-gateway-headless.loki.svc err="lookup loki-index-gateway-headless.loki.svc: no such host"',
    'index-gateway',
    'failed to lookup IP addresses',
  ],
  [
    'level=error msg="failed to load table" table-name=index_20000 err="open tsdb index /x.tsdb: index toc: invalid size"',
    'index-broken',
    'failed to load table',
  ],
  [
    '2026/11/21 11:59:00 [error] 31#31: *5 readv() failed (104: Connection reset by peer) while reading upstream',
    'nginx-reset',
  ],
  [
    '2026/11/21 11:59:00 [emerg] 1#1: "/x" is not terminated by ";" in /etc/nginx/x:9',
    'nginx-config',
    'in /etc/nginx/x:9',
  ],
  ['2026/11/21 11:59:00 [emerg] 1#1: zero size shared memory zone "a"', 'nginx-config', 'zero size shared memory zone'],
  ['level=error err="index: unexpected size" msg="building TSDB"', 'index-build', 'building TSDB'],
  ['level=error user=dev msg="loading groups failed" err="group shop: parse error"', 'rules-refused'],
  ['level=warn msg="error fetching cache" err="dial tcp 10.0.4.6:11211: connect: connection refused"', 'memcached'],
  [flush('Put "https://b.s3.us-east-1.amazonaws.com/x": EOF'), 's3-unreachable'],
  [
    flush(
      'no EC2 IMDS role found, operation error ec2imds: GetMetadata, Get "http://169.254.169.254/x": connection refused',
    ),
    'no-credentials',
  ],
  [flush('operation error S3: PutObject, api error TooManyRequests: Too Many Requests'), 'slow-down'],
  [
    'level=error component=querier-scheduler-worker msg="error getting addresses from ring" err="empty ring"',
    'scheduler-unreachable',
    'error getting addresses from ring',
  ],
  [
    'level=error caller=worker.go:262 msg="error connecting" addr=10.0.3.4:9095 err="context deadline exceeded"',
    'scheduler-unreachable',
    'deadline exceeded',
  ],
  [
    'level=error msg="failed to check if the ruler replica owns the rule group" err="too many unhealthy instances in the ring"',
    'rule-failed',
  ],
  [
    'level=error msg="error getting cache gen numbers from the store" err="dial tcp 172.20.9.9:3100: connect: connection refused"',
    'compactor-unreachable',
    'connection refused',
  ],
  [
    'level=error msg="error sending batch, will retry" status=-1 error="Post \\"https://10.0.0.7/x\\": tls: failed to verify certificate: x509: cannot validate certificate for 10.0.0.7"',
    'push-unreachable',
    'x509: cannot validate certificate',
  ],
  [
    'level=error msg="error creating journal tailer" component_id=loki.source.journal.node err="failed to open journal in directory \\"/var/log/journal\\": no such file or directory"',
    'journal',
  ],
  [
    '2026/11/21 11:59:00 [crit] 31#31: *5 connect() to 10.0.5.5:3100 failed (13: Permission denied) while connecting to upstream',
    'nginx-no-upstream',
  ],
  ['level=warn msg="could not store chunks in chunk cache" err="dial tcp 10.0.4.5:11211: i/o timeout"', 'memcached'],
  [
    'level=error msg="Error sending alerts" err="bad response status 404 Not Found"',
    'alertmanager',
    'bad response status 404',
  ],
  [
    'level=warn msg="Alert notification queue full, dropping alerts" num_dropped=5',
    'alertmanager',
    'notification queue full',
  ],
  [
    'level=error msg="unable to load rules owned by this ruler" err="failed to unmarshal rule group x"',
    'rules-refused',
  ],
  [
    'level=error msg="error asking ring for who should run the compactor, will check again" err="at least 1 healthy replica required"',
    'compactor-ring',
    'error asking ring',
  ],
  [
    '2026/11/21 11:59:00 [emerg] 1#1: SSL_CTX_use_PrivateKey("/etc/nginx/tls/tls.key") failed (SSL: error:05800074)',
    'nginx-config',
    'SSL_CTX_use_PrivateKey',
  ],
  ['2026/11/21 11:59:00 [emerg] 1#1: pcre2_compile() failed: missing )', 'nginx-config', 'pcre2_compile()'],
  [
    '2026/11/21 11:59:00 [emerg] 1#1: host not found in resolver "kube-dns.kube-system.svc" in /etc/nginx/nginx.conf:27',
    'nginx-config',
    'host not found in resolver',
  ],
  [
    '2026/11/21 11:59:00 [crit] 31#31: *5 pread() "/etc/nginx/secrets/.htpasswd" failed (21: Is a directory)',
    'nginx-passwords',
    '/etc/nginx/secrets/.htpasswd',
  ],
  [
    'level=error msg="error running loki" err="init compactor: failed to init delete store: Get \\"https://s3-minio.apps.example.com/loki/index/x\\": tls: failed to verify certificate: x509: certificate signed by unknown authority"',
    'store-certificate',
    'https://s3-minio.apps.example.com',
  ],
  [
    'level=warn caller=background.go:202 msg="backgroundCache writeBackLoop Cache.Store fail" err="server=10.0.0.5:11211: memcache: server error: out of memory storing object"',
    'memcached-full',
    'out of memory storing object',
  ],
  [
    'level=warn caller=background.go:202 msg="backgroundCache writeBackLoop Cache.Store fail" err="server=10.0.0.5:11211: memcache: unexpected response line from set: ERROR Too many open connections"',
    'memcached-connections',
    'Too many open connections',
  ],
];

/** Lines of programs that are in order, although they have words of faults. */
export const HARMLESS: readonly string[] = [
  'level=error org_id=dev msg="Error from client" err="websocket: close 1006 (abnormal closure): unexpected EOF"',
  'level=error msg="error processing requests from scheduler" err="rpc error: code = Canceled desc = context canceled"',
  'level=error msg="failed downloading chunks" err="operation error S3: GetObject, canceled, context canceled"',
  'level=warn msg="last compaction took longer than the compaction interval, this can lead to duplicate compactors running"',
  'level=warn msg="Query exceeds limits" status=rejected limit_name=MaxQueryBytesRead limit_bytes="500 GB"',
  'level=warn msg="removing ingester failing healthcheck" addr=10.0.3.3:9095 reason="rpc error: code = Unavailable desc = connection refused"',
  'level=info msg="updating rule file" file=/tmp/scratch/dev/no-space-left-on-device',
  'level=info msg="tail routine: exited" component_id=loki.source.file.pods path=/var/log/pods/shop_permission-denied_1/a/0.log',
  '2026/11/21 11:59:00 [error] 31#31: *9 open() "/etc/nginx/html/robots.txt" failed (2: No such file or directory)',
  '10-listen-on-ipv6-by-default.sh: info: can not modify /etc/nginx/conf.d/default.conf (read-only file system?)',
  '2026/11/21 11:59:00 [emerg] 31#31: malloc(4096) failed (12: Out of memory)',
  'level=error msg="error ensuring query readiness of tables" err="context canceled"',
  'level=error msg="failed to run compaction" err="failed to list tables: context canceled"',
  'level=error msg="failed to initialize table, cleaning it up" table=index_1 err="context canceled"',
  'level=warn caller=memberlist_client.go:600 msg="joining memberlist cluster" attempts=1 max_attempts=10 err="found no nodes to join"',
  'level=error msg="sync failed, retrying it" err="index list cache too stale"',
  'level=error msg="index set  has some problem, cleaning it up" err="context deadline exceeded"',
  'level=error msg="write operation failed" details="couldn\'t parse push request: unexpected EOF"',
  'level=warn msg="tailer stopped; will retry" component_id=loki.source.kubernetes.pods err="pods \\"web-1\\" not found"',
  'logger=provisioning.datasources level=error msg="can\'t read datasource provisioning files from directory" error="open /etc/grafana/provisioning/datasources: no such file or directory"',
  'level=error msg="attempt to create shard with zeroed total shards" stream="{app=\\"no space left on device\\"}"',
  'level=error msg="push failed" err="entry too far behind for stream: {app=\\"permission denied\\"}"',
  '2026/11/21 11:59:00 [warn] 31#31: *9 a client request body is buffered to a temporary file /tmp/client_temp/0000000012',
];
