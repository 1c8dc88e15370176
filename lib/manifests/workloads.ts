import { WORKLOAD_KINDS } from '../../charts/kubernetes/workload-kinds';
import { type Manifest, ofKind, title as titleOfObject } from './manifest';
import { type Container, nameOf, type PodSpec, podOf } from './pods';
import { sameNamespace, type Selector, selects } from './selectors';
import { isRecord, record, records, text } from './shape';

/** Kinds whose pods run until the object is deleted. */
export const LASTING_KINDS: readonly string[] = [...WORKLOAD_KINDS, 'ReplicaSet'];

/** A workload and its pods. */
export interface Workload {
  /** `Deployment loki/loki-querier`. */
  readonly title: string;

  /** Its kind. */
  readonly kind: string;

  /** Its name. */
  readonly name: string;

  /** Its namespace. */
  readonly namespace: string | undefined;

  /** Labels of its pods. */
  readonly labels: Readonly<Record<string, string>>;

  /** Its pods. Their lists always exist and contain only objects. */
  readonly pod: PodSpec;

  /** Path of the pod spec within the object: `spec.template.spec`. */
  readonly podPath: string;

  /** Its spec. */
  readonly spec: WorkloadSpec;
}

/** Spec of a workload of any kind: the fields that are read. */
interface WorkloadSpec {
  /** Number of pods. @default 1 */
  readonly replicas?: number;

  /** Selector of its own pods. */
  readonly selector?: Selector;

  /** The Service that gives the pods of a StatefulSet their names. */
  readonly serviceName?: string;

  /** The volumes a StatefulSet makes for each pod. */
  readonly volumeClaimTemplates?: readonly {
    readonly metadata: { readonly name: string };
    readonly spec?: { readonly storageClassName?: string };
  }[];

  /** The pods. */
  readonly template: { readonly metadata?: { readonly labels?: Record<string, string> }; readonly spec: PodSpec };
}

/** Every container of a pod, in the order in which they start. */
export function containersOf({ pod }: Workload): Container[] {
  return [...(pod.initContainers ?? []), ...pod.containers];
}

/** Path of a container: `Deployment loki/loki-querier spec.template.spec.containers[querier]`. */
export function containerPath({ title, podPath, pod }: Workload, container: Container): string {
  const list = pod.containers.includes(container) ? 'containers' : 'initContainers';
  return `${title} ${podPath}.${list}[${container.name}]`;
}

/** Reads a workload. Fields of a wrong shape are dropped, so that rules need not check them. */
function workloadOf(object: Manifest, title: string): Workload {
  const { outer, path } = specOf(object);
  const isPod = object.kind === 'Pod';
  const template = record(isPod ? object : outer['template']);
  const pod = podOf(template['spec']);
  const labels = record(record(template['metadata'])['labels']) as Record<string, string>;
  const replicas = outer['replicas'];
  return {
    title,
    kind: object.kind,
    name: object.metadata.name,
    namespace: object.metadata.namespace,
    labels,
    pod,
    podPath: isPod ? 'spec' : `${path}.template.spec`,
    spec: {
      ...outer,
      replicas: typeof replicas === 'number' ? replicas : undefined,
      selector: isRecord(outer['selector']) ? outer['selector'] : undefined,
      serviceName: text(outer['serviceName']),
      volumeClaimTemplates: records(outer['volumeClaimTemplates']).map((claim) => ({
        ...claim,
        metadata: { ...record(claim['metadata']), name: nameOf(record(claim['metadata'])) },
        spec: record(claim['spec']),
      })),
      template: { metadata: { labels }, spec: pod },
    },
  };
}

/** Workloads among objects. */
export function workloads(objects: readonly Manifest[]): Workload[] {
  return ofKind(objects, ...LASTING_KINDS, 'Job', 'CronJob', 'Pod').map((object) =>
    workloadOf(object, titleOfObject(object)),
  );
}

/** The workloads of a namespace whose pods a selector selects. */
export function selected(
  all: readonly Workload[],
  namespace: string | undefined,
  selector: Selector | undefined,
): Workload[] {
  return all.filter(
    (workload) =>
      sameNamespace(workload.namespace, namespace) && selects(withoutMade(selector, workload), workload.labels),
  );
}

/** Label of a pod with the version of its StatefulSet or DaemonSet. */
export const REVISION_LABEL = 'controller-revision-hash';

/** Labels that controllers add to the pods they create, which the workloads of the manifests lack. */
export const MADE = [
  ...['statefulset.kubernetes.io/pod-name', 'apps.kubernetes.io/pod-index', REVISION_LABEL],
  ...['pod-template-hash', 'pod-template-generation', 'job-name', 'controller-uid'],
  ...['batch.kubernetes.io/job-name', 'batch.kubernetes.io/controller-uid'],
];

/** Selector without the labels that a controller adds to some pods of a workload. */
function withoutMade(selector: Selector | undefined, { name, kind }: Workload): Selector | undefined {
  const labels = record(selector?.matchLabels);
  if (!MADE.some((key) => key in labels)) return selector;
  const isLeft = ([key, value]: [string, unknown]) =>
    !MADE.includes(key) ||
    // The pods of a StatefulSet have its name and a number.
    (key === MADE[0] && (kind !== 'StatefulSet' || String(value).replace(/-\d+$/, '') !== name));
  return {
    ...selector,
    matchLabels: Object.fromEntries(Object.entries(labels).filter(isLeft)) as Record<string, string>,
  };
}

/** True if a port, by name or by number, is declared by a container of a workload. */
export function declaresPort(workload: Workload, port: string | number, protocol = 'TCP'): boolean {
  return containersOf(workload).some(({ ports = [] }) =>
    ports.some(
      (declared) =>
        (declared.name === port || declared.containerPort === port) && (declared.protocol ?? 'TCP') === protocol,
    ),
  );
}

/** The ports of a protocol that containers declare, by name where they have one. */
export function portsOf(containers: readonly Container[], protocol = 'TCP'): (string | number)[] {
  const ports = containers.flatMap((container) => container.ports ?? []);
  const names = ports
    .filter((port) => (port.protocol ?? 'TCP') === protocol)
    .map(({ name, containerPort }) => name ?? containerPort);
  return [...new Set(names)];
}

/** Ports that every one of some workloads declares. */
export function commonPorts(workloads: readonly Workload[], protocol?: string): (string | number)[] {
  const [first = [], ...others] = workloads.map((workload) => portsOf(containersOf(workload), protocol));
  return first.filter((port) => others.every((ports) => ports.includes(port)));
}

function specOf(object: Manifest): { outer: Record<string, unknown>; path: string } {
  const spec = record(object['spec']);
  if (object.kind !== 'CronJob') return { outer: spec, path: 'spec' };
  return { outer: record(record(spec['jobTemplate'])['spec']), path: 'spec.jobTemplate.spec' };
}
