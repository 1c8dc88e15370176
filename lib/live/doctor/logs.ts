import { AWS_PATTERNS } from './logs/aws';
import { GRAFANA_PATTERNS } from './logs/grafana';
import { KAFKA_PATTERNS } from './logs/kafka';
import { asLogfmt } from './logs/logfmt';
import { LOKI_PATTERNS } from './logs/loki';
import { NGINX_PATTERNS, PROGRAM_PATTERNS } from './logs/programs';
import type { LogEntry } from './snapshot';

/** Beginning of what a receiver says of a client that it does not agree with about TLS: of HTTP, and of syslog. */
const HANDSHAKE = String.raw`(?:TLS handshake error from \S+ |initializing syslog stream.*?err="?)`;

/**
 * Patterns of known log lines. The first group of a pattern, if any, is kept: codes and names, never text of a user's
 * line. The first pattern that matches decides.
 */
export const LOG_PATTERNS: readonly (readonly [id: string, pattern: RegExp])[] = [
  // Nginx asks DNS itself. Without an answer, the name is unknown.
  ['nginx-dns', /([\w.-]+) could not be resolved \((?:110|2): |while resolving, resolver: /],
  // The owner of an unresolved name is unknown.
  [
    'dns',
    /lookup ([\w.-]+)(?: on [\d.:[\]a-f]+)?: (?:read udp|dial udp|write udp|i\/o timeout|[^"]*server misbehaving)/,
  ],
  ...NGINX_PATTERNS,
  ...PROGRAM_PATTERNS,
  // Kafka. Its brokers may have names and certificates of AWS.
  ...KAFKA_PATTERNS,
  ...AWS_PATTERNS,
  ['state-denied', /error writing positions file.*?: (permission denied|read-only file system)/],
  // Disks. A refused watch has the same text as a full disk.
  ['too-many-files', /too many open files|(?:inotify|watch)[^"]*no space left on device/],
  ['disk-full', /no space left on device|disk quota exceeded/],
  ['folder-absent', /mkdir (\S+): read-only file system/],
  // The image of nginx asks so at each start, and needs no answer.
  ['read-only', /read-only file system(?!\?)/],
  // A failed cleanup does not imply damage.
  [
    'wal-corrupt',
    /^(?!.*could lead to disk space exhaustion).*\b(?:segments?|WAL|checkpoint)\b.*(?:corrupt|unexpected checksum|unexpected CRC)/i,
  ],
  ['exec-format', /exec \S+: exec format error/],
  // Configurations.
  ['runtime-config', /failed to load runtime config|caller=manager\.go:\d+ .*failed to load config/],
  [
    'loki-config',
    /failed parsing config|CONFIG ERROR|msg="?(?:validating|invalid) config|field \w+ not found in type (?!rulefmt)\w+/,
  ],
  [
    'alloy-config',
    /could not perform the initial load successfully|(?:Error: )?\/?[\w./-]+\.alloy:\d+:\d+|failed to load config/,
  ],
  [
    'nginx-config',
    /\[emerg\] .*?(host not found in (?:upstream|resolver)|unknown directive|invalid|duplicate|could not build|cannot load [\w ]+|\w+\(\)|\w+(?=\("[^"]*"\))|directive is not allowed here|unexpected|unknown|no [\w "]+ (?:is|are|section) )|\[emerg\] (?!.*\(12: ).*? (in \/\S+:\d+)|\[emerg\] \d+#\d+: (?!.*\(12: )(\w[\w ]*\w)/,
  ],
  ...LOKI_PATTERNS,
  // What else ends a part of Loki at its start.
  [
    'loki-start',
    /^(?!.*permission denied).*?(?:error initialising module: ([\w-]+)|msg="module failed" module=([\w-]+) (?!.*context canceled))/,
  ],
  // Gateway.
  ['nginx-name', /could not be resolved|host not found|no resolver defined to resolve/],
  [
    'nginx-no-upstream',
    /no live upstreams|connect\(\)(?: to \S+)? failed \((?:1|13|1[01]1|110|113): |upstream prematurely closed|upstream timed out/,
  ],
  [
    'nginx-reset',
    /(?:recv|send|readv|writev)\(\) failed \((?:104|32): [^)]*\) while (?:reading(?: response header from)?|sending request to) upstream/,
  ],
  ['nginx-hash', /crypt(?:_r)?\(\) failed/],
  ['nginx-too-large', /client intended to send too large body/],
  ['nginx-password', /user "([\w.-]{1,64})"(?:: password mismatch| was not found)/],
  // Queries and the parts behind them.
  ['many-tenants', /multiple org IDs present/],
  [
    'remote-write',
    /(error retrieving remote-write config)|(?:non-recoverable error|Failed to send batch, retrying).*?(server returned HTTP status \d+|connection refused|i\/o timeout|no such host|deadline exceeded|x509: certificate [\w ]+)/,
  ],
  // Agents.
  [
    'positions',
    /positions\.ya?ml: permission denied|invalid yaml positions file|positions file [^ ]+ exists but could not be read/,
  ],
  ['receiver-tls', new RegExp(`${HANDSHAKE}(?:remote error: )?tls: ((?:bad|expired|unknown) certificate[\\w ]*)`)],
  ['client-tls', new RegExp(`${HANDSHAKE}tls: (client didn't provide a certificate|failed to verify certificate)`)],
  // Whatever looks for open ports causes the same at those of HTTP.
  ['client-plain', /initializing syslog stream.*?tls: (first record does not look like a TLS handshake)/],
  // The parser of syslog names the part of a message that it does not find.
  ['syslog-format', /error parsing syslog stream" .*?(expecting an? [\w -]*\w|unsupported framing)/],
  ['file-denied', /open(?:ing)? (?:file )?[^"]*: permission denied|permission denied/],
  [
    'journal',
    /follow(?:ing)? (?:the )?journal"|(?:opening journal|open journal|journal)(?:[^"]|\\")*(?:no such file|no journal files|failed|invalid argument|bad message)/i,
  ],
  // The API server asks the kubelet of a node for the lines of its pods.
  [
    'kubelet-unreachable',
    /tailer stopped; will retry.*:10250\/containerLogs.*?(remote error: tls: internal error|i\/o timeout|connection refused|no route to host|deadline exceeded|x509: certificate [\w ]+)/,
  ],
  [
    'api-unauthorized',
    /failed to (?:list|watch) \*v1\.\w+: (?:Unauthorized|the server has asked for the client to provide credentials)/,
  ],
  [
    'api-unreachable',
    /failed to (?:list|watch) \*v1\.\w+: Get .*?(i\/o timeout|connection refused|no route to host|deadline exceeded|x509: certificate [\w ]+)/,
  ],
  [
    'api-busy',
    /failed to (?:list|watch) \*v1\.\w+: (the server has received too many requests|the server was unable to return a response in the time allotted)/,
  ],
  ['api-forbidden', /(\w+(?:\.[\w.]+)?)(?: \\?"[^"\\]*\\?")? is forbidden: User/],
  // What a mesh, or a port with TLS, answers to pushes.
  ['push-forbidden', /server returned HTTP status 403.*?(RBAC: access denied)/],
  ['push-plain', /server returned HTTP status 400.*?(plain HTTP request was sent to HTTPS port)/],
  ['push-status', /(?:server returned HTTP status|error sending batch).*?(?:status=|status |\()(\d{3})\b/],
  [
    'push-unreachable',
    /(?:error sending batch|Post "?http).*?(proxyconnect tcp|Proxy Authentication Required|unsupported protocol scheme|x509: cannot validate certificate|no such host|i\/o timeout|connection timed out|connection refused|Client\.Timeout exceeded|deadline exceeded|no route to host|network is unreachable|x509: certificate [\w ]+|TLS handshake timeout|first record does not look like a TLS handshake|server gave HTTP response to HTTPS client|malformed HTTP response|remote error: tls: [\w ]+|reset by peer|broken pipe|server sent GOAWAY|use of closed network connection|server closed idle connection|client connection lost|transport connection broken(?!: malformed)|EOF\b|operation not permitted|cannot assign requested address|certificate required)/,
  ],
  // Caches.
  [
    'memcached-full',
    /(?:memcache|Cache\.Store|fetching from cache|in chunk cache|cache store fail).*?(out of memory (?:storing object|writing get response))/,
  ],
  ['memcached-connections', /(?:memcache|Cache\.Store).*?(Too many open connections)/],
  ['memcached-item', /(?:memcache|Cache\.Store|fetching from cache).*?(object too large for cache)/],
  [
    'memcached',
    /(?:memcached?\b|caller=memcached\w*\.go|Cache\.Store|fetching from cache|in chunk cache|cache store fail|error (?:fetching|storing) cache).*(?:connection refused|i\/o timeout|no such host|no servers|connect timeout|reset by peer|no route to host|err="?EOF|: EOF)/i,
  ],
  // Rules.
  [
    'rule-failed',
    /Evaluating rule failed|ruler replica owns the rule|rule evaluation (?:resulted in failure|failed|exceeded max size)/i,
  ],
  ['rules-folder', /unable to read rule dir (\/[\w./-]+)/],
  ['rules-unlisted', /unable to list rules/],
  [
    'rules-refused',
    /unable to (?:load|map) rule(?:s| files)|loading groups failed|unable to read rules directory|unable to (?:create|update) rule manager|failed to (?:load|parse) rule/i,
  ],
  [
    'alertmanager',
    /[Ee]rror sending alerts?\b.*?(bad response status \d+|no such host|connection refused|i\/o timeout|deadline exceeded|x509: certificate [\w ]+)|[Ee]rror sending alerts?|([Nn]otification queue full)/,
  ],
  // A node that is out of memory is not a fault of Loki.
  [
    'panic',
    /(?:^panic: |^fatal error: (?!.*(?:out of memory|cannot allocate memory))|level=error.*msg="?panic|recovered from panic)/i,
  ],
];

/** Times of lines of Loki and Alloy, and of nginx. */
const TIMES = [/ts=(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)/, /^(\d{4}\/\d\d\/\d\d) (\d\d:\d\d:\d\d)/];

/** Time of a line; undefined if it has none. */
function timeOf(line: string): string | undefined {
  const [, day, time] = TIMES.map((pattern) => pattern.exec(line)).find((match) => match) ?? [];
  return day === undefined ? undefined : `${day.replaceAll('/', '-')}T${time}Z`;
}

/** Line of the gateway's access log: the user of a request, and its status. A client wrote the rest. */
const ACCESS = /^\S+ user=(\S*) password=\w+ tenant=".*" status=(\d{3}) bytes=/;

/** Name of a user, in the form that the gateway accepts. */
const USER = /^[\w.-]{1,64}$/;

/** End of the fixed part of a line in nginx's error log: the request of a client follows. */
const NGINX_ERROR = /^(\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d \[\w+\] .*?)(?:, client: .*)?$/;

/** Answer of a distributor to a push that failed. The headers of a client follow. */
const PUSH_ANSWER = / msg="POST \/(?:loki\/api\/v1|api\/prom)\/push \(5\d\d\) \S+ Response: \\"(.*?)\\" ws: /;

/** The part of a line that only the program wrote; undefined if a user may have written it. */
function ofProgram(line: string): string | undefined {
  const [, said] = NGINX_ERROR.exec(line) ?? [];
  if (said !== undefined) return said;
  const [, answer] = PUSH_ANSWER.exec(line) ?? [];
  if (answer !== undefined) return answer.replace(LABELS, '');
  // Lines about a query, and of an access log, may contain text of a user's program.
  return line === '' || / query="|"(?:GET|POST) \//.test(line) ? undefined : line.replace(LABELS, '');
}

/** Labels of a stream, which programs of users have: as a field of a line, or at the end of an error. */
const LABELS = / \w+="\{(?:[^"\\]|\\.)*"|\b(?:labels|stream): \{(?:[^"\\]|\\.)*/g;

/** A query of a user in a line of Grafana, with which it repeats the request that failed. */
const GRAFANA_QUERY = / query=(?:"(?:[^"\\]|\\.)*"|\S*)/;

/**
 * Known lines of a log.
 *
 * @param address of this Loki, if the log is that of a Grafana of others: its lines about other datasources, plugins and its database are left out
 */
export function knownLines(
  log: string,
  of: Pick<LogEntry, 'namespace' | 'pod' | 'component'>,
  address?: RegExp,
): LogEntry[] {
  const found = new Map<string, LogEntry>();
  const lines = log.split('\n').map(asLogfmt);
  const isOurs = lines.some((line) => ACCESS.test(line));
  for (const line of lines) {
    const hit =
      of.component === 'grafana' ? hitOf(line.replace(GRAFANA_QUERY, ''), GRAFANA_PATTERNS) : hitOf(line, LOG_PATTERNS);
    // While passwords change, nginx logs an error before it tries the other password. Its access log has the result.
    if (!hit || (hit[0] === PASSWORD && isOurs && !ACCESS.test(line))) continue;
    if (address && (OWN_ALONE.includes(hit[0]) || (OF_LOKI.test(line) && !address.test(line)))) continue;
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

/** A program's line about something that is in order. */
const IN_ORDER = /^(?!.*\berr(?:or)?=).*\blevel=(?:info|debug)\b/;

/**
 * Patterns about buckets. If a component of Alloy, which names itself, logs such a line, it means other buckets or
 * another AWS service.
 */
const OF_BUCKETS = /^(?:s3-|store-|bucket-|kms|no-bucket$|archived$|worm$|slow-down$|account-refused$)/;

/** A line of a component of Alloy. */
const OF_ALLOY = /\bcomponent_id=/;

/** Patterns about a Grafana that do not concern its datasources. */
const OWN_ALONE = ['grafana-login', 'grafana-plugin', 'grafana-database'];

/** A line of a Grafana about a Loki datasource, which it names. */
const OF_LOKI = /logger=(?:tsdb\.loki|data-proxy-log) /;

/** Pattern of requests with a password that the gateway does not have. */
const PASSWORD = 'nginx-password';

/** Pattern that a line matches, and what it captures. */
function hitOf(line: string, patterns: typeof LOG_PATTERNS): [string, string | undefined] | undefined {
  const [, user = '', status] = ACCESS.exec(line) ?? [];
  if (status !== undefined) return status === '401' && USER.test(user) ? [PASSWORD, user] : undefined;
  const said = ofProgram(line);
  if (said === undefined || IN_ORDER.test(said)) return undefined;
  const found = firstMatch(said, patterns);
  return found && OF_BUCKETS.test(found[0]) && OF_ALLOY.test(said) ? undefined : found;
}

function firstMatch(line: string, patterns: typeof LOG_PATTERNS): [string, string | undefined] | undefined {
  for (const [id, pattern] of patterns) {
    const match = pattern.exec(line);
    if (match) return [id, match.slice(1).find((captured) => captured !== undefined)];
  }
  return undefined;
}
