import type { Construct } from 'constructs';
import { isInAws } from '../../charts/endpoint/object-store';
import type { ResolvedLogging } from '../environment/resolve';
import { type ILogStorage, LogStorage } from './log-storage';

/** Buckets of a store outside AWS, which exist already; undefined for buckets in AWS. */
export function otherStore(
  scope: Construct,
  { objectStore, region }: Pick<ResolvedLogging, 'objectStore' | 'region'>,
): ILogStorage | undefined {
  if (!objectStore || isInAws(objectStore)) return undefined;
  const { chunkBucket: chunkBucketName, rulerBucket: rulerBucketName } = objectStore;
  return LogStorage.fromLogStorageAttributes(scope, 'Storage', { chunkBucketName, rulerBucketName, region });
}
