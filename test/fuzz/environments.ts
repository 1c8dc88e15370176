import { inspect, types } from 'node:util';
import { InputError } from '../../charts/input/problems';
import { checkCharts } from '../../lib/checks/checked-charts';
import { type EnvironmentProps, resolveEnvironment } from '../../lib/environment/environment';
import { validateEnvironments } from '../../lib/environment/validate';
import type { Random } from '../helpers/random';
import { type Case, type Family, faultOf, hostile } from './family';

/** Where the lines of an environment go, which Kafka excludes: other destinations. */
const destinations = () => [
  { here: { except: { namespaces: ['load-*'] } } },
  {
    name: 'central',
    only: {
      sources: ['pods'],
      namespaces: ['shop', 'team-*'],
      labels: { app: ['cart', 'a*'], container: 'cart' },
    },
    except: { sources: ['journal'], labels: { container: 'proxy' } },
    loki: {
      url: 'https://loki.example.com:3100',
      tenant: 'all',
      username: 'shipper',
      passwordSecret: { name: 'central-loki', key: 'password' },
      ca: { secret: 'central-loki', key: 'ca.crt' },
      headers: { 'X-Region': 'eu' },
      pods: { namespace: 'logs', port: 3100 },
      attempts: 5,
    },
  },
];

const kafka = () => ({
  brokers: ['b-1.logs.kafka.us-east-1.amazonaws.com:9098'],
  topic: 'logs',
  labels: ['team', 'node_tier', 'component', 'delivery_stream', 'log_group'],
  group: 'loki',
  version: '3.9.0',
  tls: { caSecret: 'kafka-ca' },
  iam: {
    clusterArn: 'arn:aws:kafka:us-east-1:111122223333:cluster/logs/0a1b2c3d-0000-4000-8000-00000000000a-1',
  },
  consumers: 3,
});

/** An environment with a value in most fields. */
const valid = (way: object): Record<string, unknown> => ({
  account: '111122223333',
  region: 'us-east-1',
  cluster: {
    create: {
      name: 'main',
      version: '1.35',
      mode: 'node-group',
      instanceTypes: ['m7g.2xlarge'],
      nodes: 12,
      endpointAccess: 'public-and-private',
      publicAccessCidrs: ['203.0.113.0/24'],
      admins: ['arn:aws:iam::111122223333:role/admin'],
      controlPlaneLogs: ['audit'],
      natGateways: 3,
      flowLogs: true,
    },
  },
  volume: '500 GB/day',
  retention: '28d',
  tenants: ['platform', 'apps'],
  tenantNamespaces: { apps: ['shop', 'web'] },
  credentials: { from: 'secrets-manager', installDriver: true },
  storage: { encryption: 'kms', chunkBucketName: 'example-chunks', rulerBucketName: 'example-ruler' },
  loki: {
    namespace: 'loki',
    queryTimeout: '2m',
    ingesterZones: false,
    autoscaling: { querier: { min: 2, max: 9, cpu: 60 } },
    sizes: { querier: { cpu: 1, memory: 2 }, ruler: { replicas: 2 }, ingester: { volume: 40 } },
    config: { limits_config: { max_query_series: 1000 } },
    tenantLimits: { apps: { retention_period: '14d' } },
    chunkEncoding: 'zstd',
    schema: [{ from: '2024-04-01', schema: 'v13' }],
    alertmanagerUrl: 'http://alertmanager.monitoring.svc:9093',
  },
  alloy: {
    namespace: 'alloy',
    journal: { units: { drop: ['chronyd.service'] }, priorities: 'info', maxAge: '12h' },
    audit: { types: { drop: ['CWD'] }, joinRecords: true },
    files: [
      {
        name: 'app',
        paths: ['/var/log/app/*.log'],
        exclude: ['/var/log/app/debug.log'],
        format: 'json',
        fields: { time: 'ts' },
        timestamp: { field: 'time', format: 'RFC3339Nano' },
        tenant: 'apps',
        labels: { team: 'a' },
      },
    ],
    cloudInit: { output: true },
    hubble: true,
    kafkaTopics: [
      {
        ...{ name: 'orders', brokers: ['kafka.shop:9092'], topic: 'orders', tenant: 'apps', labels: { team: 'shop' } },
        ...{ group: 'orders', sasl: { secret: 'orders', mechanism: 'PLAIN' } },
      },
    ],
    pods: {
      from: 'file',
      fargate: true,
      namespaces: { include: ['shop', 'team-*'], exclude: ['team-x-*'] },
      containers: { exclude: ['istio-*'] },
      initContainers: false,
      annotations: { collect: true, tenants: ['apps'] },
      formerPositions: '/run/promtail/positions.yaml',
    },
    push: { clientNamespaces: ['shop'], clientRanges: ['10.0.0.0/16'], tenants: ['apps'] },
    otlp: { clientNamespaces: ['shop'], tenant: 'apps' },
    syslog: { clientNamespaces: ['shop'], tls: { secretName: 'syslog-tls', clientCaSecretName: 'clients' } },
    firehose: { clientRanges: ['10.0.0.0/16'], accessKey: { secretName: 'firehose', key: 'access-key' } },
    nodeLabel: true,
    extraSources: [],
    collectors: [],
    nodeLabels: {
      zone: true,
      nodePool: 'metadata',
      instanceType: 'label',
      labels: ['example.com/team', { key: 'tier', name: 'node_tier', as: 'label' }],
    },
    ...way,
    processing: [
      {
        namespaces: ['shop'],
        apps: ['cart-*'],
        multiline: { firstLine: '^\\d{4}-', maxLines: 100, maxWait: '2s' },
        format: 'json',
        fields: { time: 'ts', status: 'http.status' },
        timestamp: { field: 'time', format: 'RFC3339Nano' },
        level: { field: 'status', label: true },
        drop: { levels: ['debug'], matching: [{ regex: 'healthz', reason: 'healthz' }], longerThan: '64KiB' },
        redact: ['aws-keys', { regex: 'ssn=(\\d+)', replacement: 'none' }],
        structuredMetadata: ['status'],
        labels: { team: 'shop' },
        tenant: 'apps',
      },
      { rateLimit: { linesPerSecond: 100, burst: 1000 }, sample: 0.5, stages: 'stage.decolorize { }' },
    ],
  },
  grafana: { namespace: 'grafana', maxLines: 1000 },
  tags: { 'cost-center': '1' },
  permissionsBoundary: 'arn:aws:iam::111122223333:policy/boundary',
  rolePath: '/platform/',
  removalPolicy: 'retain',
  deployFrom: ['444455556666'],
  acknowledge: [],
  registry: '111122223333.dkr.ecr.us-east-1.amazonaws.com/mirror',
  imagePullSecrets: ['pull'],
  labels: { team: 'a' },
  annotations: { owner: 'a' },
  workloads: { loki: { tolerations: [{ key: 'a', operator: 'Exists' }] } },
  clusterDomain: 'cluster.local',
});

/** Replaces a value somewhere in an object. */
function spoil(random: Random, object: Record<string, unknown>, value: unknown): void {
  const key =
    random.below(8) === 0 ? random.of(['__proto__', 'constructor', 'x', 'customize']) : random.of(Object.keys(object));
  const inner: unknown = Object.getOwnPropertyDescriptor(object, key)?.value;
  if (types.isProxy(inner)) return;
  if (typeof inner === 'object' && inner !== null && Object.keys(inner).length > 0 && random.below(3) > 0) {
    return spoil(random, inner as Record<string, unknown>, value);
  }
  Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
}

// A fault in it would hide all others.
for (const way of [{ destinations: destinations() }, { kafka: kafka(), syslog: false }]) {
  const faults = validateEnvironments({ dev: valid(way) });
  if (faults.length > 0) throw new InputError(faults);
  checkCharts([resolveEnvironment('dev', valid(way) as unknown as EnvironmentProps)]);
}

export const environments: Family = {
  share: 0.385,
  make: (random): Case => {
    const name = random.below(6)
      ? 'dev'
      : String(random.of(['constructor', '__proto__', 'a b', 'é', '', 'x'.repeat(99)]));
    const environment = valid(random.below(2) ? { destinations: destinations() } : { kafka: kafka(), syslog: false });
    // One value in several places is often compared with itself.
    const same = random.below(3) === 0 ? hostile(random) : undefined;
    for (let count = random.below(same === undefined ? 3 : 20) + 1; count > 0; count--)
      spoil(random, environment, same ?? hostile(random));
    const input = Object.fromEntries([[name, environment]]);
    return {
      input: inspect(input, { depth: 5, breakLength: Infinity }),
      run: () => {
        try {
          const problems = validateEnvironments(input);
          if (problems.length > 0) throw new InputError(problems);
          checkCharts([resolveEnvironment(name, environment as unknown as EnvironmentProps)]);
          return undefined;
        } catch (error) {
          return faultOf(error);
        }
      },
    };
  },
};
