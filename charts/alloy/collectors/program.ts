import type { k8s } from 'cdk8s-plus-28';
import { METRICS_PORT_NAME } from '../../kubernetes/metrics';
import {
  type ContainerResources,
  goMaxProcs,
  goMemoryLimit,
  httpProbe,
  resources,
  tcpProbe,
} from '../../kubernetes/workload';

/** Port of Alloy's HTTP server: metrics, readiness and its user interface. */
export const HTTP_PORT = 12345;

/** Folder the configuration is mounted at. */
const CONFIG_PATH = '/etc/alloy';

/** Key of the configuration in the ConfigMap. */
export const CONFIG_KEY = 'config.alloy';

/** Folder of Alloy's data: how far each source has been read. */
const STORAGE_PATH = '/var/lib/alloy/data';

/** Name of the volume there. */
export const STORAGE_VOLUME = 'storage';

/** Name of the container. */
export const CONTAINER = 'alloy';

/** User `alloy` of Alloy's image. */
export const ALLOY_USER = 473;

/** Settings of an Alloy container: its image, size and security, and optional ones. */
export interface AlloyProgram {
  /** Its image. */
  readonly image: string;

  /** Its CPU and memory. */
  readonly size: ContainerResources;

  /** Its security context. */
  readonly security: k8s.SecurityContext;

  /** Arguments. @default - none */
  readonly args?: readonly string[];

  /** Variables. @default - none */
  readonly env?: readonly k8s.EnvVar[];

  /** Ports. @default - that of the HTTP server */
  readonly ports?: readonly k8s.ContainerPort[];

  /** Handlers of its start and end. @default - none */
  readonly lifecycle?: k8s.Lifecycle;

  /** Mount of the password. @default - none */
  readonly credentials?: readonly k8s.VolumeMount[];

  /** Mounts besides configuration, password, data and `/tmp`. @default - none */
  readonly mounts?: readonly k8s.VolumeMount[];
}

/** Container of Alloy, with the volumes `config`, `storage` and `tmp`. */
export function alloyContainer(program: AlloyProgram): k8s.Container {
  const { size, lifecycle, args = [], env = [], ports = [], credentials = [], mounts = [] } = program;
  const ready = (probe: Omit<k8s.Probe, 'httpGet'>): k8s.Probe => httpProbe('/-/ready', METRICS_PORT_NAME, probe);
  return {
    name: CONTAINER,
    image: program.image,
    args: [
      'run',
      `${CONFIG_PATH}/${CONFIG_KEY}`,
      `--storage.path=${STORAGE_PATH}`,
      // Alloy's own default is the loopback address, where no probe reaches it.
      `--server.http.listen-addr=0.0.0.0:${HTTP_PORT}`,
      '--server.http.disable-support-bundle',
      '--stability.level=generally-available',
      '--disable-reporting',
      ...args,
    ],
    env: [...env, goMemoryLimit(size), goMaxProcs(size)],
    ports: [{ name: METRICS_PORT_NAME, containerPort: HTTP_PORT, protocol: 'TCP' }, ...ports],
    // Ready means: the configuration is loaded. It says nothing about delivery.
    startupProbe: ready({ periodSeconds: 5, failureThreshold: 24 }),
    readinessProbe: ready({ periodSeconds: 10, timeoutSeconds: 5 }),
    // Not /-/healthy, which fails if any component is unhealthy: a restart would stop the healthy ones as well.
    livenessProbe: tcpProbe(METRICS_PORT_NAME, { periodSeconds: 20, timeoutSeconds: 5, failureThreshold: 6 }),
    resources: resources(size),
    ...(lifecycle ? { lifecycle } : {}),
    securityContext: program.security,
    volumeMounts: [
      { name: 'config', mountPath: CONFIG_PATH, readOnly: true },
      ...credentials,
      { name: STORAGE_VOLUME, mountPath: STORAGE_PATH },
      { name: 'tmp', mountPath: '/tmp' },
      ...mounts,
    ],
  };
}
