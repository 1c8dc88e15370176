import environments from '../../../../../bin/environments';
import { withPruneLabels } from '../../../../../lib/delivery/prune-labels';
import {
  environmentCharts,
  type EnvironmentProps,
  resolveEnvironment,
} from '../../../../../lib/environment/environment';
import { importAll } from '../../../../../lib/import/import';
import type { AlloyProcessing } from '../../../../../charts/alloy/chart';
import { WHOLE_ENTRY } from '../../../../charts/alloy/processing/everything';
import type { Manifest } from '../../../../../lib/manifests/manifest';

const EXISTING = {
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

const STORE = { url: 'https://minio.minio.svc:9000', accessKey: { secret: 'k' } };

const WRITER = 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:loki/writer-AbCdEf';

/** Environments whose fields manifests show. */
const READABLE: Readonly<Record<string, EnvironmentProps>> = {
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
        { apps: ['api'], format: 'logfmt', level: { label: true }, drop: { levels: ['trace', 'debug'] } },
        { containers: ['web'], format: 'json', level: { field: 'severity' }, fields: { severity: 'sev' } },
        { exceptNamespaces: ['kube-system'], redact: ['secrets', 'jwt', { regex: 'a(b)c', replacement: '{{x}}' }] },
        { pods: ['old-*'], stages: 'stage.decolorize { }' },
        { sources: ['*'], labels: { team: 'a' } },
      ],
    },
  },
};

const rendered = (name: string, props: EnvironmentProps): Manifest[] => {
  const charts = environmentCharts(resolveEnvironment(name, props)).manifests();
  return withPruneLabels(name, charts).flatMap(({ objects }) => objects) as unknown as Manifest[];
};

test.each(Object.entries(READABLE))('what %s renders gives an environment that renders the same', (name, props) => {
  const objects = rendered(name, props);
  const imported = importAll({
    files: [],
    manifests: { name: 'k8s.out', objects },
    module: 'cdk-eks-loki/environments',
  });
  expect(imported.problems).toEqual([]);
  expect(imported.name).toBe(name);
  const again = rendered(name, imported.environment as unknown as EnvironmentProps);
  expect(again).toEqual(objects);
  expect(imported.keys.filter((key) => key.class !== 'taken')).toEqual([]);
});

const processingOf = (processing: readonly AlloyProcessing[]): unknown => {
  const objects = rendered('x', { ...EXISTING, alloy: { processing } });
  const { environment } = importAll({ files: [], manifests: { name: 'k8s.out', objects }, module: 'm' });
  return (environment['alloy'] as Record<string, unknown> | undefined)?.['processing'];
};

test.each<[string, readonly AlloyProcessing[]]>([
  ['every field', [{ ...WHOLE_ENTRY, namespaces: ['shop', 'cart-*'], tenant: undefined }]],
  ['a level as a label', [{ format: 'logfmt', level: { label: true }, drop: { levels: ['trace', 'debug'] } }]],
  ['levels that are only dropped', [{ format: 'klog', drop: { levels: ['debug'] } }]],
  ['the level of a field', [{ format: 'json', fields: { sev: 'a.sev' }, level: { field: 'sev' } }]],
  ['sources', [{ sources: ['journal', 'cloudInit'], match: { job: ['node/*'] }, sample: 0.1 }]],
  ['all sources', [{ sources: ['*'], labels: { team: 'a' } }]],
  ['a block of its own form', [{ multiline: { firstLine: '^x', maxLines: 9, maxWait: '2s' } }]],
  [
    'other secrets',
    [{ exceptNamespaces: ['a'], redact: ['secrets', 'jwt', { regex: 'a(b)c', replacement: '{{x}}' }] }],
  ],
  [
    'a time without a zone',
    [
      {
        format: 'json',
        fields: { at: 'at' },
        timestamp: { field: 'at', format: '2006-01-02 15:04:05', location: 'Europe/Berlin' },
      },
    ],
  ],
])('%s of processing come back as they were written', (_what, processing) => {
  expect(processingOf(processing)).toEqual(JSON.parse(JSON.stringify(processing)));
});

test('stages that no field makes come back as they stand', () => {
  const stages = 'stage.decolorize { }\nstage.json {\n\texpressions = { a = "b" }\n}';
  expect(processingOf([{ pods: ['old-*'], stages, stagesAt: 'last', labels: { team: 'a' } }])).toEqual([
    { pods: ['old-*'], stages: expect.stringContaining('stage.decolorize { }') as string, stagesAt: 'first' },
  ]);
});

test('an object that fields do not show is to be decided', () => {
  const objects = rendered('x', { ...EXISTING, alloy: { pods: { annotations: true } } });
  const { keys } = importAll({ files: [], manifests: { name: 'k8s.out', objects }, module: 'm' });
  const open = keys.filter((key) => key.class === 'decision');
  expect(
    open.map(({ path }) => path).filter((path) => path.startsWith('ConfigMap alloy/alloy config.alloy ')),
  ).not.toEqual([]);
  expect(open[0]?.note).toContain('a field that manifests do not show');
});

test.each(['sh\\\\.op', 'sh\\\\x41', '\\t'])(
  'a selector that somebody wrote by hand is read or to be decided: %s',
  (by) => {
    const objects = rendered('x', { ...EXISTING, alloy: { processing: [{ namespaces: ['shop'], sample: 0.5 }] } });
    const text = JSON.stringify(objects);
    const changed = text.replaceAll('\\\\\\"shop\\\\\\"', JSON.stringify(`\\"${by}\\"`).slice(1, -1));
    expect(changed).not.toBe(text);
    const manifests = { name: 'k8s.out', objects: JSON.parse(changed) as Manifest[] };
    const { keys } = importAll({ files: [], manifests, module: 'm' });
    expect(keys.filter(({ class: outcome }) => outcome === 'decision')).not.toEqual([]);
  },
);

/** ConfigMap of Loki as `render` writes it for an environment, with a change of its text. */
function changedConfig(change: (text: string) => string): Manifest[] {
  return rendered('prod', READABLE['tenants'] as EnvironmentProps).map((object) => {
    const data = object['data'] as Record<string, string> | undefined;
    const text = object.kind === 'ConfigMap' && object.metadata.name === 'loki' ? data?.['config.yaml'] : undefined;
    return text === undefined ? object : { ...object, data: { ...data, 'config.yaml': change(text) } };
  });
}

test('a secret in our own configuration is not written', () => {
  const objects = changedConfig((text) => `${text}tracing: { password: correct-horse-battery }\n`);
  const result = importAll({ files: [], manifests: { name: 'k8s', objects }, module: 'm' });
  expect(JSON.stringify(result)).not.toContain('correct-horse-battery');
  expect(result.decisions.map(({ field }) => field)).toContain('loki.config.tracing.password');
});

test('objects of others beside ours are none of this environment', () => {
  const other: Manifest = {
    ...{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'theirs', namespace: 'x' } },
    data: { 'runtime-config.yaml': 'overrides: { stranger: { ingestion_rate_mb: 4 } }\n' },
  };
  const objects = [...rendered('prod', READABLE['tenants'] as EnvironmentProps), other];
  const { environment, problems, keys } = importAll({ files: [], manifests: { name: 'k8s', objects }, module: 'm' });
  expect(problems).toEqual([]);
  expect(JSON.stringify(environment)).not.toContain('stranger');
  expect(keys.find(({ path }) => path.includes('theirs'))).toMatchObject({ class: 'impossible' });
});

test.each<[string, Partial<EnvironmentProps>, string]>([
  [
    'rules as code',
    {
      loki: {
        alertmanagerUrl: 'http://a.b:9093',
        rules: { x: [{ name: 'g', rules: [{ alert: 'A', expr: 'vector(1)' }] }] },
      },
    },
    'ruler_storage',
  ],
  [
    'the authority of a store',
    {
      storage: {
        endpoint: { ...STORE, ca: { secret: 'store-ca' } },
        chunkBucketName: 'our-chunks',
        rulerBucketName: 'our-rules',
      },
    },
    'storage_config.object_store',
  ],
])(
  'what fields write that manifests do not show is to be decided, and no key of the configuration: %s',
  (_what, props, key) => {
    const objects = rendered('x', { ...EXISTING, ...props });
    const { problems, decisions } = importAll({ files: [], manifests: { name: 'k8s.out', objects }, module: 'm' });
    expect(problems.filter(({ path }) => path.includes('.loki.config'))).toEqual([]);
    expect(decisions.map(({ text }) => text)).toContainEqual(expect.stringMatching(new RegExp(`^${key} differs`)));
  },
);
