import { complaint, type KubectlRunner } from './kubectl';
import type { Workload } from '../../lib/manifests/workloads';

/** What is read of a pod in the cluster. */
export interface Pod {
  /** Its name, its labels, and when it was told to go. */
  readonly metadata: {
    readonly name: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly deletionTimestamp?: string;
  };

  /** Its volumes. */
  readonly spec?: { readonly volumes?: readonly { readonly persistentVolumeClaim?: { readonly claimName: string } }[] };

  /** How it is. */
  readonly status?: {
    readonly conditions?: readonly { readonly type: string; readonly status: string; readonly message?: string }[];
    readonly initContainerStatuses?: readonly ContainerStatus[];
    readonly containerStatuses?: readonly ContainerStatus[];
  };
}

/** How a container is. */
export interface ContainerStatus {
  /** Its name. */
  readonly name: string;

  /** How often it was started anew. */
  readonly restartCount: number;

  /** What it is doing. */
  readonly state?: ContainerState;

  /** What it did before it was started anew. */
  readonly lastState?: ContainerState;
}

/** What a container is doing: one of these, or it runs. */
export interface ContainerState {
  /** Why it has not started. */
  readonly waiting?: { readonly reason?: string; readonly message?: string };

  /** How it ended. */
  readonly terminated?: { readonly reason?: string; readonly exitCode: number };
}

/** What is read of an event. */
export interface ClusterEvent {
  /** `Warning`, or `Normal`. */
  readonly type?: string;

  /** In one word. */
  readonly reason?: string;

  /** In a sentence. */
  readonly message?: string;

  /** What it happened to. */
  readonly involvedObject: { readonly kind?: string; readonly name?: string };

  /** When it last happened; newer clients write `eventTime` instead. */
  readonly lastTimestamp?: string | null;

  /** When it happened. */
  readonly eventTime?: string | null;
}

/** What there is in a namespace. */
export interface Seen {
  /** Its pods. */
  readonly pods: readonly Pod[];

  /** Its events, the oldest first. */
  readonly events: readonly ClusterEvent[];
}

/** Looks into a namespace. What cannot be seen is as good as not there: a wait must not end because of it. */
export async function look(kubectl: KubectlRunner, namespace: string): Promise<Seen> {
  const result = await kubectl.run(['get', 'pods,events', '--namespace', namespace, '--output', 'json']);
  if (result.status !== 0) return { pods: [], events: [event('kubectl', complaint(result))] };
  const { items = [] } = JSON.parse(result.stdout) as { items?: readonly { readonly kind?: string }[] };
  const ofKind = <T>(kind: string) => items.filter((item) => item.kind === kind) as unknown as T[];
  const events = ofKind<ClusterEvent>('Event');
  return { pods: ofKind<Pod>('Pod'), events: [...events].sort((a, b) => (timeOf(a) < timeOf(b) ? -1 : 1)) };
}

const event = (reason: string, message: string): ClusterEvent => ({
  type: 'Warning',
  reason,
  message,
  involvedObject: {},
});

/** When an event last happened, as text that sorts. */
export const timeOf = ({ lastTimestamp, eventTime }: ClusterEvent): string => lastTimestamp ?? eventTime ?? '';

/** The pods of a workload. */
export function podsOf({ spec }: Workload, { pods }: Seen): Pod[] {
  const labels = Object.entries(spec.selector?.matchLabels ?? {});
  if (labels.length === 0) return [];
  return pods.filter(({ metadata }) => labels.every(([key, value]) => metadata.labels?.[key] === value));
}

/** The warnings about a workload, what makes its pods, its pods and their volume claims. */
export function warningsOf(workload: Workload, seen: Seen): ClusterEvent[] {
  const pods = podsOf(workload, seen);
  const claims = pods.flatMap(({ spec }) =>
    spec?.volumes?.flatMap((one) => one.persistentVolumeClaim?.claimName ?? []),
  );
  return seen.events.filter(({ type, involvedObject: { kind, name = '' } }) => {
    if (type !== 'Warning') return false;
    if (kind === 'Pod') return pods.some(({ metadata }) => metadata.name === name);
    if (kind === 'PersistentVolumeClaim') return claims.includes(name);
    if (kind === 'ReplicaSet') return name.replace(/-[a-z0-9]+$/, '') === workload.name;
    return kind === workload.kind && name === workload.name;
  });
}
