import { Token } from 'aws-cdk-lib';
import { isInAws, type ObjectStore } from '../../../charts/endpoint/object-store';
import { type Problem, show } from '../../../charts/input/problems';
import type { NameParts } from '../../environment/names';
import { endpointOf } from '../../environment/rules/storage';
import { inputCopy } from '../../environment/values';
import type { LokiLoggingProps } from './props';

/** Problems of the properties about buckets, which no environment has in this form. `store` are buckets that exist. */
export function bucketProblems(props: LokiLoggingProps, parts: NameParts, store?: ObjectStore): Problem[] {
  return [
    ...besideBuckets(props),
    ...otherStoreProblems(props),
    ...storeProblems(parts, store),
    ...unusedProblems(props),
  ];
}

/** Properties of buckets that are made, beside buckets that exist. */
function besideBuckets(props: LokiLoggingProps): Problem[] {
  if (!props.storage) return [];
  return (['encryption', 'encryptionKey', 'chunkBucketName', 'rulerBucketName', 'storageTransition'] as const)
    .filter((key) => props[key] !== undefined)
    .map((path) => ({
      path,
      found: 'is for buckets that are made, and storage has buckets',
      fix: 'leave out one of the two',
    }));
}

/** Buckets and keys in AWS, beside the address of another store. */
function otherStoreProblems(props: LokiLoggingProps): Problem[] {
  const endpoint = endpointOf({ endpoint: inputCopy(props.storeEndpoint) });
  if (!endpoint || isInAws({ endpoint })) return [];
  return (['storage', 'encryption', 'encryptionKey'] as const)
    .filter((key) => props[key] !== undefined)
    .map((path) => ({
      path,
      found: `is for buckets in AWS, and storeEndpoint.url is ${endpoint.url}`,
      fix: 'leave out one of the two',
    }));
}

/** Properties of buckets that are made, although there are some. */
function unusedProblems(props: LokiLoggingProps): Problem[] {
  if (!props.storage) return [];
  return (['otherKeyArns', 'accessLogBucket'] as const)
    .filter((key) => props[key] !== undefined)
    .map((path) => ({
      path,
      found: `${show(props[path])} is for buckets that are made, and storage has some`,
      fix: path === 'otherKeyArns' ? 'give it to the storage' : 'leave it out',
    }));
}

/** Loki's S3 client works in one region. */
function storeProblems({ region }: NameParts, store: ObjectStore | undefined): Problem[] {
  if (!store || store.region === region || Token.isUnresolved(store.region)) return [];
  const found = `has buckets in ${store.region}, and the stack is in ${region}`;
  return [{ path: 'storage', found, fix: `use buckets in ${region}` }];
}
