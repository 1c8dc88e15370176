import { DEFAULT_RETENTION } from '../../../charts/defaults';
import {
  bucketNameFault,
  fipsAndEndpoint,
  fipsFault,
  foreignRegion,
  isInAws,
  madeBucketFault,
} from '../../../charts/endpoint/object-store';
import { s3HostRegion } from '../../../charts/endpoint/store/aws-host';
import type { StoreEndpoint } from '../../../charts/endpoint/store/endpoint';
import { show, type Problem, problemOfValue } from '../../../charts/input/problems';
import { parseRetention } from '../quantities';
import type { StorageProps } from '../storage-props';
import { leastStay, TRANSITION_CLASSES } from '../transition';
import { isObject } from '../values';
import { noEffect } from '../../../charts/input/no-effect';
import type { LoggingRule } from './rule';

/** Address of the store, if it is a valid one. */
export function endpointOf(storage: unknown): StoreEndpoint | undefined {
  const endpoint = isObject(storage) ? storage['endpoint'] : undefined;
  return isObject(endpoint) && typeof endpoint['url'] === 'string' ? (endpoint as unknown as StoreEndpoint) : undefined;
}

/** Fields that only buckets in AWS have. */
const AWS_FIELDS = ['encryption', 'encryptionKeyArn', 'otherKeyArns', 'accessLogBucket', 'transition'] as const;

/** Fields that have no use with the buckets of another store. */
const ofAnotherStore: LoggingRule = (_name, { storage }) => {
  const endpoint = endpointOf(storage);
  if (!endpoint || isInAws({ endpoint })) return [];
  const given: StorageProps = storage ?? {};
  const fields = [...AWS_FIELDS, ...(given.createBuckets === true ? (['createBuckets'] as const) : [])];
  return fields.flatMap((key): Problem[] => {
    const value = given[key];
    if (value === undefined) return [];
    const found = `${show(value)} is for buckets in AWS, and storage.endpoint.url is ${endpoint.url}`;
    const fix = key === 'createBuckets' ? 'leave it out, and make the two buckets there' : 'leave it out';
    return [{ path: `storage.${key}`, found, fix }];
  });
};

/** Problem of an AWS address in another region than the environment's. */
const regionOfEndpoint: LoggingRule = (_name, { region, storage }) => {
  const endpoint = endpointOf(storage) as StorageProps['endpoint'];
  const host = s3HostRegion(endpoint?.url ?? '');
  if (!endpoint || host === undefined) return [];
  const own = endpoint.region;
  return [
    ...(own === undefined ? [] : [noEffect('storage.endpoint.region', own, `${endpoint.url} is in ${host}`)]),
    ...(typeof region === 'string' && region !== host
      ? [{ path: 'storage.endpoint.url', ...foreignRegion(endpoint.url, host, region) }]
      : []),
  ];
};

const fips: LoggingRule = (_name, { region, storage }) => {
  if (!isObject(storage) || storage.fips !== true) return [];
  if (storage.endpoint !== undefined) return [fipsAndEndpoint('storage.fips')];
  const fault = typeof region === 'string' ? fipsFault(region) : undefined;
  return fault ? [problemOfValue('storage.fips', region, fault)] : [];
};

/** Fields of Loki with other retentions. */
const LONGER = ['tenantLimits', 'config', 'tenantRetention', 'streamRetention'] as const;

/** Problems of a transition that moves no chunk, or costs more than it saves. */
const transition: LoggingRule = (_name, { storage, retention, loki }) => {
  const move = (isObject(storage) ? storage.transition : undefined) as StorageProps['transition'];
  if (!isObject(move) || typeof move['afterDays'] !== 'number' || !TRANSITION_CLASSES.includes(move.to)) return [];
  const path = 'storage.transition';
  const endpoint = endpointOf(storage);
  if (endpoint && !isInAws({ endpoint })) return [];
  if (storage?.createBuckets === false) {
    const found = `${show(move)} has no effect on buckets that exist`;
    return [{ path, found, fix: 'leave it out, or set createBuckets to true' }];
  }
  // Retentions of tenants and streams may be longer, so S3 may still move their chunks.
  const hasMore = isObject(loki) && LONGER.some((key) => loki[key] !== undefined);
  const kept = typeof retention === 'string' ? parseRetention(retention).value : DEFAULT_RETENTION;
  if (hasMore || !kept) return [];
  const days = Math.ceil(kept.toDays({ integral: false }));
  const most = days - leastStay(move);
  if (move.afterDays <= most) return [];
  const found = `${move.afterDays} days, and lines are kept for ${days}: ${move.to} would bill more than it saves`;
  const least = move.afterDays + leastStay(move);
  return [
    { path: `${path}.afterDays`, found, fix: `leave the transition out, or keep lines for ${least} days or more` },
  ];
};

const namesOfAccount: LoggingRule = (_name, { storage }) => {
  if (!isObject(storage) || storage['createBuckets'] === false || endpointOf(storage)) return [];
  return (['chunkBucketName', 'rulerBucketName'] as const).flatMap((key): Problem[] => {
    const name = storage[key];
    // The field itself has a problem if no bucket can have this name.
    const fault = typeof name === 'string' && !bucketNameFault(name) ? madeBucketFault(name) : undefined;
    if (!fault) return [];
    const fix = `${fault.fix}, or make the buckets, and write createBuckets: false`;
    return [{ path: `storage.${key}`, found: `${show(name)} ${fault.wrong}`, fix }];
  });
};

/** Rules about the address of the buckets, and about what they cost. */
export const STORAGE_RULES: readonly LoggingRule[] = [
  ofAnotherStore,
  regionOfEndpoint,
  fips,
  transition,
  namesOfAccount,
];
