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
    'identity-expired',
    'identity',
    'ingester',
    flush(`${STS}, api error IDPRejectedClaim: The identity provider (IdP) reported that authentication failed.`),
    /^IDPRejectedClaim: 7 lines/,
    /rollout restart/,
  ],
  [
    'identity-arn',
    'identity',
    'ingester',
    flush(
      `${STS}, api error ValidationError: Value 'ROLE' at 'roleArn' failed to satisfy constraint: Member must have`,
    ),
    /^Request ARN is invalid/,
    /role-arn/,
  ],
  [
    'identity-refused',
    'identity',
    'ingester',
    flush(`${STS}, https response error StatusCode: 500, RequestID: 1, api error ServiceFailure: x`),
    /^STS answers ServiceFailure: 7 lines/,
    /AssumeRolePolicyDocument/,
  ],
  [
    'identity-refused',
    'identity',
    'ingester',
    flush(`${STS}, api error PackedPolicyTooLarge: Serialized token too large for session`),
    /^STS answers PackedPolicyTooLarge/,
    /role-arn/,
  ],
  [
    'identity-agent-silent',
    'identity',
    'ingester',
    flush('failed to load credentials, : [1a-2b]: (InternalServerException): Unable to process, fault: server'),
    /^no credentials from 169\.254\.170\.23: InternalServerException: 7 lines/,
    /eks-auth/,
  ],
  [
    'identity-sts-unreachable',
    'identity',
    'ingester',
    flush(
      `${STS}, request send failed, Post \\"https://sts.us-east-1.amazonaws.com/\\": dial tcp: connect: no route to host`,
    ),
    /^STS does not answer/,
    /endpoint of STS/,
  ],
  [
    'identity-keys',
    'identity',
    'ingester',
    flush('get credentials: The security token included in the request is invalid.'),
    /signature are refused/,
    /AWS_ACCESS_KEY_ID/,
  ],
  [
    'store-unreachable',
    'buckets',
    'ingester',
    flush(
      'upload s3 object: Put \\"https://minio.storage.svc:9000/chunks/dev/a\\": dial tcp 10.0.5.5:9000: connect: connection refused',
    ),
    /^https:\/\/minio\.storage\.svc:9000 does not answer: 7 lines/,
    /environments\.dev\.storage\.endpoint\.url/,
  ],
  [
    'store-unreachable',
    'buckets',
    'ingester',
    flush(
      'operation error S3: PutObject, https response error StatusCode: 0, RequestID: , HostID: , request send failed, Put \\"https://minio.storage.svc:9000/chunks/dev/a\\": dial tcp: lookup minio.storage.svc on 172.20.0.10:53: no such host',
    ),
    /^https:\/\/minio\.storage\.svc:9000 does not answer/,
    /networkpolicies/,
  ],
  [
    'store-certificate',
    'buckets',
    'ingester',
    flush(
      'upload s3 object: Put \\"https://minio.storage.svc:9000/chunks/dev/a\\": tls: failed to verify certificate: x509: certificate signed by unknown authority',
    ),
    /^the certificate of https:\/\/minio\.storage\.svc:9000 is refused/,
    /storage\.endpoint\.ca[^]*-connect minio\.storage\.svc:9000/,
  ],
  [
    'store-full',
    'buckets',
    'ingester',
    flush('api error XMinioStorageFull: Storage backend has reached its minimum free drive threshold.'),
    /^XMinioStorageFull/,
    /more disk space/,
  ],
  [
    'bucket-request',
    'buckets',
    'ingester',
    flush('api error NotImplemented: AWS chunked encoding not supported.'),
    /^AWS chunked encoding not supported/,
    /checksums/,
  ],
  [
    'identity-agent-silent',
    'identity',
    'ingester',
    flush(
      'get credentials: failed to refresh cached credentials, failed to load credentials, exceeded maximum number of attempts, 3, : [],',
    ),
    /^no credentials from 169\.254\.170\.23: 7 lines/,
    /name=eks-pod-identity-agent[^]*list-pod-identity-associations/,
  ],
  [
    'bucket-refused',
    'buckets',
    'ingester',
    flush(
      'operation error S3: PutObject, https response error StatusCode: 400, RequestID: 1, api error InvalidRequest: x',
    ),
    /^the answer is InvalidRequest: 7 lines/,
    /environments\.dev\.storage/,
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
