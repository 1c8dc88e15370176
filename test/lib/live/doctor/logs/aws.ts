import { AT, caseOf, type Row } from './written';

/** A line of an ingester that could not write a chunk. */
const flush = (message: string): string =>
  `level=error ${AT} caller=flush.go:261 component=ingester org_id=dev msg="failed to flush" err="failed to flush chunks: store put chunk: ${message}, num_chunks: 1"`;

const STS = 'get credentials: failed to refresh cached credentials, operation error STS: AssumeRoleWithWebIdentity';
const PUT = 'Put \\"https://loki-dev-chunks.s3.us-east-1.amazonaws.com/dev/a\\":';

const ROWS: readonly Row[] = [
  [
    'identity-sts-region',
    'identity',
    'ingester',
    flush(`${STS}, api error RegionDisabledException: STS is not activated in this region for account:111122223333.`),
    /STS is not activated/,
    /enable-region --region-name us-east-1/,
  ],
  [
    'identity-throttled',
    'identity',
    'ingester',
    flush(`${STS}, api error Throttling: Rate exceeded`),
    /STS refuses requests, since there were too many/,
    /AttributeValue=sts\.amazonaws\.com/,
  ],
  [
    'identity-thumbprint',
    'identity',
    'ingester',
    flush(
      `${STS}, InvalidIdentityToken: OpenIDConnect provider's HTTPS certificate doesn't match configured thumbprint`,
    ),
    /configured thumbprint/,
    /update-open-id-connect-provider-thumbprint/,
  ],
  [
    'identity-duration',
    'identity',
    'ingester',
    flush(
      `${STS}, api error ValidationError: The requested DurationSeconds exceeds the MaxSessionDuration set for this role.`,
    ),
    /^DurationSeconds is above the maximum of the role/,
    /update-role --role-name \S+ --max-session-duration/,
  ],
  [
    'identity-organization',
    'identity',
    'ingester',
    flush(
      `${STS}, api error AccessDenied: User: x is not authorized to perform: sts:AssumeRoleWithWebIdentity on resource: y with an explicit deny in a service control policy`,
    ),
    /denied by a policy beside/,
    /AWS Organizations/,
  ],
  [
    'identity-pod-identity-trust',
    'identity',
    'ingester',
    flush(
      'get credentials: failed to refresh cached credentials, failed to load credentials, : [b2a]: (AccessDeniedException): Unauthorized Exception! EKS does not have permissions to assume the associated role., fault: client',
    ),
    /EKS does not have permissions/,
    /sts:TagSession/,
  ],
  [
    'bucket-account',
    'buckets',
    'ingester',
    flush('There is a problem with your AWS account that prevents the operation from completing successfully.'),
    /problem with your AWS account/,
    /AWS Health/,
  ],
  [
    'bucket-dots',
    'buckets',
    'ingester',
    flush(
      'Put \\"https://my.loki.chunks.s3.us-east-1.amazonaws.com/dev/a\\": tls: failed to verify certificate: x509: certificate is valid for *.s3.us-east-1.amazonaws.com, s3.us-east-1.amazonaws.com, not my.loki.chunks.s3.us-east-1.amazonaws.com',
    ),
    /not for my\.loki\.chunks\.s3/,
    /without dots/,
  ],
  [
    'bucket-proxy',
    'buckets',
    'ingester',
    flush(`${PUT} proxyconnect tcp: dial tcp 10.0.0.5:3128: connect: connection refused`),
    /proxyconnect tcp/,
    /NO_PROXY/,
  ],
  [
    'bucket-key-throttled',
    'buckets',
    'ingester',
    flush('You have exceeded the rate at which you may call KMS. Reduce the frequency of your calls.'),
    /call KMS/,
    /BucketKeyEnabled/,
  ],
  [
    'bucket-region',
    'buckets',
    'ingester',
    flush(
      'The us-west-2 location constraint is incompatible for the region specific endpoint this request was sent to.',
    ),
    /elsewhere/,
    /get-bucket-location/,
  ],
];

/** Faults of requests to AWS, as lines show them. */
export const AWS_LINE_CASES = ROWS.map(caseOf);
