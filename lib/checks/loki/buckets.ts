import { addressOf, shownUrl } from '../read/path/address';
import { flag } from '../../manifests/flags';
import type { Loki } from '../read/loki/loki';
import { placesIn } from '../read/loki/places';
import { hasThanosClient } from '../read/loki/store-client';
import { asList, at, isRecord, isText } from '../../manifests/shape';
import { type Finding, type ManifestsRule, Severity } from '../rule';
import { useSimilar } from '../words';
import { everyLoki, isLoki37 } from './every-loki';

const STORAGE = 'https://grafana.com/docs/loki/latest/configure/storage/';

const known: ManifestsRule = {
  id: 'LOKI-STORAGE-9',
  severity: Severity.ERROR,
  title: 'the object store of the schema is one that Loki knows and that has a bucket',
  why: 'Loki does not start: "unrecognized `object_store` type", or "at least one bucket name must be specified"',
  evidence: STORAGE,
  check: everyLoki((loki) => {
    const periods = asList(at(loki.config, 'schema_config.configs'));
    const index = periods.length - 1;
    const store = at(periods[index], 'object_store');
    const path = `${loki.path} schema_config.configs[${index}].object_store`;
    if (!isText(store) || store === '' || /\$|\{\{/.test(store) || !isLoki37(loki)) return [];
    const named = Object.values(namedStores(loki)).flatMap((stores) => (isRecord(stores) ? Object.keys(stores) : []));
    if (!OBJECT_STORES.includes(store) && !named.includes(store)) {
      const fix = useSimilar(store, [...OBJECT_STORES, ...named], 'use s3');
      return [{ path, found: `'${store}' is not a store that Loki knows`, fix }];
    }
    if (!['s3', 'aws'].includes(store) || loki.pods.length === 0 || hasBucket(loki)) return [];
    const found = `${store}, but no bucket of S3 is configured`;
    return [{ path, found, fix: `add ${hasThanosClient(loki) ? THANOS[0] : LEGACY[0]}` }];
  }),
};

const names: ManifestsRule = {
  id: 'LOKI-STORAGE-10',
  severity: Severity.ERROR,
  title: 'a bucket is given by its name, not as a URL, an ARN or a path',
  why: 'S3 has no bucket of such a name: nothing is stored, and ingesters keep all lines until their disks are full',
  evidence: 'https://github.com/grafana/loki/issues/10239',
  check: everyLoki((loki) =>
    placesIn(loki.config, '').flatMap(({ path, key, value }): Finding[] => {
      if (!/^bucket_?names?$/.test(key) || !isText(value)) return [];
      return value.split(',').flatMap((one) => {
        const name = one.trim();
        const form = FORMS.find(({ is }) => is.test(name));
        if (!form) return [];
        const bare =
          form.is
            .exec(name)
            ?.slice(1)
            .find((part) => part !== undefined) ?? 'the name alone';
        return [{ path: `${loki.path} ${path}`, found: `${shownUrl(name)} is ${form.what}`, fix: `use ${bare}` }];
      });
    }),
  ),
};

const endpoint: ManifestsRule = {
  id: 'LOKI-STORAGE-11',
  severity: Severity.ERROR,
  title: 'the endpoint of a bucket does not contain the name of the bucket',
  why: 'the client adds the name again: "NoSuchBucket", or objects in a folder of the name of the bucket',
  evidence: 'https://github.com/grafana/loki/issues/7024',
  check: everyLoki((loki) =>
    stores(loki).flatMap(({ path, bucket, endpoint: host }): Finding[] => {
      const rest = host.startsWith(`${bucket}.`) ? host.slice(bucket.length + 1) : '';
      if (PROVIDERS.test(rest)) {
        return [{ path: `${path}.endpoint`, found: `${host} begins with the name of the bucket`, fix: `use ${rest}` }];
      }
      if (!host.endsWith(`/${bucket}`)) return [];
      const fix = `use ${host.slice(0, -bucket.length - 1)}`;
      return [{ path: `${path}.endpoint`, found: `${host} ends in the name of the bucket`, fix }];
    }),
  ),
};

const pathStyle: ManifestsRule = {
  id: 'LOKI-STORAGE-12',
  severity: Severity.ERROR,
  title: 'requests to a store in the cluster name the bucket in the path',
  why: 'otherwise the client puts the bucket in front of the host, a name that no Service has: "no such host"',
  evidence: 'https://github.com/grafana/loki/issues/12633',
  check: everyLoki((loki) =>
    stores(loki).flatMap(({ path, isLegacy, block, bucket, endpoint: host }): Finding[] => {
      const isInCluster = addressOf(`http://${host}`, undefined) !== undefined && !DOMAIN.test(host);
      if (!isLegacy || !isInCluster || block['s3forcepathstyle'] === true) return [];
      if (loki.pods.some(({ container }) => flag(container, 's3.force-path-style') !== undefined)) return [];
      const found = `not true, so requests go to ${bucket}.${host}`;
      return [{ path: `${path}.s3forcepathstyle`, found, fix: 'use true' }];
    }),
  ),
};

/** Hosts of stores, without a bucket in front. A bucket may have the name of the first part of any other host. */
const PROVIDERS =
  /^(s3[.-]|([\w-]+\.)?(digitaloceanspaces|linodeobjects|wasabisys)\.com|[\w.-]+\.r2\.cloudflarestorage\.com)/;

/** Stores that a period of the schema may name: https://grafana.com/docs/loki/latest/configure/#period_config */
const OBJECT_STORES = [
  ...['s3', 'aws', 'filesystem', 'gcs', 'azure', 'swift', 'cos', 'bos', 'alibabacloud', 'noop'],
  // Stores of earlier Lokis, which old periods name.
  ...['aws-dynamo', 'bigtable', 'bigtable-hashed', 'gcp', 'gcp-columnkey', 'cassandra', 'grpc-store', 'inmemory'],
];

/** Stores with names of their own. */
function namedStores({ config }: Loki): Readonly<Record<string, unknown>> {
  const all = at(config, 'storage_config.named_stores');
  const ofThanos = at(config, 'storage_config.object_store.named_stores');
  return { ...(isRecord(all) ? all : {}), ...(isRecord(ofThanos) ? ofThanos : {}) };
}

/** Keys that name a bucket of S3 for chunks, of either client. */
const LEGACY = [
  ...['storage_config.aws.bucketnames', 'storage_config.aws.s3', 'storage_config.aws.dynamodb'],
  ...['common.storage.s3.bucketnames', 'common.storage.s3.s3'],
];
const THANOS = ['storage_config.object_store.s3.bucket_name', 'common.storage.object_store.s3.bucket_name'];

function hasBucket(loki: Loki): boolean {
  // Which client reads them depends on a key that later versions set by themselves.
  const isWritten = [...LEGACY, ...THANOS].some((key) => at(loki.config, key) !== undefined);
  const flags = [
    's3.url',
    's3.buckets',
    'common.storage.s3.url',
    'common.storage.s3.buckets',
    'object-store.s3.bucket-name',
    'common.storage.object-store.s3.bucket-name',
  ];
  return isWritten || loki.pods.some(({ container }) => flags.some((name) => flag(container, name) !== undefined));
}

/** Hosts in the form of a name and its namespace that are domains outside the cluster. */
const DOMAIN = /^[\w-]+\.(com|net|org|io|lan|local|internal|home|corp)(:|$)/;

/** Forms that are not the name of a bucket, with the name in them. */
const FORMS: readonly { readonly is: RegExp; readonly what: string }[] = [
  { is: /^arn:[\w-]*:s3:::([\w.-]+)/, what: 'an ARN' },
  // The bucket is in the path, or in front of the host.
  { is: /^https?:\/\/(?:s3[.-][\w.-]+(?::\d+)?\/([\w.-]+)|([\w-]+)\.s3[.-])/, what: 'a URL' },
  { is: /^https?:\/\/(?:[^/]+\/([\w.-]+))?/, what: 'a URL' },
  { is: /^\w+:\/\/(?:[^/]+@[^/]+\/)?([\w.-]+)/, what: 'a URL' },
  { is: /^([\w.-]+)\/[\w./-]*$/, what: 'a bucket and a folder' },
];

/** Blocks with a bucket and an endpoint. */
function stores(loki: Loki) {
  return placesIn(loki.config, '').flatMap(({ path, value }) => {
    if (!isRecord(value) || !isText(value['endpoint'])) return [];
    const isLegacy = isText(value['bucketnames']);
    const bucket = isLegacy ? value['bucketnames'] : value['bucket_name'];
    if (!isText(bucket) || /[$,]/.test(bucket) || bucket === '') return [];
    const host = value['endpoint'].replace(/^https?:\/\//, '').replace(/\/+$/, '');
    return [{ path: `${loki.path} ${path}`, block: value, isLegacy, bucket, endpoint: host }];
  });
}

/** Rules about buckets and the store they are in. */
export const BUCKET_RULES: readonly ManifestsRule[] = [known, names, endpoint, pathStyle];
