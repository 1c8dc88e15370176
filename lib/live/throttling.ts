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

/** Services that a text of AWS may name, by their event source. */
const SERVICES: readonly (readonly [source: string, named: RegExp])[] = [
  ['sts', /\bSTS\b|\bsts[.:]|AssumeRole/],
  ['kms', /\bKMS\b|\bkms[.:]/],
  ['secretsmanager', /[Ss]ecrets? ?[Mm]anager|secretsmanager|GetSecretValue/],
  ['s3', /\bS3\b|\bs3[.:]/],
  ['elasticloadbalancing', /Elastic Load Balancing|elasticloadbalancing|[Tt]arget ?[Gg]roup/],
  ['ec2', /\bEC2\b|\bec2[.:]|[Vv]olume|\bENI\b/],
];

/** Advice about throttled requests, for the text of AWS: only time is missing. */
export function throttledAdvice(text: string): string {
  const [source] = SERVICES.find(([, named]) => named.test(text)) ?? [];
  const of =
    source === undefined ? '' : `--lookup-attributes AttributeKey=EventSource,AttributeValue=${source}.amazonaws.com `;
  return `it is retried automatically; find who asks most: aws cloudtrail lookup-events ${of}--max-results 50`;
}
