import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AlloyPipeline, AlloyProcessing } from '../../../charts/alloy/chart';
import { Block } from '../../../charts/alloy/language/syntax';
import { components } from '../../../charts/alloy/sources/components';
import type { AlloySource } from '../../../charts/alloy/sources/source';
import { VAR_LOG } from '../../../charts/alloy/stages/node';
import { call, concat, list, number, object, raw, text, texts } from '../../../charts/alloy/language/values';
import { hasOpenTelemetry } from '../../helpers/alloy';
import { describeWith, findProgram } from '../../helpers/programs';
import { chartOf, NODE_SOURCES, PushSource, ROUTES } from './helpers';
import { WHOLE_ENTRY } from './processing/everything';

const alloy = findProgram('alloy');

const KAFKA = { brokers: ['b-1.kafka:9096'], sasl: { secret: 'kafka-user' }, tls: { caSecret: 'kafka-ca' } };
const IAM = {
  brokers: ['b-1.kafka:9098'],
  iam: {
    clusterArn: 'arn:aws:kafka:us-east-1:111122223333:cluster/logs/0a1b2c3d-0000-4000-8000-00000000000a-1',
    roleArn: 'arn:aws:iam::111122223333:role/alloy',
  },
};
const TOPIC = { name: 'orders', brokers: ['kafka.shop:9092'], topic: 'orders' };

const PUSH = {
  name: 'push',
  kind: 'replicated',
  sources: [new PushSource()],
  clientNamespaces: ['shop'],
} as const;

/** A source whose components are a text of a user's own. */
const AGENT_LOG: AlloySource = {
  ...{ name: 'agent_log', mounts: [VAR_LOG], env: [], rules: [] },
  blocks: ({ receiver, stages }) => components`
    loki.source.file "agent_log" { targets=[{"__path__"="/var/log/agent.log", "a-b" = "x" + "y"}, ]
      forward_to = [loki.process.agent_log.receiver]
      file_match { enabled = true } }
    loki.process "agent_log" { forward_to = [${receiver}]
      stage.replace { expression = "(\\s+)$" }
      ${stages('agent_log')} }`,
};

/** An entry with everything for some lines, and one with what else there is. */
const PROCESSING = [
  { ...WHOLE_ENTRY, level: { label: true }, namespaces: ['shop', 'team-*'] },
  {
    sources: ['*'],
    redact: ['aws-keys', 'authorization', 'private-keys', 'card-numbers', 'jwt', 'secrets'],
    format: 'klog',
    level: { label: true },
    stages: 'stage.decolorize { }',
  },
] as const;
/** Destinations with every setting, and every label of the node. */
const PIPELINE: AlloyPipeline = {
  nodeLabels: { zone: true, nodePool: true, instanceType: true, labels: ['example.com/team'] },
  destinations: [
    { here: { except: { namespaces: ['central-*'] } } },
    {
      name: 'central',
      only: { namespaces: ['shop', 'team-*'], labels: { app: ['cart', 'a.b*'] } },
      except: { sources: ['journal'], labels: { container: 'istio-proxy' } },
      loki: {
        url: 'https://loki.example.com',
        tenant: 'all',
        username: 'shipper',
        passwordSecret: { name: 'central-loki', key: 'password' },
        ca: { secret: 'central-loki' },
        headers: { 'X-Region': 'eu' },
        headerSecrets: { 'X-Api-Key': { name: 'central-loki', key: 'api-key' } },
        attempts: 5,
      },
    },
    { name: 'bearer', loki: { url: 'https://b.example.com', tokenSecret: { name: 'bearer-loki', key: 'token' } } },
    { name: 'other-loki', loki: { url: 'http://loki.logs.svc.cluster.local:3100' } },
  ],
};

/** Everything about pods, from files, and on Fargate from the API. */
const PODS = {
  fargate: true,
  namespaces: { include: ['shop', 'team-*'], exclude: ['team-x', 'team-y-*'] },
  containers: { exclude: ['istio-*'] },
  initContainers: false,
  annotations: { tenants: ['team-a', 'team-b'] },
} as const;
const FROM = { clientNamespaces: ['shop'] };
const ACCESS_KEY = { accessKey: { secretName: 'firehose' } };
const RECEIVERS = {
  push: { ...FROM, tenants: ['main', 'team-a'] },
  syslog: FROM,
  firehose: { ...FROM, ...ACCESS_KEY },
};
const SECURE = { ...FROM, tls: { secretName: 'receiver-tls', clientCaSecretName: 'clients' } };
const WITH_TLS = { push: SECURE, otlp: SECURE, syslog: SECURE, firehose: { ...SECURE, ...ACCESS_KEY } };

/** Lines of OTLP that pass processing. */
const PIPED = { sources: { push: FROM, otlp: FROM } };
const PIPED_LINES: readonly AlloyProcessing[] = [
  { sources: ['otlp'], namespaces: ['shop'], redact: ['secrets'], level: true },
];

/** Everything that the emitter can print, in the combinations whose alignment is not obvious. */
const EVERYTHING = new Block('loki.process', 'everything')
  .set('a', number(-1.5))
  .set('much_longer', texts('x', 'y'))
  .set(
    'object',
    object({ a: text('1'), 'b-c': object({ deep: list(object({ k: list() }), object({})) }), dd: number(1) }),
  )
  .set('after', concat(text('x'), call('sys.env', text('Y'))))
  .set('calls', call('array.concat', list(object({ __path__: text('/a') })), texts('b'.repeat(50), 'c'.repeat(60))))
  .set('z', raw('\\d+ "x"  y'))
  .set('escapes', text('tab\t nl\n nul\0 bom\ufeff del\u007f ls\u2028 emoji🙂 "q" \\ / \' $1 `'))
  .add(new Block('empty'), new Block('inner').set('x', number(0)).add(new Block('innermost')))
  .print();

describeWith(['alloy'], 'the real Alloy', () => {
  const folder = mkdtempSync(join(tmpdir(), 'alloy-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  /** Runs Alloy over a configuration. */
  const run = (config: string, ...args: string[]) => {
    const file = join(folder, 'config.alloy');
    writeFileSync(file, config);
    const { status, stdout, stderr } = spawnSync(alloy as string, [...args, file], { encoding: 'utf8' });
    return { status, output: `${stdout}${stderr}` };
  };

  const CONFIGS: [string, string][] = [
    ['the default', chartOf().config],
    ['with routes', chartOf({ routes: ROUTES }).config],
    ['of nodes only', chartOf({ sources: { pods: false } }).config],
    ['with every setting of the sources of nodes', chartOf({ sources: NODE_SOURCES }).config],
    [
      'of units alone',
      chartOf({ sources: { journal: { units: { keep: ['kubelet.service'] }, storage: 'volatile' } } }).config,
    ],
    ['of events', chartOf({ routes: ROUTES }).configs['alloy-events'] ?? ''],
    ['with processing', chartOf({ pipeline: { processing: PROCESSING } }).config],
    ['of receivers', chartOf({ sources: RECEIVERS }).configs['alloy-receivers'] ?? ''],
    ['of receivers with TLS and OTLP', chartOf({ sources: WITH_TLS }).configs['alloy-receivers'] ?? ''],
    ['with destinations and labels of the node', chartOf({ pipeline: PIPELINE, routes: ROUTES }).config],
    ['of events with destinations', chartOf({ pipeline: PIPELINE }).configs['alloy-events'] ?? ''],
    ['of chosen pods', chartOf({ sources: { pods: PODS } }).config],
    ['of pods on Fargate', chartOf({ sources: { pods: PODS } }).configs['alloy-pods'] ?? ''],
    ['of a source of a user, from a text', chartOf({ extraSources: [AGENT_LOG] }).config],
    ['of a collector of a user', chartOf({ collectors: [PUSH] }).configs['alloy-push'] ?? ''],
  ];

  const kafka = chartOf({ routes: ROUTES, pipeline: { kafka: KAFKA }, sources: { kafkaTopics: [TOPIC] } }).configs;
  const KAFKA_CONFIGS: [string, string][] = [
    ...Object.entries(kafka).map(([name, config]): [string, string] => [`of ${name} with Kafka`, config]),
    ...['alloy-receivers', 'alloy-kafka'].map((name): [string, string] => [
      `of ${name} with OTLP in the pipeline, before Kafka`,
      chartOf({ ...PIPED, pipeline: { processing: PIPED_LINES, kafka: KAFKA } }).configs[name] ?? '',
    ]),
    [
      'with OTLP in the pipeline',
      chartOf({ ...PIPED, pipeline: { ...PIPELINE, processing: PIPED_LINES } }).configs['alloy-receivers'] ?? '',
    ],
    ['with MSK', chartOf({ pipeline: { kafka: IAM } }).config],
    [
      'with Kafka and labels of the node',
      chartOf({ pipeline: { kafka: KAFKA, nodeLabels: PIPELINE.nodeLabels } }).config,
    ],
  ];
  if (hasOpenTelemetry()) CONFIGS.push(...KAFKA_CONFIGS);

  test.each([...CONFIGS, ['of everything the emitter can print', EVERYTHING]])(
    'alloy fmt has nothing to change in the configuration %s',
    (_name, config) => expect(run(config, 'fmt', '-t')).toEqual({ status: 0, output: '' }),
  );

  test.each(CONFIGS)('alloy validate accepts the configuration %s', (_name, config) => {
    expect(run(config, 'validate', '--stability.level=generally-available')).toMatchObject({ status: 0 });
  });
});
