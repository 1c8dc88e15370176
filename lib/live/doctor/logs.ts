import { KAFKA_PATTERNS } from './kafka-logs';
import type { LogEntry } from './snapshot';

/**
 * Lines of logs that say something that is known. The first group of a pattern, if any, is kept: codes and names, never a
 * text of a user's line. The first pattern that matches a line names it.
 */
export const LOG_PATTERNS: readonly (readonly [id: string, pattern: RegExp])[] = [
  // Nginx asks DNS itself. Without an answer, nothing is known of the name.
  ['nginx-dns', /([\w.-]+) could not be resolved \((?:110|2): |while resolving, resolver: /],
  // A name that no server answers for says nothing of who has it.
  ['dns', /lookup ([\w.-]+)(?: on [\d.:[\]a-f]+)?: (?:read udp|dial udp|write udp|[^"]*server misbehaving)/],
  // Kafka, whose brokers may have names and certificates of AWS.
  ...KAFKA_PATTERNS,
  // AWS, in the order of a request: token, role, bucket, key. The client of buckets that Loki has prints messages without codes.
  [
    'token-file',
    /open \/var\/run\/secrets\/(?:pods\.)?eks\.amazonaws\.com\/serviceaccount\/[\w-]+: (permission denied|no such file)/,
  ],
  ['aws-certificate', /amazonaws\.com.*?x509: (certificate [\w ]+)/],
  ['sts-arn', /Request ARN is invalid/],
  ['sts-provider', /No OpenIDConnect provider found/],
  ['sts-issuer', /Couldn't retrieve verification key from your identity provider/],
  ['sts-audience', /Incorrect token audience/],
  ['sts-denied', /[Nn]ot authorized to perform:? sts:AssumeRoleWithWebIdentity/],
  ['sts-expired', /ExpiredToken|token (?:is|has) expired|Token expired: current date/],
  [
    'sts-unreachable',
    /sts[\w.-]*\.amazonaws\.com.*?(?:no such host|i\/o timeout|connection refused|deadline exceeded)/,
  ],
  [
    'no-credentials',
    /NoCredentialProviders|no EC2 IMDS role found|No IAM roles attached|failed to refresh cached credentials|get credentials: no|Access Denied\. Credentials|169\.254\.170\.23.*?(?:refused|timeout|404)|169\.254\.169\.254.*?(?:refused|timeout|deadline exceeded)/,
  ],
  ['clock', /RequestTimeTooSkewed|difference between the request time and the [\w' ]+ time is too large/],
  [
    'keys',
    /SignatureDoesNotMatch|signature we calculated does not match|InvalidAccessKeyId|access key id you provided does not exist|provided token is malformed/i,
  ],
  [
    'kms',
    /(KMS\.\w+|kms:(?:Decrypt|GenerateDataKey)|AWS KMS|key\/[\w-]+'? (?:is disabled|is pending deletion|does not exist))/,
  ],
  ['worm', /Object is WORM protected|object lock/i],
  ['no-bucket', /NoSuchBucket|[Tt]he specified bucket does not exist/],
  [
    'bucket-region',
    /BucketRegionError|PermanentRedirect|AuthorizationHeaderMalformed|authorization header is malformed; the region|must be addressed using the specified endpoint/,
  ],
  ['archived', /InvalidObjectState|not valid for the object's storage class/],
  [
    's3-policy',
    /not authorized to perform: s3:\w+.*?((?:with an explicit deny in an?|because no) [\w -]*?(?:policy|boundary))\b/,
  ],
  ['s3-denied', /AccessDenied|Access Denied/],
  ['slow-down', /SlowDown|reduce your request rate/],
  [
    's3-unreachable',
    /s3[\w.-]*\.amazonaws\.com[^ ]*.*(?:no such host|i\/o timeout|connection refused|deadline exceeded|network is unreachable|no route to host|TLS handshake timeout|reset by peer)/,
  ],
  // Disks.
  ['disk-full', /no space left on device/],
  ['read-only', /read-only file system/],
  ['wal-corrupt', /(?:segment|WAL|wal|checkpoint)[^"]*(?:corrupt|unexpected checksum|unexpected CRC)/i],
  ['too-many-files', /too many open files/],
  ['exec-format', /exec \S+: exec format error/],
  // Configurations.
  ['runtime-config', /failed to load runtime config|caller=manager\.go:\d+ .*failed to load config/],
  [
    'loki-config',
    /failed parsing config|CONFIG ERROR|msg="?(?:validating|invalid) config|field \w+ not found in type \w+/,
  ],
  [
    'alloy-config',
    /could not perform the initial load successfully|(?:Error: )?\/?[\w./-]+\.alloy:\d+:\d+|failed to load config/,
  ],
  [
    'nginx-config',
    /\[emerg\] .*?(host not found in upstream|unknown directive|invalid|duplicate|could not build|bind\(\))/,
  ],
  ['no-schema', /no schema config found for time/],
  // The ring and memberlist.
  ['ring-unhealthy', /too many unhealthy instances in the ring|at least \d+ live replicas required/],
  ['memberlist', /(?:failed to join|joining) memberlist.*(?:failed|no such host|refused|timeout)/i],
  // What Loki refuses.
  ['no-org', /no org id/],
  // Gateway.
  ['nginx-name', /could not be resolved|host not found/],
  ['nginx-no-upstream', /no live upstreams|connect\(\) failed \(111|upstream prematurely closed|upstream timed out/],
  ['nginx-hash', /crypt(?:_r)?\(\) failed/],
  ['nginx-too-large', /client intended to send too large body/],
  ['nginx-password', /user "([\w.-]{1,64})"(?:: password mismatch| was not found)/],
  // Queries, and what is behind them.
  ['many-tenants', /multiple org IDs present/],
  [
    'index-gateway',
    /(no index gateway instances found|failed to get client for instance|client do failed for instance)(?=.*(?:code = Unavailable|connection refused|i\/o timeout|no route to host)| for tenant)/,
  ],
  ['marks-failed', /(failed to (?:process|list|delete) marks)/],
  [
    'compaction-failed',
    /(compaction encountered an error|failed to (?:run compaction|compact files|apply retention|initialize table for compaction))/,
  ],
  [
    'remote-write',
    /(?:non-recoverable error|Failed to send batch, retrying).*?(server returned HTTP status \d+|connection refused|i\/o timeout|no such host|deadline exceeded|x509: certificate [\w ]+)/,
  ],
  // Agents.
  ['file-denied', /open(?:ing)? (?:file )?[^"]*: permission denied|permission denied/],
  [
    'journal',
    /(?:opening journal|open journal|journal)[^"]*(?:no such file|no journal files|failed|invalid argument)/i,
  ],
  [
    'api-unauthorized',
    /failed to (?:list|watch) \*v1\.\w+: (?:Unauthorized|the server has asked for the client to provide credentials)/,
  ],
  [
    'api-unreachable',
    /failed to (?:list|watch) \*v1\.\w+: Get .*?(i\/o timeout|connection refused|no route to host|deadline exceeded|x509: certificate [\w ]+)/,
  ],
  ['api-forbidden', /(\w+(?:\.[\w.]+)?) is forbidden: User/],
  ['push-status', /(?:server returned HTTP status|error sending batch).*?(?:status=|status |\()(\d{3})\b/],
  [
    'push-unreachable',
    /(?:error sending batch|Post "?http).*?(no such host|i\/o timeout|connection refused|deadline exceeded|no route to host|x509: certificate [\w ]+|TLS handshake timeout)/,
  ],
  // Caches.
  ['memcached-full', /(?:memcache|Cache\.Store).*?(out of memory storing object)/],
  ['memcached-connections', /(?:memcache|Cache\.Store).*?(Too many open connections)/],
  ['memcached', /memcache[^"]*(?:connection refused|i\/o timeout|no such host|no servers)/i],
  // Rules.
  ['rule-failed', /Evaluating rule failed|rule evaluation (?:resulted in failure|failed)/i],
  ['rules-refused', /unable to (?:list|map) rule(?:s| files)|failed to (?:load|parse) rule/i],
  ['alertmanager', /[Ee]rror sending alerts?/],
  ['panic', /(?:^panic: |level=error.*msg="?panic|recovered from panic)/i],
];

/** Times of lines of Loki and Alloy, and of nginx. */
const TIMES = [/ts=(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)/, /^(\d{4}\/\d\d\/\d\d) (\d\d:\d\d:\d\d)/];

/** Time of a line; undefined if it has none. */
function timeOf(line: string): string | undefined {
  const [, day, time] = TIMES.map((pattern) => pattern.exec(line)).find((match) => match) ?? [];
  return day === undefined ? undefined : `${day.replaceAll('/', '-')}T${time}Z`;
}

/** Line of the access log of our gateway: the user of a request, and its status. The rest is what a client wrote. */
const ACCESS = /^\S+ user=(\S*) password=\w+ tenant=".*" status=(\d{3}) bytes=/;

/** Name of a user, as the gateway takes it. */
const USER = /^[\w.-]{1,64}$/;

/** Line of nginx's error log: what follows has the request of a client. */
const NGINX_ERROR = /^(\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d \[\w+\] .*?)(?:, client: .*)?$/;

/** The part of a line that programs wrote, and no user; undefined if a user may have written it. */
function ofProgram(line: string): string | undefined {
  const [, said] = NGINX_ERROR.exec(line) ?? [];
  if (said !== undefined) return said;
  // What a user's program wrote may stand in a line of a query or of an access log.
  return line === '' || / query="|"(?:GET|POST) \//.test(line) ? undefined : line;
}

/** Known lines of a log. */
export function knownLines(log: string, of: Pick<LogEntry, 'namespace' | 'pod' | 'component'>): LogEntry[] {
  const found = new Map<string, LogEntry>();
  const isOurs = log.split('\n').some((line) => ACCESS.test(line));
  for (const line of log.split('\n')) {
    const hit = hitOf(line);
    // While passwords are changed, nginx complains of one that it then finds among the others: its access log knows.
    if (!hit || (hit[0] === PASSWORD && isOurs && !ACCESS.test(line))) continue;
    const [pattern, detail] = hit;
    const before = found.get(pattern);
    const last = timeOf(line) ?? before?.last;
    found.set(pattern, {
      ...of,
      pattern,
      count: (before?.count ?? 0) + 1,
      ...(detail === undefined ? {} : { detail }),
      ...(last === undefined ? {} : { last }),
    });
  }
  return [...found.values()];
}

/** Pattern of requests with a password that the gateway does not have. */
const PASSWORD = 'nginx-password';

/** Pattern that a line matches, and what it captures. */
function hitOf(line: string): [string, string | undefined] | undefined {
  const [, user = '', status] = ACCESS.exec(line) ?? [];
  if (status !== undefined) return status === '401' && USER.test(user) ? [PASSWORD, user] : undefined;
  const said = ofProgram(line);
  return said === undefined ? undefined : firstMatch(said);
}

function firstMatch(line: string): [string, string | undefined] | undefined {
  for (const [id, pattern] of LOG_PATTERNS) {
    const match = pattern.exec(line);
    if (match) return [id, match[1]];
  }
  return undefined;
}
