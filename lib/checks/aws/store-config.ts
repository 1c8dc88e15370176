import { s3Endpoint } from '../../../charts/endpoint/object-store';
import { s3HostRegion } from '../../../charts/endpoint/store/aws-host';
import { readLoki } from '../read/loki/loki';
import { hasThanosClient } from '../read/loki/store-client';
import { type EnvironmentRule, type EnvironmentSubject, type Finding, Severity } from '../rule';
import { at } from '../../manifests/shape';

/** Block of a configuration that names a bucket. */
interface StoreBlock {
  readonly path: string;
  readonly bucketKey: 'bucket_name' | 'bucketnames';
  readonly purpose: 'chunks' | 'rules';
}

const THANOS: readonly StoreBlock[] = [
  { path: 'storage_config.object_store.s3', bucketKey: 'bucket_name', purpose: 'chunks' },
  { path: 'ruler_storage.s3', bucketKey: 'bucket_name', purpose: 'rules' },
];

const LEGACY: readonly StoreBlock[] = [
  { path: 'common.storage.s3', bucketKey: 'bucketnames', purpose: 'chunks' },
  { path: 'storage_config.aws', bucketKey: 'bucketnames', purpose: 'chunks' },
  { path: 'ruler.storage.s3', bucketKey: 'bucketnames', purpose: 'rules' },
];

/** Block of the configuration of a Loki. */
interface FoundBlock extends StoreBlock {
  /** Path of the configuration it is in. */
  readonly file: string;

  /** Value of a field; undefined if it is missing, or if Loki takes it from its environment. */
  readonly field: (key: string) => string | undefined;
}

function blocks({ manifests }: EnvironmentSubject): FoundBlock[] {
  return manifests.read(readLoki).lokis.flatMap((loki) => {
    const { path: file, config } = loki;
    return (hasThanosClient(loki) ? THANOS : LEGACY).map((block) => {
      const field = (key: string) => {
        const value = at(config, `${block.path}.${key}`);
        return typeof value === 'string' && value !== '' && !value.includes('${') ? value : undefined;
      };
      return { ...block, file, field };
    });
  });
}

const bucketsAgree: EnvironmentRule = {
  id: 'STORAGE-BUCKET-1',
  severity: Severity.ERROR,
  title: 'Loki stores in the buckets of the environment',
  why: 'role, lifecycle and encryption apply to these; a bucket of another name may belong to someone else',
  evidence:
    'https://grafana.com/blog/2024/06/27/grafana-security-update-grafana-loki-and-unintended-data-write-attempts-to-amazon-s3-buckets/',
  check: (subject) => {
    const { objectStore } = subject.environment;
    if (!objectStore) return [];
    const { chunkBucket, rulerBucket } = objectStore;
    return blocks(subject).flatMap(({ file, path, bucketKey, purpose, field }): Finding[] => {
      const name = field(bucketKey);
      const expected = purpose === 'chunks' ? chunkBucket : rulerBucket;
      // LOKI-STORAGE-1 is about rules in the bucket of the chunks.
      if (name === undefined || name === expected || (purpose === 'rules' && name === chunkBucket)) return [];
      const found = `${name} is not the environment's bucket for ${purpose}`;
      return [{ path: `${file} ${path}.${bucketKey}`, found, fix: `use ${expected}` }];
    });
  },
};

const regionsAgree: EnvironmentRule = {
  id: 'STORAGE-REGION-1',
  severity: Severity.ERROR,
  title: 'Loki uses S3 in the region of its buckets',
  why: 'S3 in another region answers BucketRegionError, or a redirect for which the signature is invalid',
  evidence: 'https://github.com/grafana/loki/issues/7403',
  check: (subject) => {
    const { objectStore } = subject.environment;
    if (!objectStore) return [];
    const { region } = objectStore;
    return blocks(subject).flatMap(({ file, path, field }): Finding[] => {
      const host = s3HostRegion(field('endpoint') ?? '');
      const named = field('region') ?? host;
      // LOKI-STORAGE-4 is about a host and a region that differ.
      if (named === undefined || named === region || (host !== undefined && host !== named)) return [];
      const key = field('region') === undefined ? 'endpoint' : 'region';
      return [
        {
          path: `${file} ${path}.${key}`,
          found: `${String(field(key))} is not in ${region}, where the buckets are`,
          fix: `use ${key === 'region' ? region : s3Endpoint(region)}`,
        },
      ];
    });
  },
};

/** Rules about how Loki reaches S3. */
export const STORE_CONFIG_RULES: readonly EnvironmentRule[] = [bucketsAgree, regionsAgree];
