import type { Random } from '../../helpers/random';

/** App that writes logs. */
interface App {
  readonly namespace: string;
  readonly name: string;
  readonly container: string;

  /** Number of pods. */
  readonly pods: number;

  /** Its weight among all apps, in lines. */
  readonly weight: number;

  /** Writes a line, or several with a stack trace. */
  readonly write: (random: Random, milliseconds: number) => Written;
}

/** Lines written together, and the id of their trace. */
export interface Written {
  readonly lines: readonly string[];
  readonly stderr?: boolean;
  readonly trace?: string;
}

const LEVELS = [...Array<string>(80).fill('info'), ...Array<string>(14).fill('debug'), 'warn', 'warn', 'warn'];
const level = (random: Random): string => (random.next() < 0.012 ? 'error' : random.of(LEVELS));
const iso = (milliseconds: number): string => new Date(milliseconds).toISOString();
const ip = (random: Random): string => `10.${random.below(4)}.${random.below(256)}.${random.below(256)}`;
const client = (random: Random): string =>
  `${11 + random.below(190)}.${random.below(256)}.${random.below(256)}.${random.below(256)}`;

const PATHS = ['/', '/cart', '/checkout', '/api/v1/items', '/api/v1/items/search', '/api/v1/orders', '/static/app.js'];
const AGENTS = [
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Safari/537.36',
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 Version/18.5 Mobile/15E148',
  'okhttp/4.12.0',
];
const STATUSES = [...Array<number>(40).fill(200), 201, 204, 301, 304, 304, 400, 401, 404, 404, 500, 503];
const DONE = ['order placed', 'payment authorized', 'stock reserved', 'price computed', 'message published'];
const FAILED = ['upstream timed out', 'card declined', 'stock changed meanwhile', 'connection reset by peer'];
const CLASSES = ['InvoiceService', 'LedgerRepository', 'TaxClient', 'PdfRenderer', 'RetryTemplate', 'HttpClient'];
const METHODS = ['execute', 'invoke', 'findByAccount', 'render', 'doWithRetry', 'send', 'lambda$submit$3'];

/** Service that writes JSON. */
function json(random: Random, milliseconds: number): Written {
  const trace = random.hex(32);
  const severity = level(random);
  const failed = severity === 'error';
  const line = JSON.stringify({
    ts: iso(milliseconds),
    level: severity,
    logger: `shop.checkout.${random.of(['http', 'orders', 'payments', 'events'])}`,
    msg: random.of(failed ? FAILED : DONE),
    trace_id: trace,
    span_id: random.hex(16),
    user_id: 10_000 + random.below(90_000),
    order: `ord_${random.hex(12)}`,
    method: random.of(['GET', 'GET', 'POST', 'PUT']),
    path: random.of(PATHS),
    status: failed ? 500 : random.of(STATUSES),
    duration_ms: random.skewed(35),
    remote: ip(random),
  });
  return { lines: [line], stderr: failed, trace };
}

/** Service in Go that writes logfmt. */
function logfmt(random: Random, milliseconds: number): Written {
  const trace = random.hex(16);
  const severity = level(random);
  const message = random.of(
    severity === 'error' ? FAILED : ['request done', 'cache miss', 'query done', 'lease renewed'],
  );
  const line =
    `ts=${iso(milliseconds)} level=${severity} caller=${random.of(['handler', 'store', 'cache'])}.go:` +
    `${40 + random.below(400)} msg="${message}" trace=${trace} peer=${ip(random)}:${30_000 + random.below(30_000)} ` +
    `table=${random.of(['items', 'prices', 'stock'])} rows=${random.skewed(20)} took=${random.skewed(4)}ms`;
  return { lines: [line], stderr: true, trace };
}

/** Access log of nginx, with a request id. */
function access(random: Random, milliseconds: number): Written {
  const trace = random.hex(32);
  const at = new Date(milliseconds)
    .toUTCString()
    .slice(5, 25)
    .replaceAll(' ', '/')
    .replace(/\/(?=\d\d:)/, ':');
  const path = `${random.of(PATHS)}${random.next() < 0.4 ? `?q=${random.hex(6)}&page=${random.below(20)}` : ''}`;
  const line =
    `${client(random)} - - [${at} +0000] "${random.of(['GET', 'GET', 'GET', 'POST'])} ${path} HTTP/1.1" ` +
    `${random.of(STATUSES)} ${random.skewed(4200)} "https://shop.example.com${random.of(PATHS)}" ` +
    `"${random.of(AGENTS)}" ${random.skewed(700)} 0.${String(random.below(900)).padStart(3, '0')} ` +
    `[shop-checkout-http] [] ${ip(random)}:8080 ${trace}`;
  return { lines: [line], trace };
}

/** Service in Java: now and then an exception with its stack trace. */
function java(random: Random, milliseconds: number): Written {
  const severity = level(random).toUpperCase();
  const trace = random.hex(16);
  const time = iso(milliseconds).replace('T', ' ').replace('Z', '');
  const place = `com.example.billing.${random.of(CLASSES)}`;
  const head = `${time} ${severity.padEnd(5)} [${trace}] 1 --- [exec-${1 + random.below(64)}] ${place} : `;
  if (severity !== 'ERROR') {
    return { lines: [`${head}invoice ${random.below(1_000_000)} booked in ${random.skewed(12)} ms`], trace };
  }
  const frames = Array.from({ length: 12 + random.below(25) }, () => {
    const name = random.of(CLASSES);
    return `\tat com.example.billing.${name}.${random.of(METHODS)}(${name}.java:${20 + random.below(500)})`;
  });
  const cause = `java.sql.SQLTransientConnectionException: pool-1 - Connection is not available, ${random.skewed(30_000)}ms`;
  return {
    lines: [`${head}booking failed`, `java.lang.IllegalStateException: rolled back`, `Caused by: ${cause}`, ...frames],
    trace,
  };
}

/** System component that writes plain text. */
function plain(random: Random): Written {
  const name = `${random.of(['checkout', 'catalog', 'sessions', 'billing'])}.${random.of(['shop', 'billing'])}`;
  const asked = `${ip(random)}:${30_000 + random.below(30_000)} - ${random.below(65_536)} "A IN ${name}.svc.cluster.local.`;
  return {
    lines: [
      `[INFO] ${asked} udp ${50 + random.below(40)} false 1232" NOERROR qr,aa,rd ${random.below(200)} 0.000${random.below(999)}s`,
    ],
  };
}

/** Apps of the cluster: a few write most of the lines. */
export const APPS: readonly App[] = [
  { namespace: 'shop', name: 'checkout', container: 'app', pods: 8, weight: 28, write: json },
  { namespace: 'ingress-nginx', name: 'ingress-nginx', container: 'controller', pods: 4, weight: 24, write: access },
  { namespace: 'shop', name: 'catalog', container: 'server', pods: 8, weight: 20, write: logfmt },
  { namespace: 'billing', name: 'invoices', container: 'invoices', pods: 6, weight: 12, write: java },
  { namespace: 'shop', name: 'recommendations', container: 'app', pods: 4, weight: 6, write: json },
  { namespace: 'auth', name: 'sessions', container: 'sessions', pods: 4, weight: 5, write: logfmt },
  { namespace: 'kube-system', name: 'coredns', container: 'coredns', pods: 2, weight: 2, write: plain },
  // Many small ones, such as operators and cron jobs.
  ...Array.from({ length: 24 }, (_, index): App => {
    const write = [json, logfmt, java, plain][index % 4] as App['write'];
    return { namespace: `team-${index % 6}`, name: `tool-${index}`, container: 'main', pods: 2, weight: 0.12, write };
  }),
];
