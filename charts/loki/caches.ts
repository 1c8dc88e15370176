import { type Chart } from 'cdk8s';
import { k8s } from 'cdk8s-plus-28';
import { METRICS_PORT_NAME } from '../kubernetes/metrics';
import { addObject } from '../kubernetes/objects';
import {
  onePerHost,
  resources,
  RESTRICTED_CONTAINER,
  restrictedPod,
  spread,
  statefulSet,
  tcpProbe,
  type ContainerResources,
} from '../kubernetes/workload';
import { LokiNames } from './components';
import { lokiMetadata, NO_ROLE_SERVICE_ACCOUNT, podDisruptionBudget } from './objects';
import type { ComponentSize, SizedComponent } from './sizes/sizes';

/** Row of the table of caches. */
export interface LokiCache {
  /** Key of the cache's size. */
  readonly key: SizedComponent;

  /** Name in Kubernetes. */
  readonly component: string;

  /** Maximum size of an item in MiB. */
  readonly maxItemMiB: number;
}

/** Cache of chunks, in front of S3. */
export const CHUNKS_CACHE: LokiCache = { key: 'chunksCache', component: 'chunks-cache', maxItemMiB: 5 };

/** Cache of the results of split queries. */
export const RESULTS_CACHE: LokiCache = { key: 'resultsCache', component: 'results-cache', maxItemMiB: 5 };

/** Both caches. */
export const LOKI_CACHES: readonly LokiCache[] = [CHUNKS_CACHE, RESULTS_CACHE];

/** Memory of the container for each byte that memcached fills. Connections and memcached's own tables take the rest. */
export const MEMCACHED_SHARE = 1.2;

/** Port of memcached. */
export const MEMCACHED_PORT = 11211;

/** Port of the exporter beside memcached. */
export const EXPORTER_PORT = 9150;

/** Name of memcached's port, by which Loki finds the pods in DNS. */
const CLIENT_PORT_NAME = 'memcached';

/** The user `memcache` of the Alpine image. */
const MEMCACHED_USER = 11211;

/** Resources of the exporter, which only reads counters. */
export const EXPORTER_SIZE: ContainerResources = { cpu: 0.01, memoryMiB: 64 };

/** Address of a cache's pods: the SRV records of its headless Service. */
export function memcachedAddresses(names: LokiNames, cache: LokiCache): string {
  return `dnssrvnoa+_${CLIENT_PORT_NAME}._tcp.${names.host(names.headless(cache.component))}`;
}

/** Inputs of a cache's objects. */
export interface CacheProps {
  /** Names and addresses. */
  readonly names: LokiNames;

  /** Replicas, CPU, and the memory that memcached may fill. */
  readonly size: ComponentSize;

  /** Image of memcached. */
  readonly image: string;

  /** Image of the exporter. */
  readonly exporterImage: string;

  /** PriorityClass of the pods. @default - the default of the cluster */
  readonly priorityClassName?: string;
}

/** Adds a cache: StatefulSet, headless Service, and a budget if it has more than one pod. */
export function addCache(chart: Chart, cache: LokiCache, props: CacheProps): void {
  const { names, size } = props;
  const labels = LokiNames.selector(cache.component);
  const name = names.workload(cache.component);
  const serviceName = names.headless(cache.component);
  const limitMb = Math.round(size.memory * 1024);
  addObject(
    chart,
    statefulSet({
      metadata: lokiMetadata(names, name, cache.component),
      spec: {
        serviceName,
        replicas: size.replicas,
        podManagementPolicy: 'Parallel',
        updateStrategy: { type: 'RollingUpdate' },
        selector: { matchLabels: labels },
        template: {
          metadata: { labels },
          spec: {
            serviceAccountName: NO_ROLE_SERVICE_ACCOUNT,
            automountServiceAccountToken: false,
            enableServiceLinks: false,
            terminationGracePeriodSeconds: 60,
            securityContext: restrictedPod(MEMCACHED_USER),
            ...(props.priorityClassName ? { priorityClassName: props.priorityClassName } : {}),
            affinity: onePerHost(labels),
            topologySpreadConstraints: spread(labels),
            containers: [memcachedContainer(props, cache.maxItemMiB, limitMb), exporterContainer(props.exporterImage)],
          },
        },
      },
    }),
  );
  addObject(
    chart,
    k8s.KubeService.manifest({
      metadata: lokiMetadata(names, serviceName, cache.component),
      spec: {
        type: 'ClusterIP',
        clusterIp: 'None',
        selector: labels,
        ports: [
          {
            name: CLIENT_PORT_NAME,
            port: MEMCACHED_PORT,
            targetPort: k8s.IntOrString.fromString(CLIENT_PORT_NAME),
          },
          {
            name: METRICS_PORT_NAME,
            port: EXPORTER_PORT,
            targetPort: k8s.IntOrString.fromString(METRICS_PORT_NAME),
          },
        ],
      },
    }),
  );
  podDisruptionBudget(chart, names, cache.component, size.replicas);
}

function memcachedContainer(props: CacheProps, maxItemMiB: number, limitMb: number): k8s.Container {
  return {
    name: 'memcached',
    image: props.image,
    args: [
      `--memory-limit=${limitMb}`,
      `--max-item-size=${maxItemMiB}m`,
      '--conn-limit=16384',
      '--extended=modern,track_sizes',
      `--port=${MEMCACHED_PORT}`,
    ],
    ports: [{ name: CLIENT_PORT_NAME, containerPort: MEMCACHED_PORT }],
    resources: resources({ cpu: props.size.cpu, memoryMiB: Math.ceil(limitMb * MEMCACHED_SHARE) }),
    ...probes(CLIENT_PORT_NAME),
    securityContext: RESTRICTED_CONTAINER,
  };
}

const probes = (port: string): Pick<k8s.Container, 'startupProbe' | 'readinessProbe' | 'livenessProbe'> => ({
  startupProbe: tcpProbe(port, { periodSeconds: 2, failureThreshold: 30 }),
  readinessProbe: tcpProbe(port, { periodSeconds: 10, timeoutSeconds: 3 }),
  livenessProbe: tcpProbe(port, { periodSeconds: 30, timeoutSeconds: 3, failureThreshold: 6 }),
});

function exporterContainer(image: string): k8s.Container {
  return {
    name: 'exporter',
    image,
    args: [`--memcached.address=localhost:${MEMCACHED_PORT}`, `--web.listen-address=:${EXPORTER_PORT}`],
    ports: [{ name: METRICS_PORT_NAME, containerPort: EXPORTER_PORT }],
    resources: resources(EXPORTER_SIZE),
    ...probes(METRICS_PORT_NAME),
    securityContext: RESTRICTED_CONTAINER,
  };
}
