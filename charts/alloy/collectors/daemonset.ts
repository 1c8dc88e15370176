import { k8s } from 'cdk8s-plus-28';
import { CREDENTIALS_VOLUME, withoutToken } from '../../endpoint/credentials/source';
import { LokiEndpoint } from '../../endpoint/endpoint';
import type { WorkloadIdentity } from '../../endpoint/identity';
import { goMemoryLimit, httpProbe, resources, tcpProbe, type ContainerResources } from '../../kubernetes/workload';
import type { AlloySource, HostMount } from '../sources/source';

/** Port of Alloy's HTTP server: metrics, readiness and its user interface. */
export const HTTP_PORT = 12345;

/** Name of that port. */
export const HTTP_PORT_NAME = 'http-metrics';

/** Folder the configuration is mounted at, and the key of it in the ConfigMap. */
const CONFIG_PATH = '/etc/alloy';
export const CONFIG_KEY = 'config.alloy';

/**
 * Where Alloy keeps how far it has read, on the node itself: in the container it would be gone with the container, and
 * every file would be sent again.
 */
const STORAGE_PATH = '/var/lib/alloy/data';

/** Name of the container. */
const CONTAINER = 'alloy';

/** What Alloy's DaemonSet is made of. */
export interface AlloyDaemonSetProps {
  /** Name of the DaemonSet, its service account and its ConfigMap. */
  readonly name: string;

  /** Namespace of all of them. */
  readonly namespace: string;

  /** Labels of the DaemonSet. */
  readonly labels: Record<string, string>;

  /** Labels that tell its pods from all others. */
  readonly selector: Record<string, string>;

  /** Hash of the configuration. Another one rolls the pods. */
  readonly configChecksum: string;

  /** Image of Alloy. */
  readonly image: string;

  /** CPU request, memory request and limit of the container. */
  readonly resources: ContainerResources;

  /** Priority class of the pods. */
  readonly priorityClassName: string;

  /** What logs are read from. */
  readonly sources: AlloySource[];

  /** Where logs go. */
  readonly endpoint: LokiEndpoint;

  /** Who its pods are to AWS, where that is how they get their password. @default nobody */
  readonly identity?: WorkloadIdentity;
}

/** One Alloy on every Linux node. */
export function daemonSet(props: AlloyDaemonSetProps): unknown {
  const mounts = unique(
    'mount',
    props.sources.flatMap((source) => source.mounts),
  );
  return k8s.KubeDaemonSet.manifest({
    metadata: { name: props.name, namespace: props.namespace, labels: props.labels },
    spec: {
      selector: { matchLabels: props.selector },
      minReadySeconds: 10,
      updateStrategy: {
        type: 'RollingUpdate',
        rollingUpdate: { maxUnavailable: k8s.IntOrString.fromString('10%') },
      },
      template: {
        metadata: {
          labels: props.labels,
          annotations: { 'checksum/config': props.configChecksum, ...withoutToken(props.identity, CONTAINER) },
        },
        spec: {
          serviceAccountName: props.name,
          // Only discovery talks to the API server.
          automountServiceAccountToken: props.sources.some((source) => source.rules.length > 0),
          enableServiceLinks: false,
          priorityClassName: props.priorityClassName,
          nodeSelector: { 'kubernetes.io/os': 'linux' },
          // Every node, whatever is wrong with it: that is when its logs matter.
          tolerations: [{ operator: 'Exists' }],
          // Alloy has 15 s of its own to send what is in its queue; the rest is for what is under way.
          terminationGracePeriodSeconds: 60,
          securityContext: { runAsUser: 0, runAsGroup: 0, seccompProfile: { type: 'RuntimeDefault' } },
          containers: [container(props, mounts)],
          volumes: volumes(props, mounts),
        },
      },
    },
  });
}

function container(props: AlloyDaemonSetProps, mounts: HostMount[]): k8s.Container {
  const ready = (probe: Omit<k8s.Probe, 'httpGet'>): k8s.Probe => httpProbe('/-/ready', HTTP_PORT_NAME, probe);
  return {
    name: CONTAINER,
    image: props.image,
    args: [
      'run',
      `${CONFIG_PATH}/${CONFIG_KEY}`,
      `--storage.path=${STORAGE_PATH}`,
      // Alloy's own default is the loopback address, where no probe reaches it.
      `--server.http.listen-addr=0.0.0.0:${HTTP_PORT}`,
      '--server.http.disable-support-bundle',
      '--stability.level=generally-available',
      '--disable-reporting',
    ],
    env: [
      ...unique(
        'environment variable',
        props.sources.flatMap((source) => source.env),
      ),
      goMemoryLimit(props.resources),
    ],
    ports: [{ name: HTTP_PORT_NAME, containerPort: HTTP_PORT, protocol: 'TCP' }],
    // Ready means: the configuration is loaded. It says nothing of delivery.
    startupProbe: ready({ periodSeconds: 5, failureThreshold: 24 }),
    readinessProbe: ready({ periodSeconds: 10, timeoutSeconds: 5 }),
    // Not /-/healthy, which fails where any one component is unhealthy: a restart would stop the healthy ones as well.
    livenessProbe: tcpProbe(HTTP_PORT_NAME, { periodSeconds: 20, timeoutSeconds: 5, failureThreshold: 6 }),
    resources: resources(props.resources),
    // Root without root's powers, save one: to read logs that belong to others. Its own storage belongs to root.
    securityContext: {
      allowPrivilegeEscalation: false,
      privileged: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'], add: ['DAC_READ_SEARCH'] },
    },
    volumeMounts: [
      { name: 'config', mountPath: CONFIG_PATH, readOnly: true },
      { name: CREDENTIALS_VOLUME, mountPath: LokiEndpoint.CREDENTIALS_PATH, readOnly: true },
      { name: 'storage', mountPath: STORAGE_PATH },
      { name: 'tmp', mountPath: '/tmp' },
      ...mounts.map(({ name, path }) => ({ name, mountPath: path, readOnly: true })),
    ],
  };
}

function volumes({ name, namespace, endpoint }: AlloyDaemonSetProps, mounts: HostMount[]): k8s.Volume[] {
  return [
    { name: 'config', configMap: { name } },
    endpoint.credentials.volume(endpoint.alloyClient(namespace)),
    { name: 'storage', hostPath: { path: STORAGE_PATH, type: 'DirectoryOrCreate' } },
    { name: 'tmp', emptyDir: {} },
    ...mounts.map((mount) => ({ name: mount.name, hostPath: { path: mount.path, type: mount.type } })),
  ];
}

/** Each name once. Throws where two of one name differ. */
function unique<T extends HostMount | k8s.EnvVar>(what: string, items: T[]): T[] {
  const byName = new Map<string, T>();
  for (const item of items) {
    const other = byName.get(item.name);
    if (other && JSON.stringify(other) !== JSON.stringify(item)) {
      throw new Error(`two sources bring along a different ${what} ${item.name}: give one of the two another name`);
    }
    byName.set(item.name, item);
  }
  return [...byName.values()];
}
