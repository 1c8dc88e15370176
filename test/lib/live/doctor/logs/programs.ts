import { AT, caseOf, line, type Row } from './written';

const flush = (said: string): string =>
  line(
    'flush.go:261',
    `component=ingester org_id=dev msg="failed to flush" err="failed to flush chunks: store put chunk: ${said}"`,
  );
const S3 = 'operation error S3: PutObject, https response error StatusCode:';
const POD_IDENTITY = 'get credentials: failed to refresh cached credentials, failed to load credentials, : [3f1c-9a]:';
const nginx = (said: string): string =>
  `2026/11/21 11:59:00 ${said}, client: 10.0.0.1, server: , request: "GET /loki/api/v1/query_range HTTP/1.1"`;
const alloy = (said: string): string => `${AT} level=error msg=${said}`;

const ROWS: readonly Row[] = [
  [
    'gateway-worker',
    'gateway',
    'gateway',
    '2026/11/21 11:59:00 [alert] 1#1: worker process 12 exited on signal 9',
    /^a worker ended on signal 9/,
    /sizes: \{ gateway/,
  ],
  // What any program needs of its node and volume.
  [
    'pod-port',
    'distributor',
    'distributor',
    line('log.go:223', 'msg="error running loki" err="listen tcp :3100: bind: address already in use"'),
    /^port :3100 cannot be opened: 7 lines of loki-distributor-0$/,
    /kubectl describe pod --namespace loki loki-distributor-0/,
  ],
  [
    'pod-port',
    'agent',
    'agent',
    alloy(
      '"failed to create syslog listener with provided config" component_id=loki.source.syslog.x err="error setting up syslog target: listen tcp 0.0.0.0:601: bind: permission denied"',
    ),
    /^port 0\.0\.0\.0:601 cannot be opened/,
    /above 1023/,
  ],
  [
    'pod-port',
    'caches',
    'chunks-cache',
    'failed to listen on TCP port 11211: Address already in use',
    /port 11211/,
    /above 1023/,
  ],
  // musl, in images of Alpine, has other words for an address that is in use.
  [
    'pod-port',
    'gateway',
    'gateway',
    '2026/11/21 11:59:00 [emerg] 1#1: bind() to 0.0.0.0:8080 failed (98: Address in use)',
    /^port 0\.0\.0\.0:8080 cannot be opened/,
    /kubectl describe pod --namespace loki loki-gateway-/,
  ],
  [
    'pod-port',
    'gateway',
    'gateway',
    '2026/11/21 11:59:00 [emerg] 1#1: bind() to [::]:80 failed (13: Permission denied)',
    /^port \[::\]:80 cannot be opened/,
    /above 1023/,
  ],
  [
    'pod-processes',
    'query',
    'querier',
    'runtime: failed to create new OS thread (have 20 already; errno=11)',
    /failed to create new OS thread/,
    /podPidsLimit/,
  ],
  [
    'volume-io',
    'ingester',
    'ingester',
    line(
      'checkpoint.go:600',
      'msg="error checkpointing series" err="write /var/loki/wal/checkpoint: input/output error"',
    ),
    /^\/var\/loki\/wal\/checkpoint cannot be read or written/,
    /describe-volume-status/,
  ],
  // Agents.
  [
    'agent-secret-file',
    'agent',
    'agent',
    alloy(
      '"failed to read file" component_path=/ component_id=local.file.writer_password path=/etc/alloy/credentials/writer-password err="open /etc/alloy/credentials/writer-password: permission denied"',
    ),
    /^\/etc\/alloy\/credentials\/writer-password cannot be opened/,
    /kubectl get secrets,secretproviderclasses --namespace alloy/,
  ],
  [
    'agent-cluster',
    'agent',
    'agent',
    alloy(
      '"failed to rejoin list of peers" service=cluster err="failed to join memberlist: dial tcp 10.0.0.1:12345: i/o timeout"',
    ),
    /^failed to rejoin list of peers/,
    /kubectl get services,endpointslices --namespace alloy/,
  ],
  [
    'agent-cluster',
    'agent',
    'agent',
    `${AT} level=warn msg="failed to refresh list of peers" service=cluster err="lookup alloy-cluster on 172.20.0.10:53: no such host"`,
    /^failed to refresh list of peers/,
    /kubectl get services,endpointslices --namespace alloy/,
  ],
  [
    'destination-drops',
    'agent',
    'agent',
    alloy(
      '"Exporting failed. Dropping data." component_path=/ component_id=otelcol.exporter.otlphttp.siem error="no more retries left: Post \\"https://otlp.example.com/v1/logs\\": EOF" dropped_items=12',
    ),
    /^otelcol\.exporter\.otlphttp\.siem drops data/,
    /its limits/,
  ],
  [
    'receiver-memory',
    'agent',
    'agent',
    alloy(
      '"Memory usage is above soft limit. Refusing data." component_id=otelcol.processor.memory_limiter.x cur_mem_mib=500',
    ),
    /^Memory usage is above soft limit/,
    /environments\.dev\.workloads/,
  ],
  // The gateway.
  [
    'gateway-passwords',
    'gateway',
    'gateway',
    nginx('[crit] 31#31: *5 open() "/etc/nginx/secrets/.htpasswd" failed (13: Permission denied)'),
    /^\/etc\/nginx\/secrets\/\.htpasswd cannot be opened/,
    /rollout restart --namespace loki deployment\/loki-gateway/,
  ],
  [
    'gateway-connections',
    'gateway',
    'gateway',
    '2026/11/21 11:59:00 [alert] 31#31: 1024 worker_connections are not enough',
    /worker_connections are not enough/,
    /more pods/,
  ],
  [
    'gateway-connections',
    'gateway',
    'gateway',
    nginx('[alert] 31#31: *5 socket() failed (24: No file descriptors available) while connecting to upstream'),
    /socket\(\) failed/,
    /more pods/,
  ],
  [
    'gateway-temporary',
    'gateway',
    'gateway',
    nginx('[crit] 31#31: *5 pwrite() "/tmp/proxy_temp/1" failed (28: No space left on device) while reading upstream'),
    /^\/tmp\/proxy_temp\/1 cannot be written/,
    /emptyDir/,
  ],
  [
    'gateway-upstream-tls',
    'gateway',
    'gateway',
    nginx(
      '[crit] 31#31: *5 SSL_do_handshake() failed (SSL: error:0A00010B:SSL routines::wrong version number) while SSL handshaking to upstream',
    ),
    /^SSL_do_handshake\(\) failed: 7 lines of loki-gateway-0/,
    /proxy_ssl_\*[^]*grep SSL/,
  ],
  [
    'gateway-slow',
    'gateway',
    'gateway',
    nginx(
      '[error] 31#31: *5 upstream timed out (110: Operation timed out) while reading response header from upstream',
    ),
    /while reading response header: 7 lines of loki-gateway-0/,
    /loki\.queryTimeout/,
  ],
  [
    'gateway-upstream',
    'gateway',
    'gateway',
    nginx('[error] 31#31: *5 connect() failed (113: Host is unreachable) while connecting to upstream'),
    /no upstream answers/,
    /kubectl get pods/,
  ],
  [
    'gateway-config',
    'gateway',
    'gateway',
    '2026/11/21 11:59:00 [emerg] 1#1: open() "/etc/nginx/conf.d/x.conf" failed (13: Permission denied) in /etc/nginx/nginx.conf:3',
    /\[emerg\] open\(\)/,
    /grep emerg/,
  ],
  [
    'gateway-config',
    'gateway',
    'gateway',
    '2026/11/21 11:59:00 [emerg] 1#1: "proxy_pass" directive is not allowed here in /etc/nginx/nginx.conf:3',
    /directive is not allowed here/,
    /grep emerg/,
  ],
  [
    'gateway-config',
    'gateway',
    'gateway',
    '2026/11/21 11:59:00 [emerg] 1#1: no "events" section in configuration',
    /no "events" section/,
    /grep emerg/,
  ],
  [
    'gateway-config',
    'gateway',
    'gateway',
    '2026/11/21 11:59:00 [emerg] 1#1: bind() to [::]:8080 failed (97: Address not supported by protocol)',
    /bind\(\)/,
    /grep emerg/,
  ],
  // AWS.
  [
    'identity-node-role',
    'identity',
    'ingester',
    flush(
      `${POD_IDENTITY} (AccessDeniedException): User: arn:aws:sts::1:assumed-role/node/i-0 is not authorized to perform: eks-auth:AssumeRoleForPodIdentity on resource: arn:aws:eks:us-east-1:1:cluster/dev, fault: client`,
    ),
    /may not eks-auth:AssumeRoleForPodIdentity/,
    /AmazonEKSWorkerNodePolicy/,
  ],
  [
    'identity-association-gone',
    'identity',
    'ingester',
    flush(`${POD_IDENTITY} (ResourceNotFoundException): no association, fault: client`),
    /ResourceNotFoundException/,
    /list-pod-identity-associations/,
  ],
  [
    'bucket-request',
    'buckets',
    'ingester',
    flush(`${S3} 501, api error NotImplemented: A header you provided implies functionality that is not implemented`),
    /NotImplemented/,
    /checksums/,
  ],
  [
    'bucket-name',
    'buckets',
    'ingester',
    flush(`${S3} 400, api error InvalidBucketName: The specified bucket is not valid.`),
    /InvalidBucketName/,
    /s3:\/\//,
  ],
  [
    'bucket-errors',
    'buckets',
    'ingester',
    flush(`${S3} 500, api error InternalError: We encountered an internal error. Please try again.`),
    /InternalError/,
    /Health Dashboard/,
  ],
  // Caches, queries and rules.
  [
    'cache-item-size',
    'caches',
    'querier',
    line(
      'background.go:180',
      'msg="backgroundCache writeBackLoop Cache.Store fail" err="server=10.0.0.1:11211: SERVER_ERROR object too large for cache"',
    ),
    /object too large for cache/,
    /max-item-size/,
  ],
  [
    'grpc-too-large',
    'query',
    'querier',
    line(
      'scheduler_processor.go:226',
      'msg="response larger than max message size" size=120000000 maxMessageSize=104857600',
    ),
    /^response larger than max message size: 7 lines/,
    /max_recv_msg_size/,
  ],
];

/** Faults that logs of programs show, in the words of Loki 3.7.6, Alloy 1.18.1, nginx, memcached, S3 and the EKS Pod Identity Agent. */
export const PROGRAM_LINE_CASES = ROWS.map(caseOf);
