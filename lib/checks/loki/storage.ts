import { s3Endpoint } from '../../../charts/endpoint/object-store';
import { s3HostRegion } from '../../../charts/endpoint/store/aws-host';
import { show } from '../../../charts/input/problems';
import { seconds } from '../read/loki/duration';
import { type Loki, podCount } from '../read/loki/loki';
import { placesIn, type Place } from '../read/loki/places';
import { hasThanosClient } from '../read/loki/store-client';
import { isRecord, asList, at, type Block, isText } from '../../manifests/shape';
import { type Finding, type ManifestsRule, Severity } from '../rule';
import { everyLoki } from './every-loki';

/** Blocks with a bucket of chunks, of either client, in the order Loki takes them. */
const CHUNK_STORES = {
  true: ['storage_config.object_store.s3', 'common.storage.object_store.s3', 'storage_config.object_store.gcs'],
  false: ['storage_config.aws', 'common.storage.s3', 'storage_config.gcs', 'common.storage.gcs'],
};

/** Blocks with the bucket of the ruler. */
const RULER_STORES = ['ruler_storage.s3', 'ruler_storage.gcs', 'ruler.storage.s3', 'ruler.storage.gcs'];

/** A bucket and the path of its name. */
function bucket({ config }: Loki, blocks: readonly string[]): { path: string; name: string } | undefined {
  const names = blocks.flatMap((block) => [`${block}.bucket_name`, `${block}.bucketnames`]);
  const path = names.find((one) => at(config, one));
  const name = path && at(config, path);
  return path && isText(name) && !name.includes('$') ? { path, name } : undefined;
}

const rulerBucket: ManifestsRule = {
  id: 'LOKI-STORAGE-1',
  severity: Severity.WARNING,
  title: 'the ruler has a bucket of its own',
  why: 'an expiry meant for chunks deletes rules, and a tenant named rules shares their folder',
  evidence: 'https://github.com/grafana/loki/pull/22437',
  check: everyLoki((loki) => {
    const client = hasThanosClient(loki) ? 'true' : 'false';
    const chunks = bucket(loki, CHUNK_STORES[client]);
    const ruler = bucket(loki, client === 'true' ? RULER_STORES.slice(0, 2) : RULER_STORES.slice(2));
    if (!chunks || ruler?.name !== chunks.name) return [];
    return [
      {
        path: `${loki.path} ${ruler.path}`,
        found: `${ruler.name} is also the bucket of the chunks, ${chunks.path}`,
        fix: 'use a bucket of its own',
      },
    ];
  }),
};

const sharedStorage: ManifestsRule = {
  id: 'LOKI-STORAGE-2',
  severity: Severity.ERROR,
  title: 'with several pods, Loki uses an object store',
  why: 'each pod has a disk of its own: other pods do not find its data',
  evidence: 'https://grafana.com/docs/loki/latest/operations/storage/filesystem/',
  check: everyLoki(({ path, config, pods }) => {
    const periods = asList(at(config, 'schema_config.configs'));
    const last = periods.at(-1);
    const several = pods.filter(({ replicas }) => replicas !== 0);
    const isShared = several.some(({ workload }) =>
      asList(workload.pod?.volumes).some((volume) => at(volume, 'persistentVolumeClaim') !== undefined),
    );
    const isOne = several.length < 2 && (several[0]?.replicas ?? 2) < 2;
    if (at(last, 'object_store') !== 'filesystem' || several.length === 0 || isOne || isShared) return [];
    const field = `schema_config.configs[${periods.length - 1}].object_store`;
    const count = podCount(several) ?? 'several';
    return [{ path: `${path} ${field}`, found: `filesystem, but ${count} pods have a disk each`, fix: 'use s3' }];
  }),
};

/** Keys whose value is a secret. */
const SECRETS = [
  ...['secret_access_key', 'access_key_secret', 'secret_key', 'account_key', 'connection_string', 'client_secret'],
  ...['password', 'basic_auth_password', 'bearer_token', 'credentials', 'service_account'],
];

function isSecret({ key, value }: Place): boolean {
  if (!isText(value) || value === '' || value.includes('$')) return false;
  // The user information of a URL.
  return SECRETS.includes(key) || /^\w+:\/\/[^/@:]+:[^/@]+@/.test(value);
}

const noCredentials: ManifestsRule = {
  id: 'LOKI-STORAGE-3',
  severity: Severity.ERROR,
  title: 'no ConfigMap of Loki contains credentials',
  why: 'anyone who may view the namespace or the repository of the manifests can read them',
  evidence: 'https://kubernetes.io/docs/concepts/configuration/configmap/',
  check: everyLoki(({ path, config, isSecret: isInSecret, limits }) => {
    const found = 'is a secret in plain text';
    const fixOf = (place: string) =>
      /_url$/.test(place)
        ? 'leave the password out, or write a variable for it and -config.expand-env'
        : 'use the role of the service account, or a variable and -config.expand-env';
    const own = (isInSecret ? [] : placesIn(config, '')).filter(isSecret);
    // Loki puts no variables into limits of tenants.
    const ofTenants = limits
      .filter(({ tenant, path: place }) => tenant !== undefined && place.startsWith('ConfigMap '))
      .flatMap((one) => placesIn(one.own, one.path).filter(isSecret));
    return [
      ...own.map((place) => ({ path: `${path} ${place.path}`, found, fix: fixOf(place.path) })),
      ...ofTenants.map((place) => ({ path: place.path, found, fix: 'leave it out, or keep the file in a Secret' })),
    ];
  }),
};

function regionsDiffer(block: Block): boolean {
  const { region, endpoint } = block;
  const host = isText(endpoint) ? s3HostRegion(endpoint) : undefined;
  return isText(region) && region !== '' && !region.includes('$') && host !== undefined && host !== region;
}

const oneRegion: ManifestsRule = {
  id: 'LOKI-STORAGE-4',
  severity: Severity.ERROR,
  title: 'the endpoint of a bucket is in the region of the bucket',
  why: 'requests are signed for one region and sent to another, which rejects them',
  evidence: 'https://github.com/grafana/loki/issues/7403',
  check: everyLoki(({ path, config }) =>
    placesIn(config, '').flatMap(({ path: inside, value }): Finding[] => {
      if (!isRecord(value) || !regionsDiffer(value)) return [];
      const { region, endpoint } = value;
      const found = `${String(endpoint)} is not in region ${String(region)}`;
      return [{ path: `${path} ${inside}.endpoint`, found, fix: `use ${s3Endpoint(String(region))}` }];
    }),
  ),
};

const noHedging: ManifestsRule = {
  id: 'LOKI-STORAGE-5',
  severity: Severity.WARNING,
  title: 'requests are not hedged with the Thanos client',
  why: 'the hedged client keeps two idle connections: almost every read opens a new TLS connection to the bucket',
  evidence: 'https://github.com/grafana/loki/issues/21854',
  check: everyLoki((loki) => {
    const delay = at(loki.config, 'storage_config.hedging.at');
    if (!hasThanosClient(loki) || !(seconds(delay) ?? 0)) return [];
    const found = `${show(delay)}, and use_thanos_objstore is true`;
    return [{ path: `${loki.path} storage_config.hedging.at`, found, fix: 'leave storage_config.hedging out' }];
  }),
};

/** Rules about storage. */
export const STORAGE_RULES: readonly ManifestsRule[] = [
  rulerBucket,
  sharedStorage,
  noCredentials,
  oneRegion,
  noHedging,
];
