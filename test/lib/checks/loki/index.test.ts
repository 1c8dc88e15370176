import { stringify } from 'yaml';
import { LOKI_RULES } from '../../../../lib/checks/loki';
import { Manifests } from '../../../../lib/manifests/manifests';
import type { Loose } from '../harness';
import type { Manifest } from '../../../../lib/manifests/manifest';

const SCHEMA = {
  configs: [{ from: '2024-04-01', store: 'tsdb', object_store: 's3', schema: 'v13', index: { period: '24h' } }],
};

/** Configuration of the official chart, as far as it matters here. */
const CHART = {
  auth_enabled: true,
  common: { path_prefix: '/var/loki', replication_factor: 3, storage: { s3: { bucketnames: 'chunks' } } },
  ingester: { wal: { flush_on_shutdown: true } },
  ingester_client: { grpc_client_config: { grpc_compression: 'snappy' } },
  limits_config: { query_timeout: '300s' },
  memberlist: { join_members: ['loki-memberlist'] },
  ruler: { storage: { type: 's3', s3: { bucketnames: 'rules' } } },
  schema_config: SCHEMA,
  server: { http_server_read_timeout: '600s', http_server_write_timeout: '600s' },
};

const configMap = (config: object, name = 'loki', key = 'config.yaml'): Loose => ({
  kind: 'ConfigMap',
  metadata: { name, namespace: 'loki' },
  data: { [key]: stringify(config) },
});

const pods = (kind: string, name: string, args: string[], spec: Loose = {}, volumes: Loose[] = []): Loose => ({
  kind,
  metadata: { name, namespace: 'loki' },
  spec: {
    replicas: 3,
    ...spec,
    template: {
      metadata: { labels: { name } },
      spec: {
        containers: [
          { name: 'sidecar', volumeMounts: [{ name: 'config', mountPath: '/config' }] },
          {
            name: 'loki',
            image: 'docker.io/grafana/loki:3.6.11',
            args: ['-config.file=/etc/loki/config/config.yaml', ...args],
            volumeMounts: [
              { name: 'config', mountPath: '/etc/loki/config' },
              { name: 'data', mountPath: '/var/loki' },
            ],
          },
        ],
        volumes: [{ name: 'config', configMap: { name: 'loki' } }, ...volumes],
      },
    },
  },
});

const SCRATCH = [{ name: 'data', emptyDir: {} }];

const findings = (objects: Loose[], previous?: Loose[]): string[] => {
  const manifests = new Manifests(objects as Manifest[]);
  const subject = { manifests, previous: previous && new Manifests(previous as Manifest[]) };
  return LOKI_RULES.flatMap(({ id, check }) => check(subject).map(({ path, found }) => `${id} ${path}: ${found}`));
};

test('a simple scalable Loki of the official chart has no findings', () => {
  const workloads = ['write', 'read', 'backend'].map((target) =>
    pods('StatefulSet', `loki-${target}`, [`-target=${target}`], {}, SCRATCH),
  );
  expect(findings([configMap(CHART), ...workloads])).toEqual([]);
});

test('missing pods have no findings', () => {
  expect(findings([configMap(CHART)])).toEqual([]);
  expect(findings([configMap(CHART), pods('StatefulSet', 'loki-querier', ['-target=querier'])])).toEqual([]);
});

test('a single Loki with a disk has one finding: it is a single copy', () => {
  const schema = { configs: [{ ...SCHEMA.configs[0], object_store: 'filesystem' }] };
  const config = {
    ...CHART,
    common: { ...CHART.common, replication_factor: 1 },
    memberlist: {},
    schema_config: schema,
  };
  const claim = { replicas: 1, volumeClaimTemplates: [{ metadata: { name: 'data' } }] };
  expect(findings([configMap(config), pods('StatefulSet', 'loki', [], claim)])).toEqual([
    'LOKI-REPLICATION-2 ConfigMap loki/loki config.yaml common.replication_factor: 1, so each line is in a single ingester',
  ]);
});

test('the number of ingesters is that of an autoscaler, and unknown for a DaemonSet', () => {
  const ingester = pods('StatefulSet', 'loki-ingester', ['--target', 'ingester'], { replicas: undefined }, SCRATCH);
  const scaler = {
    kind: 'HorizontalPodAutoscaler',
    metadata: { name: 'loki', namespace: 'loki' },
    spec: { minReplicas: 2, scaleTargetRef: { kind: 'StatefulSet', name: 'loki-ingester' } },
  };
  const found = 'LOKI-REPLICATION-1 ConfigMap loki/loki config.yaml common.replication_factor: 3 is more than the';
  expect(findings([configMap(CHART), ingester])).toEqual([`${found} 1 ingester of StatefulSet loki/loki-ingester`]);
  expect(findings([configMap(CHART), ingester, scaler])).toEqual([
    `${found} 2 ingesters of StatefulSet loki/loki-ingester`,
  ]);
  expect(findings([configMap(CHART), { ...ingester, kind: 'DaemonSet' }])).toEqual([]);
});

test('zones are known by their flags, and an operator restarts them', () => {
  const zones = ['a', 'b', 'c'].map((zone) =>
    pods(
      'StatefulSet',
      `loki-ingester-${zone}`,
      ['-target=ingester', `-ingester.availability-zone=${zone}`, '-distributor.zone-awareness-enabled=true'],
      { updateStrategy: { type: 'OnDelete' } },
      SCRATCH,
    ),
  );
  const budget = {
    kind: 'PodDisruptionBudget',
    metadata: { name: 'a', namespace: 'loki' },
    spec: { maxUnavailable: 3, selector: { matchLabels: { name: 'loki-ingester-a' } } },
  };
  expect(findings([configMap(CHART), ...zones, budget])).toEqual([]);
  expect(findings([configMap(CHART), ...zones.slice(1)])).toEqual([
    'LOKI-REPLICATION-4 ConfigMap loki/loki config.yaml common.replication_factor: ' +
      '3 is more than the zones of the ingesters: b, c',
  ]);
});

test('a configuration in a Secret is read, and may contain credentials', () => {
  const config = stringify({ ...CHART, storage_config: { aws: { secret_access_key: 'wJalr' } }, compactor: { a: 1 } });
  const secret = (data: Loose): Loose => ({ kind: 'Secret', metadata: { name: 'loki', namespace: 'loki' }, ...data });
  const found = 'LOKI-KEY-1 Secret loki/loki config.yaml compactor.a: not a key of loki 3.7.6';
  expect(findings([secret({ stringData: { 'config.yaml': config } })])).toEqual([found]);
  expect(findings([secret({ data: { 'config.yaml': Buffer.from(config).toString('base64') } })])).toEqual([found]);
});

test('values that Loki reads from its environment have no findings', () => {
  const text = stringify({
    ...CHART,
    common: { replication_factor: '${COPIES}', storage: { s3: { secret_access_key: '${KEY}' } } },
  });
  const halfYaml = `${text}ruler: {wal: {dir: \${DIR}, x: ]}}\n`;
  expect(findings([{ ...configMap({}), data: { 'config.yaml': text } }])).toEqual([]);
  expect(findings([{ ...configMap({}), data: { 'config.yaml': halfYaml } }])).toEqual([]);
  // A container may fill in a template before Loki starts.
  expect(findings([{ ...configMap({}), data: { 'config.yaml': `${text}ruler: {{.RULER}}\n` } }])).toEqual([]);
});

test('a text that is not YAML is reported with its line, unless it is not of Loki', () => {
  const broken = (text: string) => findings([{ ...configMap({}), data: { 'loki.yaml': text } }]);
  expect(broken('server: {}\nschema_config: {\n')).toEqual([
    'LOKI-YAML-1 ConfigMap loki/loki loki.yaml: line 3 is not YAML',
  ]);
  expect(broken('schema_config: *nobody\nserver: {}\n')).toEqual([
    'LOKI-YAML-1 ConfigMap loki/loki loki.yaml: line 1 is not YAML',
  ]);
  expect(broken('schema_config: {\n')).toEqual([]);
});

test('keys of another version of Loki have no findings', () => {
  const config = { ...CHART, ingester: { ...CHART.ingester, max_transfer_retries: 0 } };
  const write = (image: string): Loose => {
    const workload = pods('StatefulSet', 'loki-write', ['-target=write'], {}, SCRATCH);
    workload['spec'].template.spec.containers[1].image = image;
    return workload;
  };
  expect(findings([configMap(config), write('grafana/loki:2.9.10')])).toEqual([]);
  expect(findings([configMap(config), write('grafana/loki:3.8.0')])).toEqual([]);
  expect(findings([configMap(config), write('grafana/loki:3.7.6')])).toEqual([
    'LOKI-KEY-1 ConfigMap loki/loki config.yaml ingester.max_transfer_retries: not a key of loki 3.7.6',
  ]);
});

test('limits of other programs, and empty ones, are not those of a tenant of Loki', () => {
  const limits = { overrides: { apps: { retention_period: '1h' }, nobody: null } };
  const other = configMap(limits, 'mimir-runtime', 'runtime.yaml');
  const write = pods('StatefulSet', 'loki-write', ['-target=write'], {}, SCRATCH);
  expect(findings([configMap(CHART), write, other])).toEqual([]);
  write['spec'].template.spec.volumes.push({
    name: 'x',
    projected: { sources: [{ configMap: { name: 'mimir-runtime' } }] },
  });
  expect(findings([configMap(CHART), write, other])).toEqual([
    'LOKI-RETENTION-1 ConfigMap loki/mimir-runtime runtime.yaml overrides.apps.retention_period: ' +
      '1h is shorter than the 24h index period',
    'LOKI-RETENTION-2 ConfigMap loki/loki config.yaml compactor.retention_enabled: ' +
      'missing, so a retention_period of 1h deletes nothing',
  ]);
});

test('unchanged periods, and a new one in the future, have no findings', () => {
  const to = (from: string) => [...SCHEMA.configs, { ...SCHEMA.configs[0], from }];
  const after = (configs: Loose[]) => configMap({ ...CHART, schema_config: { configs } }, 'other');
  const same = [{ ...SCHEMA.configs[0], index: { path_prefix: 'index/', period: '1d' } }];
  expect(findings([after(to('2999-01-01'))], [configMap(CHART)])).toEqual([]);
  expect(findings([after(same)], [configMap(CHART)])).toEqual([]);
  expect(findings([configMap(CHART)], [after(to('2999-01-01'))])).toEqual([]);
  expect(findings([configMap(CHART)], [after(to('2025-01-01'))])).toHaveLength(1);
  // A period that begins today has begun.
  const today = new Date().toISOString().slice(0, 10);
  expect(findings([configMap(CHART)], [after(to(today))])).toHaveLength(1);
});

test('a past period may be old, and structured metadata can be off', () => {
  const old = { ...SCHEMA.configs[0], from: '2022-01-01', store: 'boltdb-shipper', schema: 'v11' };
  const config = (...configs: Loose[]) => ({ ...CHART, schema_config: { configs } });
  const off = { limits_config: { allow_structured_metadata: false } };
  const found = (one: object) => findings([configMap(one)]).filter((line) => line.startsWith('LOKI-SCHEMA'));
  expect(found(config(old, SCHEMA.configs[0] as Loose))).toEqual([]);
  expect(found({ ...config(old), ...off })).toEqual([
    'LOKI-SCHEMA-1 ConfigMap loki/loki config.yaml schema_config.configs[0]: boltdb-shipper v11 is not the newest schema',
  ]);
});

test('a header names a tenant even if no tenant has limits', () => {
  const gateway = {
    kind: 'ConfigMap',
    metadata: { name: 'gateway' },
    data: { 'nginx.conf': 'set X-Scope-OrgId apps;' },
  };
  expect(findings([configMap({ ...CHART, auth_enabled: false })])).toEqual([]);
  expect(findings([configMap({ ...CHART, auth_enabled: false }), gateway])).toEqual([
    'LOKI-AUTH-1 ConfigMap loki/loki config.yaml auth_enabled: false, but ConfigMap gateway nginx.conf has a tenant',
  ]);
});

test('arguments of memcached are read in the form of the official chart', () => {
  const cache = (limit: string, args: string[]): Loose => ({
    kind: 'StatefulSet',
    metadata: { name: 'cache' },
    spec: {
      template: { spec: { containers: [{ name: 'memcached', args, resources: { limits: { memory: limit } } }] } },
    },
  });
  expect(findings([cache('9830Mi', ['-m 8192', '-I 5m', '-c 16384'])])).toEqual([]);
  expect(findings([cache('1Gi', ['-m 8192'])])).toHaveLength(1);
  expect(findings([cache('1Gi', ['-m', '1024'])])).toHaveLength(1);
  expect(findings([cache('1Gi', ['-v'])])).toEqual([]);
});

test('Loki 2 needs no delete_request_store, and no period that it does not know', () => {
  const config = {
    ...CHART,
    compactor: { retention_enabled: true, shared_store: 's3' },
    schema_config: { configs: [{ ...SCHEMA.configs[0], store: 'boltdb-shipper', schema: 'v11' }] },
  };
  const write = (image: string): Loose => {
    const workload = pods('StatefulSet', 'loki-write', ['-target=write'], {}, SCRATCH);
    workload['spec'].template.spec.containers[1].image = image;
    return workload;
  };
  const about = (image: string): string[] => {
    const manifests = new Manifests([configMap(config), write(image)] as Manifest[]);
    return LOKI_RULES.flatMap(({ id, check }) => check({ manifests }).map(({ fix }) => `${id}: ${fix}`));
  };
  expect(about('grafana/loki:2.9.3')).toEqual([
    'LOKI-SCHEMA-1: update to Loki 3, and add a period with tsdb and v13 that begins in the future',
  ]);
  expect(about('grafana/loki:3.7.6')).toContain('LOKI-RETENTION-3: use the object_store of the schema, s3');
});

test('a Pod of its own is one pod', () => {
  const schema = { configs: [{ ...SCHEMA.configs[0], object_store: 'filesystem' }] };
  const config = { ...CHART, common: { path_prefix: '/var/loki', replication_factor: 1 }, schema_config: schema };
  const { template } = pods('StatefulSet', 'loki', [], {}, [{ name: 'data', hostPath: { path: '/var/loki' } }])['spec'];
  const pod = { kind: 'Pod', metadata: { name: 'loki', namespace: 'loki' }, spec: template.spec };
  expect(findings([configMap(config), pod]).map((line) => line.split(' ')[0])).not.toContain('LOKI-STORAGE-2');
});
