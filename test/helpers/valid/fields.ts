import { alloy } from './alloy';
import { cluster, KEY, storage } from './aws';
import { grafana, monitoring } from './grafana';
import { loki, remoteLoki } from './loki';
import { door, workload } from './parts';
import * as w from './words';

const { either, fields, flag, keyed, listOf, number, odd, one, some } = w;

const WORKLOADS = [
  ...['compactor', 'distributor', 'ingester', 'querier', 'ruler', 'queryFrontend', 'queryScheduler', 'indexGateway'],
  ...[
    'patternIngester',
    'overridesExporter',
    'gateway',
    'chunksCache',
    'resultsCache',
    'loki',
    'alloy',
    'alloy-events',
  ],
  ...['alloy-receivers', 'alloy-kafka', 'alloy-pods', 'loki-canary', 'alloy-metrics', 'grafana'],
];
const users = one('r-b', 'shop', 'e1', 'null', 'on', w.long(40, 'u'));
const tenants = some('platform', 'apps');

/** All fields of an environment. */
export const ENVIRONMENT: Readonly<Record<string, w.Make>> = {
  '!account': one('111122223333'),
  '!region': one('eu-central-1'),
  '!cluster': cluster,
  volume: one('5 GB/day', '500 GB/day', '0.75TB/day', '2 TB/day', '300 MB/day', '10.5 gb / day'),
  retention: one('1d', '24h', '28d', '52w', '100000m', '9999d'),
  '!tenants': one(
    ['platform', 'apps'],
    ['platform', 'apps', "it's"],
    ['platform', 'apps', "a.b!-_*'()", '1e3', w.long(150, 't')],
  ),
  tenantNamespaces: fields({
    apps: w.patterns,
    platform: some('p-*', 'q'),
    "it's": one([], ['y*']),
    "a.b!-_*'()": one([], ['w']),
  }),
  readers: keyed(
    users,
    fields({ '!tenants': tenants, datasource: either<unknown>(flag, fields({ organization: number(1, 1000) })) }),
  ),
  writers: keyed(one('w0', 'ci', 'yes', 'true', w.long(40, 'w')), fields({ '!tenants': tenants })),
  credentials: either<unknown>(
    fields({
      '!from': one('secrets-manager', 'external-secrets'),
      installDriver: flag,
      createSecrets: flag,
      createKey: flag,
      kmsKeyArn: one(KEY),
    }),
    fields({ '!from': one('kubernetes-secret'), secretName: w.objectName }),
  ),
  storage,
  loki: either<unknown>(loki, loki, loki, loki, loki, loki, remoteLoki),
  alloy,
  grafana,
  canary: either<unknown>(
    flag,
    fields({ namespace: one('can', '1e3', w.long(63, 'c')), intervalSeconds: number(1, 60) }),
  ),
  network: fields({
    policies: flag,
    metricsNamespaces: some('monitoring', 'null'),
    metricsPods: either<unknown>(one({}), keyed(w.labelKey, w.labelValue)),
    rulerEgress: listOf(
      either<unknown>(
        fields({ '!port': number(1, 65_535), cidr: one('10.0.0.0/8', '2001:db8::/32', '0.0.0.0/0') }),
        fields({ '!port': number(1, 65_535), namespace: w.dnsLabel }),
      ),
    ),
    clientNamespaces: w.namespaces,
  }),
  expose: door('loki.example.com'),
  monitoring,
  tags: keyed(one('cost-center', 'a:b/c', 'é', 'null'), one('1', 'a b', 'é@+=', '')),
  permissionsBoundary: one('arn:aws:iam::111122223333:policy/a+b=c'),
  identity: one('irsa', 'pod-identity'),
  rolePath: one('/', '/platform/', '/a/b!c/'),
  removalPolicy: one('retain', 'destroy'),
  terminationProtection: flag,
  deployFrom: one(['444455556666']),
  customize: () => () => undefined,
  customizeStack: () => () => undefined,
  acknowledge: one([{ rule: 'CLUSTER-ADMINS-1', path: 'x', reason: 'y' }]),
  images: fields({
    loki: one('registry.example.com:5000/a/b__c/loki:3.7.6-x'),
    alloy: one(`x/alloy:v1.18.1@sha256:${'a'.repeat(64)}`),
    nginx: one('nginx:1.29'),
    memcached: one('m:1e3'),
    memcachedExporter: one(`e@sha256:${'0'.repeat(64)}`),
    seaweedfs: one('localhost:1/s'),
    lokiCanary: one('x/loki-canary:3.7.6'),
    rolloutOperator: one('r:v0.38.1'),
    grafana: one('g/grafana:12.4.10'),
  }),
  registry: one('localhost:5000/a.b', 'registry.example.com', '111122223333.dkr.ecr.us-east-1.amazonaws.com/mirror'),
  imagePullSecrets: some('pull.x', 'null', '1', w.long(253, 'p')),
  workloads: (random) => Object.fromEntries(some(...WORKLOADS)(random).map((name) => [name, workload(random)])),
  labels: keyed(w.labelKey, w.labelValue),
  annotations: keyed(w.labelKey, odd),
  clusterDomain: one('k8s.example.com', '1', 'cluster.local', `${w.long(63, 'd')}.x`),
};
