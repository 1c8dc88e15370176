import { record, records } from '../../lib/manifests/shape';
import { conform, type Form, parsedJson } from './conform';
import { complaint, type KubectlRunner } from './kubectl';
import type { Workload } from '../../lib/manifests/workloads';

/** The parts of a pod that are read. */
export interface Pod {
  /** Its name and labels, and the time it was deleted. */
  readonly metadata: {
    readonly name: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly deletionTimestamp?: string;
  };

  /** Its volumes, and the node that the controller of a DaemonSet made it for. */
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

  /** Its conditions and containers. */
  readonly status?: {
    readonly conditions?: readonly { readonly type: string; readonly status: string; readonly message?: string }[];
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

  /** Its state. */
  readonly state?: ContainerState;

  /** Its state before the last restart. */
  readonly lastState?: ContainerState;
}

/** State of a container: one of these, or it is running. */
interface ContainerState {
  /** Why it has not started. */
  readonly waiting?: { readonly reason?: string; readonly message?: string };

  /** How it ended. */
  readonly terminated?: { readonly reason?: string; readonly exitCode: number };
}

/** The parts of an event that are read. */
export interface ClusterEvent {
  /** `Warning`, or `Normal`. */
  readonly type?: string;

  /** Cause, in one word. */
  readonly reason?: string;

  /** Description. */
  readonly message?: string;

  /** Object that the event is about. */
  readonly involvedObject: { readonly kind?: string; readonly name?: string };

  /** Time it last occurred; newer clients write `eventTime` instead. */
  readonly lastTimestamp?: string | null;

  /** Time it occurred. */
  readonly eventTime?: string | null;
}

/** Pods and events of a namespace at one moment. */
export interface NamespaceSnapshot {
  /** Its pods. */
  readonly pods: readonly Pod[];

  /** Its events, oldest first. */
  readonly events: readonly ClusterEvent[];
}

const STATE: Form = {
  waiting: { reason: 'text', message: 'text' },
  terminated: { reason: 'text', exitCode: 'number' },
};
const CONTAINERS: Form = [{ name: 'text', restartCount: 'number', state: STATE, lastState: STATE }];

/** Form of a pod. */
const POD: Form = {
  metadata: { name: 'text', labels: 'texts by name', deletionTimestamp: 'text' },
  spec: {
    volumes: [{ persistentVolumeClaim: { claimName: 'text' } }],
    affinity: {
      nodeAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: {
          nodeSelectorTerms: [{ matchFields: [{ key: 'text', values: ['text'] }] }],
        },
      },
    },
  },
  status: {
    conditions: [{ type: 'text', status: 'text', message: 'text' }],
    initContainerStatuses: CONTAINERS,
    containerStatuses: CONTAINERS,
  },
};

/** Form of an event. */
const EVENT: Form = {
  type: 'text',
  reason: 'text',
  message: 'text',
  involvedObject: { kind: 'text', name: 'text' },
  lastTimestamp: 'text',
  eventTime: 'text',
};

/** Warning that a namespace cannot be read. */
const FAILURE = { type: 'Warning', reason: 'kubectl', involvedObject: {} };

/** Reads a namespace. A failure becomes a warning in it, since it must not end the wait. */
export async function readNamespace(kubectl: KubectlRunner, namespace: string): Promise<NamespaceSnapshot> {
  const result = await kubectl.run(['get', 'pods,events', '--namespace', namespace, '--output', 'json']);
  if (result.status !== 0) return { pods: [], events: [{ ...FAILURE, message: complaint(result) }] };
  const items = records(record(parsedJson(result.stdout)).items);
  const ofKind = <T>(kind: string, form: Form) =>
    conform(
      items.filter((item) => item.kind === kind),
      [form],
      ['name', 'metadata', 'involvedObject'],
    ) as T[];
  const events = ofKind<ClusterEvent>('Event', EVENT);
  return { pods: ofKind<Pod>('Pod', POD), events: [...events].sort((a, b) => (timeOf(a) < timeOf(b) ? -1 : 1)) };
}

/** Time an event last occurred, as text that sorts. */
export const timeOf = ({ lastTimestamp, eventTime }: ClusterEvent): string => lastTimestamp ?? eventTime ?? '';

/** Node that a pod of a DaemonSet is for. */
export function targetNode({ spec }: Pod): string | undefined {
  const required = spec?.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  return required?.nodeSelectorTerms
    ?.flatMap(({ matchFields = [] }) => matchFields)
    .find(({ key }) => key === 'metadata.name')?.values?.[0];
}

/** Pods of a workload. */
export function podsOf({ spec }: Workload, { pods }: NamespaceSnapshot): Pod[] {
  const labels = Object.entries(spec.selector?.matchLabels ?? {});
  if (labels.length === 0) return [];
  return pods.filter(({ metadata }) => labels.every(([key, value]) => metadata.labels?.[key] === value));
}

/** Warnings about a workload, its ReplicaSets, its pods and their volume claims. */
export function warningsOf(workload: Workload, snapshot: NamespaceSnapshot): ClusterEvent[] {
  const pods = podsOf(workload, snapshot);
  const claims = pods.flatMap(({ spec }) =>
    spec?.volumes?.flatMap((one) => one.persistentVolumeClaim?.claimName ?? []),
  );
  return snapshot.events.filter(({ type, involvedObject: { kind, name = '' } }) => {
    if (type !== 'Warning') return false;
    if (kind === 'Pod') return pods.some(({ metadata }) => metadata.name === name);
    if (kind === 'PersistentVolumeClaim') return claims.includes(name);
    if (kind === 'ReplicaSet') return name.replace(/-[a-z0-9]+$/, '') === workload.name;
    return kind === workload.kind && name === workload.name;
  });
}
