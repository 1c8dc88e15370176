import type { EnvironmentProps } from '../../../lib/environment/environment';
import { inputCopy } from '../../../lib/environment/values';
import { Random } from '../random';
import { withoutRefused } from '../valid/environment';

const ISSUER = 'https://oidc.eks.eu-central-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B716D3041E';
const CERTIFICATE = 'arn:aws:acm:eu-central-1:111122223333:certificate/1234abcd-12ab-34cd-56ef-1234567890ab';
const WORKSPACE = 'arn:aws:aps:eu-central-1:111122223333:workspace/ws-0a1b2c3d-0000-4000-8000-00000000000a';
const WRITER = 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:loki/writer-AbCdEf';
const KEY = 'arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';
const MSK = 'arn:aws:kafka:eu-central-1:111122223333:cluster/logs/0a1b2c3d-0000-4000-8000-00000000000a-1';

/** Values of each field that opens or closes a way; a random environment has one of them, or none. */
type Fields = Readonly<Record<string, readonly unknown[]>>;

const DOOR = { certificateArn: CERTIFICATE, vpcCidrs: ['10.0.0.0/16', '100.64.0.0/10'] };

const DOORS = (host: string): readonly object[] => [
  { host, ...DOOR },
  { host, ...DOOR, by: 'alb', from: ['203.0.113.0/24'], access: 'public' },
  { host, by: 'gateway-api', gateway: { name: 'g', namespace: 'infra', proxyNamespace: 'envoy' } },
  { host, by: 'gateway-api', vpcCidrs: DOOR.vpcCidrs, gateway: { name: 'g', namespace: 'infra' } },
];

const CLUSTERS: readonly object[] = [
  { cluster: { existing: { name: 'main', oidcIssuer: ISSUER } } },
  { cluster: { existing: { name: 'main', oidcIssuer: ISSUER, autoMode: true } } },
  { cluster: { existing: { name: 'main', oidcIssuer: ISSUER } }, identity: 'pod-identity' },
  { cluster: { create: { admins: ['arn:aws:iam::111122223333:role/admin'], natGateways: 3 } } },
  { cluster: { create: { mode: 'auto', admins: ['arn:aws:iam::111122223333:role/admin'], natGateways: 3 } } },
];

const ENVIRONMENT: Fields = {
  clusterDomain: ['k8s.example.com'],
  rolePath: ['/platform/logs/'],
  permissionsBoundary: ['arn:aws:iam::111122223333:policy/boundary'],
  identity: ['pod-identity'],
  volume: ['5 GB/day', '2 TB/day'],
  credentials: [{ from: 'external-secrets' }, { from: 'kubernetes-secret' }, { createKey: true }, { kmsKeyArn: KEY }],
  canary: [true, { namespace: 'can' }],
  readers: [{ ra: { tenants: ['apps', 'platform'], datasource: true } }],
  expose: DOORS('loki.example.com'),
  monitoring: [
    { from: 'prometheus-operator', namespace: 'monitoring' },
    { from: 'scrape-config', namespace: 'monitoring' },
    { from: 'alloy', remoteWrite: { url: 'http://prometheus.monitoring.svc:9090/api/v1/write' } },
    { from: 'alloy', remoteWrite: { url: 'https://metrics.example.com:8443/api/v1/write' } },
    { from: 'alloy', remoteWrite: { workspaceArn: WORKSPACE } },
  ],
  storage: [
    { encryption: 'kms' },
    { encryptionKeyArn: KEY, otherKeyArns: [KEY.replace('1234abcd', 'abcd1234')] },
    { encryptionKeyArn: KEY, createBuckets: false, chunkBucketName: 'c-1', rulerBucketName: 'r-1' },
    {
      endpoint: { url: 'https://minio.minio.svc:9000', accessKey: { secret: 'k' } },
      chunkBucketName: 'c-1',
      rulerBucketName: 'r-1',
    },
    {
      endpoint: {
        url: 'https://minio.example.com',
        pods: { namespace: 'minio', port: 9443 },
        accessKey: { secret: 'k' },
      },
      ...{ chunkBucketName: 'c-1', rulerBucketName: 'r-1' },
    },
    {
      endpoint: { url: 'https://10.9.0.5:8082', accessKey: { secret: 'k' } },
      chunkBucketName: 'c-1',
      rulerBucketName: 'r-1',
    },
    { endpoint: { url: 'https://bucket.vpce-0a1b2c3d4e5f60718-abcdefgh.s3.eu-central-1.vpce.amazonaws.com' } },
  ],
  network: [
    { clientNamespaces: ['shop'] },
    { metricsNamespaces: ['metrics'], clientNamespaces: ['shop', 'web'] },
    { metricsNamespaces: ['metrics'], metricsPods: { app: 'scraper' } },
    {
      rulerEgress: [
        { port: 9093, namespace: 'alerts' },
        { port: 8443, cidr: '10.2.0.0/16' },
      ],
    },
  ],
};

const LOKI: Fields = {
  namespace: ['logging'],
  alertmanagerUrl: ['http://alertmanager.monitoring.svc:9093', 'https://alerts.example.com'],
  alertmanagers: [{ apps: 'http://am.apps.svc:9094' }],
  ruler: [
    { remoteWrite: { url: 'http://prometheus.monitoring.svc:9090/api/v1/write' } },
    { remoteWrite: { workspaceArn: WORKSPACE } },
  ],
  ingesterZones: [true, { step: 2 }, { step: 4 }],
  rolloutOperator: [true, { zoneBudget: true }],
  autoscaling: [true, { querier: { prometheus: 'http://prometheus.monitoring:9090' } }],
};

const ALLOY: Fields = {
  namespace: ['agents'],
  events: [false],
  hubble: [true],
  nodeLabels: [{ zone: true }],
  pods: [{ from: 'api' }, { fargate: true }, { annotations: true }],
  push: [{ clientNamespaces: ['shop'] }, { clientRanges: ['10.3.0.0/16'], tenant: 'apps' }],
  otlp: [{ clientNamespaces: ['web'] }, { clientNamespaces: ['shop'], direct: false }],
  syslog: [{ clientRanges: ['10.4.0.0/16'], tls: { secretName: 'tls' } }],
  firehose: [{ clientRanges: ['10.5.0.0/16'], accessKey: { secretName: 'firehose', key: 'key' } }],
  kafkaTopics: [[{ name: 'orders', topic: 'orders', brokers: ['kafka.shop.svc:9092'] }]],
  kafka: [
    { brokers: ['b-1.logs.kafka.eu-central-1.amazonaws.com:9098'], topic: 'logs', iam: { clusterArn: MSK } },
    { brokers: ['kafka.kafka.svc:9092', 'k2.example.com:9095'], topic: 'logs' },
  ].map((kafka) => ({ ...kafka, labels: ['component', 'delivery_stream', 'log_group', 'host'] })),
  destinations: [
    [{ name: 'far', loki: { url: 'https://loki.example.org:3100' } }],
    [
      { name: 'near', loki: { url: 'http://loki.other.svc:80', pods: { namespace: 'other', port: 8081 } } },
      { here: { only: { namespaces: ['a'] } } },
    ],
  ],
};

const LOGIN = {
  clientId: 'grafana',
  clientSecret: { secret: 'oidc' },
  authUrl: 'https://login.example.com/authorize',
};

const GRAFANA: Fields = {
  namespace: ['dashboards', 'monitoring'],
  prometheus: [{ url: 'http://prometheus.monitoring.svc:9090' }, { workspaceArn: WORKSPACE }],
  alertmanager: [true],
  deploy: [
    true,
    { login: { ...LOGIN, tokenUrl: 'https://login.example.com/token', userUrl: 'https://login.example.com/me' } },
    {
      login: { ...LOGIN, tokenUrl: 'https://dex.dex.svc:5556/token', userUrl: 'https://dex.dex.svc:5556/me' },
      database: { type: 'postgres', host: 'db.example.com:5432', password: { secret: 'db' } },
    },
    { database: { type: 'mysql', host: 'mysql.db.svc:3306', password: { secret: 'db' } }, replicas: 2 },
    ...DOORS('grafana.example.com').map((expose) => ({ expose })),
  ],
};

/** Fields of a random environment. */
const chosen = (random: Random, fields: Fields, share: number): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(fields).flatMap(([field, values]) => (random.next() < share ? [[field, random.of(values)]] : [])),
  );

/** A random environment of many ways: valid or not, always the same for a seed. */
function randomWays(seed: number): Record<string, unknown> {
  const random = new Random(seed);
  const share = 0.2 + random.next() * 0.5;
  const kind = random.below(10);
  const alloy = chosen(random, ALLOY, share);
  const own = chosen(random, ENVIRONMENT, share);
  const aws = { account: '111122223333', region: 'eu-central-1' };
  const lines = { tenants: ['platform', 'apps'], alloy };
  if (kind === 0) {
    const rest = lacking(own, ['credentials', 'storage', 'expose', 'identity']);
    const [loki, grafana] = [chosen(random, LOKI, 0.2), chosen(random, GRAFANA, 0.3)];
    return { ...lines, ...rest, cluster: { local: {} }, loki, grafana };
  }
  if (kind === 1) {
    const rest = lacking(own, ['storage', 'expose', 'readers', 'credentials', 'volume', 'network']);
    const url = random.of(['https://loki.example.com:8443', 'https://l.example.com', 'http://gateway.logs.svc:8080']);
    const loki = { url, secretArn: WRITER, readerSecretArn: WRITER };
    return { ...aws, ...lines, ...rest, ...random.of(CLUSTERS), loki };
  }
  const loki = chosen(random, LOKI, share);
  const grafana = chosen(random, GRAFANA, share);
  if ('rolloutOperator' in loki) loki['ingesterZones'] = true;
  if ('alertmanager' in grafana) loki['alertmanagerUrl'] ??= 'http://alertmanager.monitoring.svc:9093';
  return {
    ...aws,
    ...lines,
    ...own,
    ...random.of(CLUSTERS),
    loki,
    grafana,
  };
}

/** An object without some keys. */
const lacking = (object: Readonly<Record<string, unknown>>, keys: readonly string[]): Record<string, unknown> =>
  Object.fromEntries(Object.entries(object).filter(([key]) => !keys.includes(key)));

/** Valid random environments of many ways, by their seeds: without what excludes each other. */
export const environmentsOfWays = (count: number): { readonly seed: number; readonly props: EnvironmentProps }[] =>
  Array.from({ length: count }, (_, seed) => ({
    seed,
    props: withoutRefused('test', inputCopy(randomWays(seed))).props,
  }));
