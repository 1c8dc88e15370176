import { isThrottled, THROTTLED, throttledAdvice, throttledHere } from '../../../lib/live/throttling';

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
  ['operation error STS: AssumeRoleWithWebIdentity, api error Throttling', 'STS', 'sts'],
  ['operation error EKS Auth: AssumeRoleForPodIdentity, ThrottlingException', 'EKS Auth', 'eks-auth'],
  ['operation error EC2: AttachVolume, api error RequestLimitExceeded', 'EC2', 'ec2'],
  [
    'operation error EC2: DescribeVolumes, get identity: get credentials: operation error STS: api error Throttling',
    ...['STS', 'sts'],
  ],
  ['operation error Secrets Manager: GetSecretValue, ThrottlingException', 'Secrets Manager', 'secretsmanager'],
  ['operation error Elastic Load Balancing v2: DescribeTargetGroups, Throttling', 'Elastic Load Balancing'],
  ['operation error S3: PutObject, api error SlowDown', 'S3', 's3'],
  ['111122223333.dkr.ecr.eu-west-1.amazonaws.com/loki: 429 toomanyrequests: Rate exceeded', 'ECR', 'ecr'],
  ['An error occurred (Throttling) when calling the GetTemplate operation: Rate exceeded', 'CloudFormation'],
])('the advice for %s names %s, what waits, and who else asks it', (text, name, source = name) => {
  const advice = throttledAdvice(text);
  expect(advice).toMatch(new RegExp(`^${name} slows requests down, and meanwhile .+; each request is tried again`));
  expect(advice).toContain(`AttributeValue=${source.replaceAll(' ', '').toLowerCase()}.amazonaws.com --max-results 50`);
  expect(throttledHere(text)).toBe(`${name} slows requests of the account down: run it again in a minute`);
});

test('without a service, all are asked for', () => {
  expect(throttledAdvice('Rate exceeded')).toBe(
    'each request is tried again by itself; find who asks most: aws cloudtrail lookup-events --max-results 50',
  );
  expect(throttledHere('Rate exceeded')).toMatch(/^AWS slows/);
});
