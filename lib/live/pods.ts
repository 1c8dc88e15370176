import { selects } from '../manifests/selectors';
import type { Workload } from '../manifests/workloads';

/** The parts of a pod that are read. */
export interface Pod {
  /** Its name and labels, and the time it was deleted. */
  readonly metadata: {
    readonly name: string;
    readonly uid?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly deletionTimestamp?: string;
  };

  /** Its volumes, and the node that the controller of a DaemonSet made it for. @default - the API server has none */
  readonly spec?: {
    readonly volumes?: readonly { readonly persistentVolumeClaim?: { readonly claimName: string } }[];
    readonly affinity?: {
      readonly nodeAffinity?: {
        readonly requiredDuringSchedulingIgnoredDuringExecution?: {
          readonly nodeSelectorTerms?: readonly {
            readonly matchFields?: readonly { readonly key: string; readonly values?: readonly string[] }[];
          }[];
        };
      };
    };
  };

  /** Its phase, conditions and containers. @default - the API server has none */
  readonly status?: {
    readonly phase?: string;
    /** Reason why the kubelet ended or refused it: `Evicted`. @default - it did not */
    readonly reason?: string;
    readonly message?: string;
    readonly conditions?: readonly {
      readonly type: string;
      readonly status: string;
      readonly reason?: string;
      readonly message?: string;
    }[];
    readonly initContainerStatuses?: readonly ContainerStatus[];
    readonly containerStatuses?: readonly ContainerStatus[];
  };
}

/** Status of a container. */
export interface ContainerStatus {
  /** Its name. */
  readonly name: string;

  /** Number of restarts. */
  readonly restartCount: number;

  /** Its state. @default - the API server has none */
  readonly state?: ContainerState;

  /** Its state before the last restart. @default - the API server has none */
  readonly lastState?: ContainerState;
}

/** State of a container: one of these, or it is running. */
interface ContainerState {
  /** Reason why it has not started. */
  readonly waiting?: { readonly reason?: string; readonly message?: string };

  /** End of its last run. */
  readonly terminated?: { readonly reason?: string; readonly exitCode: number; readonly message?: string };
}

/** The parts of an event that are read. */
export interface ClusterEvent {
  /** `Warning`, or `Normal`. @default - the API server has none */
  readonly type?: string;

  /** Cause, in one word. @default - the API server has none */
  readonly reason?: string;

  /** Description. @default - the API server has none */
  readonly message?: string;

  /** Object that the event is about. */
  readonly involvedObject: { readonly kind?: string; readonly name?: string; readonly uid?: string };

  /** Another object that has to do with it: the pod that took the place of one. @default - the API server has none */
  readonly related?: { readonly namespace?: string; readonly name?: string };

  /** Time it last occurred; newer clients write `eventTime` instead. @default - the API server has none */
  readonly lastTimestamp?: string | null;

  /** Time it occurred. @default - the API server has none */
  readonly eventTime?: string | null;
}

/** The parts of a volume claim that are read. */
export interface Claim {
  /** Its name, and what the scheduler and the provisioner wrote. */
  readonly metadata: { readonly name: string; readonly annotations?: Readonly<Record<string, string>> };

  /** Class of its volume. @default - the API server has none: the cluster has no default class */
  readonly spec?: { readonly storageClassName?: string };

  /** Its state. @default - the API server has none */
  readonly status?: { readonly phase?: string };
}

/** The parts of a StorageClass that are read. */
interface VolumeClass {
  /** Its name, and whether it is the default. */
  readonly metadata: { readonly name: string; readonly annotations?: Readonly<Record<string, string>> };

  /** Driver that makes its volumes. */
  readonly provisioner: string;
}

/** Makers of volumes in a cluster. */
export interface VolumeMakers {
  /** StorageClasses. @default - unknown */
  readonly classes?: readonly VolumeClass[];

  /** Names of CSI drivers. @default - unknown */
  readonly drivers?: readonly string[];
}

/** Pods and events of a namespace at one moment. */
export interface NamespaceSnapshot {
  /** Its pods. */
  readonly pods: readonly Pod[];

  /** Its volume claims. @default - unknown */
  readonly claims?: readonly Claim[];

  /** Makers of volumes in the cluster. @default - unknown */
  readonly makers?: VolumeMakers;

  /** Its events, oldest first. */
  readonly events: readonly ClusterEvent[];
}

/** Time an event last occurred, as text that sorts. */
export const timeOf = ({ lastTimestamp, eventTime }: ClusterEvent): string => lastTimestamp ?? eventTime ?? '';

/** True if a pod is ready. */
export const isReady = ({ status }: Pod): boolean =>
  status?.conditions?.some((one) => one.type === 'Ready' && one.status === 'True') ?? false;

/** True if a pod is ready, and stays: one that was deleted serves until it has ended, and says that it is ready. */
export const isServing = (pod: Pod): boolean => isReady(pod) && pod.metadata.deletionTimestamp === undefined;

/** True if an event is about a pod, and not about a former one of its name. */
export const isAbout = ({ involvedObject: { kind, name, uid } }: ClusterEvent, { metadata }: Pod): boolean =>
  kind === 'Pod' && name === metadata.name && (uid === undefined || metadata.uid === undefined || uid === metadata.uid);

/** Node that a pod of a DaemonSet is for. */
export function targetNode({ spec }: Pod): string | undefined {
  const required = spec?.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  return required?.nodeSelectorTerms
    ?.flatMap(({ matchFields = [] }) => matchFields)
    .find(({ key }) => key === 'metadata.name')?.values?.[0];
}

/** True if a pod has ended for good: it was evicted, or its node shut down. */
const isOver = ({ status }: Pod): boolean => status?.phase === 'Failed' || status?.phase === 'Succeeded';

/** True if a pod has the labels that a workload selects. */
const isOf = ({ spec }: Workload, { metadata }: Pod): boolean => {
  const { matchLabels = {} } = spec.selector ?? {};
  return Object.keys(matchLabels).length > 0 && selects({ matchLabels }, metadata.labels ?? {});
};

/** Pods of a workload that ended for good, or that their node refused. */
export const endedPodsOf = (workload: Workload, { pods }: NamespaceSnapshot): Pod[] =>
  pods.filter((pod) => isOver(pod) && isOf(workload, pod));

/** Pods of a workload. A Deployment makes others for those that are over, which stay for days; other kinds delete them first. */
export const podsOf = (workload: Workload, { pods }: NamespaceSnapshot): Pod[] =>
  pods.filter((pod) => isOf(workload, pod) && !(workload.kind === 'Deployment' && isOver(pod)));

/** Volume claims of a pod. */
export const claimsOf = ({ spec }: Pod): string[] =>
  spec?.volumes?.flatMap(({ persistentVolumeClaim }) => persistentVolumeClaim?.claimName ?? []) ?? [];

/** Warnings about a workload, its ReplicaSets, its pods and their volume claims. */
export function warningsOf(workload: Workload, snapshot: NamespaceSnapshot): ClusterEvent[] {
  const pods = podsOf(workload, snapshot);
  const claims = pods.flatMap(claimsOf);
  return snapshot.events.filter((event) => {
    const { type, involvedObject } = event;
    const { kind, name = '' } = involvedObject;
    if (type !== 'Warning') return false;
    if (kind === 'Pod') return pods.some((pod) => isAbout(event, pod));
    if (kind === 'PersistentVolumeClaim') return claims.includes(name);
    if (kind === 'ReplicaSet') return name.replace(/-[a-z0-9]+$/, '') === workload.name;
    return kind === workload.kind && name === workload.name;
  });
}
