import { type Named, testNamed } from './hinted';

const MOUNT =
  'MountVolume.SetUp failed for volume "credentials" : rpc error: code = Unknown desc = failed to mount secrets store objects for pod loki/x, err: rpc error: code = Unknown desc = us-east-1: Failed fetching secret loki/dev/writer:';

describe('what the driver of passwords repeats of AWS', () => {
  testNamed([
    [
      'FailedMount',
      `${MOUNT} operation error Secrets Manager: GetSecretValue, get identity: get credentials: failed to refresh cached credentials, operation error STS: AssumeRoleWithWebIdentity, api error Throttling: Rate exceeded`,
      'pod-secret-throttled',
      'AttributeValue=sts.amazonaws.com',
    ],
    [
      'FailedMount',
      'failed to mount secrets store objects for pod loki/x, err: us-east-1: failed to get AWS config from pod identity agent: HTTP request to pod identity agent failed: Get "http://169.254.170.23/v1/credentials": context deadline exceeded',
      'pod-secret-agent',
      'eks-pod-identity-agent',
    ],
    [
      'FailedMount',
      'failed to mount secrets store objects for pod loki/x, err: failed to retrieve region from node. error nodes "ip-10-0-1-5" is forbidden',
      'pod-secret-region',
      'parameters.region',
    ],
    [
      'FailedMount',
      `${MOUNT} get credentials: failed to refresh cached credentials, operation error STS: AssumeRoleWithWebIdentity, request send failed, Post "https://sts.us-east-1.amazonaws.com/": dial tcp 10.0.9.8:443: i/o timeout`,
      'pod-secret-unreachable',
      'endpoints secretsmanager and sts',
    ],
    [
      'FailedMount',
      `${MOUNT} AccessDeniedException: not authorized to perform: secretsmanager:GetSecretValue with an explicit deny in a service control policy`,
      'pod-secret-denied',
      'AWS Organizations',
    ],
    ['FailedMount', `${MOUNT} ThrottlingException: Rate exceeded`, 'pod-secret-throttled', 'retried automatically'],
    [
      'FailedMount',
      `${MOUNT} operation error Secrets Manager: GetSecretValue, get identity: get credentials: failed to refresh cached credentials, operation error STS: AssumeRoleWithWebIdentity, api error AccessDenied: Not authorized to perform sts:AssumeRoleWithWebIdentity`,
      'pod-secret-credentials',
      'its trust must admit the service account',
    ],
    [
      'FailedMount',
      `${MOUNT} AccessDeniedException: Access to KMS is not allowed`,
      'pod-secret-kms',
      'needs kms:Decrypt',
    ],
    [
      'FailedMount',
      `${MOUNT} DecryptionFailure: Secrets Manager can't decrypt the protected secret text using the provided KMS key`,
      'pod-secret-kms',
      'must be Enabled',
    ],
    [
      'FailedMount',
      `${MOUNT} InvalidRequestException: You can't perform this operation on the secret because it was marked for deletion.`,
      'pod-secret-deleted',
      'restore-secret --secret-id NAME',
    ],
    [
      'FailedMount',
      `${MOUNT} JMES Path - password for object alias - a does not point to a valid object.`,
      'pod-secret-field',
      'compare the keys',
    ],
    [
      'FailedMount',
      `${MOUNT} Invalid JMES search result type for path:password. Only string is allowed.`,
      'pod-secret-field',
      'compare the keys',
    ],
    // Another driver may read JSON, too.
    ['FailedMount', 'MountVolume.SetUp failed for volume "x" : failed to parse JSON', 'pod-mount', 'kubectl describe'],
    [
      'FailedMount',
      'failed to mount secrets store objects: Failed to fetch secret from all regions. Verify secret exists and required permissions are granted for: loki/dev',
      'pod-secret-unreachable',
      'VPC endpoints secretsmanager and sts',
    ],
    [
      'FailedMount',
      'failed to mount secrets store objects for pod loki/x, err: rpc error: code = Unknown desc = us-east-1: Failed fetching secret MySecret: RequestCanceled: request context canceled\ncaused by: context canceled',
      'pod-secret-unreachable',
      'VPC endpoints secretsmanager and sts',
    ],
    [
      'FailedMount',
      'failed to mount secrets store objects for pod loki/x, err: rpc error: code = DeadlineExceeded desc = stream terminated by RST_STREAM with error code: CANCEL',
      'pod-secret-unreachable',
      'log of the provider',
    ],
    [
      'FailedMount',
      `${MOUNT} Failed to fetch secret from all regions: loki/dev: api error AccessDeniedException: not authorized to perform: secretsmanager:GetSecretValue`,
      'pod-secret-denied',
      'secretsmanager:GetSecretValue',
    ],
    [
      'FailedMount',
      `${MOUNT} AccessDeniedException: User: arn:aws:sts::1:assumed-role/a/b is not authorized to perform: secretsmanager:GetSecretValue`,
      'pod-secret-denied',
      'the secret',
    ],
    [
      'FailedMount',
      `${MOUNT} ResourceNotFoundException: Secrets Manager can't find the specified secret value for staging label: AWSCURRENT`,
      'pod-secret-value',
      'put-secret-value',
    ],
    [
      'FailedMount',
      'failed to mount secrets store objects for pod loki/x, err: CSI token error: serviceAccount.tokens not provided - ensure tokenRequests is configured in CSIDriver',
      'pod-secret-tokens',
      'sts.amazonaws.com and pods.eks.amazonaws.com',
    ],
    [
      'FailedMount',
      'failed to mount secrets store objects for pod loki/x, err: failed to get service account loki/loki-gateway: serviceaccounts "loki-gateway" is forbidden: User "system:serviceaccount:kube-system:csi-secrets-store-provider-aws" cannot get resource "serviceaccounts"',
      'pod-secrets-rbac',
      'ClusterRole',
    ],
    [
      'FailedMount',
      'failed to describe secret: AccessDeniedException: x is not authorized to perform: secretsmanager:DescribeSecret',
      'pod-secret-denied',
      'secretsmanager:DescribeSecret',
    ],
    ...[
      'ARN region must match region us-east-1: arn:aws:secretsmanager:eu-west-1:111122223333:secret:x',
      'Invalid objectType: secret',
      'Must use objectType when a full ARN is not specified: x',
      'Object name must be specified',
      'provider not set in loki/loki-gateway',
    ].map((said): Named => [
      'FailedMount',
      `failed to mount secrets store objects for pod loki/x, err: rpc error: code = Unknown desc = ${said}`,
      'pod-secret-class-invalid',
      'secretproviderclass',
    ]),
  ]);
});
