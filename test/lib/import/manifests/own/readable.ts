import environments from '../../../../../bin/environments';
import type { EnvironmentProps } from '../../../../../lib/environment/environment';
import { WHOLE_ENTRY } from '../../../../charts/alloy/processing/everything';

export const EXISTING = {
  account: '111122223333',
  region: 'eu-central-1',
  cluster: {
    existing: {
      name: 'main',
      oidcIssuer: 'https://oidc.eks.eu-central-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B716D3041E',
    },
  },
} as const;

const DOOR = {
  host: 'loki.example.com',
  certificateArn: 'arn:aws:acm:eu-central-1:111122223333:certificate/1234abcd-12ab-34cd-56ef-1234567890ab',
  vpcCidrs: ['10.0.0.0/16'],
};

export const STORE = { url: 'https://minio.minio.svc:9000', accessKey: { secret: 'k' } };

const WRITER = 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:loki/writer-AbCdEf';

/** Environments whose fields manifests show. */
export const READABLE: Readonly<Record<string, EnvironmentProps>> = {
  ...environments,
  tenants: {
    ...EXISTING,
    tenants: ['platform', 'apps', 'web'],
    tenantNamespaces: { apps: ['shop', 'cart-*'], web: [] },
    retention: '90d',
  },
  limits: {
    ...EXISTING,
    volume: '200 GB/day',
    loki: {
      queryTimeout: '2m',
      chunkEncoding: 'snappy',
      alertmanagerUrl: 'http://alertmanager.monitoring.svc:9093',
      config: { limits_config: { max_query_series: 1000 }, ingester: { chunk_idle_period: '1h' } },
      tenantLimits: { limits: { ingestion_rate_mb: 20 } },
      schema: [
        { from: '2023-01-01', schema: 'v12', store: 'boltdb-shipper', indexPrefix: 'index_' },
        { from: '2024-06-01' },
      ],
    },
  },
  buckets: {
    ...EXISTING,
    storage: { chunkBucketName: 'acme-chunks', rulerBucketName: 'acme-rules' },
    identity: 'pod-identity',
    credentials: { from: 'kubernetes-secret' },
  },
  sources: {
    ...EXISTING,
    alloy: {
      namespace: 'agents',
      audit: false,
      cloudInit: false,
      events: false,
      nodeLabel: false,
      pods: { namespaces: { exclude: ['kube-system', 'test-*'] }, containers: { exclude: ['istio-proxy'] } },
    },
    loki: { namespace: 'logging', sizes: { querier: { replicas: 5, cpu: 1 }, ingester: { volume: 80 } } },
    grafana: { namespace: 'monitoring' },
    network: { policies: false },
    canary: true,
  },
  large: { ...EXISTING, volume: '3 TB/day' },
  receivers: {
    ...EXISTING,
    tenants: ['platform', 'apps'],
    alloy: {
      push: { clientNamespaces: ['shop'], clientRanges: ['10.0.0.0/16'], tenants: ['apps'] },
      otlp: { clientNamespaces: ['shop'], tenant: 'apps' },
      syslog: { clientRanges: ['10.1.0.0/16'], tls: { secretName: 'syslog-tls', clientCaSecretName: 'clients' } },
      firehose: { clientRanges: ['10.0.0.0/16'], accessKey: { secretName: 'firehose', key: 'key' }, tenant: 'apps' },
      processing: [{ sources: ['push'], labels: { team: 'a' } }],
    },
  },
  'receivers-alone': {
    ...EXISTING,
    alloy: { push: { clientNamespaces: ['shop'] }, otlp: { clientNamespaces: ['web'] } },
  },
  operator: {
    ...EXISTING,
    monitoring: {
      from: 'prometheus-operator',
      namespace: 'monitoring',
      labels: { release: 'prometheus' },
      interval: '30s',
      keep: ['go_goroutines'],
      alerts: { without: ['LokiReadErrors'], labels: { team: 'a' }, runbooks: 'https://wiki.example.com/loki' },
    },
    network: { metricsNamespaces: ['other', 'monitoring'] },
  },
  files: { ...EXISTING, monitoring: { from: 'scrape-config', namespace: 'prometheus', metrics: 'all', alerts: false } },
  writer: {
    ...EXISTING,
    monitoring: {
      from: 'alloy',
      remoteWrite: { url: 'http://prometheus.monitoring.svc.cluster.local:9090/api/v1/write' },
    },
  },
  workspace: {
    ...EXISTING,
    monitoring: {
      from: 'alloy',
      remoteWrite: {
        workspaceArn: 'arn:aws:aps:eu-central-1:111122223333:workspace/ws-0a1b2c3d-0000-4000-8000-00000000000a',
      },
    },
  },
  scraped: { ...EXISTING, network: { metricsNamespaces: ['monitoring'] } },
  nlb: { ...EXISTING, expose: { ...DOOR, subnetIds: ['subnet-0a1b2c3d4e5f60718', 'subnet-0a1b2c3d4e5f60719'] } },
  'nlb-of-some': { ...EXISTING, expose: { ...DOOR, access: 'public', from: ['203.0.113.0/24'] } },
  'nlb-of-all': { ...EXISTING, expose: { ...DOOR, access: 'public-to-all' } },
  'nlb-of-groups': { ...EXISTING, expose: { ...DOOR, securityGroupIds: ['sg-0a1b2c3d4e5f60718'] } },
  alb: { ...EXISTING, expose: { ...DOOR, by: 'alb', from: ['10.1.0.0/16'] } },
  'alb-of-auto-mode': {
    ...EXISTING,
    cluster: { existing: { ...EXISTING.cluster.existing, autoMode: true } },
    expose: { ...DOOR, by: 'alb' },
  },
  local: { cluster: { local: {} } },
  'local-of-more': {
    cluster: { local: { name: 'kind', storageClass: 'standard', storeVolume: 20 } },
    tenants: ['a', 'b'],
    retention: '7d',
    canary: true,
    alloy: { journal: true },
    loki: { sizes: { querier: { cpu: 0.3 }, ingester: { memory: 2 } } },
  },
  'local-without-policies': {
    cluster: { local: {} },
    network: { policies: false },
    storage: { endpoint: STORE, chunkBucketName: 'my-chunks', rulerBucketName: 'my-rules' },
  },
  'one-copy': {
    ...EXISTING,
    loki: { config: { common: { replication_factor: 1 } }, sizes: { ingester: { replicas: 1 } } },
  },
  spoke: { ...EXISTING, loki: { url: 'https://loki.example.com', secretArn: WRITER } },
  'spoke-of-more': {
    ...EXISTING,
    tenants: ['spoke-of-more', 'web'],
    identity: 'pod-identity',
    canary: true,
    loki: {
      url: 'https://loki.example.com:8443',
      writer: 'shop',
      reader: 'shop-reader',
      secretArn: WRITER,
      readerSecretArn: WRITER.replace('writer', 'reader'),
      ca: { secret: 'hub-ca', key: 'hub.crt' },
    },
  },
  'spoke-with-secret': { ...EXISTING, loki: { url: 'https://loki.example.com' } },
  'spoke-of-operator': {
    ...EXISTING,
    credentials: { from: 'external-secrets' },
    loki: { url: 'https://loki.example.com', secretArn: WRITER },
  },
  'spoke-on-local': { cluster: { local: { name: 'kind' } }, loki: { url: 'https://loki.example.com:3100' } },
  'odd-tenants': {
    ...EXISTING,
    tenants: ['platform', "it's", 'a.b', '1'],
    tenantNamespaces: { "it's": ['shop'], 'a.b': [] },
    credentials: { from: 'external-secrets' },
    grafana: { as: 'operator' },
    loki: { tenantLimits: { '1': { ingestion_rate_mb: 9 } } },
  },
  'pods-by-api': {
    ...EXISTING,
    tenants: ['platform', 'apps'],
    tenantNamespaces: { apps: ['shop'] },
    canary: true,
    alloy: { pods: { from: 'api', namespaces: { exclude: ['test-*'] } } },
  },
  store: {
    ...EXISTING,
    storage: {
      endpoint: { url: 'http://minio.minio.svc:9000', plainHttp: true, pathStyle: false, accessKey: STORE.accessKey },
      chunkBucketName: 'my-chunks',
      rulerBucketName: 'my-rules',
    },
  },
  'store-of-a-region': {
    ...EXISTING,
    storage: {
      endpoint: { ...STORE, region: 'garage', accessKey: { secret: 'k', idKey: 'id', secretKey: 'key' } },
      chunkBucketName: 'my-chunks',
      rulerBucketName: 'my-rules',
    },
  },
  'nlb-without-policies': { ...EXISTING, network: { policies: false }, expose: DOOR },
  'alb-without-policies': { ...EXISTING, network: { policies: false }, expose: { ...DOOR, by: 'alb' } },
  route: {
    ...EXISTING,
    expose: {
      host: DOOR.host,
      by: 'gateway-api',
      gateway: { name: 'main', namespace: 'gateways', listener: 'https', proxyNamespace: 'envoy' },
    },
  },
  processing: {
    ...EXISTING,
    tenants: ['platform', 'apps'],
    tenantNamespaces: { apps: ['shop'] },
    alloy: {
      processing: [
        { ...WHOLE_ENTRY, namespaces: ['shop', 'cart-*'], tenant: 'apps' },
        { sources: ['journal'], format: 'klog', level: true, match: { unit: ['kubelet.service'] } },
        {
          namespaces: ['api'],
          apps: ['api'],
          format: 'logfmt',
          level: { label: true },
          drop: { levels: ['trace', 'debug'] },
        },
        {
          namespaces: ['web'],
          containers: ['web'],
          format: 'json',
          level: { field: 'severity' },
          fields: { severity: 'sev' },
        },
        { exceptNamespaces: ['kube-system'], redact: ['secrets', 'jwt', { regex: 'a(b)c', replacement: '{{x}}' }] },
        { pods: ['old-*'], stages: 'stage.decolorize { }' },
        { sources: ['*'], labels: { team: 'a' } },
      ],
    },
  },
};
