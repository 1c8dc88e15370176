import type { Chart } from 'cdk8s';
import { k8s } from 'cdk8s-plus-28';
import { CA_KEY } from '../../endpoint/authority';
import { isInAws, type ObjectStore, storeHost } from '../../endpoint/object-store';
import { ACCESS_KEY_KEYS, storeConnection } from '../../endpoint/store/endpoint';
import { fipsStsEndpoint } from '../../endpoint/store/fips';
import { namespacePeer, tcp } from '../../kubernetes/network';
import { addObject } from '../../kubernetes/objects';
import type { LokiNames } from '../components';
import type { LokiConfig } from '../config/generated/types';
import { lokiMetadata } from '../objects';

/** Folder of the certificates of the store's authority. */
const CA_FOLDER = '/etc/loki/store-ca';

/** Volume of the certificates, and the ConfigMap of those that are given as text. */
export const CA_VOLUME = 'store-ca';
const CA_CONFIG_MAP = 'loki-store-ca';

/** Variables that Loki's client takes an access key from, before it asks for the role of the pod. */
export const ACCESS_KEY_ENV = { id: 'AWS_ACCESS_KEY_ID', secret: 'AWS_SECRET_ACCESS_KEY' };

/** Port of S3 and of STS. */
const HTTPS_PORT = 443;

/** One bucket in the configuration of Loki's client. */
export function bucketConfig(store: ObjectStore, name: string): NonNullable<LokiConfig['ruler_storage']>['s3'] {
  const { region, endpoint, fips } = store;
  const isPathStyle = endpoint?.pathStyle ?? (isInAws(store) ? undefined : true);
  const sts = fips ? fipsStsEndpoint(region) : undefined;
  return {
    region,
    endpoint: storeHost(store),
    bucket_name: name,
    // By default Loki uses the dual-stack host, which private DNS of an S3 interface endpoint does not cover.
    dualstack_enabled: false,
    ...(isPathStyle === undefined ? {} : { bucket_lookup_type: isPathStyle ? 'path' : 'virtual-hosted' }),
    ...(endpoint?.plainHttp ? { insecure: true } : {}),
    ...(endpoint?.ca ? { http: { tls_ca_path: `${CA_FOLDER}/${endpoint.ca.key ?? CA_KEY}` } } : {}),
    ...(sts === undefined ? {} : { sts_endpoint: sts }),
  };
}

/** Parts of pods that reach the store. */
export interface StorePodParts {
  /** Environment of the container: its client takes the access key from there, and no file of ours has it. */
  readonly env: readonly k8s.EnvVar[];

  /** Volumes of the pod. */
  readonly volumes: readonly k8s.Volume[];

  /** Mounts of the container. */
  readonly mounts: readonly k8s.VolumeMount[];
}

/** Parts of pods that reach the store: an access key, and an authority of its own. */
export function storePodParts({ endpoint }: Pick<ObjectStore, 'endpoint'>): StorePodParts {
  const { accessKey, ca } = endpoint ?? {};
  const { idKey = ACCESS_KEY_KEYS.id, secretKey = ACCESS_KEY_KEYS.secret } = accessKey ?? {};
  const from = (name: string, key: string): k8s.EnvVar => ({
    name,
    valueFrom: { secretKeyRef: { name: accessKey?.secret, key } },
  });
  const items = [{ key: ca?.key ?? CA_KEY, path: ca?.key ?? CA_KEY }];
  const source: Partial<k8s.Volume> =
    ca?.secret === undefined
      ? // Another program makes that of a name, such as trust-manager: it is not a fault of these manifests that it is missing.
        { configMap: { name: ca?.configMap ?? CA_CONFIG_MAP, items, ...(ca?.configMap ? { optional: true } : {}) } }
      : { secret: { secretName: ca.secret, items } };
  return {
    env: accessKey ? [from(ACCESS_KEY_ENV.id, idKey), from(ACCESS_KEY_ENV.secret, secretKey)] : [],
    volumes: ca ? [{ name: CA_VOLUME, ...source }] : [],
    mounts: ca ? [{ name: CA_VOLUME, mountPath: CA_FOLDER, readOnly: true }] : [],
  };
}

/** Adds the ConfigMap with the certificates, if their text is given. */
export function addStoreAuthority(chart: Chart, names: LokiNames, { endpoint }: Pick<ObjectStore, 'endpoint'>): void {
  const { pem } = endpoint?.ca ?? {};
  if (pem === undefined) return;
  const metadata = lokiMetadata(names, CA_CONFIG_MAP);
  addObject(chart, k8s.KubeConfigMap.manifest({ metadata, data: { [CA_KEY]: `${pem.trim()}\n` } }));
}

/** Connection of the pods to the store, for the network policy. */
export function storeEgress(store: ObjectStore): k8s.NetworkPolicyEgressRule {
  // S3 and STS have no fixed addresses, and VPC endpoints have others.
  if (!store.endpoint || isInAws(store)) return { ports: tcp(HTTPS_PORT) };
  const { namespace, cidr, port } = storeConnection(store.endpoint);
  const to = namespace ? [namespacePeer(namespace)] : cidr ? [{ ipBlock: { cidr } }] : undefined;
  return { ...(to ? { to } : {}), ports: tcp(port) };
}
