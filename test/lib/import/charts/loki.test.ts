import { imported, importedFixture, keyOf } from '../helpers';

test('sizes, volumes, autoscaler, place, limits and the ruler of microservices', () => {
  const { environment } = importedFixture('loki-distributed-mode.yaml');
  expect(environment).toMatchObject({
    account: '444455556666',
    region: 'eu-west-1',
    retention: '56d',
    storage: { chunkBucketName: 'acme-loki-chunks', rulerBucketName: 'acme-loki-rules', createBuckets: false },
    canary: true,
    loki: {
      queryTimeout: '10m',
      sizes: { ingester: { replicas: 3 }, querier: { cpu: 0.5, memory: 2 }, chunksCache: { memory: 4 } },
      autoscaling: { querier: { min: 2, max: 8, cpu: 65 } },
      tenantLimits: { apps: { ingestion_rate_mb: 20, max_global_streams_per_user: 30000 } },
    },
    workloads: { querier: { nodeSelector: { pool: 'logs' } } },
  });
});

test('what the chart ignored has no effect here either, and says where it belongs', () => {
  const result = importedFixture('loki-distributed-mode.yaml');
  expect(JSON.stringify(result.environment)).not.toMatch(/alertmanager|203\.0\.113|"volume":50|gp3-logs/);
  expect(keyOf(result, 'loki.ruler.storage.alertmanager_url')).toMatchObject({
    class: 'ignored',
    note: 'the chart has no such key; it belongs to loki.rulerConfig.alertmanager_url',
  });
  expect(keyOf(result, 'gateway.service.loadBalancerSourceRanges[0]').class).toBe('ignored');
  expect(keyOf(result, 'ingester.persistence.size').note).toContain('ingester.persistence.claims[0].size');
});

test('claims of ingesters are volumes', () => {
  const { environment } = imported(
    'deploymentMode: Distributed\ningester: { replicas: 3, persistence: { enabled: true, claims: [{ name: data, size: 70Gi, storageClass: fast }] } }\nquerier: { replicas: 2 }\n',
  );
  expect(environment).toMatchObject({
    loki: { sizes: { ingester: { volume: 70 } } },
    cluster: { existing: { storageClass: 'fast' } },
  });
});

test('buckets that MinIO of the chart has are none of S3, with any names', () => {
  const schema =
    '{ configs: [{ from: 2024-04-01, store: tsdb, object_store: s3, schema: v13, index: { prefix: i_, period: 24h } }] }';
  const result = imported(
    `loki: { schemaConfig: ${schema}, storage: { bucketNames: { chunks: logs, ruler: rules }, s3: { endpoint: a.example.com } } }\nminio: { enabled: true }\n`,
  );
  expect(result.problems).toEqual([]);
  expect(result.environment).not.toHaveProperty('storage');
  expect(keyOf(result, 'loki.storage.bucketNames.chunks')).toMatchObject({
    class: 'decision',
    to: 'storage.chunkBucketName',
  });
  expect(keyOf(result, 'loki.storage.s3.endpoint').class).toBe('ignored');
  expect(result.decisions.map(({ field }) => field)).toContain('storage.chunkBucketName');
});

test('data in MinIO stays there', () => {
  const result = importedFixture('loki-simple-scalable-minio.yaml');
  expect(keyOf(result, 'minio.enabled')).toMatchObject({ class: 'impossible' });
  expect(result.plan[0]?.actions.join()).toContain('they are in MinIO');
  expect(keyOf(result, 'write.replicas')).toMatchObject({ class: 'differs', to: 'volume' });
});

test('a mode that is half changed is to be decided', () => {
  const result = imported('deploymentMode: SimpleScalable<->Distributed\nloki: {}\n');
  expect(keyOf(result, 'deploymentMode').note).toContain('half way between two modes');
});

test('less than three ingesters become three, and one component has one StorageClass', () => {
  const result = imported('deploymentMode: Distributed\ningester: { replicas: 2 }\nquerier: { replicas: 1 }\n');
  expect(keyOf(result, 'ingester.replicas')).toMatchObject({
    class: 'differs',
    note: '3 here: each line has 3 copies',
  });
});

test('rules in files, a load balancer and users are decisions', () => {
  const result = imported(`deploymentMode: Distributed
loki: { tenants: [{ name: web, password: some-password }] }
ruler: { directories: { web: { 'rules.yaml': 'groups: []' } } }
gateway: { ingress: { enabled: true, hosts: [{ host: loki.example.com }] } }
querier: { extraArgs: ['-querier.max-concurrent=8'] }
`);
  const fields = result.decisions.map(({ field }) => field);
  expect(fields).toEqual(expect.arrayContaining(['loki.rules', 'expose']));
  expect(keyOf(result, 'querier.extraArgs[0]').class).toBe('decision');
  expect(result.environment['tenants']).toEqual(['web']);
});

test('a door of Loki itself is a question, as one of its gateway is', () => {
  const result = imported(
    'loki: { ingress: { enabled: true, hosts: [{ host: logs.example.com }] } }\npromtail: { enabled: true }\n',
    { kind: 'loki-stack' },
  );
  expect(keyOf(result, 'loki.ingress.enabled')).toMatchObject({
    class: 'decision',
    to: 'expose',
    note: 'write expose with the host logs.example.com',
  });
  expect(result.decisions.map(({ field }) => field)).toContain('expose');
});

test('a component that does not run is not a loss', () => {
  const result = imported(
    'deploymentMode: SingleBinary\nbloomGateway: { replicas: 0 }\nbloomPlanner: { replicas: 1 }\n',
  );
  expect(keyOf(result, 'bloomGateway.replicas').note).toBe('not run');
  expect(keyOf(result, 'bloomPlanner.replicas').class).toBe('impossible');
});

test('a sidecar for rules runs by itself, so what is said of it is a question', () => {
  const rules = { class: 'decision', to: 'loki.rules' };
  const result = imported(
    'deploymentMode: SingleBinary\nsidecar: { image: { tag: 1 }, rules: { searchNamespace: ALL } }\n',
  );
  expect(keyOf(result, 'sidecar.rules.searchNamespace')).toMatchObject(rules);
  expect(keyOf(result, 'sidecar.image.tag').note).toBe('no sidecar runs here');
  expect(keyOf(imported('sidecar: { image: { tag: 1 } }\nread: { replicas: 1 }\n'), 'sidecar.image.tag')).toMatchObject(
    rules,
  );
  const off = imported('deploymentMode: SingleBinary\nsidecar: { image: { tag: 1 }, rules: { enabled: false } }\n');
  expect(keyOf(off, 'sidecar.image.tag')).toMatchObject({ class: 'taken', note: 'off' });
});

test.each([
  ['a volume', '{ enabled: false }'],
  ['MinIO in the cluster', '{ enabled: true }'],
])('the period of a test is on %s, with any storage', (place, minio) => {
  const result = imported(
    `loki: { useTestSchema: true, storage: { type: s3 } }\nminio: ${minio}\nwrite: { replicas: 1 }\n`,
  );
  expect(keyOf(result, 'loki.useTestSchema')).toMatchObject({
    class: 'impossible',
    note: expect.stringContaining(`keeps them in ${place}`) as string,
  });
  expect(result.decisions.map(({ field }) => field)).not.toContain('loki.schema');
});

test('a test schema of a user is its schema', () => {
  const period = '{ from: 2024-01-01, store: tsdb, object_store: s3, schema: v13, index: { prefix: x_, period: 24h } }';
  const text = `loki: { useTestSchema: true, testSchemaConfig: { configs: [${period}] } }\nwrite: { replicas: 1 }\n`;
  expect(imported(text).environment['loki']).toMatchObject({ schema: [{ from: '2024-01-01', indexPrefix: 'x_' }] });
});

test('pods of all components are not called names and budgets', () => {
  const result = imported(
    'defaults: { extraEnv: [{ name: A, value: b }] }\nloki: { runtimeConfig: {} }\nwrite: { replicas: 1 }\n',
  );
  expect(keyOf(result, 'defaults.extraEnv[0].name').note).toBe(
    'pods run as the components need it; customize changes any object',
  );
  expect(keyOf(result, 'loki.runtimeConfig')).toMatchObject({ class: 'taken', note: 'none' });
});

test('the chart loki before 3 is read as that within loki-stack', () => {
  const result = imported(`config:
  auth_enabled: false
  schema_config: { configs: [{ from: 2022-01-01, store: boltdb-shipper, object_store: s3, schema: v12, index: { prefix: i_, period: 24h } }] }
  storage_config: { aws: { s3: 's3://eu-west-1/shop-logs' } }
  ingester: { lifecycler: { address: 127.0.0.1 } }
persistence: { enabled: true, storageClassName: gp3 }
`);
  expect(result.charts).toEqual(['loki-2']);
  expect(result.environment).toMatchObject({
    region: 'eu-west-1',
    tenants: ['fake'],
    storage: { chunkBucketName: 'shop-logs' },
  });
  expect(keyOf(result, 'config.ingester.lifecycler.address').note).toBe('addresses are those of the pods here');
  expect(keyOf(result, 'persistence.storageClassName').class).toBe('differs');
});

test('a null removes a key, as between files of Helm', () => {
  const result = imported(
    'loki: { storage: { type: s3 } }\nwrite: { nodeSelector: { a: null, c: d }, podLabels: { a: null } }\n',
  );
  expect(result.problems).toEqual([]);
  expect(result.environment['workloads']).toMatchObject({ ingester: { nodeSelector: { c: 'd' } } });
  expect(keyOf(result, 'write.nodeSelector.a')).toMatchObject({ class: 'taken', note: 'removed' });
  expect(JSON.stringify(result.environment['workloads'])).not.toContain('labels');
  const agent = imported('config: { clients: [{ url: http://loki/x }] }\nnodeSelector: { a: null, c: d }\n');
  expect(agent.environment['workloads']).toEqual({ alloy: { nodeSelector: { c: 'd' } } });
});

test('a door that a template may open is a question', () => {
  const { decisions, keys } = imported(
    `loki: { auth_enabled: true }\nsingleBinary: { replicas: 1 }\ngateway: { ingress: { enabled: '\${on}', hosts: [{ host: loki.example.com }] } }\n`,
  );
  expect(decisions.map(({ field }) => field)).toContain('expose');
  expect(keys.find(({ path }) => path === 'gateway.ingress.hosts[0].host')?.class).toBe('decision');
});

test('a copy of the values of the chart needs no decision about templates of the chart', () => {
  const result = imported(`loki:
  config: |
    {{- if .Values.enterprise.enabled}}
    {{- tpl .Values.enterprise.config . }}
    {{- else }}
    auth_enabled: {{ .Values.loki.auth_enabled }}
    {{- end }}
    compactor:
      {{- toYaml . | nindent 6 }}
    memberlist:
      join_members:
        - {{ include "loki.memberlist" . }}
    limits_config:
      max_query_series: {{ .Values.own.series }}
      max_query_length: {{ .Values.elsewhere }}
  auth_enabled: false
  compactor: {}
  frontend: { scheduler_address: '{{ include "loki.querySchedulerAddress" . }}' }
  storage: { s3: { region: null, accessKeyId: null, sse: {} }, bucketNames: { chunks: '{{ include "acme.bucket" . }}', ruler: '{{ .bucket }}' } }
gateway:
  basicAuth: { enabled: false, password: null, htpasswd: '{{ htpasswd .Values.gateway.basicAuth.username }}' }
  nginxConfig: { file: '{{ include "loki.nginxFile" . }}' }
write: { replicas: 3, affinity: { podAntiAffinity: { x: [{ labelSelector: { matchLabels: { i: '{{ .Release.Name }}' } } }] } } }
own: { series: 800 }
`);
  // The tenant is that of a Loki without tenants, as the other key says.
  expect(result.environment['tenants']).toEqual(['fake']);
  expect(result.environment['loki']).toMatchObject({ config: { limits_config: { max_query_series: 800 } } });
  expect(keyOf(result, 'loki.auth_enabled')).toMatchObject({ class: 'taken', to: 'tenants' });
  expect(keyOf(result, 'loki.config.auth_enabled').note).toBe('the value of loki.auth_enabled');
  expect(keyOf(result, 'loki.config.compactor').note).toBe('filled by the chart from its other keys');
  const decisions = result.keys.filter((key) => key.class === 'decision').map(({ path }) => path);
  // A value that is nowhere in the file, a helper of another chart, a field of an ApplicationSet, and the password that all clients need from now on.
  expect(decisions).toEqual([
    'loki.config.limits_config.max_query_length',
    'loki.storage.bucketNames.chunks',
    'loki.storage.bucketNames.ruler',
    'gateway.basicAuth.enabled',
  ]);
});

test('a template takes no secret from another key', () => {
  const result = imported(
    'loki: { config: "common: { replication_factor: 3 }\\nruler: { external_url: \\"{{ .Values.own.password }}\\" }\\n" }\nown: { password: s3cr3t-words }\n',
    { kind: 'loki' },
  );
  expect(JSON.stringify(result)).not.toContain('s3cr3t-words');
});

test('placement, rules and the Service of a Loki of one process have fields and questions', () => {
  const result = imported(
    'loki: { nodeSelector: { pool: logs }, alerting_groups: [{ name: a, rules: [] }], service: { type: LoadBalancer } }\n',
    { kind: 'loki-stack' },
  );
  expect(result.environment['workloads']).toEqual({ loki: { nodeSelector: { pool: 'logs' } } });
  expect(result.decisions.map(({ field }) => field)).toEqual(expect.arrayContaining(['loki.rules', 'expose']));
});

test('the Grafana of a chart is one question, and what differs is said once', () => {
  const result = imported(
    'grafana: { enabled: true, persistence: { enabled: true } }\npromtail: { config: { snippets: { scrapeConfigs: "" } } }\n',
    { kind: 'loki-stack' },
  );
  expect(keyOf(result, 'grafana.enabled')).toMatchObject({ class: 'decision', to: 'grafana' });
  expect(keyOf(result, 'grafana.persistence.enabled')).toMatchObject({ class: 'differs', to: 'grafana.deploy' });
  const rule = (name: string) =>
    `discovery.relabel "${name}" {\n  targets = discovery.kubernetes.pods.targets\n  rule {\n    source_labels = ["__meta_kubernetes_pod_container_name"]\n    target_label = "container_name"\n  }\n}\nloki.source.kubernetes "${name}" {\n  targets = discovery.relabel.${name}.output\n  forward_to = [loki.write.a.receiver]\n}\n`;
  const content = `discovery.kubernetes "pods" {\n  role = "pod"\n}\n${rule('a')}${rule('b')}loki.write "a" {\n  endpoint {\n    url = "http://loki/loki/api/v1/push"\n  }\n}\n`;
  const { effects } = imported(JSON.stringify({ alloy: { configMap: { content } } }));
  expect(effects.filter(({ was }) => was === 'container_name')).toHaveLength(1);
});
