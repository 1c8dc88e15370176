import type { EnvironmentProps } from '../../../../../lib/environment/environment';
import { Random } from '../../../../helpers/random';
import { EXISTING } from './readable';
import { WHOLE } from './whole';

/** Parts of environments: each is some fields, which a random environment has or lacks. Parts of one group exclude each other. */
const GROUPS: readonly (readonly Partial<EnvironmentProps>[])[] = [
  [{ labels: { team: 'a', 'example.com/tier': 'null' } }, { labels: { team: '1e3' } }],
  [
    { annotations: { 'example.com/owner': '"q" \\b $1 {{ .y }} `t` # ü' } },
    { annotations: { note: ' lead', a_b: '|' } },
  ],
  [{ registry: 'localhost:5000/a.b' }, { registry: 'registry.example.com' }],
  [{ images: { alloy: `x/alloy@sha256:${'a'.repeat(64)}` } }, { images: { nginx: 'x/nginx:1', memcached: 'x/m:2' } }],
  [{ imagePullSecrets: ['pull.x', 'p2'] }],
  [{ clusterDomain: 'k8s.example.com' }],
  [{ identity: 'pod-identity' }],
  [{ rolePath: '/platform/logs/' }],
  [{ retention: '90d' }, { retention: '2w' }],
  [{ volume: '5 GB/day' }, { volume: '200 GB/day' }, { volume: '2 TB/day' }],
  [
    { credentials: { from: 'external-secrets' } },
    { credentials: { from: 'kubernetes-secret', secretName: 'my.secret-1' } },
    { credentials: { from: 'secrets-manager', installDriver: false } },
  ],
  [{ canary: true }, { canary: { namespace: 'can', intervalSeconds: 30 } }],
  [
    { readers: { 'r-b': { tenants: ['apps'] }, ra: { tenants: ['apps', 'platform'], datasource: true } } },
    { readers: { r0: { tenants: ['platform'], datasource: true } } },
  ],
  [{ writers: { w0: { tenants: ['apps'] } } }],
  [{ storage: { chunkBucketName: 'acme-chunks', rulerBucketName: 'acme-rules' } }, { storage: { encryption: 'kms' } }],
  [{ tags: { 'cost-center': '1' } }],
  [
    { monitoring: { from: 'prometheus-operator', namespace: 'monitoring', labels: { release: 'p' }, interval: '30s' } },
    { monitoring: { from: 'scrape-config', namespace: 'monitoring', metrics: 'all', alerts: false } },
    { monitoring: { from: 'alloy', remoteWrite: { url: 'http://prometheus.monitoring.svc:9090/api/v1/write' } } },
  ],
  [{ network: { clientNamespaces: ['shop', 'web'] } }, { network: { policies: false } }],
  [
    {
      expose: {
        host: 'loki.example.com',
        by: 'gateway-api',
        gateway: { name: 'g', namespace: 'i', proxyNamespace: 'e' },
      },
    },
  ],
  [
    { workloads: { loki: { nodeSelector: { pool: 'logs' }, priorityClassName: 'high.prio' } } },
    {
      workloads: {
        gateway: { labels: { tier: 'A.b_c-1' }, tolerations: [{ key: 'x' }] },
        alloy: { labels: { a: '' } },
      },
    },
    { workloads: { 'alloy-events': { resources: { cpu: 0.07 } }, compactor: { annotations: { note: '{{' } } } },
  ],
];

/** Fields of one part of an environment. A random environment has one of the values of each, or leaves it out. */
type Choices = Readonly<Record<string, readonly unknown[]>>;

const whole = Object.values(WHOLE);
const of = (part: 'alloy' | 'loki' | 'grafana', field: string): unknown[] =>
  whole.flatMap((one) => (one[part] as Readonly<Record<string, unknown>> | undefined)?.[field] ?? []);

const ALLOY: Choices = {
  namespace: ['agents'],
  journal: [false, { priorities: 'warning' }, { identifiers: { drop: ['sshd', "it's"] }, storage: 'volatile' }],
  audit: [false, { types: { drop: ['USER_*'] } }, { joinRecords: true }],
  cloudInit: [false, { output: true }],
  events: [false],
  hubble: [true, { verdicts: { keep: ['DROPPED', 'ERROR'] } }],
  nodeLabel: [false],
  nodeLabels: [{ zone: true, instanceType: 'label' }, { labels: ['example.com/team'] }],
  pods: [{ annotations: true }, { namespaces: { exclude: ['kube-system', 'test-*'] } }, { initContainers: false }],
  push: [{ clientNamespaces: ['shop'] }, { clientRanges: ['10.0.0.0/16'], tenant: 'apps' }],
  otlp: [{ clientNamespaces: ['web'] }, { clientNamespaces: ['web'], direct: false }],
  syslog: [{ clientRanges: ['10.1.0.0/16'], tls: { secretName: 'syslog-tls' } }],
  files: [
    [{ name: 'a', paths: ['/var/log/a/*.log'], format: 'cri' }],
    [{ name: 'z', gzip: ['/opt/z/*.gz'], tenant: 'apps' }],
  ],
  destinations: [
    [{ name: 'far', only: { labels: { app: ['a"b', 'x`y*'] } }, loki: { url: 'https://loki.example.com:3100/x' } }],
    [
      { here: { only: { namespaces: ['a'] } } },
      { name: 'b-c', except: { sources: ['journal'] }, loki: { url: 'https://b.c' } },
    ],
  ],
  processing: [
    [{ namespaces: ['shop'], format: 'json', level: true, drop: { longerThan: '64KiB', matching: ['^\\s*$'] } }],
    [{ apps: ['cart-*'], redact: ['emails', { regex: 'ssn=(\\d+)' }], sample: 0.5 }, { labels: { kind: 'x' } }],
  ],
  kafkaTopics: [[{ name: 'orders', topic: 'orders', brokers: ['kafka.kafka:9092'] }]],
};

const LOKI: Choices = {
  namespace: ['logging'],
  queryTimeout: ['90s'],
  chunkEncoding: ['snappy'],
  config: [{ limits_config: { max_query_series: 1000 }, ingester: { chunk_idle_period: '1h' } }],
  tenantLimits: [{ apps: { ingestion_rate_mb: 9 } }],
  tenantRetention: [{ apps: '365d' }],
  streamRetention: [[{ selector: '{namespace="shop"}', retention: '7d' }]],
  schema: [[{ from: '2022-01-01', schema: 'v12', indexPrefix: 'i_' }, { from: '2024-04-01' }]],
  sizes: [{ querier: { cpu: 1.5 }, chunksCache: { memory: 4 } }, { ingester: { volume: 77 } }],
  autoscaling: [true, { querier: { min: 5, max: 90, cpu: 60 } }],
  ingesterZones: [true],
  deletes: [true, { tenants: ['apps'] }],
  alertmanagerUrl: ['http://alertmanager.monitoring:9093'],
  rules: [{ apps: [{ name: 'g', rules: [{ alert: 'A', expr: 'sum(rate({app="a"}[5m])) > 1' }] }] }],
  ruler: of('loki', 'ruler'),
  otlpIndexLabels: [['k8s.namespace.name', 'service.name']],
};

const GRAFANA: Choices = {
  namespace: ['monitoring'],
  maxLines: [5000],
  as: ['files'],
  traces: [{ url: 'https://t.example.com/${__value.raw}?a=b', field: 'tid' }],
  prometheus: [{ url: 'http://prometheus.monitoring:9090' }],
  dashboards: [true, { without: ['logs'], folder: 'Logs' }],
  deploy: [true],
};

const chosen = (random: Random, choices: Choices, share: number): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(choices).flatMap(([field, values]) => (random.next() < share ? [[field, random.of(values)]] : [])),
  );

/** True for an environment with a field that does not come back whole: no manifest shows it, or nothing reads it yet. */
export const isOpen = ({ alloy, expose, network }: EnvironmentProps): boolean =>
  alloy?.kafkaTopics !== undefined || (expose !== undefined && network?.policies === false);

/** A random environment: valid or not, always the same for a seed. */
export function randomEnvironment(seed: number): EnvironmentProps {
  const random = new Random(seed);
  const share = 0.15 + random.next() * 0.5;
  const parts = GROUPS.flatMap((group) => (random.next() < share ? [random.of(group)] : []));
  return Object.assign({ ...EXISTING, tenants: ['platform', 'apps'] }, ...parts, {
    alloy: chosen(random, ALLOY, share),
    loki: chosen(random, LOKI, share),
    grafana: chosen(random, GRAFANA, share),
  }) as EnvironmentProps;
}
