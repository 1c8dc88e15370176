import type { Duration } from 'cdk8s';
import { type Chart } from 'cdk8s';
import { k8s } from 'cdk8s-plus-28';
import { QUERY_TIMEOUT_MARGIN_SECONDS } from '../../endpoint/endpoint';
import type { WorkloadIdentity } from '../../endpoint/identity';
import type { ObjectStore } from '../../endpoint/object-store';
import { CONFIG_CHECKSUM } from '../../kubernetes/config-checksum';
import { METRICS_PORT_NAME } from '../../kubernetes/metrics';
import { addObject } from '../../kubernetes/objects';
import {
  goMemoryLimit,
  httpProbe,
  oneMore,
  resources,
  RESTRICTED_CONTAINER,
  restrictedPod,
  statefulSet,
  type ContainerResources,
} from '../../kubernetes/workload';
import { DATA_PATH, GRPC_PORT, HTTP_PORT, type LokiComponent, LokiNames, MEMBERLIST_PORT } from '../components';
import { CONFIG_FILE } from '../config/config';
import { RUNTIME_CONFIG_FOLDER, type RuntimeConfig } from '../config/runtime';
import { lokiMetadata, NO_ROLE_SERVICE_ACCOUNT, podDisruptionBudget } from '../objects';
import { type RuleFiles, RULES_VOLUME, rulesVolume } from '../rules/files';
import type { ComponentSize } from '../sizes/sizes';
import { storePodParts } from './store-access';
import { fastClass } from './volumes';
import { FORMER_ZONE, formerRuns, type MigrationStep, ringFlags, zonesRun } from './migration';
import { nameOf, placeOf, selectorOf } from './places';
import { addService } from './services';
import { INGESTER_ZONES, isInZone, rolloutLabels, zoneLabels, zoneMetadata, type ZoneOfSet } from './zones';

/** User of Loki's image. */
const LOKI_USER = 10001;

/** Path that every Loki answers as soon as its server runs, before a write-ahead log is replayed. */
const ALIVE_PATH = '/loki/api/v1/status/buildinfo';

/**
 * Garbage collection at half the frequency of Go's default (https://go.dev/doc/gc-guide#GOGC), which saves a tenth of
 * the CPU time per ingested GB. The memory is requested anyway, and near GOMEMLIMIT Go collects garbage more often.
 */
export const GOGC = 200;

/** Inputs of a component's objects, besides its row. */
export interface ComponentProps {
  /** Names and addresses. */
  readonly names: LokiNames;

  /** Replicas, requests and volume. */
  readonly size: ComponentSize;

  /** Image of Loki. */
  readonly image: string;

  /** Buckets, and how to reach them. */
  readonly store: ObjectStore;

  /** Service account with the AWS role, for pods that use the object store. */
  readonly identity: WorkloadIdentity;

  /** StorageClass of the volumes. @default - the default of the cluster */
  readonly storageClassName?: string;

  /** If true, all pods are on one node: none asks for another node or zone. */
  readonly oneNode: boolean;

  /** If true, there are classes of faster volumes beside it. */
  readonly fastVolumes: boolean;

  /** Name of the ConfigMap with the configuration that Loki reads at start. */
  readonly configMapName: string;

  /** Files that Loki reloads while it runs. */
  readonly runtimeConfigs: readonly RuntimeConfig[];

  /** ConfigMaps with rules. @default - the pods have none */
  readonly ruleFiles?: readonly RuleFiles[];

  /** Timeout of a query. */
  readonly queryTimeout: Duration;

  /** Seconds for which Loki serves on after SIGTERM, beyond those of our configuration. */
  readonly longerShutdownSeconds: number;

  /** Number of zones that have nodes, or get them. @default - unknown */
  readonly zones?: number;

  /** PriorityClass of the pods. @default - the default of the cluster */
  readonly priorityClassName?: string;

  /** Bounds of its autoscaler, which owns the number of pods. @default - the number is fixed */
  readonly scaled?: { readonly min: number };

  /** If true, the component has a StatefulSet in each of three zones, among which its pods are divided. @default false */
  readonly inZones?: boolean;

  /** If true, another controller limits simultaneous evictions to pods of one zone. @default false */
  readonly evictedByZone?: boolean;

  /** Step of a migration of the ingesters to zones. @default - none is under way */
  readonly migrationStep?: MigrationStep;

  /** Size of the StatefulSet that the zones replace, during a migration. @default - the component has none */
  readonly formerSize?: ComponentSize;
}

/** Volume of the configuration that Loki reloads while it runs. */
const RUNTIME_VOLUME = 'runtime-config';

/** Volumes whose files Loki reads again while it runs. */
const RELOADED = [RUNTIME_VOLUME, RULES_VOLUME.name];

/** Adds the workloads, Services and budget of a component. */
export function addComponent(chart: Chart, component: LokiComponent, props: ComponentProps): void {
  const { names, size } = props;
  const { target } = component;
  const zones: readonly ZoneOfSet[] = [...(props.formerSize ? ([FORMER_ZONE] as const) : []), ...INGESTER_ZONES];
  for (const zone of props.inZones ? zones : [undefined]) {
    addWorkload(chart, component, props, zone);
    for (const kind of component.services) addService(chart, component, names, kind, zone);
  }
  const replicas = replicasOf(component, size);
  const atOnce = props.evictedByZone ? podsOf(component, props, INGESTER_ZONES[0]) : 1;
  podDisruptionBudget(chart, names, target, props.scaled?.min ?? replicas, atOnce);
}

const replicasOf = (component: LokiComponent, size: ComponentSize): number => (component.singleton ? 1 : size.replicas);

/** Number of pods of a component, or of those in a zone. */
function podsOf(component: LokiComponent, { size, migrationStep: step }: ComponentProps, zone?: ZoneOfSet): number {
  if (!isInZone(zone)) return zone && step && !formerRuns(step) ? 0 : replicasOf(component, size);
  return step && !zonesRun(step) ? 0 : replicasOf(component, size) / INGESTER_ZONES.length;
}

function addWorkload(chart: Chart, component: LokiComponent, all: ComponentProps, zone?: ZoneOfSet): void {
  const props = zone === FORMER_ZONE ? { ...all, size: all.formerSize ?? all.size } : all;
  const { names } = props;
  const { target } = component;
  const name = nameOf(component, zone);
  const selector = selectorOf(component, zone);
  const metadata = lokiMetadata(names, names.workload(name), target);
  const replicas = podsOf(component, props, zone);
  const template: k8s.PodTemplateSpec = {
    metadata: {
      labels: {
        ...selector,
        ...(zone ? zoneLabels(zone) : {}),
        ...(isInZone(zone) ? { ...rolloutLabels(target), name: names.workload(name) } : {}),
        ...(component.memberlist ? LokiNames.MEMBERLIST_LABEL : {}),
        ...(component.objectStore ? LokiNames.OBJECT_STORE_LABEL : {}),
      },
      annotations: { ...CONFIG_CHECKSUM, ...(component.objectStore ? props.identity.podAnnotations : {}) },
    },
    spec: podSpec(component, props, zone),
  };
  if (component.kind === 'Deployment') {
    addObject(
      chart,
      k8s.KubeDeployment.manifest({
        metadata,
        spec: {
          ...(props.scaled ? {} : { replicas }),
          selector: { matchLabels: selector },
          strategy: oneMore(missable(component, props)),
          template,
        },
      }),
      RELOADED,
    );
  } else {
    addObject(
      chart,
      statefulSet({
        // During a migration, some readers and writers do not expect a copy in each zone, so the pods of a whole zone
        // cannot be missing.
        metadata: isInZone(zone) ? zoneMetadata(metadata, zone, target, props.migrationStep ? 1 : replicas) : metadata,
        spec: {
          replicas,
          serviceName: names.headless(name),
          ...(component.minReadySeconds === undefined ? {} : { minReadySeconds: component.minReadySeconds }),
          podManagementPolicy: component.podManagement ?? 'Parallel',
          // Kubernetes would restart one pod of each zone at once; `eks-loki roll`, or an operator, restarts zone after
          // zone.
          updateStrategy: { type: isInZone(zone) ? 'OnDelete' : 'RollingUpdate' },
          persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Retain', whenScaled: 'Retain' },
          selector: { matchLabels: selector },
          template,
          ...(component.data === 'claim' ? { volumeClaimTemplates: [volumeClaim(component, props, selector)] } : {}),
        },
      }),
      RELOADED,
    );
  }
}

/** Number of pods that a rollout may take away before others run. */
const missable = ({ mayMissOneOf = Infinity }: LokiComponent, { scaled, size }: ComponentProps): number =>
  (scaled?.min ?? size.replicas) >= mayMissOneOf ? 1 : 0;

function podSpec(component: LokiComponent, props: ComponentProps, zone?: ZoneOfSet): k8s.PodSpec {
  const { target } = component;
  const store = storePodParts(component.objectStore ? props.store : {});
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
    ...(props.priorityClassName ? { priorityClassName: props.priorityClassName } : {}),
    ...placeOf(component, props, zone),
    containers: [
      {
        name: target,
        image: props.image,
        args: [
          `-config.file=${CONFIG_FILE.folder}/${CONFIG_FILE.name}`,
          `-target=${component.after ? `${component.after},` : ''}${target}`,
          // Memberlist itself would search for a private address, and pods may have others.
          ...(component.memberlist ? ['-memberlist.advertise-addr=$(POD_IP)'] : []),
          ...(component.portFromRing ? ['-server.grpc-listen-port=0'] : []),
          ...(zone ? [`-ingester.availability-zone=${zone}`] : []),
          ...ringFlags(target, props.migrationStep),
        ],
        env: [
          { name: 'POD_IP', valueFrom: { fieldRef: { fieldPath: 'status.podIP' } } },
          goMemoryLimit(memory),
          { name: 'GOGC', value: String(GOGC) },
          ...store.env,
        ],
        ports: [
          { name: METRICS_PORT_NAME, containerPort: HTTP_PORT },
          ...(component.portFromRing ? [] : [{ name: 'grpc', containerPort: GRPC_PORT }]),
          ...(component.memberlist ? [{ name: 'memberlist', containerPort: MEMBERLIST_PORT }] : []),
        ],
        resources: resources(memory),
        startupProbe: httpProbe(ALIVE_PATH, METRICS_PORT_NAME, { periodSeconds: 5, failureThreshold: 60 }),
        readinessProbe: httpProbe('/ready', METRICS_PORT_NAME, {
          periodSeconds: 5,
          timeoutSeconds: 3,
          failureThreshold: 6,
        }),
        // Not `/ready`, which fails while a write-ahead log is replayed: a restart would begin the replay again.
        livenessProbe: httpProbe(ALIVE_PATH, METRICS_PORT_NAME, {
          periodSeconds: 30,
          timeoutSeconds: 5,
          failureThreshold: 10,
        }),
        securityContext: RESTRICTED_CONTAINER,
        volumeMounts: [
          { name: 'config', mountPath: CONFIG_FILE.folder, readOnly: true },
          { name: RUNTIME_VOLUME, mountPath: RUNTIME_CONFIG_FOLDER, readOnly: true },
          ...(props.ruleFiles ? [{ ...RULES_VOLUME, readOnly: true }] : []),
          { name: 'data', mountPath: DATA_PATH },
          { name: 'tmp', mountPath: '/tmp' },
          ...store.mounts,
        ],
      },
    ],
    volumes: [
      { name: 'config', configMap: { name: props.configMapName } },
      { name: RUNTIME_VOLUME, ...inOneFolder(props.runtimeConfigs.map(({ configMapName }) => configMapName)) },
      ...(props.ruleFiles ? [rulesVolume(props.ruleFiles)] : []),
      { name: 'tmp', emptyDir: {} },
      ...(component.data === 'scratch' ? [{ name: 'data', emptyDir: {} }] : []),
      ...store.volumes,
    ],
  };
}

/** Source of a volume with the files of ConfigMaps. */
function inOneFolder(names: readonly string[]): Partial<k8s.Volume> {
  const [name] = names;
  if (names.length === 1) return { configMap: { name } };
  return { projected: { sources: names.map((each) => ({ configMap: { name: each } })) } };
}

function volumeClaim(
  component: LokiComponent,
  props: ComponentProps,
  labels: Record<string, string>,
): k8s.KubePersistentVolumeClaimProps {
  if (!props.size.volume) throw new Error(`loki.sizes.${component.key}.volume: missing; ${component.target} needs one`);
  const { storageClassName } = props;
  const fast = props.fastVolumes && storageClassName ? fastClass(storageClassName, props.size.throughput) : undefined;
  return {
    metadata: { name: 'data', labels },
    spec: {
      accessModes: ['ReadWriteOnce'],
      ...(storageClassName ? { storageClassName: fast?.name ?? storageClassName } : {}),
      resources: { requests: { storage: k8s.Quantity.fromString(`${props.size.volume}Gi`) } },
    },
  };
}
