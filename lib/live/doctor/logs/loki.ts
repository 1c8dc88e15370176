/** Lines of parts of Loki about each other, and about what clients send. */
export const LOKI_PATTERNS: readonly (readonly [id: string, pattern: RegExp])[] = [
  // The schema.
  ['schema-removed', /can't find schema for table/],
  ['no-schema', /no schema config found for time/],
  // The ring and memberlist.
  [
    'ring-problem',
    /cannot become ready until this problem is resolved.*?(instance [\w.:[\]-]+ (?:past heartbeat timeout|in state \w+))/,
  ],
  // Rings of schedulers and rulers are others than that of ingesters.
  [
    'scheduler-unreachable',
    /scheduler-worker\b.*(error getting addresses from ring)|(failed to query the ring to see if scheduler)|(?:error (?:contacting|connecting to|sending requests to) (?:scheduler|frontend)|msg="error connecting" addr=).*?(connection refused|i\/o timeout|no route to host|no such host|deadline exceeded|(?:closed before|error reading) server preface)|error (?:processing requests from|contacting|connecting to|sending requests to) (?:scheduler|frontend).*?(first record does not look like a TLS handshake|x509: certificate [\w ]+|remote error: tls: [\w ]+)/,
  ],
  [
    'ring-unhealthy',
    /^(?!.*ruler replica owns).*?(?:too many unhealthy instances in the ring|at least \d+ live (?:replicas|ingesters) required)/,
  ],
  ['ring-empty', /="?empty ring|InstancesCount <= 0/],
  ['memberlist-label', /^(?!.*service=cluster).*discarding (?:packet|stream) with unacceptable label/],
  [
    'memberlist',
    /(?:failed to (?:fast-)?join|joining)(?: the)? memberlist.*(?:failed|no such host|refused|timeout)|failed to resolve members.*no such host|joining memberlist cluster"? attempts=(?:[5-9]|\d\d).*found no nodes to join/i,
  ],
  ['memberlist-probes', /(UDP probes failed|Failed fallback TCP ping)/],
  ['ring-address', /(no private IP address found|no useable address found for interfaces|No address found for)/],
  ['ring-other', /(unknown service (?:logproto|indexgatewaypb|schedulerpb|frontendv2pb)[\w.]*)/],
  // Pushes and queries. An ingester whose volume is almost full also answers that it is shutting down.
  ['wal-throttled', /(disk usage exceeded threshold), throttling writes/],
  ['ingester-leaving', /(Ingester is shutting down)/],
  // Not what another program answers a ruler that writes to it.
  ['no-org', /^(?!.*remote_name=).*no org id/],
  [
    'push-unreadable',
    /(?:write operation failed|push request).*?(snappy: corrupt input|gzip: invalid header|Content-Encoding \S+ not supported)|(couldn't parse push request): (?!.*(?:EOF|context canceled|reset by peer|i\/o timeout|exceeds limit|too large))/,
  ],
  [
    'grpc-too-large',
    /code = ResourceExhausted.*?(message larger than max \(\d+ vs\. \d+\))|(response larger than max message size)/,
  ],
  [
    'index-gateway',
    /(query index: .*produced zero addresses)|index-store=.*(failed to lookup IP addresses|IP address lookup yielded no results)|(no index gateway instances found|index gateway get ring|failed to get client for instance|client do failed for instance)(?=.*(?:code = Unavailable|connection refused|i\/o timeout|no route to host)| for tenant|: empty ring)/,
  ],
  ['index-gateway-health', /(removing index gateway failing healthcheck)/],
  // The index, the compactor and what it deletes.
  [
    'compactor-unreachable',
    /(?:reloading cached delete requests|gen(?:eration)? numbers).*?(connection refused|i\/o timeout|no such host|no route to host|code = Unavailable)/,
  ],
  ['compactor-ring', /(too many addresses|error asking ring)\b.* who should run the compactor/],
  // A line of the stack that it prints when it ends (grafana/loki#23075).
  ['panic-of-patterns', /pattern\.\(\*TeeService\)\.sendBatch\b/],
  [
    'deletes-failed',
    /(failed to (?:load delete requests to process|build deletion manifest|merge sharded requests)|job ran out of attempts|failed to upload delete requests file|error getting delete requests from the store)/,
  ],
  [
    'chunk-missing',
    /(?:failed downloading chunks|error fetching chunks|failed to load chunk).*?(NoSuchKey|specified key does not exist|object not found in storage)/,
  ],
  [
    'chunk-damaged',
    /(?:failed downloading chunks|error fetching chunks|failed to load chunk).*?(invalid (?:chunk |block )?checksum|metadata length from chunk|metadata wrong length|invalid magic number)/,
  ],
  [
    'index-broken',
    /^(?!.*context (?:canceled|deadline exceeded)).*?(index set (?:\S* )?has (?:some|a) problem, cleaning it up|failed to open existing index file)|(failed to load table|failed to initialize table|sync failed, retrying it)\b.*(?:invalid (?:size|checksum|magic number|header)|unexpected EOF)/,
  ],
  [
    'index-sync',
    /^(?!.*context canceled).*?(error syncing local index files with storage|error ensuring query readiness of tables|failed to run query readiness for table|failed to initialize table, cleaning it up)/,
  ],
  [
    'index-build',
    /(failed to rotate\/build tsdb head|error recovering from TSDB WAL|failed to handover index)|level=error.*(building TSDB)/,
  ],
  ['marks-failed', /(failed to (?:process|list|delete) marks|error deleting chunk)/],
  [
    'compaction-failed',
    /^(?!.*context canceled).*?(compaction encountered an error|failed to (?:run compaction|compact files|apply retention|initialize table for compaction))/,
  ],
];
