import type { AlloyProcessing } from '../../../charts/alloy/chart';
import { SECRETS, TRACES } from './traces';

/** Languages with traces. */
export const LANGUAGES = Object.keys(TRACES) as (keyof typeof TRACES)[];

/** Entries for namespaces of their own. */
export const PROCESSING: readonly AlloyProcessing[] = [
  ...LANGUAGES.map((multiline) => ({ namespaces: [multiline], multiline })),
  {
    namespaces: ['secrets'],
    redact: [
      ...(['aws-keys', 'authorization', 'private-keys', 'card-numbers', 'emails', 'jwt', 'secrets'] as const),
      { regex: 'ssn=([\\d-]+)', replacement: '[{{x}}]' },
    ],
  },
  {
    namespaces: ['json'],
    format: 'json',
    fields: { trace: 'trace_id || "trace.id"', status: 'http.status', team: 'team' },
    malformed: 'drop',
    level: true,
    redact: ['secrets'],
    structuredMetadata: ['trace', 'status'],
    labels: { source_form: 'json', team: { field: 'team' } },
  },
  { namespaces: ['logfmt'], format: 'logfmt', fields: { sev: 'lvl' }, level: true, structuredMetadata: ['sev'] },
  { namespaces: ['klog'], format: 'klog', level: { label: true } },
  { namespaces: ['text'], regex: 'took (?P<took>\\d+)', level: true, structuredMetadata: ['took'] },
  {
    namespaces: ['drops'],
    drop: {
      levels: ['debug'],
      matching: [{ regex: '^GET /healthz', reason: 'healthz' }, 'noise'],
      longerThan: '1KiB',
      olderThan: '1h',
    },
  },
  { namespaces: ['samples'], sample: 0.25 },
  { namespaces: ['limit-*'], rateLimit: { linesPerSecond: 0.5, burst: 20 } },
  { namespaces: ['times'], format: 'json', fields: { t: 't' }, timestamp: { field: 't' } },
  { namespaces: ['seconds'], format: 'json', fields: { t: 't' }, timestamp: { field: 't', format: 'Unix' } },
  {
    namespaces: ['local'],
    regex: '^(?P<t>\\S+ \\S+) ',
    timestamp: { field: 't', format: '2006-01-02 15:04:05', location: 'Europe/Berlin' },
  },
  {
    namespaces: ['zoned'],
    regex: '^(?P<t>.+ CET) ',
    timestamp: { field: 't', format: 'RFC1123', location: 'Europe/Berlin' },
  },
  {
    namespaces: ['own-names'],
    format: 'json',
    fields: { content: 'c' },
    structuredMetadata: ['content'],
    redact: ['secrets'],
  },
  { namespaces: ['moved'], tenant: 'apps', labels: { team: 'moved' } },
  { namespaces: ['own'], stages: 'stage.replace { expression = `(a+)`\n replace = "{{ ToUpper .Value }}" }' },
];

/** Time of the first line of each pod. */
export const START = Date.now() - 60_000;

/** Texts that are not times, and times that protobuf or Loki cannot hold. */
export const TIMES = [
  '9999-12-31T23:59:59-14:00',
  '0000-01-01T00:00:00Z',
  '0001-01-01T00:00:00+14:00',
  '+292277026596-12-04T15:30:07Z',
  '2026-02-30T25:61:61Z',
  '1795901123456',
  '',
  'now',
  '2026-11-28T10:15:30',
];

/** A time as clocks in Berlin show it. */
function berlin(milliseconds: number): string {
  return new Intl.DateTimeFormat('sv', { timeZone: 'Europe/Berlin', dateStyle: 'short', timeStyle: 'medium' }).format(
    milliseconds,
  );
}

/** A time an hour east of Greenwich, with the abbreviation of that zone. */
const inCet = (milliseconds: number): string => new Date(milliseconds + 3_600_000).toUTCString().replace('GMT', 'CET');

const numbered = (count: number, text: string): string[] => Array.from({ length: count }, (_, n) => `${text} ${n}`);

/** Lines of each namespace, the first of them written at `START`. */
export const WRITTEN: Readonly<Record<string, readonly (string | readonly [milliseconds: number, text: string])[]>> = {
  ...TRACES,
  secrets: SECRETS.map(([line]) => line),
  json: [
    '{"level":"WARNING","trace.id":"t1","http":{"status":500},"team":"shop","password":"p"}',
    '{"severity":"Information","trace_id":"t2","token":7}',
    '{"level":50,"team":"\\ud800"}',
    'not json',
    '["array"]',
    `{"level":"odd","team":"${'x'.repeat(3000)}"}`,
    '{"level":"debug"}',
  ],
  logfmt: ['lvl=eror msg="a b"', 'level=warn x=1', 'no pairs here'],
  klog: [
    'E1128 10:15:32.000001       1 main.go:12] failed',
    'I1128 10:15:32.000001 1 main.go:12] error: none',
    'other',
  ],
  text: [
    '2026-11-28 [ERROR] took 12 ms',
    'information desk',
    'a W1128 10:15:32 x',
    'W1128 10:15:32.1 x',
    'level=debug',
    '\u001b[31mERROR\u001b[0m in color',
    '[10:15:30 WRN] from Serilog, at most inf',
    'at most inf',
  ],
  drops: [
    'GET /healthz 200',
    'some noise',
    'x'.repeat(1025),
    'y'.repeat(1024),
    'level=debug gone',
    [Date.now() - 2 * 3_600_000, 'old'],
    'level=info kept',
  ],
  samples: numbered(800, 'line'),
  'limit-noisy': numbered(200, 'line'),
  'limit-quiet': numbered(10, 'line'),
  times: [
    ...TIMES.map((t) => JSON.stringify({ t })),
    JSON.stringify({ t: new Date(START - 5000).toISOString() }),
    'no json',
  ],
  seconds: [
    ...[1_795_901_123_456, -1, 1e30, 'x', 0, '99999999999', 253_402_300_800].map((t) => JSON.stringify({ t })),
    `{"t":${(START - 7000) / 1000}}`,
  ],
  local: [`${berlin(START - 9000)} local`, '9999-12-31 23:59:59 far', '2026-13-40 10:00:00 none'],
  zoned: [`${inCet(START - 9000)} zoned`],
  'own-names': ['no json, password=hunter2', '{"c":"of the line"}'],
  moved: ['moved'],
  own: ['banaana'],
};
