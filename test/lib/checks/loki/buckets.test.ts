import { BUCKET_RULES } from '../../../../lib/checks/loki/buckets';
import { describeRules, Parts } from '../harness';
import { config } from './edits';

const CONFIG = 'ConfigMap loki/loki config.yaml';
const BUCKET = 'loki-prod-chunks-111122223333-us-east-1';
const STORE = `${CONFIG} storage_config.object_store.s3`;

/** The client that Loki has without use_thanos_objstore. */
const legacy = (fields: string) => (parts: Parts) => {
  config('use_thanos_objstore: true', 'use_thanos_objstore: false')(parts);
  config('  tsdb_shipper:', `  aws: {region: us-east-1, bucketnames: chunks, ${fields}}\n  tsdb_shipper:`)(parts);
};

describeRules(BUCKET_RULES, [
  {
    rule: 'LOKI-STORAGE-9',
    breaks: config('object_store: s3\n', 'object_store: S3\n'),
    finds: [`${CONFIG} schema_config.configs[0].object_store: 'S3' is not a store that Loki knows; use s3`],
  },
  {
    rule: 'LOKI-STORAGE-9',
    breaks: config('object_store: s3\n', 'object_store: minio\n'),
    finds: [`${CONFIG} schema_config.configs[0].object_store: 'minio' is not a store that Loki knows; use s3`],
  },
  {
    rule: 'LOKI-STORAGE-9',
    breaks: config(/ +bucket_name: loki-prod-chunks.*\n/, ''),
    finds: [
      `${CONFIG} schema_config.configs[0].object_store: s3, but no bucket of S3 is configured; ` +
        'add storage_config.object_store.s3.bucket_name',
    ],
    also: ['STORAGE-BUCKET-1'],
  },
  {
    rule: 'LOKI-STORAGE-10',
    breaks: config(`bucket_name: ${BUCKET}`, `bucket_name: ${BUCKET}/loki`),
    finds: [`${STORE}.bucket_name: ${BUCKET}/loki is a bucket and a folder; use ${BUCKET}`],
    also: ['STORAGE-BUCKET-1'],
  },
  ...[
    [`s3://${BUCKET}`, 'a URL', ''],
    [`gs://${BUCKET}/loki`, 'a URL', ''],
    [`s3://key:secret@us-east-1/${BUCKET}`, 'a URL', `s3://us-east-1/${BUCKET}`],
    [`https://s3.us-east-1.amazonaws.com/${BUCKET}`, 'a URL', ''],
    [`https://${BUCKET}.s3.us-east-1.amazonaws.com`, 'a URL', ''],
    [`http://minio:9000/${BUCKET}`, 'a URL', ''],
    [`arn:aws:s3:::${BUCKET}`, 'an ARN', ''],
  ].map(([written = '', what = '', shown = '']) => ({
    rule: 'LOKI-STORAGE-10',
    breaks: config(`bucket_name: ${BUCKET}`, `bucket_name: "${written}"`),
    finds: [`${STORE}.bucket_name: ${shown || written} is ${what}; use ${BUCKET}`],
    also: ['STORAGE-BUCKET-1', 'LOKI-STORAGE-3'],
  })),
  {
    rule: 'LOKI-STORAGE-11',
    breaks: config('endpoint: s3.us-east-1.amazonaws.com', `endpoint: ${BUCKET}.s3.us-east-1.amazonaws.com`),
    finds: [
      `${STORE}.endpoint: ${BUCKET}.s3.us-east-1.amazonaws.com begins with the name of the bucket; ` +
        'use s3.us-east-1.amazonaws.com',
    ],
    also: ['STORAGE-REGION-1', 'LOKI-STORAGE-4'],
  },
  ...[
    ['chunks.nyc3.digitaloceanspaces.com', 'begins with', 'nyc3.digitaloceanspaces.com'],
    ['0a1b.r2.cloudflarestorage.com/chunks', 'ends in', '0a1b.r2.cloudflarestorage.com'],
  ].map(([host = '', where = '', right = '']) => ({
    rule: 'LOKI-STORAGE-11',
    breaks: legacy(`endpoint: "https://${host}"`),
    finds: [`${CONFIG} storage_config.aws.endpoint: ${host} ${where} the name of the bucket; use ${right}`],
    also: ['STORAGE-BUCKET-1', 'STORAGE-REGION-1', 'LOKI-STORAGE-1'],
  })),
  {
    rule: 'LOKI-STORAGE-12',
    breaks: legacy('endpoint: "http://minio.minio.svc:9000"'),
    finds: [
      `${CONFIG} storage_config.aws.s3forcepathstyle: not true, so requests go to chunks.minio.minio.svc:9000; use true`,
    ],
    also: ['STORAGE-BUCKET-1', 'STORAGE-REGION-1', 'LOKI-STORAGE-1'],
  },
]);

describe('stores that are right', () => {
  const found = (edit: (parts: Parts) => void): string[] => {
    const parts = new Parts('prod');
    edit(parts);
    return BUCKET_RULES.flatMap((rule) => rule.check(parts.subject).map(({ path }) => path));
  };

  test.each([
    ['asked by path', 'endpoint: "minio.minio.svc:9000", s3forcepathstyle: true'],
    ['outside the cluster', 'endpoint: s3.example.com'],
    ['in a domain of two parts', 'endpoint: "s3.internal"'],
    ['whose host begins with the name of the bucket', 'endpoint: chunks.example.com'],
    ['of AWS', 'endpoint: s3.us-east-1.amazonaws.com'],
  ])('%s', (_, fields) => {
    expect(found(legacy(fields))).toEqual([]);
  });

  test('an access point', () => {
    const arn = 'arn:aws:s3:us-east-1:111122223333:accesspoint/loki';
    expect(found(config(`bucket_name: ${BUCKET}`, `bucket_name: "${arn}"`))).toEqual([]);
  });

  test('a bucket that a flag names', () => {
    const byFlag = (parts: Parts): void => {
      config(/ +bucket_name: loki-prod-chunks.*\n/, '')(parts);
      const [container] = parts.pod('StatefulSet', 'loki-ingester')['containers'];
      container.args.push(`-common.storage.object-store.s3.bucket-name=${BUCKET}`);
    };
    expect(found(byFlag)).toEqual([]);
  });

  test('a store with a name of its own', () => {
    expect(
      found((parts) => {
        config('object_store: s3\n', 'object_store: cold\n')(parts);
        config('  tsdb_shipper:', '  named_stores: {aws: {cold: {bucketnames: cold}}}\n  tsdb_shipper:')(parts);
      }),
    ).toEqual([]);
  });

  test('several buckets, and a name from a variable', () => {
    expect(found(legacy('bucketnames: "a,b"'.replace('bucketnames', 's3')))).toEqual([]);
    expect(found(config(`bucket_name: ${BUCKET}`, 'bucket_name: ${BUCKET}'))).toEqual([]);
  });

  test('a newer Loki may know more stores', () => {
    expect(
      found((parts) => {
        config('object_store: s3\n', 'object_store: r2\n')(parts);
        for (const { spec } of parts.objects.filter(({ kind }) => /Deployment|StatefulSet/.test(kind))) {
          for (const container of spec.template.spec.containers) {
            container.image = container.image.replace('loki:3.7', 'loki:4.0');
          }
        }
      }),
    ).toEqual([]);
  });
});
