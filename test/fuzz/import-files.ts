import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { importCommand, type ImportOptions } from '../../bin/commands/import';
import { fail } from '../../bin/terminal/problems';
import { makeCharts } from '../helpers/charts';
import type { Random } from '../helpers/random';
import { fixture, VALUES } from '../lib/import/helpers';
import { type Family, faultOf, faultOfText, mutated } from './family';

/** Secret that is in no output, wherever it stands as the value of a key that names one. */
const SECRET = 'correct-horse-battery-staple';
const SECRET_KEYS = ['password', 'secretAccessKey', 'secret_access_key', 'bearer_token', 'api-key', 'clientSecret'];

const BITS = [
  ...['\n', ' ', '\t', ': ', '- ', '#', '"', "'", '[', ']', '{', '}', '|', '>', '&a ', '*a', '? ', '!x ', '<<: *a'],
  ...[
    '---\n',
    '...\n',
    '{{ .Values.a }}',
    '${a}',
    '%{ if a }',
    '\u0000',
    '\u001b[31m',
    '\u202e',
    'é',
    '\\',
    '`',
    '=',
    '//',
  ],
];
const TEXTS = [
  ...['null', '1', '-1', '1e400', '9'.repeat(400), '0x1F', '""', '[]', '{}', '[null]', '[[]]', '~', 'true', '.nan'],
  ...['__proto__', '{ __proto__: 1 }', '"\\u0000"', '"\\e[31m"', '"a\\nerror x: fake"', '"\\u202egpj"', '{a: {}}'],
  ...['"{{ .Values.a }}"', '"${a}"', '2024-01-01', '12h', '[1, [2, { a: b }]]', '|\n  x', '*unknown', '!!binary aGk='],
];

/** Aliases that multiply, and one that is in itself. */
const BOMB = [
  'a0: &a0 [x, x, x, x, x, x, x, x, x]',
  ...Array.from({ length: 7 }, (_, at) => `a${at + 1}: &a${at + 1} [${Array(9).fill(`*a${at}`).join(', ')}]`),
].join('\n');
const CIRCLE = 'circle: &circle { again: *circle }';

/** Values of charts, as a text of their own or in what deploys them. */
const values = (random: Random): string => {
  const text = fixture(random.of(VALUES));
  const indented = (by: string): string => text.replace(/^(?=.)/gm, by);
  const chart = random.of(['loki', 'promtail', 'alloy', 'grafana', 'loki-stack']);
  return random.of([
    text,
    text,
    text,
    `apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: { name: a }\nspec:\n  chart: { spec: { chart: ${chart} } }\n  values:\n${indented('    ')}`,
    `apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: { name: a }\nspec:\n  source:\n    chart: ${chart}\n    helm:\n      values: |\n${indented('        ')}`,
    `apiVersion: helm.cattle.io/v1\nkind: HelmChart\nmetadata: { name: a }\nspec:\n  chart: ${chart}\n  valuesContent: |-\n${indented('    ')}`,
    `releases:\n  - name: a\n    chart: x/${chart}\n    values:\n      - a.yaml\n      -\n${indented('        ')}`,
  ]);
};

/** Objects of our own charts, and of others. */
const OWN = makeCharts()
  .manifests()
  .flatMap(({ yaml }) => yaml.split(/^---$/m));

/** A ConfigMap with a text. */
const configMap = (key: string, text: string): string =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a, namespace: b }\ndata:\n  ${key}: |\n${text.replace(/^(?=.)/gm, '    ')}\n`;

const LOKI = `auth_enabled: true
common: { path_prefix: /loki, storage: { s3: { bucketnames: a, region: eu-west-1 } } }
limits_config: { retention_period: 30d, ingestion_rate_mb: 8 }
compactor: { retention_enabled: true }
schema_config: { configs: [{ from: 2024-01-01, store: tsdb, object_store: s3, schema: v13, index: { prefix: a_, period: 24h } }] }
`;
const PROMTAIL = `clients: [{ url: http://loki/loki/api/v1/push, tenant_id: a }]
positions: { filename: /run/promtail/positions.yaml }
scrape_configs:
  - job_name: pods
    pipeline_stages:
      - cri: {}
      - json: { expressions: { level: lvl } }
      - match: { selector: '{app="a"}', stages: [{ drop: { expression: 'x.*' } }] }
      - labels: { level: }
    kubernetes_sd_configs: [{ role: pod }]
    relabel_configs: [{ source_labels: [__meta_kubernetes_namespace], action: keep, regex: a|b }]
  - job_name: system
    static_configs: [{ targets: [localhost], labels: { __path__: '/var/log/{a,b}.log' } }]
`;
const ALLOY = `discovery.kubernetes "pods" {
  role = "pod"
}
loki.source.kubernetes "pods" {
  targets    = discovery.kubernetes.pods.targets
  forward_to = [loki.process.pods.receiver]
}
loki.process "pods" {
  stage.json {
    expressions = { level = "lvl" }
  }
  stage.labels {
    values = { level = "" }
  }
  forward_to = [loki.write.out.receiver]
}
loki.write "out" {
  endpoint {
    url = "http://loki/loki/api/v1/push"
  }
}
`;

/** A text without one of its tokens, or with another in its place. */
function broken(random: Random, text: string): string {
  const tokens = [...text.matchAll(/[\w./-]+|"[^"]*"|'[^']*'|\S/g)];
  const { 0: token, index } = random.of(tokens);
  const instead = random.below(2) ? '' : random.of([...BITS, ...TEXTS]);
  return `${text.slice(0, index)}${instead}${text.slice(index + token.length)}`;
}

const manifests = (random: Random): string => {
  const text = (of: string): string => (random.below(3) ? broken(random, of) : of);
  return Array.from({ length: random.below(4) + 1 }, () =>
    random.of([
      random.of(OWN),
      configMap('config.yaml', text(LOKI)),
      configMap('promtail.yaml', text(PROMTAIL)),
      configMap('config.alloy', text(ALLOY)),
      configMap('runtime-config.yaml', text('overrides: { a: { ingestion_rate_mb: 4 } }\n')),
      `apiVersion: example.com/v1\nkind: ${random.of(['Unknown', 'List', 'LokiStack', '{}', 'null'])}\nmetadata: { name: a }\nspec: { a: 1 }\n`,
      `apiVersion: apps/v1\nkind: StatefulSet\nmetadata: { name: loki-${random.of(['write', 'ingester', 'x'])} }\nspec: { replicas: 3, template: { metadata: { labels: { app.kubernetes.io/component: write } }, spec: { containers: [{ name: loki, image: grafana/loki:3.7.6, resources: { requests: { memory: 1Gi } } }] } } }\n`,
    ]),
  ).join('---\n');
};

/** A text with a value of a random line replaced. */
function withOtherValue(random: Random, text: string): string {
  const lines = text.split('\n');
  const at = random.below(lines.length);
  lines[at] = (lines[at] as string).replace(/: .*$/, () => `: ${random.of(TEXTS)}`);
  return lines.join('\n');
}

/** A text with a secret below a random key, beside its other values. */
function withSecret(random: Random, text: string): string {
  const lines = text.split('\n');
  const at = random.below(lines.length);
  const [indent = ''] = /^ */.exec(lines[at] as string) ?? [];
  lines.splice(at, 0, `${indent}${random.of(SECRET_KEYS)}: ${SECRET}`);
  return lines.join('\n');
}

/** Bytes of a text, as editors of other systems write them. */
function bytesOf(random: Random, text: string): Buffer {
  const ended = random.below(8) === 0 ? text.replaceAll('\n', '\r\n') : text;
  const utf16 = Buffer.from(`\ufeff${ended}`, 'utf16le');
  return random.of([
    ...Array.from({ length: 8 }, () => Buffer.from(ended)),
    Buffer.from(`\ufeff${ended}`),
    Buffer.from(ended, 'latin1'),
    utf16,
    Buffer.from(utf16).swap16(),
  ]);
}

/** A text, changed as mistakes and other programs change it. */
function changed(random: Random, text: string): string {
  // In a text that is broken anywhere, the line with the secret may be a text of another key.
  const breaks = [
    (of: string) => mutated(random, of, BITS),
    (of: string) => withOtherValue(random, of),
    (of: string) => withOtherValue(random, withOtherValue(random, of)),
    (of: string) => broken(random, of),
  ];
  const adds = [
    (of: string) => of,
    (of: string) => `${of}\n${random.of([BOMB, CIRCLE, '{{- if .Values.a }}', '%{ if a }', '---', '- a'])}\n`,
    (of: string) => of.slice(0, random.below(of.length)),
    (of: string) => `${of}\n${of}`,
  ];
  return random.below(3) === 0
    ? random.of(adds)(withSecret(random, text))
    : random.of([...breaks, ...breaks, ...adds])(text);
}

/** Result of a run of the command. */
interface Outcome {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;

  /** Fault of what it threw. */
  readonly fault?: string;
}

/** Runs `eks-loki import` as the program does. */
async function ran(options: ImportOptions): Promise<Outcome> {
  const written = { stdout: '', stderr: '' };
  // JSON is written with anything in place of `write`.
  const writes = { stdout: process.stdout._write, stderr: process.stderr._write };
  const { exitCode } = process;
  const { COLUMNS } = process.env;
  for (const name of ['stdout', 'stderr'] as const) {
    process[name]._write = (chunk, _encoding, done) => {
      written[name] += String(chunk);
      done();
    };
  }
  process.exitCode = undefined;
  // A problem stays on one line.
  process.env.COLUMNS = '100000';
  let fault: string | undefined;
  try {
    await importCommand(options);
  } catch (error) {
    fault = faultOf(error);
    fail(error, { json: options.json });
  } finally {
    Object.assign(process.stdout, { _write: writes.stdout });
    Object.assign(process.stderr, { _write: writes.stderr });
    process.env.COLUMNS = COLUMNS;
    if (COLUMNS === undefined) Reflect.deleteProperty(process.env, 'COLUMNS');
  }
  const status = Number(process.exitCode ?? 0);
  process.exitCode = exitCode;
  return { ...written, status, fault };
}

/** Fault of an outcome; undefined if it is right. */
function faultOfOutcome({ status, stdout, stderr, fault }: Outcome, out: string, json: boolean): string | undefined {
  if (fault !== undefined) return fault;
  const file = existsSync(out) ? readFileSync(out, 'utf8') : undefined;
  const isRefused = stderr !== '' || (json && /^\{\s*"problems"/.test(stdout));
  if (status !== 0 && status !== 1) return `ends with ${status}: ${stderr}`;
  if (isRefused !== (file === undefined)) return `${isRefused ? 'refuses, and writes' : 'writes nothing'}: ${stderr}`;
  if (isRefused && status !== 1) return `refuses with the exit code ${status}`;
  if ((stdout + stderr + (file ?? '')).includes(SECRET)) {
    const line = `${stdout}\n${stderr}\n${file ?? ''}`.split('\n').find((one) => one.includes(SECRET));
    return `tells a secret: ${line ?? ''}`;
  }
  const lines = stderr.split('\n').filter((line) => line !== '' && !line.startsWith('error '));
  if (lines.length > 0) return `reports several lines: ${lines.join('\n')}`;
  if (!json) return faultOfText(stdout) ?? faultOfText(stderr) ?? faultOfText(file ?? '');
  try {
    JSON.parse(stdout);
    return stderr === '' ? faultOfText(stdout) : `prints more than JSON: ${stderr}`;
  } catch {
    return `prints no JSON: ${stdout}`;
  }
}

/** Files and folders that are imported: they are refused, or become a file and a report. */
export const importFiles: Family = {
  share: 0.06,
  make: (random) => {
    const isFolder = random.below(3) === 0;
    const names = isFolder ? ['in/a.yaml', ...(random.below(2) ? ['in/b/c.yaml'] : [])] : ['a.yaml'];
    const isManifests = isFolder || random.below(3) === 0;
    const files = [...names, ...(random.below(4) === 0 ? ['b.yaml'] : [])].map((name) => {
      const text = name === 'b.yaml' || !isManifests ? values(random) : manifests(random);
      return { name, bytes: bytesOf(random, changed(random, text)) };
    });
    const options = { json: random.below(3) === 0, plan: random.below(2) === 0, overwrite: random.below(3) === 0 };
    return {
      input: `${JSON.stringify(options)}\n${files.map(({ name, bytes }) => `${name}: ${bytes.toString()}`).join('\n')}`,
      run: async () => {
        const folder = mkdtempSync(join(tmpdir(), 'fuzz-import-'));
        try {
          for (const { name, bytes } of files) {
            mkdirSync(dirname(join(folder, name)), { recursive: true });
            writeFileSync(join(folder, name), bytes);
          }
          const inputs = readdirSync(folder).map((name) => join(folder, name));
          const out = join(folder, 'out', 'environments.ts');
          const outcome = await ran({ paths: inputs, out, ...options });
          return faultOfOutcome(outcome, out, options.json);
        } finally {
          rmSync(folder, { recursive: true });
        }
      },
    };
  },
};
