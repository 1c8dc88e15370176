import type { Duration } from 'cdk8s';
import { type Chart } from 'cdk8s';
import { k8s } from 'cdk8s-plus-28';
import { QUERY_TIMEOUT_MARGIN_SECONDS } from '../endpoint/endpoint';
import type { WorkloadIdentity } from '../endpoint/identity';
import { CONFIG_CHECKSUM } from '../kubernetes/config-checksum';
import { addObject } from '../kubernetes/objects';
import {
  goMemoryLimit,
  httpProbe,
  onePerHost,
  resources,
  RESTRICTED_CONTAINER,
  restrictedPod,
  spread,
  statefulSet,
  type ContainerResources,
} from '../kubernetes/workload';
import { DATA_PATH, GRPC_PORT, HTTP_PORT, type LokiComponent, LokiNames, MEMBERLIST_PORT } from './components';
import { CONFIG_FILE, REPLICATION_FACTOR } from './config/config';
import { RUNTIME_CONFIG_FOLDER, type RuntimeConfig } from './config/runtime';
import { lokiMetadata, NO_ROLE_SERVICE_ACCOUNT, podDisruptionBudget } from './objects';
import type { ComponentSize } from './sizes';
import { fastClass } from './volumes';

/** User of Loki's image. */
const LOKI_USER = 10001;

/** Path that every Loki answers as soon as its server runs, long before a write-ahead log is replayed. */
const ALIVE_PATH = '/loki/api/v1/status/buildinfo';

/**
 * Collects garbage half as often as Go's default (https://go.dev/doc/gc-guide#GOGC), which saves a tenth of the CPU time
 * per ingested GB. The memory is requested anyway, and near GOMEMLIMIT Go collects garbage as often as before.
 */
const GOGC: k8s.EnvVar = { name: 'GOGC', value: '200' };

/** Inputs of a component's objects, besides its row. */
export interface ComponentProps {
  /** Names and addresses. */
  readonly names: LokiNames;

  /** Replicas, requests and volume. */
  readonly size: ComponentSize;

  /** Image of Loki. */
  readonly image: string;

  /** Service account with the AWS role, for pods that use the object store. */
  readonly identity: WorkloadIdentity;

  /** StorageClass of the volumes. */
  readonly storageClassName: string;

  /** If true, there are classes of faster volumes beside it. */
  readonly fastVolumes: boolean;

  /** Name of the ConfigMap with the configuration that Loki reads at start. */
  readonly configMapName: string;

  /** Files that Loki reloads while it runs. */
  readonly runtimeConfigs: readonly RuntimeConfig[];

  /** Timeout of a query. */
  readonly queryTimeout: Duration;

  /** Seconds for which Loki serves on after SIGTERM, beyond those of our configuration. */
  readonly longerShutdownSeconds: number;

  /** Number of zones that have nodes, or get them. @default - unknown */
  readonly zones?: number;
}

/** Port of gRPC in the Services of components. */
const GRPC_SERVICE_PORT: k8s.ServicePort = {
  name: 'grpc',
  port: GRPC_PORT,
  targetPort: k8s.IntOrString.fromString('grpc'),
  appProtocol: 'kubernetes.io/h2c',
};

/** Volume of the configuration that Loki reloads while it runs. */
const RUNTIME_VOLUME = 'runtime-config';

/** Adds the workload, Services and budget of a component. */
export function addComponent(chart: Chart, component: LokiComponent, props: ComponentProps): void {
  const { names, size } = props;
  const { target } = component;
  const selector = LokiNames.selector(target);
  const metadata = lokiMetadata(names, names.workload(target), target);
  const replicas = component.singleton ? 1 : size.replicas;
  const template: k8s.PodTemplateSpec = {
    metadata: {
      labels: {
        ...selector,
        ...(component.memberlist ? LokiNames.MEMBERLIST_LABEL : {}),
        ...(component.objectStore ? LokiNames.OBJECT_STORE_LABEL : {}),
      },
      annotations: { ...CONFIG_CHECKSUM, ...(component.objectStore ? props.identity.podAnnotations : {}) },
    },
    spec: podSpec(component, props),
  };
  if (component.kind === 'Deployment') {
    addObject(
      chart,
      k8s.KubeDeployment.manifest({
        metadata,
        spec: {
          replicas,
          selector: { matchLabels: selector },
          strategy: {
            type: 'RollingUpdate',
            rollingUpdate: { maxSurge: k8s.IntOrString.fromNumber(1), maxUnavailable: k8s.IntOrString.fromNumber(0) },
          },
          template,
        },
      }),
      [RUNTIME_VOLUME],
    );
  } else {
    addObject(
      chart,
      statefulSet({
        metadata,
        spec: {
          replicas,
          serviceName: names.headless(target),
          podManagementPolicy: component.podManagement ?? 'Parallel',
          updateStrategy: { type: 'RollingUpdate' },
          persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Retain', whenScaled: 'Retain' },
          selector: { matchLabels: selector },
          template,
          ...(component.data === 'claim' ? { volumeClaimTemplates: [volumeClaim(component, props)] } : {}),
        },
      }),
      [RUNTIME_VOLUME],
    );
  }
  for (const kind of component.services) addService(chart, component, names, kind);
  podDisruptionBudget(chart, names, target, replicas);
}

function podSpec(component: LokiComponent, props: ComponentProps): k8s.PodSpec {
  const { target } = component;
  const selector = LokiNames.selector(target);
  const memory: ContainerResources = { cpu: props.size.cpu, memoryMiB: Math.round(props.size.memory * 1024) };
  return {
    serviceAccountName: component.objectStore ? props.identity.serviceAccountName : NO_ROLE_SERVICE_ACCOUNT,
    // Loki never calls Kubernetes. EKS adds the AWS token regardless of this setting.
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    terminationGracePeriodSeconds:
      props.longerShutdownSeconds +
      (component.gracePeriod === 'query'
        ? props.queryTimeout.toSeconds() + QUERY_TIMEOUT_MARGIN_SECONDS
        : component.gracePeriod),
    securityContext: restrictedPod(LOKI_USER),
    ...(component.quorum ? { affinity: onePerHost(selector) } : {}),
    topologySpreadConstraints: spread(selector, {
      strict: component.quorum,
      zones: props.zones && Math.min(props.zones, REPLICATION_FACTOR),
    }),
    containers: [
      {
        name: target,
        image: props.image,
        args: [
          `-config.file=${CONFIG_FILE.folder}/${CONFIG_FILE.name}`,
          `-target=${target}`,
          // Memberlist itself would search for a private address, and pods may have others.
          ...(component.memberlist ? ['-memberlist.advertise-addr=$(POD_IP)'] : []),
          ...(component.portFromRing ? ['-server.grpc-listen-port=0'] : []),
        ],
        env: [{ name: 'POD_IP', valueFrom: { fieldRef: { fieldPath: 'status.podIP' } } }, goMemoryLimit(memory), GOGC],
        ports: [
          { name: 'http-metrics', containerPort: HTTP_PORT },
          ...(component.portFromRing ? [] : [{ name: 'grpc', containerPort: GRPC_PORT }]),
          ...(component.memberlist ? [{ name: 'memberlist', containerPort: MEMBERLIST_PORT }] : []),
        ],
        resources: resources(memory),
        startupProbe: httpProbe(ALIVE_PATH, 'http-metrics', { periodSeconds: 5, failureThreshold: 60 }),
        readinessProbe: httpProbe('/ready', 'http-metrics', {
          periodSeconds: 5,
          timeoutSeconds: 3,
          failureThreshold: 6,
        }),
        // Not `/ready`, which fails while a write-ahead log is replayed: a restart would begin the replay again.
        livenessProbe: httpProbe(ALIVE_PATH, 'http-metrics', {
          periodSeconds: 30,
          timeoutSeconds: 5,
          failureThreshold: 10,
        }),
        securityContext: RESTRICTED_CONTAINER,
        volumeMounts: [
          { name: 'config', mountPath: CONFIG_FILE.folder, readOnly: true },
          { name: RUNTIME_VOLUME, mountPath: RUNTIME_CONFIG_FOLDER, readOnly: true },
          { name: 'data', mountPath: DATA_PATH },
          { name: 'tmp', mountPath: '/tmp' },
        ],
      },
    ],
    volumes: [
      { name: 'config', configMap: { name: props.configMapName } },
      { name: RUNTIME_VOLUME, ...inOneFolder(props.runtimeConfigs.map(({ configMapName }) => configMapName)) },
      { name: 'tmp', emptyDir: {} },
      ...(component.data === 'scratch' ? [{ name: 'data', emptyDir: {} }] : []),
    ],
  };
}

/** Source of a volume with the files of ConfigMaps. */
function inOneFolder(names: readonly string[]): Partial<k8s.Volume> {
  const [name] = names;
  if (names.length === 1) return { configMap: { name } };
  return { projected: { sources: names.map((each) => ({ configMap: { name: each } })) } };
}

function volumeClaim(component: LokiComponent, props: ComponentProps): k8s.KubePersistentVolumeClaimProps {
  if (!props.size.volume) throw new Error(`loki.sizes.${component.key}.volume: missing; ${component.target} needs one`);
  const fast = props.fastVolumes ? fastClass(props.storageClassName, props.size.throughput) : undefined;
  return {
    metadata: { name: 'data', labels: LokiNames.selector(component.target) },
    spec: {
      accessModes: ['ReadWriteOnce'],
      storageClassName: fast?.name ?? props.storageClassName,
      resources: { requests: { storage: k8s.Quantity.fromString(`${props.size.volume}Gi`) } },
    },
  };
}

function addService(chart: Chart, component: LokiComponent, names: LokiNames, kind: 'cluster' | 'headless'): void {
  const { target } = component;
  const headless = kind === 'headless';
  addObject(
    chart,
    k8s.KubeService.manifest({
      metadata: lokiMetadata(names, headless ? names.headless(target) : names.workload(target), target),
      spec: {
        type: 'ClusterIP',
        ...(headless ? { clusterIp: 'None' } : {}),
        ...(headless && component.publishNotReady ? { publishNotReadyAddresses: true } : {}),
        selector: LokiNames.selector(target),
        ports: [
          { name: 'http-metrics', port: HTTP_PORT, targetPort: k8s.IntOrString.fromString('http-metrics') },
          ...(component.portFromRing ? [] : [GRPC_SERVICE_PORT]),
        ],
      },
    }),
  );
}
