import { CERTIFICATE } from '../../../helpers/certificate';
import { WorkloadIdentity } from '../../../../charts/endpoint/identity';
import type { ObjectStore } from '../../../../charts/endpoint/object-store';
import type { StoreEndpoint } from '../../../../charts/endpoint/store/endpoint';
import type { LokiChartProps } from '../../../../charts/loki/chart';
import { makeCharts, objectOf } from '../../../helpers/charts';
import { configOf, container, workloads } from '../helpers';

const identity = new WorkloadIdentity({ namespace: 'loki', serviceAccountName: 'loki' });
const BUCKETS = { chunkBucket: 'chunks', rulerBucket: 'rules', region: 'us-east-1' };
const MINIO: StoreEndpoint = { url: 'https://minio.storage.svc:9000', accessKey: { secret: 'loki-s3' } };

/** Loki with its buckets in a store with the API of S3. */
const other = (endpoint: Partial<StoreEndpoint> = {}): Partial<LokiChartProps> => ({
  identity,
  store: { ...BUCKETS, endpoint: { ...MINIO, ...endpoint } },
});

/** Loki with its buckets in AWS. */
const aws = (store: Partial<ObjectStore>): Partial<LokiChartProps> => ({ store: { ...BUCKETS, ...store } });

const buckets = (props: Partial<LokiChartProps>) => {
  const { storage_config, ruler_storage } = configOf(props);
  return [storage_config.object_store.s3, ruler_storage.s3];
};

/** Components that reach the store, and those that do not. */
const [USERS, OTHERS] = [
  ['ingester', 'querier', 'index-gateway', 'compactor', 'ruler'],
  ['distributor', 'gateway'],
];

describe('a store with the API of S3', () => {
  test('is addressed by its host, with the bucket in the path, for chunks and for rules', () => {
    const common = {
      region: 'us-east-1',
      endpoint: 'minio.storage.svc:9000',
      dualstack_enabled: false,
      bucket_lookup_type: 'path',
    };
    expect(buckets(other())).toEqual([
      { ...common, bucket_name: 'chunks' },
      { ...common, bucket_name: 'rules' },
    ]);
  });

  test('may be unencrypted, or have buckets in the name of the host', () => {
    const [chunks] = buckets(other({ url: 'http://minio.storage.svc:9000', plainHttp: true, pathStyle: false }));
    expect(chunks).toMatchObject({ insecure: true, bucket_lookup_type: 'virtual-hosted' });
  });

  test('gets its access key from a Secret, in the pods that use it alone, and no text has it', () => {
    const all = workloads(other({ accessKey: { secret: 'keys', idKey: 'id', secretKey: 'key' } }));
    const keysOf = (name: string) =>
      container(all.get(name))
        .env.filter(({ name: variable }: { name: string }) => variable.startsWith('AWS_'))
        .map(({ name: variable, valueFrom }: { name: string; valueFrom: object }) => [variable, valueFrom]);
    for (const name of USERS) {
      expect(keysOf(name)).toEqual([
        ['AWS_ACCESS_KEY_ID', { secretKeyRef: { name: 'keys', key: 'id' } }],
        ['AWS_SECRET_ACCESS_KEY', { secretKeyRef: { name: 'keys', key: 'key' } }],
      ]);
    }
    for (const name of OTHERS) expect(JSON.stringify(all.get(name))).not.toContain('AWS_');
    expect(objectOf(makeCharts(other()), 'ServiceAccount', 'loki').metadata.annotations).toBeUndefined();
  });

  test.each([
    [
      'a Secret',
      { secret: 'minio-ca' },
      { secret: { secretName: 'minio-ca', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
    ],
    [
      'a ConfigMap with a key of its own',
      { configMap: 'trust', key: 'bundle.pem' },
      { configMap: { name: 'trust', items: [{ key: 'bundle.pem', path: 'bundle.pem' }], optional: true } },
    ],
    [
      'text',
      { pem: CERTIFICATE },
      { configMap: { name: 'loki-store-ca', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
    ],
  ])('has an authority of its own from %s', (_what, ca, source) => {
    const props = other({ ca });
    const file = `/etc/loki/store-ca/${'key' in ca ? ca.key : 'ca.crt'}`;
    for (const bucket of buckets(props)) expect(bucket.http).toEqual({ tls_ca_path: file });
    const all = workloads(props);
    for (const name of USERS) {
      expect(all.get(name)?.spec.template.spec.volumes).toContainEqual({ name: 'store-ca', ...source });
      expect(container(all.get(name)).volumeMounts).toContainEqual({
        ...{ name: 'store-ca', mountPath: '/etc/loki/store-ca', readOnly: true },
      });
    }
    for (const name of OTHERS) expect(JSON.stringify(all.get(name))).not.toContain('store-ca');
  });

  test('another authority in text rolls the pods that read it', () => {
    const checksum = (pem: string) =>
      workloads(other({ ca: { pem } })).get('ingester')?.spec.template.metadata.annotations['checksum/config'];
    expect(checksum(CERTIFICATE)).not.toBe(checksum(CERTIFICATE.repeat(2)));
  });

  test.each<[string, Partial<StoreEndpoint>, object]>([
    [
      'the namespace of a Service, on its port',
      {},
      { to: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'storage' } } }], port: 9000 },
    ],
    [
      'the namespace and port that are named',
      { pods: { namespace: 'minio', port: 9443 } },
      { to: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'minio' } } }], port: 9443 },
    ],
    ['an address', { url: 'https://10.1.2.3' }, { to: [{ ipBlock: { cidr: '10.1.2.3/32' } }], port: 443 }],
    ['any address of another host', { url: 'https://s3.example.com:8443' }, { port: 8443 }],
  ])('is reached at %s, and nowhere else', (_what, endpoint, { port, ...to }: { port?: number }) => {
    const { podSelector, egress } = objectOf(makeCharts(other(endpoint)), 'NetworkPolicy', 'loki-object-store').spec;
    expect(podSelector).toEqual({ matchLabels: { 'loki.grafana.com/object-store': 'true' } });
    expect(egress).toEqual([{ ...to, ports: [{ protocol: 'TCP', port }] }]);
  });

  test('takes no role beside its key', () => {
    expect(() => makeCharts({ ...other(), identity: undefined as never })).toThrow('loki.identity: missing');
    const role = new WorkloadIdentity({ ...identity, roleArn: 'arn:aws:iam::111122223333:role/loki' });
    expect(() => makeCharts({ ...other(), identity: role })).toThrow(
      'loki.identity.roleArn: arn:aws:iam::111122223333:role/loki has no effect, since store.endpoint has an access key; leave it out',
    );
  });
});

describe('S3 of AWS', () => {
  test('is reached through a VPC endpoint with the role, and its name stays as it is', () => {
    const url = 'https://bucket.vpce-0a1b-2c3d.s3.us-east-1.vpce.amazonaws.com';
    const props = aws({ endpoint: { url } });
    for (const bucket of buckets(props)) {
      expect(bucket).toMatchObject({ endpoint: 'bucket.vpce-0a1b-2c3d.s3.us-east-1.vpce.amazonaws.com' });
      expect(bucket).not.toHaveProperty('bucket_lookup_type');
    }
    const { egress } = objectOf(makeCharts(props), 'NetworkPolicy', 'loki-object-store').spec;
    expect(egress).toEqual([{ ports: [{ protocol: 'TCP', port: 443 }] }]);
    expect(objectOf(makeCharts(props), 'ServiceAccount', 'loki').metadata.annotations).toBeDefined();
  });

  test.each([
    ['us-east-1', 's3-fips.us-east-1.amazonaws.com', 'https://sts-fips.us-east-1.amazonaws.com'],
    // The usual address of STS is the validated one.
    ['us-gov-west-1', 's3-fips.us-gov-west-1.amazonaws.com', undefined],
    ['ca-central-1', 's3-fips.ca-central-1.amazonaws.com', undefined],
  ])('has addresses validated by FIPS 140 in %s', (region, endpoint, sts) => {
    for (const bucket of buckets(aws({ region, fips: true }))) {
      expect(bucket.endpoint).toBe(endpoint);
      expect(bucket.sts_endpoint).toBe(sts);
    }
  });
});
