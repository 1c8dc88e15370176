import { DEFAULT_CLUSTER_DOMAIN, DEFAULT_NAMESPACES } from '../../charts/defaults';
import type { ObjectStore } from '../../charts/endpoint/object-store';
import { DEFAULT_STORE_REGION } from '../../charts/endpoint/store/endpoint';
import { localStoreEndpoint } from '../../charts/local/store';
import type { LoggingChartsProps } from '../../charts/logging/props';
import { CredentialsKind } from '../../charts/endpoint/credentials/source';
import type { EnvironmentProps } from './props';
import { isObject } from './values';

/** Placeholder for the account of a local cluster. No AWS account has this number. */
const NO_ACCOUNT = '000000000000';

/**
 * Ports on which API servers of local clusters listen: k3d and kind 6443, minikube 8443. Their network plugins look at the
 * port behind the Service.
 */
const API_SERVER_PORTS = [443, 6443, 8443];

/** Node sources that local nodes lack, since they are containers. */
const NO_NODE_SOURCES = { journal: false, audit: false, cloudInit: false };

/** True for an environment on the user's machine. */
export const isLocal = ({ cluster }: Pick<EnvironmentProps, 'cluster'>): boolean =>
  isObject(cluster) && cluster.local !== undefined;

/** True for a local environment that names no other kind of cluster. */
export const isOnlyLocal = (props: Pick<EnvironmentProps, 'cluster'>): boolean =>
  isLocal(props) && props.cluster.create === undefined && props.cluster.existing === undefined;

/** Input of an environment with the defaults of a local cluster, which differ from those on EKS. */
export function withLocalDefaults(props: EnvironmentProps): EnvironmentProps {
  if (!isOnlyLocal(props)) return props;
  return {
    ...props,
    account: NO_ACCOUNT,
    region: DEFAULT_STORE_REGION,
    credentials: { from: CredentialsKind.KUBERNETES_SECRET, ...props.credentials },
    alloy: { ...NO_NODE_SOURCES, ...props.alloy },
  };
}

/** Buckets of a local cluster, in its S3 server unless the environment names another store; undefined on EKS. */
export function localObjectStore(name: string, props: EnvironmentProps): ObjectStore | undefined {
  if (!isLocal(props)) return undefined;
  const { chunkBucketName = `loki-${name}-chunks`, rulerBucketName = `loki-${name}-ruler` } = props.storage ?? {};
  const namespace = props.loki?.namespace ?? DEFAULT_NAMESPACES.loki;
  const buckets = { chunkBucket: chunkBucketName, rulerBucket: rulerBucketName, region: DEFAULT_STORE_REGION };
  if (props.storage?.endpoint) return buckets;
  return {
    ...buckets,
    endpoint: localStoreEndpoint(namespace, props.clusterDomain ?? DEFAULT_CLUSTER_DOMAIN),
  };
}

/** Properties of the charts that only a local cluster has. */
export function localChartsProps(
  { cluster, storage }: EnvironmentProps,
  charts: LoggingChartsProps,
): LoggingChartsProps {
  const { local } = cluster;
  if (!local) return charts;
  const onCluster = { ...charts, apiServerPorts: API_SERVER_PORTS };
  if (!charts.loki) {
    return {
      ...onCluster,
      remoteLoki: charts.remoteLoki && { ...charts.remoteLoki, storageClassName: local.storageClass },
    };
  }
  return {
    ...onCluster,
    loki: { ...charts.loki, oneNode: true, storageClassName: local.storageClass },
    ...(storage?.endpoint ? {} : { localStore: { volume: local.storeVolume } }),
  };
}
