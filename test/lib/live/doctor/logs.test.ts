import { knownLines, LOG_PATTERNS } from '../../../../lib/live/doctor/logs';

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
  ['err="NoCredentialProviders: no valid providers in chain"', 'no-credentials'],
  ['err="operation error S3: PutObject, api error AccessDenied: Access Denied"', 's3-denied'],
  ['err="api error KMS.DisabledException: key is disabled"', 'kms', 'KMS.DisabledException'],
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
  ['2026/11/21 [error] 7#7: *1 user "writer": password mismatch, client: 10.0.0.1', 'nginx-password', 'writer'],
  ['level=error msg="error sending batch, will retry" status=429 tenant=dev', 'push-status', '429'],
  [
    'level=error msg="error sending batch, will retry" status=-1 error="Post http://loki-gateway: dial tcp: connection refused"',
    'push-unreachable',
    'connection refused',
  ],
  [
    'level=error err="pods is forbidden: User \\"system:serviceaccount:alloy:alloy\\" cannot list"',
    'api-forbidden',
    'pods',
  ],
  ['level=warn msg="no schema config found for time 1700000"', 'no-schema'],
  ['level=error err="too many unhealthy instances in the ring"', 'ring-unhealthy'],
  ['level=warn err="no org id"', 'no-org'],
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

test('patterns have names of their own', () => {
  const ids = LOG_PATTERNS.map(([id]) => id);
  expect(new Set(ids).size).toBe(ids.length);
});
