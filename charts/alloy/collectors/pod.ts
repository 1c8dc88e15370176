import type { k8s } from 'cdk8s-plus-28';
import { CONFIG_CHECKSUM } from '../../kubernetes/config-checksum';
import { CREDENTIALS_VOLUME, withoutToken } from '../../endpoint/credentials/source';
import { LokiEndpoint } from '../../endpoint/endpoint';
import {
  goMaxProcs,
  goMemoryLimit,
  httpProbe,
  resources,
  RESTRICTED_CONTAINER,
  restrictedPod,
  tcpProbe,
} from '../../kubernetes/workload';
import type { AlloySource, HostMount, SecretMount } from '../sources/source';
import type { CollectorContext, PlacedCollector } from './collector';

/** Port of Alloy's HTTP server: metrics, readiness and its user interface. */
export const HTTP_PORT = 12345;

/** Name of that port. */
export const HTTP_PORT_NAME = 'http-metrics';

/** Folder the configuration is mounted at, and the key of it in the ConfigMap. */
export const CONFIG_PATH = '/etc/alloy';
export const CONFIG_KEY = 'config.alloy';

/** Folder of Alloy's data: how far each source has been read. */
export const STORAGE_PATH = '/var/lib/alloy/data';

/** Name of the volume there. */
export const STORAGE_VOLUME = 'storage';

/** Name of the container. */
const CONTAINER = 'alloy';

/** User `alloy` of Alloy's image. */
export const ALLOY_USER = 473;

/** Parts of a pod that depend on the kind of its collector. */
export interface PodShape {
  /** Fields of the pod's spec. */
  readonly pod: Partial<k8s.PodSpec>;

  /** Security context of the container. */
  readonly container: k8s.SecurityContext;

  /** Arguments of Alloy, besides those of all collectors. @default - none */
  readonly args?: readonly string[];

  /** Volume of Alloy's data. @default - the workload claims one */
  readonly storage?: Omit<k8s.Volume, 'name'>;
}

/** Objects of a collector that depend on its kind. */
export interface KindObjects {
  /** True if the container runs as root: then only root may read the password. */
  isRoot(sources: readonly AlloySource[]): boolean;

  /** If true, the Service has an address that shares requests out among the pods. */
  readonly hasAddress: boolean;

  /** If true, its pods reach each other's HTTP server, and find each other before they are ready. @default false */
  readonly isClustered?: boolean;

  /** The workload. */
  workload(collector: PlacedCollector, context: CollectorContext): unknown;

  /** The disruption budget. @default - no budget */
  readonly budget?: (collector: PlacedCollector) => unknown;
}

/** Shape of pods that read no file of the node: they run as Alloy's own user, with no privileges. */
export function restrictedShape(storage?: PodShape['storage'], pod: Partial<k8s.PodSpec> = {}): PodShape {
  return { pod: { securityContext: restrictedPod(ALLOY_USER), ...pod }, container: RESTRICTED_CONTAINER, storage };
}

/** Template of the pods of a collector. */
export function podTemplate(
  collector: PlacedCollector,
  context: CollectorContext,
  shape: PodShape,
): k8s.PodTemplateSpec {
  const { metadata, sources, identity, kafkaIdentity, egress, client } = collector;
  const mounts = widest(unique(sources.flatMap((source) => source.mounts)));
  return {
    metadata: {
      labels: metadata.labels,
      annotations: { ...CONFIG_CHECKSUM, ...withoutToken(identity, CONTAINER), ...kafkaIdentity?.podAnnotations },
    },
    spec: {
      serviceAccountName: collector.name,
      // Only sources with permissions talk to the API server.
      automountServiceAccountToken: [...sources, egress].some(({ rules }) => rules.length > 0),
      enableServiceLinks: false,
      // Alloy itself takes up to 15 s to send its queue; the rest is for requests in flight.
      terminationGracePeriodSeconds: 60,
      ...shape.pod,
      containers: [container(collector, context, shape, mounts)],
      volumes: [
        { name: 'config', configMap: { name: collector.name } },
        ...(egress.usesGateway ? [context.endpoint.credentials.volume(client)] : []),
        ...(shape.storage ? [{ name: STORAGE_VOLUME, ...shape.storage }] : []),
        { name: 'tmp', emptyDir: {} },
        ...secretsOf(collector).map((secret) => secretVolume(secret, client.isRoot)),
        ...mounts.map((mount) => ({ name: mount.name, hostPath: { path: mount.path, type: mount.type } })),
      ],
    },
  };
}

function container(
  collector: PlacedCollector,
  { image }: CollectorContext,
  shape: PodShape,
  mounts: HostMount[],
): k8s.Container {
  const { sources, resources: size, egress } = collector;
  const ready = (probe: Omit<k8s.Probe, 'httpGet'>): k8s.Probe => httpProbe('/-/ready', HTTP_PORT_NAME, probe);
  return {
    name: CONTAINER,
    image,
    args: [
      'run',
      `${CONFIG_PATH}/${CONFIG_KEY}`,
      `--storage.path=${STORAGE_PATH}`,
      // Alloy's own default is the loopback address, where no probe reaches it.
      `--server.http.listen-addr=0.0.0.0:${HTTP_PORT}`,
      '--server.http.disable-support-bundle',
      '--stability.level=generally-available',
      '--disable-reporting',
      ...(shape.args ?? []),
    ],
    env: [...unique([...sources, egress].flatMap(({ env }) => env)), goMemoryLimit(size), goMaxProcs(size)],
    ports: [
      { name: HTTP_PORT_NAME, containerPort: HTTP_PORT, protocol: 'TCP' },
      ...sources.flatMap(({ ports = [] }) =>
        ports.map(({ name, port, protocol = 'TCP' }) => ({ name, containerPort: port, protocol })),
      ),
    ],
    // Ready means: the configuration is loaded. It says nothing about delivery.
    startupProbe: ready({ periodSeconds: 5, failureThreshold: 24 }),
    readinessProbe: ready({ periodSeconds: 10, timeoutSeconds: 5 }),
    // Not /-/healthy, which fails if any component is unhealthy: a restart would stop the healthy ones as well.
    livenessProbe: tcpProbe(HTTP_PORT_NAME, { periodSeconds: 20, timeoutSeconds: 5, failureThreshold: 6 }),
    resources: resources(size),
    // The Service names the pod for some seconds after it began to end.
    ...(sources.some(({ clients }) => clients)
      ? { lifecycle: { preStop: { exec: { command: ['sleep', '5'] } } } }
      : {}),
    securityContext: shape.container,
    volumeMounts: [
      { name: 'config', mountPath: CONFIG_PATH, readOnly: true },
      ...(egress.usesGateway
        ? [{ name: CREDENTIALS_VOLUME, mountPath: LokiEndpoint.CREDENTIALS_PATH, readOnly: true }]
        : []),
      { name: STORAGE_VOLUME, mountPath: STORAGE_PATH },
      { name: 'tmp', mountPath: '/tmp' },
      ...[...secretsOf(collector), ...mounts].map(({ name, path }) => ({ name, mountPath: path, readOnly: true })),
    ],
  };
}

/** Secrets of sources and destinations. */
const secretsOf = ({ sources, egress }: PlacedCollector): SecretMount[] =>
  unique([...sources, egress].flatMap(({ secrets = [] }) => [...secrets]));

/** Volume with the keys alone: pods see nothing else of a Secret. Where the container runs as root, only root reads it. */
function secretVolume({ name, secretName, keys }: SecretMount, isRoot: boolean): k8s.Volume {
  const items = keys.map((key) => ({ key, path: key }));
  return { name, secret: { secretName, items, ...(isRoot ? { defaultMode: 0o400 } : {}) } };
}

/** Each name once: sources may share mounts and variables. */
function unique<T extends { readonly name: string }>(items: readonly T[]): T[] {
  return [...new Map(items.map((item) => [item.name, item])).values()];
}

/** Mounts that are within no other: their files are in the pod already. */
function widest(mounts: HostMount[]): HostMount[] {
  return mounts.filter(({ path }) => !mounts.some((other) => path.startsWith(`${other.path}/`)));
}
