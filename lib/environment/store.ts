import { isInAws, type ObjectStore } from '../../charts/endpoint/object-store';
import { DEFAULT_STORE_REGION } from '../../charts/endpoint/store/endpoint';
import { bucketName, type NameParts } from './names';
import type { StorageProps } from './storage-props';

/** Buckets of an environment, and how Loki reaches them. `existing` are buckets that a construct names. */
export function resolveStore(parts: NameParts, storage: StorageProps = {}, existing?: ObjectStore): ObjectStore {
  const { region: storeRegion = DEFAULT_STORE_REGION, ...endpoint } = storage.endpoint ?? { url: '' };
  const address = storage.endpoint && endpoint;
  const buckets = existing ?? {
    chunkBucket: storage.chunkBucketName ?? bucketName('chunks', parts),
    rulerBucket: storage.rulerBucketName ?? bucketName('ruler', parts),
    region: parts.region,
  };
  return {
    ...buckets,
    ...(isInAws({ endpoint: address }) ? {} : { region: storeRegion }),
    ...(address ? { endpoint: address } : {}),
    ...(storage.fips ? { fips: true } : {}),
  };
}
