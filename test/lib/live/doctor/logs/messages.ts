const KEY = 'arn:aws:kms:us-east-1:111122223333:key/12345678-1234-1234-1234-123456789012';
const USER = 'User: arn:aws:sts::111122223333:assumed-role/loki-dev/1764 is not authorized to perform:';
const OBJECT = 's3:PutObject on resource: "arn:aws:s3:::loki-dev-chunks/dev/abc/1:2:3"';
const AT_S3 = 'Put "https://loki-dev-chunks.s3.dualstack.us-east-1.amazonaws.com/dev/a":';

/** Messages of AWS without their codes. */
export const MESSAGES: readonly (readonly [message: string, pattern: string, detail?: string])[] = [
  ['The difference between the request time and the current time is too large.', 'clock'],
  ["The difference between the request time and the server's time is too large.", 'clock'],
  ['The AWS Access Key Id you provided does not exist in our records.', 'keys'],
  [
    'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
    'keys',
  ],
  ['The provided token is malformed or otherwise invalid.', 'keys'],
  ['The provided token has expired.', 'sts-expired'],
  [
    'operation error STS: AssumeRole, api error ValidationError: The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.',
    'sts-duration',
    '1 hour session limit',
  ],
  ['Token expired: current date/time 1764468000 must be before the expiration date/time 1764464400', 'sts-expired'],
  ["Couldn't retrieve verification key from your identity provider, please reference", 'sts-issuer'],
  [`${KEY} is disabled.`, 'kms', 'key/12345678-1234-1234-1234-123456789012 is disabled'],
  [`${KEY} is pending import.`, 'kms', 'key/12345678-1234-1234-1234-123456789012 is pending import'],
  ['Invalid arn eu-west-1', 'kms', 'Invalid arn eu-west-1'],
  [
    'The ciphertext refers to a customer master key that does not exist, does not exist in this region, or you are not allowed to access.',
    'kms',
    'ciphertext refers to a customer master key',
  ],
  ['We encountered an internal error. Please try again.', 's3-internal', 'We encountered an internal error'],
  [
    "The provided 'x-amz-content-sha256' header does not match what was computed.",
    's3-request',
    "'x-amz-content-sha256' header does not match",
  ],
  [
    'A header you provided implies functionality that is not implemented.',
    's3-request',
    'A header you provided implies',
  ],
  [
    `${AT_S3} tls: failed to verify certificate: x509: certificate has expired or is not yet valid: current time 2026-11-21T11:59:00Z is before 2027-01-01T00:00:00Z`,
    'clock',
  ],
  [
    `${AT_S3} tls: failed to verify certificate: x509: certificate has expired or is not yet valid: current time 2026-11-21T11:59:00Z is after 2026-01-01T00:00:00Z`,
    'aws-certificate',
    'certificate has expired or is not yet valid',
  ],
  [
    'get credentials: failed to refresh cached credentials, failed to load credentials, exceeded maximum number of attempts, 3, : [3f1-a2]: (ThrottlingException): Rate exceeded',
    'sts-throttled',
  ],
  [
    `${AT_S3} dial tcp: lookup loki-dev-chunks.s3.us-east-1.amazonaws.com: i/o timeout`,
    'dns',
    'loki-dev-chunks.s3.us-east-1.amazonaws.com',
  ],
  [`${KEY} is pending deletion.`, 'kms', 'key/12345678-1234-1234-1234-123456789012 is pending deletion'],
  [`Key '${KEY}' does not exist`, 'kms', "key/12345678-1234-1234-1234-123456789012' does not exist"],
  [`${USER} kms:GenerateDataKey on resource: ${KEY} because no`, 'kms', 'kms:GenerateDataKey'],
  [
    `${USER} ${OBJECT} with an explicit deny in a resource-based policy`,
    's3-policy',
    'with an explicit deny in a resource-based policy',
  ],
  [
    `${USER} ${OBJECT} because no identity-based policy allows the s3:PutObject action`,
    's3-policy',
    'because no identity-based policy',
  ],
  [
    `${USER} ${OBJECT} because no VPC endpoint policy allows the s3:PutObject action`,
    's3-policy',
    'because no VPC endpoint policy',
  ],
  [
    `${USER} ${OBJECT} because no permissions boundary allows the s3:PutObject action`,
    's3-policy',
    'because no permissions boundary',
  ],
  ['Access Denied.', 's3-denied'],
  ["The authorization header is malformed; the region 'us-east-1' is wrong; expecting 'eu-west-1'", 'bucket-region'],
  ["The operation is not valid for the object's storage class", 'archived'],
  [
    `${AT_S3} tls: failed to verify certificate: x509: certificate signed by unknown authority`,
    'aws-certificate',
    'certificate signed by unknown authority',
  ],
  [`${AT_S3} net/http: TLS handshake timeout`, 's3-unreachable'],
  [`${AT_S3} dial tcp 3.5.1.1:443: connect: no route to host`, 's3-unreachable'],
  [
    `${AT_S3} dial tcp: lookup loki-dev-chunks.s3.dualstack.us-east-1.amazonaws.com on 172.20.0.10:53: read udp 10.0.1.7:41234->172.20.0.10:53: i/o timeout`,
    'dns',
    'loki-dev-chunks.s3.dualstack.us-east-1.amazonaws.com',
  ],
  [
    'open /var/run/secrets/eks.amazonaws.com/serviceaccount/token: permission denied',
    'token-file',
    'permission denied',
  ],
];
