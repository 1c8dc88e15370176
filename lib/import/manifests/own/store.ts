import { LOCAL_STORE } from '../../../../charts/local/store';
import { ACCESS_KEY_KEYS, DEFAULT_STORE_REGION } from '../../../../charts/endpoint/store/endpoint';
import { s3HostRegion } from '../../../../charts/endpoint/store/aws-host';
import { CA_KEY } from '../../../../charts/endpoint/authority';
import { ACCESS_KEY_ENV, CA_VOLUME } from '../../../../charts/loki/workloads/store-access';
import { bucketName } from '../../../environment/names';
import type { Manifest } from '../../../manifests/manifest';
import { Manifests } from '../../../manifests/manifests';
import { at, record, records, text } from '../../../manifests/shape';
import type { Importing } from '../../importing';
import { regionOfPasswords } from './place';

/** Reads the region, the buckets and the address of their store. */
export function readStore({ draft }: Importing, objects: readonly Manifest[], config: unknown): void {
  const s3 = record(at(config, 'storage_config.object_store.s3'));
  const host = text(s3['endpoint']);
  const isLocal = draft.has(['cluster', 'local']);
  const isInAws = host === undefined || s3HostRegion(`https://${host}`) !== undefined;
  const region = (isInAws ? text(s3['region']) : undefined) ?? regionOfPasswords(objects);
  if (region !== undefined && !isLocal) draft.set(['region'], region);
  const parts = { environment: draft.name, account: String(draft.get(['account']) ?? ''), region: region ?? '' };
  for (const [field, purpose, bucket] of [
    ['chunkBucketName', 'chunks', text(s3['bucket_name'])],
    ['rulerBucketName', 'ruler', text(at(config, 'ruler_storage.s3.bucket_name'))],
  ] as const) {
    const ours = isLocal ? `loki-${draft.name}-${purpose}` : bucketName(purpose, parts);
    if (bucket !== undefined && bucket !== ours) draft.set(['storage', field], bucket);
  }
  const isOfCluster = objects.some(({ kind, metadata }) => kind === 'StatefulSet' && metadata.name === LOCAL_STORE);
  if (host === undefined || isInAws || isOfCluster) return;
  const key = accessKeyOf(objects);
  draft.set(['storage', 'endpoint'], {
    url: `${s3['insecure'] === true ? 'http' : 'https'}://${host}`,
    ...(s3['insecure'] === true ? { plainHttp: true } : {}),
    ...(s3['bucket_lookup_type'] === 'virtual-hosted' ? { pathStyle: false } : {}),
    ...(key ? { accessKey: key } : {}),
    ...authorityOf(objects),
    ...(isLocal || s3['region'] === DEFAULT_STORE_REGION ? {} : { region: s3['region'] }),
  });
}

/** True if Loki takes an access key from a Secret, and no role. */
export const hasAccessKey = (objects: readonly Manifest[]): boolean => accessKeyOf(objects) !== undefined;

function accessKeyOf(objects: readonly Manifest[]): Record<string, string> | undefined {
  const refOf = (name: string) => {
    const all = new Manifests(objects).workloads.filter(({ labels }) => labels['app.kubernetes.io/name'] === 'loki');
    const variables = all.flatMap(({ pod }) => records(pod.containers).flatMap(({ env }) => records(env)));
    return record(
      at(
        variables.find((one) => one['name'] === name),
        'valueFrom.secretKeyRef',
      ),
    );
  };
  const [id, secret] = [refOf(ACCESS_KEY_ENV.id), refOf(ACCESS_KEY_ENV.secret)];
  const [name, idKey, secretKey] = [text(id['name']), text(id['key']), text(secret['key'])];
  if (name === undefined || idKey === undefined || secretKey === undefined) return undefined;
  return {
    secret: name,
    ...(idKey === ACCESS_KEY_KEYS.id ? {} : { idKey }),
    ...(secretKey === ACCESS_KEY_KEYS.secret ? {} : { secretKey }),
  };
}

/** Certificates of the store's authority, in a Secret, a ConfigMap of the user's, or as a text in a ConfigMap of the library. */
function authorityOf(objects: readonly Manifest[]): { ca?: object } {
  const volumes = new Manifests(objects).workloads.flatMap(({ pod }) => records(pod.volumes));
  const volume = volumes.find((one) => one['name'] === CA_VOLUME);
  const key = (source: string) => {
    const used = text(at(records(at(volume, `${source}.items`))[0], 'key'));
    return used === undefined || used === CA_KEY ? {} : { key: used };
  };
  const [secret, map] = [text(at(volume, 'secret.secretName')), text(at(volume, 'configMap.name'))];
  if (secret !== undefined) return { ca: { secret, ...key('secret') } };
  if (map === undefined) return {};
  const own = objects.find(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === map);
  const pem = text(record(own?.['data'])[CA_KEY]);
  return { ca: pem === undefined ? { configMap: map, ...key('configMap') } : { pem } };
}
