import type { k8s } from 'cdk8s-plus-28';
import { CONFIG_CHECKSUM } from '../../kubernetes/config-checksum';
import { CREDENTIALS_VOLUME, withoutToken } from '../../endpoint/credentials/source';
import { LokiEndpoint } from '../../endpoint/endpoint';
import { RESTRICTED_CONTAINER, restrictedPod } from '../../kubernetes/workload';
import type { AlloySource, HostMount, SecretMount } from '../sources/source';
import type { CollectorContext, PlacedCollector } from './collector';
import { ALLOY_USER, alloyContainer, CONTAINER, STORAGE_VOLUME } from './program';

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

  /** If true, the Service has an address of its own, which balances requests among the pods. */
  readonly hasAddress: boolean;

  /** If true, its pods reach each other's HTTP server, and find each other before they are ready. @default false */
  readonly isClustered?: boolean;

  /** The workload. */
  workload(collector: PlacedCollector, context: CollectorContext): unknown;

  /** The disruption budget. @default - no budget */
  readonly budget?: (collector: PlacedCollector) => unknown;
}

/** Shape of pods that read no files of the node. They run as Alloy's own user, with no privileges. */
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
  const mounts = outermost(unique(sources.flatMap((source) => source.mounts)));
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
  return alloyContainer({
    image,
    size,
    security: shape.container,
    args: shape.args,
    env: unique([...sources, egress].flatMap(({ env }) => env)),
    ports: sources.flatMap(({ ports = [] }) =>
      ports.map(({ name, port, protocol = 'TCP' }) => ({ name, containerPort: port, protocol })),
    ),
    // The Service still routes to the pod for some seconds after its termination begins.
    lifecycle: sources.some(({ clients }) => clients) ? { preStop: { exec: { command: ['sleep', '5'] } } } : undefined,
    credentials: egress.usesGateway
      ? [{ name: CREDENTIALS_VOLUME, mountPath: LokiEndpoint.CREDENTIALS_PATH, readOnly: true }]
      : [],
    mounts: [...secretsOf(collector), ...mounts].map(({ name, path }) => ({ name, mountPath: path, readOnly: true })),
  });
}

/** Secrets of sources and destinations. */
const secretsOf = ({ sources, egress }: PlacedCollector): SecretMount[] =>
  unique([...sources, egress].flatMap(({ secrets = [] }) => [...secrets]));

/** Volume with the listed keys of a Secret and no others. If the container runs as root, only root can read them. */
function secretVolume({ name, secretName, keys }: SecretMount, isRoot: boolean): k8s.Volume {
  const items = keys.map((key) => ({ key, path: key }));
  return { name, secret: { secretName, items, ...(isRoot ? { defaultMode: 0o400 } : {}) } };
}

/** Items without repeated names: sources may share mounts and variables. */
function unique<T extends { readonly name: string }>(items: readonly T[]): T[] {
  return [...new Map(items.map((item) => [item.name, item])).values()];
}

/** Mounts without those inside another mount, which has their files already. */
function outermost(mounts: HostMount[]): HostMount[] {
  return mounts.filter(({ path }) => !mounts.some((other) => path.startsWith(`${other.path}/`)));
}
