/** Error names of AWS services for throttled requests, and the words of some messages. */
const SAID = [
  ...[
    String.raw`\bThrottl(?:ing|ed)(?:Exception)?\b`,
    'EC2ThrottledException',
    String.raw`RequestThrottled(?:Exception)?`,
  ],
  ...['RequestLimitExceeded', 'BandwidthLimitExceeded', 'ProvisionedThroughputExceededException'],
  ...['TooManyRequestsException', 'SlowDown', 'PriorRequestNotComplete'],
  ...[String.raw`\bRate exceeded\b`, '[Rr]equest limit exceeded', 'reduce your request rate'],
];

/** Text of AWS about throttled requests. */
export const THROTTLED = new RegExp(SAID.join('|'));

/** True if AWS throttled a request. */
export const isThrottled = (error: unknown): boolean =>
  THROTTLED.test(error instanceof Error ? `${error.name} ${error.message}` : String(error));

/** Such a text, after one of some words. */
export const throttledAfter = (words: string): RegExp => new RegExp(`(?:${words}).*?(?:${THROTTLED.source})`);

/** A service of AWS that throttles requests. */
interface ThrottlingService {
  /** Source of its events in CloudTrail. */
  readonly source: string;

  /** Its name. */
  readonly name: string;

  /** Text that names it. */
  readonly named: RegExp;

  /** Work that waits meanwhile. */
  readonly waits: string;
}

/** Services that a text of AWS names. A service that others ask, such as STS, comes before those that ask it. */
const SERVICES: readonly ThrottlingService[] = [
  {
    ...{ source: 'eks-auth', name: 'EKS Auth', named: /EKS Auth|eks-auth|PodIdentity/ },
    waits: 'new pods have no credentials of AWS',
  },
  {
    ...{ source: 'sts', name: 'STS', named: /\bSTS\b|\bsts[.:]|AssumeRole/ },
    waits: 'new pods, and those whose credentials end, have none of AWS',
  },
  {
    ...{ source: 'kms', name: 'KMS', named: /\bKMS\b|\bkms[.:]/ },
    waits: 'what is encrypted with a KMS key is neither read nor written',
  },
  {
    ...{ source: 'secretsmanager', name: 'Secrets Manager' },
    named: /[Ss]ecrets? ?[Mm]anager|secretsmanager|GetSecretValue/,
    waits: 'pods that mount a password do not start',
  },
  {
    ...{ source: 'ecr', name: 'ECR', named: /\bECR\b|\becr[.:]|GetAuthorizationToken|\.dkr\.ecr\./ },
    waits: 'nodes do not pull images',
  },
  {
    ...{ source: 's3', name: 'S3', named: /\bS3\b|\bs3[.:]/ },
    waits: 'chunks are written and read later',
  },
  {
    ...{ source: 'elasticloadbalancing', name: 'Elastic Load Balancing' },
    named: /Elastic ?Load ?Balancing|elasticloadbalancing|[Tt]arget ?[Gg]roup|\bELB\b/,
    waits: 'load balancers, their rules and their targets stay as they are',
  },
  {
    ...{ source: 'cloudformation', name: 'CloudFormation' },
    named: /[Cc]loud[Ff]ormation|GetTemplate|DescribeStacks|ListStackResources/,
    waits: 'stacks are neither read nor changed',
  },
  {
    ...{ source: 'iam', name: 'IAM', named: /\bIAM\b|\biam[.:]/ },
    waits: 'roles and policies stay as they are',
  },
  {
    ...{ source: 'eks', name: 'EKS', named: /\bEKS\b|\beks[.:]/ },
    waits: 'node groups, add-ons and associations stay as they are',
  },
  {
    ...{ source: 'ec2', name: 'EC2', named: /\bEC2\b|\bec2[.:]|[Vv]olume|\bENI\b|Subnet|SecurityGroup|Instance/ },
    waits: 'volumes, instances, addresses and security groups stay as they are',
  },
];

const serviceIn = (text: string): ThrottlingService | undefined => SERVICES.find(({ named }) => named.test(text));

/** Name of the service that a text of AWS names. */
export const throttlingService = (text: string): string | undefined => serviceIn(text)?.name;

/** Advice about throttled requests, for the text of AWS: only time is missing. */
export function throttledAdvice(text: string): string {
  const service = serviceIn(text);
  const of = service
    ? `--lookup-attributes AttributeKey=EventSource,AttributeValue=${service.source}.amazonaws.com `
    : '';
  const what = service ? `${service.name} throttles requests, and meanwhile ${service.waits}; ` : '';
  return `${what}each request is retried automatically; find who asks most: aws cloudtrail lookup-events ${of}--max-results 50`;
}

/** Advice about a throttled request of this program. */
export const throttledHere = (text: string): string =>
  `${throttlingService(text) ?? 'AWS'} throttles requests of the account: run it again in a minute`;
