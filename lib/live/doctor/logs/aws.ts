import { throttledAfter } from '../../throttling';
import { UNANSWERED } from '../../unanswered';

/** Words of Go's network for a request whose connection is not made, or ends before the answer. */
const CUT = String.raw`${UNANSWERED.source}|: EOF\b|broken pipe|use of closed network connection|server sent GOAWAY`;

/** Beginning of what a client says of a request to an object store that is not in AWS, with its address. */
const TO_STORE = String.raw`(?:operation error S3: |store (?:put|get)|s3 object: |init delete store: |sync failed, retrying it" err=")[^"]*\b(?:Put|Get|Head|Delete) \\*"(https?:\/\/(?!169\.254\.|[^"\/]*\.amazonaws\.com)[^"\/\\]+)[^"]*"`;

/**
 * Patterns of lines about AWS, in the order of a request: token, role, bucket, key. Loki's bucket client prints
 * messages without codes.
 */
export const AWS_PATTERNS: readonly (readonly [id: string, pattern: RegExp])[] = [
  [
    'token-file',
    /open \/var\/run\/secrets\/(?:pods\.)?eks\.amazonaws\.com\/serviceaccount\/[\w-]+: (permission denied|no such file)/,
  ],
  [
    'bucket-dots',
    /x509: certificate is valid for [^"]*\*\.s3[\w.-]*\.amazonaws\.com[^"]*, not ((?:[\w-]+\.){2,}s3[\w.-]*\.amazonaws\.com)/,
  ],
  ['aws-proxy', /amazonaws\.com.*?(proxyconnect tcp|Proxy Authentication Required)/],
  // A token that is not yet valid means a slow clock of the node.
  ['aws-certificate', /amazonaws\.com.*?x509: (certificate (?!.*: current time \S+ is before)[\w ]+)/],
  // An object store that is not in AWS.
  ['store-certificate', new RegExp(`${TO_STORE}.*?x509: (?!.*: current time \\S+ is before)`)],
  [
    'store-unreachable',
    new RegExp(`${TO_STORE}.*?(?:${CUT}|server gave HTTP response to HTTPS client|remote error: tls: )`),
  ],
  [
    'store-full',
    /(XMinioStorageFull|minimum free drive threshold|\bQuotaExceeded\b|[Bb]ucket quota|InsufficientStorage)/,
  ],
  ['sts-throttled', throttledAfter(String.raw`(STS|sts:|AssumeRole|EKS Auth|eks-auth)|\[[\w-]*\]: \(`)],
  ['sts-arn', /Request ARN is invalid|at 'roleArn' failed to satisfy constraint/],
  ['sts-provider', /No OpenIDConnect provider found/],
  ['sts-issuer', /Couldn't retrieve verification key from your identity provider|IDPCommunicationError/],
  ['eks-auth-denied', /not authorized to perform: (eks-auth:AssumeRoleForPodIdentity)/],
  ['eks-auth-association', /\[[\w-]*\]: \((ResourceNotFoundException)\)/],
  ['sts-audience', /Incorrect token audience/],
  ['sts-region', /RegionDisabledException|STS is not activated in this region/],
  ['sts-duration', /requested DurationSeconds exceeds the (MaxSessionDuration|\d+ hour session limit)/],
  ['sts-thumbprint', /doesn't match configured thumbprint/],
  ['pod-identity-trust', /EKS does not have permissions to assume the associated role/],
  [
    'sts-policy',
    /not authorized to perform: sts:AssumeRole\w*.*?((?:with an explicit deny in an?|because no) (?:service|resource) control policy|permissions boundary)/,
  ],
  ['sts-denied', /[Nn]ot authorized to perform:? sts:AssumeRoleWithWebIdentity/],
  ['sts-expired', /(IDPRejectedClaim)|ExpiredToken|token (?:is|has) expired|Token expired: current date/],
  ['sts-unreachable', new RegExp(String.raw`sts[\w.-]*\.amazonaws\.com.*?(?:${UNANSWERED.source})`)],
  [
    'pod-identity-agent',
    /failed to load credentials, (?:exceeded maximum number of attempts, \d+, )?: (?:\[\]|\[[\w-]+\]: \((\w+)\))|169\.254\.170\.23.*?(?:refused|timeout|404|deadline exceeded)/,
  ],
  [
    'sts-other',
    /operation error STS: AssumeRole\w*.*?(?:api error (\w+)|\b([A-Z]\w+(?:Exception|Error|Identity\w*|Token|Denied|Failure)): )/,
  ],
  [
    'no-credentials',
    /NoCredentialProviders|no EC2 IMDS role found|No IAM roles attached|failed to refresh cached credentials|get credentials: no|Access Denied\. Credentials|169\.254\.169\.254.*?(?:refused|timeout|deadline exceeded)/,
  ],
  [
    'clock',
    /RequestTimeTooSkewed|difference between the request time and the [\w' ]+ time is too large|amazonaws\.com.*?not yet valid: current time \S+ is before/,
  ],
  [
    'keys',
    /SignatureDoesNotMatch|signature we calculated does not match|InvalidAccessKeyId|access key id you provided does not exist|provided token is malformed|security token included in the request is invalid|InvalidClientTokenId/i,
  ],
  [
    'kms-throttled',
    new RegExp(`exceeded the rate at which you may call KMS|${throttledAfter(String.raw`KMS\b|kms:`).source}`),
  ],
  [
    'kms',
    /(KMS\.\w+|kms:(?:Decrypt|GenerateDataKey)|AWS KMS|key\/[\w-]+'? (?:is disabled|is pending (?:deletion|import)|does not exist|is not enabled)|ciphertext refers to a (?:customer master|KMS) key|Invalid keyId|Invalid arn [a-z]{2}(?:-[a-z]+)+-\d)/,
  ],
  [
    'account-refused',
    /(AllAccessDisabled|AccountProblem|NotSignedUp|problem with your AWS account|All access to this object has been disabled)/,
  ],
  [
    's3-request',
    /((?:AWS chunked encoding|aws-chunked is) not supported|(?:NotImplemented: )?A header you provided implies|XAmzContentSHA256Mismatch|'x-amz-content-sha256' header does not match|BadDigest|Content-MD5 you specified did not match|(?:MethodNotAllowed: )?The specified method is not allowed|SerializationError: failed to unmarshal|EntityTooLarge|MissingContentLength|unseekable stream is not supported without TLS)/,
  ],
  [
    's3-endpoint',
    /(endpoint rule error, (?!A region|Invalid region|Custom endpoint)[^",]{1,100}|A region must be set|Invalid region: region was not|Custom endpoint [^"]{1,100} was not a valid URI|MissingRegion|(?<=S3: .*)unsupported protocol scheme)/,
  ],
  ['bucket-name', /(InvalidBucketName|[Tt]he specified bucket is not valid)/],
  [
    's3-internal',
    /((?:InternalError: )?We encountered an internal error|(?:ServiceUnavailable: |store (?:put|get)[^"]*: )Service is (?:unable|not available))|(StatusCode: 5\d\d)(?=.*api error (?:UnknownError|ServiceUnavailable: Service Unavailable))/,
  ],
  ['worm', /(Object is WORM protected|Object Lock(?: parameters)?)/i],
  ['no-bucket', /NoSuchBucket|[Tt]he specified bucket does not exist/],
  [
    'bucket-region',
    /BucketRegionError|PermanentRedirect|AuthorizationHeaderMalformed|authorization header is malformed; the region|must be addressed using the specified endpoint|location constraint is incompatible/,
  ],
  ['archived', /InvalidObjectState|not valid for the object's storage class/],
  [
    's3-policy',
    /not authorized to perform: s3:\w+.*?((?:with an explicit deny in an?|because no) [\w -]*?(?:policy|boundary))\b/,
  ],
  ['s3-denied', /AccessDenied|Access Denied|api error Forbidden/],
  [
    'slow-down',
    new RegExp(`SlowDown|reduce your request rate|api error TooManyRequests|${throttledAfter('S3: ').source}`),
  ],
  [
    's3-unreachable',
    new RegExp(
      String.raw`S3: .*Your socket connection to the server was not read|s3[\w.-]*\.amazonaws\.com[^ ]*.*(?:${CUT})`,
    ),
  ],
  // Answers that Loki expects, or repeats by itself, are not among them.
  [
    's3-other',
    /operation error S3: \w+, .*?api error (?!NoSuchKey|NotFound|NotModified|OperationAborted|PreconditionFailed|RequestTimeout)(\w+)/,
  ],
];
