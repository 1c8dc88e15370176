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

test('a component that does not run is no loss', () => {
  const result = imported(
    'deploymentMode: SingleBinary\nbloomGateway: { replicas: 0 }\nbloomPlanner: { replicas: 1 }\n',
  );
  expect(keyOf(result, 'bloomGateway.replicas').note).toBe('not run');
  expect(keyOf(result, 'bloomPlanner.replicas').class).toBe('impossible');
});
