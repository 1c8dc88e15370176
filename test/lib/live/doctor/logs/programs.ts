import { AT, caseOf, line, type Row } from './written';

const flush = (said: string): string =>
  line(
    'flush.go:261',
    `component=ingester org_id=dev msg="failed to flush" err="failed to flush chunks: store put chunk: ${said}"`,
  );
const S3 = 'operation error S3: PutObject, https response error StatusCode:';
const POD_IDENTITY = 'get credentials: failed to refresh cached credentials, failed to load credentials, : [3f1c-9a]:';
const alloy = (said: string): string => `${AT} level=error msg=${said}`;

const ROWS: readonly Row[] = [
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
  [
    'pod-files',
    'ingester',
    'ingester',
    line(
      'head_manager.go:217',
      'msg="failed to rotate/build tsdb head" err="open /var/loki/tsdb-index: too many open files"',
    ),
    /^too many open files: 7 lines of loki-ingester-0/,
    /LimitNOFILE/,
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
    'agent-cluster',
    'agent',
    'agent',
    `${AT} level=warn msg="failed to resolve SRV records" service=cluster addr=alloy-cluster err="lookup alloy-cluster on 172.20.0.10:53: no such host"`,
    /^failed to resolve SRV records/,
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
