import { isThrottled, THROTTLED, throttledAdvice } from '../../../lib/live/throttling';

test.each([
  'api error Throttling: Rate exceeded',
  'ThrottlingException: Rate exceeded',
  'api error ThrottledException: slow',
  'EC2ThrottledException',
  'api error RequestLimitExceeded: Request limit exceeded.',
  'RequestThrottledException: too many',
  'TooManyRequestsException: Too Many Requests',
  'api error SlowDown: Please reduce your request rate.',
  'ProvisionedThroughputExceededException',
  'PriorRequestNotComplete: The request was rejected',
])('%s is about too many requests', (text) => {
  expect(text).toMatch(THROTTLED);
});

test.each([
  'TooManyLoadBalancers: The maximum number of load balancers has been reached',
  'VolumeLimitExceeded: You have exceeded your maximum gp3 storage limit',
  'LimitExceededException: Cannot exceed quota for RolesPerAccount',
  'server returned HTTP status 429 Too Many Requests',
  'Ingestion rate limit exceeded for user main',
  'AccessDenied: Access Denied',
])('%s is not', (text) => {
  expect(text).not.toMatch(THROTTLED);
});

test('errors of an SDK are told by their names', () => {
  expect(isThrottled(Object.assign(new Error('slow'), { name: 'ThrottlingException' }))).toBe(true);
  expect(isThrottled(Object.assign(new Error('no'), { name: 'AccessDenied' }))).toBe(false);
  expect(isThrottled(undefined)).toBe(false);
});

test.each([
  ['operation error STS: AssumeRoleWithWebIdentity, api error Throttling', 'sts'],
  ['operation error EC2: AttachVolume, api error RequestLimitExceeded', 'ec2'],
  ['operation error Secrets Manager: GetSecretValue, ThrottlingException', 'secretsmanager'],
  ['operation error Elastic Load Balancing v2: DescribeTargetGroups, Throttling', 'elasticloadbalancing'],
  ['operation error S3: PutObject, api error SlowDown', 's3'],
])('the advice for %s asks who else uses %s', (text, source) => {
  expect(throttledAdvice(text)).toContain(`AttributeValue=${source}.amazonaws.com --max-results 50`);
});

test('without a service, all are asked for', () => {
  expect(throttledAdvice('Rate exceeded')).toBe(
    'it is retried automatically; find who asks most: aws cloudtrail lookup-events --max-results 50',
  );
});
