import { FIPS_AND_ENDPOINT, fipsFault, foreignRegion, isInAws } from '../../../charts/endpoint/object-store';
import { s3HostRegion } from '../../../charts/endpoint/store/aws-host';
import type { StoreEndpoint } from '../../../charts/endpoint/store/endpoint';
import { show, type Problem, problemOfValue } from '../../../charts/input/problems';
import type { StorageProps } from '../storage-props';
import { isObject } from '../values';
import type { LoggingRule } from './rule';

/** Address of the store, as far as it is one. */
export function endpointOf(storage: unknown): StoreEndpoint | undefined {
  const endpoint = isObject(storage) ? storage['endpoint'] : undefined;
  return isObject(endpoint) && typeof endpoint['url'] === 'string' ? (endpoint as unknown as StoreEndpoint) : undefined;
}

/** Fields of buckets in AWS. */
const AWS_FIELDS = ['encryption', 'encryptionKeyArn', 'otherKeyArns', 'accessLogBucket'] as const;

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

/** The region of an address of AWS is that of the environment. */
const regionOfEndpoint: LoggingRule = (_name, { region, storage }) => {
  const endpoint = endpointOf(storage) as StorageProps['endpoint'];
  const host = s3HostRegion(endpoint?.url ?? '');
  if (!endpoint || host === undefined) return [];
  const own = endpoint.region;
  return [
    ...(own === undefined
      ? []
      : [
          {
            path: 'storage.endpoint.region',
            found: `${show(own)} has no effect, since ${endpoint.url} is in ${host}`,
            fix: 'leave it out',
          },
        ]),
    ...(typeof region === 'string' && region !== host
      ? [{ path: 'storage.endpoint.url', ...foreignRegion(endpoint.url, host, region) }]
      : []),
  ];
};

const fips: LoggingRule = (_name, { region, storage }) => {
  if (!isObject(storage) || storage.fips !== true) return [];
  if (storage.endpoint !== undefined) return [{ path: 'storage.fips', ...FIPS_AND_ENDPOINT }];
  const fault = typeof region === 'string' ? fipsFault(region) : undefined;
  return fault ? [problemOfValue('storage.fips', region, fault)] : [];
};

/** Rules about the address of the buckets. */
export const STORAGE_RULES: readonly LoggingRule[] = [ofAnotherStore, regionOfEndpoint, fips];
