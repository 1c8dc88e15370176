import { imported, keyOf } from '../helpers';

/** An import of a configuration of Loki, in the chart that takes it whole. */
const of = (config: string) =>
  imported(`loki:\n  config:\n${config.replace(/^/gm, '    ')}\npromtail: { enabled: false }\n`, {
    kind: 'loki-stack',
  });
const loki = (config: string) => of(config).environment['loki'] as Record<string, unknown>;

test('periods keep day, schema, store, prefix and folder', () => {
  const { environment } = of(`schema_config:
  configs:
    - { from: 2022-05-01, store: boltdb-shipper, object_store: aws, schema: v11, index: { prefix: old-index_, period: 24h } }
    - { from: '2024-03-01', store: tsdb, object_store: s3, schema: v12, index: { prefix: index_, period: 24h, path_prefix: tsdb/ }, row_shards: 16 }
    - { from: '2025-03-01', store: tsdb, object_store: s3, schema: v13, index: { prefix: index_, period: 24h } }
`);
  expect((environment['loki'] as Record<string, unknown>)['schema']).toEqual([
    { from: '2022-05-01', schema: 'v11', indexPrefix: 'old-index_', store: 'boltdb-shipper' },
    { from: '2024-03-01', schema: 'v12', indexPrefix: 'index_', indexPath: 'tsdb/' },
    { from: '2025-03-01', indexPrefix: 'index_' },
  ]);
});

test.each([
  ['filesystem', 'tsdb', '24h', 'its chunks are in filesystem'],
  ['aws', 'aws', '168h', 'its index is in aws'],
  ['s3', 'boltdb-shipper', '168h', 'its index tables are of 168h'],
])(
  'a period in %s with %s of %s cannot be read, and the plan keeps the former Loki',
  (objectStore, store, period, why) => {
    const result = of(
      `schema_config: { configs: [{ from: 2022-05-01, store: ${store}, object_store: ${objectStore}, schema: v11, index: { prefix: a_, period: ${period} } }] }`,
    );
    expect(keyOf(result, 'loki.config.schema_config.configs[0].store')).toMatchObject({
      class: 'impossible',
      note: expect.stringContaining(why) as string,
    });
    expect(result.plan[0]?.title).toBe('Keep the former Loki for its data');
    expect(result.plan.map(({ title }) => title).join()).not.toContain('compactor');
  },
);

test.each([
  ['aws: { bucketnames: logs, region: eu-west-1 }', { chunkBucketName: 'logs' }, 'eu-west-1'],
  ['aws: { s3: s3://eu-west-3/logs }', { chunkBucketName: 'logs' }, 'eu-west-3'],
  ['aws: { s3: "s3://id:secret@eu-west-3/logs" }', { chunkBucketName: 'logs' }, 'eu-west-3'],
  [
    'use_thanos_objstore: true, object_store: { s3: { bucket_name: logs, region: us-west-2, endpoint: s3.us-west-2.amazonaws.com } }',
    { chunkBucketName: 'logs' },
    'us-west-2',
  ],
])('storage_config of %s names bucket and region', (storage, expected, region) => {
  const { environment } = of(`storage_config: { ${storage} }`);
  expect(environment['storage']).toEqual({ ...expected, rulerBucketName: 'logs-rules', createBuckets: false });
  expect(environment['region']).toBe(region);
});

test('a store that is not of AWS keeps its address, and its key goes into a Secret', () => {
  const { environment, problems } = of(
    'storage_config: { aws: { bucketnames: logs, endpoint: minio.storage.svc:9000, insecure: true, s3forcepathstyle: true, access_key_id: me, secret_access_key: not-this } }',
  );
  expect(problems).toEqual([]);
  expect(environment['storage']).toMatchObject({
    endpoint: { url: 'http://minio.storage.svc:9000', plainHttp: true, accessKey: { secret: 'loki-store' } },
  });
});

test('lines in several buckets, or with a prefix, cannot be read', () => {
  expect(
    keyOf(of('storage_config: { aws: { bucketnames: "a,b" } }'), 'loki.config.storage_config.aws.bucketnames').class,
  ).toBe('impossible');
  expect(keyOf(of('storage_config: { object_prefix: team }'), 'loki.config.storage_config.object_prefix').class).toBe(
    'impossible',
  );
});

test('keys that Loki no longer knows go where they went', () => {
  expect(loki('chunk_store_config: { max_look_back_period: 90d }')['config']).toEqual({
    limits_config: { max_query_lookback: '90d' },
  });
  expect(loki('frontend_worker: { parallelism: 9 }')['config']).toEqual({ querier: { max_concurrent: 9 } });
  const result = of('ingester: { max_transfer_retries: 0 }');
  expect(keyOf(result, 'loki.config.ingester.max_transfer_retries')).toMatchObject({
    class: 'impossible',
    note: expect.stringContaining('write-ahead log') as string,
  });
});

test('rings, caches, ports and addresses are ours', () => {
  const result = of(`common: { replication_factor: 1, ring: { kvstore: { store: inmemory } } }
ingester: { lifecycler: { ring: { kvstore: { store: consul } } } }
server: { http_listen_port: 3100, log_level: warn }
memberlist: { join_members: [loki-headless] }
query_range: { results_cache: { cache: { embedded_cache: { enabled: true } } } }`);
  expect((result.environment['loki'] as Record<string, unknown>)['config']).toEqual({ server: { log_level: 'warn' } });
  expect(keyOf(result, 'loki.config.common.replication_factor').note).toContain('3 copies');
  expect(result.problems).toEqual([]);
});

test('without tenants, the tenant is fake; with them, limits name some', () => {
  expect(of('auth_enabled: false').environment['tenants']).toEqual(['fake']);
  const text =
    'deploymentMode: Distributed\nloki: { runtimeConfig: { overrides: { apps: { max_query_series: 9 }, index: {} } }, tenants: [{ name: web, password: x1 }] }\n';
  const result = imported(text);
  expect(result.environment).toMatchObject({ tenants: ['apps', 'web'], tenantNamespaces: { web: [] } });
  expect(keyOf(result, 'loki.runtimeConfig.overrides.index').class).toBe('impossible');
});

test.each<[string, string, boolean]>([
  ['no TLS', '{ bucketnames: logs, insecure: true, s3forcepathstyle: true }', true],
  ['an address that is a template', "{ s3: '${STORE_URL}' }", true],
  ['none of these', '{ bucketnames: logs, region: eu-west-1, s3forcepathstyle: true }', false],
])('a store with %s is asked for its address', (_, aws, isAsked) => {
  const { decisions, problems } = imported(`loki: { storage_config: { aws: ${aws} } }\nwrite: { replicas: 1 }\n`);
  expect(problems).toEqual([]);
  expect(decisions.some(({ field }) => field === 'storage.endpoint')).toBe(isAsked);
});

test.each<[string, string | undefined]>([
  [
    'loki: { structuredConfig: { server: {} } }\nmemcachedChunks: { enabled: true }\ndistributor: { replicas: 1 }\n',
    '1',
  ],
  ['loki: { persistence: { enabled: true } }\npromtail: { enabled: true }\n', '1'],
  ['deploymentMode: Distributed\nloki: { auth_enabled: true }\n', undefined],
  ['deploymentMode: Distributed\nloki: { commonConfig: { replication_factor: 1 } }\n', undefined],
])('copies of a line by a chart that keeps fewer are an effect: %j', (values, was) => {
  const found = imported(values).effects.find(({ subject }) => subject === 'common.replication_factor');
  expect(found).toEqual(was === undefined ? undefined : { subject: 'common.replication_factor', was, is: '3' });
});

test('limits that are not as before are effects', () => {
  const { effects } = imported('deploymentMode: Distributed\nloki: { limits_config: { ingestion_rate_mb: 3 } }\n');
  const of = (subject: string) => effects.filter((one) => one.subject === `limits_config.${subject}`);
  expect(of('split_queries_by_interval')).toEqual([
    { subject: 'limits_config.split_queries_by_interval', was: '15m', is: '1h' },
  ]);
  // It was taken over.
  expect(of('ingestion_rate_mb')).toEqual([]);
});

test('a table manager that deletes is a question, since it runs only where somebody starts it', () => {
  const result = of('table_manager: { retention_deletes_enabled: true, retention_period: 336h }');
  expect(keyOf(result, 'loki.config.table_manager.retention_period')).toMatchObject({
    class: 'decision',
    to: 'retention',
    note: "lines that are older than 14d are found no more if it runs: retention: '14d' says the same",
  });
  expect(result.decisions.find(({ field }) => field === 'retention')?.text).toContain(
    'its table manager, if it runs, deletes the index of what is older than 14d',
  );
  const off = of('table_manager: { retention_deletes_enabled: false, retention_period: 336h }');
  expect(keyOf(off, 'loki.config.table_manager.retention_period').class).toBe('impossible');
  expect(off.decisions.find(({ field }) => field === 'retention')?.text).not.toContain('table manager');
});

test('a bucket that is refused leaves nothing behind that was made up beside it', () => {
  const result = of('common: { storage: { s3: { bucketnames: Not_A_Bucket, region: eu-west-1 } } }');
  expect(result.problems).toEqual([]);
  expect(result.environment['storage']).toBeUndefined();
  const taken = of('common: { storage: { s3: { bucketnames: logs, region: eu-west-1 } } }').environment['storage'];
  expect(taken).toEqual({ chunkBucketName: 'logs', createBuckets: false, rulerBucketName: 'logs-rules' });
  expect(of('common: { storage: { s3: { bucketnames: .nan } } }').problems).toEqual([]);
});

test('a text of configuration with templates of Helm in it is read, but for their values', () => {
  const result = imported(
    `loki:
  config: |
    {{- if .Values.a }}
    auth_enabled: false
    {{- end }}
    common: { compactor_address: '{{ include "loki.compactorFullname" . }}:3100' }
    memberlist:
      join_members:
        - {{ include "loki.fullname" . }}-memberlist
    storage_config: { aws: { s3: s3://eu-west-1/shop-logs } }
    limits_config:
      retention_period: 744h
      max_query_series: {{ .Values.series }}
    compactor: { retention_enabled: true }
    index_gateway: { mode: simple }
`,
    { kind: 'loki-distributed' },
  );
  expect(result.environment).toMatchObject({ retention: '31d', storage: { chunkBucketName: 'shop-logs' } });
  const template = {
    class: 'decision',
    note: 'a template or a placeholder, whose value is not in the file: fill it in',
  };
  expect(keyOf(result, 'loki.config.limits_config.max_query_series')).toMatchObject(template);
  // Addresses that the chart makes are made here, too: nobody has to fill them in.
  for (const key of ['common.compactor_address', 'memberlist.join_members[0]'])
    expect(keyOf(result, `loki.config.${key}`).class).toBe('differs');
  expect(keyOf(result, 'loki.config.index_gateway.mode').note).toBe('the mode of the index gateways is simple here');
  expect(JSON.stringify(result)).not.toMatch(/[\ue000]|\{\{/);
});

const STORE = (aws: string) =>
  imported(`config: { auth_enabled: false, schema_config: { configs: [] }, storage_config: { aws: { ${aws} } } }`, {
    kind: 'loki-2',
  });

test.each([
  ["s3: 'http://minio.store.svc:9000/shop-logs', s3forcepathstyle: true", 'http://minio.store.svc:9000', true],
  ["s3: 's3://store.example.com/shop-logs'", 'http://store.example.com', true],
  ["s3: 'https://store.example.com/shop-logs'", 'https://store.example.com', undefined],
])('a URL with a host is the address of a store: %s', (aws, url, plainHttp) => {
  const { storage } = STORE(aws).environment as { storage: Record<string, unknown> };
  expect(storage).toMatchObject({
    chunkBucketName: 'shop-logs',
    endpoint: { url, ...(plainHttp ? { plainHttp } : {}) },
  });
});

test('a URL of S3 in a region is not an address', () => {
  const { environment } = STORE("s3: 'https://s3.eu-west-1.amazonaws.com/shop-logs'");
  expect(environment).toMatchObject({ region: 'eu-west-1', storage: { chunkBucketName: 'shop-logs' } });
  expect(environment['storage']).not.toHaveProperty('endpoint');
});

test('an address that is not in the input is asked for', () => {
  const { decisions } = STORE("bucketnames: shop-logs, endpoint: '${HOST}'");
  expect(decisions.map(({ field }) => field)).toContain('storage.endpoint');
});

describe('what a template or a placeholder hides is a question in the file, and no claim', () => {
  const schema = (index: string, store = 's3') =>
    `schemaConfig: { configs: [{ from: 2024-04-01, store: tsdb, object_store: '${store}', schema: v13, index: { ${index}, period: 24h } }] }`;
  const asked = (text: string, kind: 'loki' | 'loki-distributed' = 'loki') => {
    const result = imported(text, { kind });
    const questions = Object.fromEntries(result.decisions.map(({ field, text: words }) => [field, words]));
    return { ...result, questions };
  };

  test.each([
    [
      "{ compactor: { retention_enabled: '${on}' }, limits_config: { retention_period: 30d } }",
      'whether the former Loki',
    ],
    ["{ compactor: { retention_enabled: true }, limits_config: { retention_period: '${days}' } }", 'the retention of'],
  ])('retention of %s', (loki, words) => {
    const { questions, environment, effects } = asked(`loki: ${loki}\n`);
    expect(questions['retention']).toContain(`the input does not show ${words}`);
    expect(environment['retention']).toBe('3650d');
    expect(effects.find(({ subject }) => subject === 'retention')?.was).toBe('not in the input');
  });

  test('tenants', () => {
    const { questions, environment } = asked(
      "loki: { structuredConfig: { auth_enabled: '${auth}' } }\n",
      'loki-distributed',
    );
    expect(questions['tenants']).toContain('the folders at the top of its bucket');
    expect(environment).not.toHaveProperty('tenants');
  });

  test('a period of the schema is kept, with what to look up', () => {
    const { questions, environment, problems } = asked(`loki: { ${schema("prefix: '${prefix}'")} }\n`);
    expect(problems).toEqual([]);
    expect(environment['loki']).toMatchObject({ schema: [{ from: '2024-04-01' }] });
    expect(questions['loki.schema[0]']).toContain('does not show prefix of this period');
  });

  test('a period whose prefix has no form here is one that the new Loki cannot read', () => {
    const { plan, keys } = asked(`loki: { ${schema("prefix: 'Idx.'")} }\n`);
    expect(plan[0]?.actions.join(' ')).toContain('have the prefix Idx.');
    expect(keys.find(({ path }) => path.endsWith('configs[0].from'))?.class).toBe('impossible');
    expect(asked(`loki: { ${schema('tags: {}')} }\n`).plan[0]?.actions.join(' ')).toContain('have no prefix');
  });

  test('a store that another key says is that one', () => {
    const text = (type: string) =>
      `loki: { storage: { type: ${type}, bucketNames: { chunks: logs } }, ${schema('prefix: i_', '{{ .Values.loki.storage.type }}')} }\n`;
    expect(asked(text('s3')).environment['loki']).toMatchObject({ schema: [{ indexPrefix: 'i_' }] });
    expect(keyOf(asked(text('filesystem')), 'loki.schemaConfig.configs[0].from').note).toContain('are in filesystem');
  });
});
