import { KAFKA_DEFAULTS } from '../../../charts/alloy/kafka/props';
import { topicOf } from '../../../charts/alloy/kafka/topics';
import { isInAws } from '../../../charts/endpoint/object-store';
import type { DoorProps } from '../../../charts/endpoint/exposure/props';
import { type Problem, show } from '../../../charts/input/problems';
import { parsedUrl } from '../../../charts/input/url';
import { partitionOf } from '../aws/partition';
import { isSpoke } from '../hub/hub';
import { bucketName } from '../names';
import { isLocal } from '../local';
import type { EnvironmentProps } from '../props';
import { isObject, stringsOf } from '../values';
import { doorsOf } from './expose';
import { hostKeys, ONE_HOST } from './one-host';
import type { OneOwner } from './one-owner';
import { endpointOf } from './storage';

/** Something that only one environment may have: a cluster, a bucket, a topic or a host. */
interface Claim extends OneOwner {
  /** Identity of it, over all environments. */
  readonly key: string;

  /** Path of the field that names it. */
  readonly path: string;

  /** Words for its value. */
  readonly value: string;
}

/** Words for a cluster. */
export const ONE_CLUSTER: OneOwner = {
  is: 'is also the cluster of',
  fix: 'keep one Loki per cluster, and separate its teams by tenants',
};

/**
 * The cluster, by its name and by its issuer. Two stacks on one cluster would share roles, StorageClass, positions on
 * the nodes, add-on and OIDC provider, and every line would be read twice.
 */
function clusterClaims(name: string, path: string, { account, region, cluster }: EnvironmentProps): Claim[] {
  if (!isObject(cluster)) return [];
  const create = isObject(cluster.create) ? cluster.create : undefined;
  const existing = isObject(cluster.existing) ? cluster.existing : undefined;
  const given = existing ? existing.name : create?.name;
  const field = existing ? 'existing.name' : given === undefined ? 'create' : 'create.name';
  const named = given ?? (create ? name : undefined);
  const issuers = (['oidcIssuer', 'oidcProviderArn'] as const).flatMap((key) => {
    const text = existing?.[key];
    if (typeof text !== 'string') return [];
    return [claim(`issuer ${issuerOf(text)}`, `${path}.cluster.existing.${key}`, text, ONE_CLUSTER)];
  });
  if (isLocal({ cluster })) {
    const own = isObject(cluster.local) ? cluster.local.name : undefined;
    return typeof own === 'string' ? [claim(`local ${own}`, `${path}.cluster.local.name`, own, ONE_CLUSTER)] : [];
  }
  return [
    ...(typeof named === 'string'
      ? [claim(`cluster ${textOf(account)} ${textOf(region)} ${named}`, `${path}.cluster.${field}`, named, ONE_CLUSTER)]
      : []),
    ...issuers,
  ];
}

/** Identity of a bucket in a store, or in a partition of AWS. */
const bucketKey = (store: string, bucket: string): string => `bucket ${store} ${bucket}`;

/** Words for a bucket. */
export const ONE_BUCKET: OneOwner = { is: 'is also the bucket of', fix: 'use a bucket of its own' };

/** The buckets. Two compactors in one bucket delete each other's index, and two lifecycles each other's chunks. */
function bucketClaims(name: string, path: string, environment: EnvironmentProps): Claim[] {
  const { account, region, storage } = environment;
  const endpoint = endpointOf(storage);
  // Each local cluster has an S3 server of its own.
  if ((isLocal(environment) && !endpoint) || isSpoke(environment)) return [];
  // The same store may be written in several ways.
  const host = endpoint && !isInAws({ endpoint }) ? (parsedUrl(endpoint.url)?.origin ?? endpoint.url) : undefined;
  return (['chunk', 'ruler'] as const).flatMap((purpose) => {
    const key = `${purpose}BucketName` as const;
    const given = isObject(storage) ? storage[key] : undefined;
    const [of, where] = [textOf(account), textOf(region)];
    const bucket =
      given ??
      (of &&
        where &&
        bucketName(purpose === 'chunk' ? 'chunks' : purpose, { environment: name, account: of, region: where }));
    if (typeof bucket !== 'string' || bucket === '') return [];
    return [claim(bucketKey(host ?? partitionOf(where ?? ''), bucket), `${path}.storage.${key}`, bucket, ONE_BUCKET)];
  });
}

/** Words for a topic of Kafka. */
const ONE_TOPIC: OneOwner = { is: 'is also the topic of', fix: 'write a topic of its own' };

/** The topics of tenants, by broker and group. If two Lokis share a group, each gets a part of the lines of both. */
function topicClaims(name: string, path: string, { alloy, tenants }: EnvironmentProps): Claim[] {
  const kafka: unknown = isObject(alloy) ? alloy.kafka : undefined;
  if (!isObject(kafka)) return [];
  const { brokers, topic = KAFKA_DEFAULTS.topic, group = KAFKA_DEFAULTS.group } = kafka;
  if (typeof topic !== 'string' || typeof group !== 'string') return [];
  return stringsOf(tenants ?? [name])
    .map((tenant) => topicOf({ topic }, tenant))
    .flatMap((own) =>
      stringsOf(brokers).map((broker) =>
        claim(`topic ${broker.toLowerCase()} ${group} ${own}`, `${path}.alloy.kafka.topic`, own, ONE_TOPIC),
      ),
    );
}

/** The hosts of doors. */
function hostClaims(_name: string, path: string, environment: EnvironmentProps): Claim[] {
  if (isLocal(environment)) return [];
  const { account, region, cluster } = environment;
  const { create, existing }: EnvironmentProps['cluster'] = isObject(cluster) ? cluster : {};
  const vpcId = textOf((create ?? existing)?.vpcId);
  return doorsOf(environment).flatMap(({ path: field, door }) => {
    const { host = '' }: Partial<DoorProps> = door;
    return hostKeys(door, { account, region }, vpcId).map((key) => claim(key, `${path}.${field}.host`, host, ONE_HOST));
  });
}

/** A text; undefined for any other value, whose form other rules check. */
const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

const claim = (key: string, path: string, value: string, words: OneOwner): Claim => ({
  key,
  path,
  value,
  ...words,
});

/** Issuer in a URL or in the ARN of its provider, without `https://`. */
const issuerOf = (text: string): string => text.replace(/^https:\/\/|^arn:.*:oidc-provider\//, '');

/** Claim of the bucket of access logs; empty without one. */
function accessLogs(name: string, { region, storage }: EnvironmentProps): Pick<Claim, 'key' | 'path' | 'value'>[] {
  const bucket: unknown = isObject(storage) ? storage.accessLogBucket : undefined;
  if (typeof bucket !== 'string' || typeof region !== 'string') return [];
  const path = `environments.${name}.storage.accessLogBucket`;
  return [{ key: bucketKey(partitionOf(region), bucket), path, value: bucket }];
}

/** Environment that has each thing, by its identity. */
type Owners = ReadonlyMap<string, { readonly name: string; readonly path: string }>;

/** Problems of access logs in a bucket of Loki, whose role could read and delete them. */
function logsInBuckets(environments: readonly (readonly [name: string, input: unknown])[], owners: Owners): Problem[] {
  return environments.flatMap(([name, input]) =>
    isObject(input)
      ? accessLogs(name, input as unknown as EnvironmentProps).flatMap(({ key, path, value }): Problem[] => {
          const owner = owners.get(key);
          if (!owner || owner.name === name) return [];
          const found = `${show(value)} is the bucket of ${owner.path}, which that Loki reads and writes`;
          return [{ path, found, fix: 'use a bucket of its own' }];
        })
      : [],
  );
}

/** Finds clusters, buckets, topics and hosts that several environments name. */
export function sharedProblems(environments: readonly (readonly [name: string, input: unknown])[]): Problem[] {
  const owners = new Map<string, { readonly name: string; readonly path: string }>();
  const problems = environments.flatMap(([name, input]) => {
    if (!isObject(input)) return [];
    const environment = input as unknown as EnvironmentProps;
    const path = `environments.${name}`;
    const problems: Problem[] = [];
    for (const find of [clusterClaims, bucketClaims, topicClaims, hostClaims]) {
      const taken = new Set<string>();
      for (const { key, path: field, value, is, fix } of find(name, path, environment)) {
        const owner = owners.get(key);
        if (!owner) owners.set(key, { name, path: field });
        // The name and the issuer of one cluster are one problem.
        else if (owner.name !== name && !taken.has(`${owner.name} ${is}`)) {
          taken.add(`${owner.name} ${is}`);
          problems.push({ path: field, found: `${show(value)} ${is} ${owner.path}`, fix });
        }
      }
    }
    return problems;
  });
  return [...problems, ...logsInBuckets(environments, owners)];
}
