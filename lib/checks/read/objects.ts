/** What the checks read of a container. */
export interface Container {
  readonly name: string;
  readonly image?: string;
  readonly ports?: readonly { name?: string; containerPort: number; protocol?: string }[];
  readonly env?: readonly { name: string; valueFrom?: Record<string, Reference | undefined> }[];
  readonly envFrom?: readonly Record<string, Reference | undefined>[];
  readonly volumeMounts?: readonly { name: string; mountPath: string }[];
  readonly resources?: { requests?: Record<string, unknown>; limits?: Record<string, unknown> };
  readonly securityContext?: {
    allowPrivilegeEscalation?: boolean;
    readOnlyRootFilesystem?: boolean;
    capabilities?: { drop?: readonly string[] };
    seccompProfile?: { type?: string };
  };
  readonly [field: string]: unknown;
}

/** A reference to a ConfigMap or a Secret, in one of Kubernetes' several forms. */
export interface Reference {
  readonly name?: string;
  readonly secretName?: string;
  readonly key?: string;
  readonly items?: readonly { key: string }[];
  readonly optional?: boolean;
}

/** What the checks read of a volume. */
export interface Volume {
  readonly name: string;
  readonly configMap?: Reference;
  readonly secret?: Reference;
  readonly persistentVolumeClaim?: { claimName: string };
  readonly projected?: { sources?: readonly { configMap?: Reference; secret?: Reference }[] };
}

/** What the checks read of a pod. */
export interface PodSpec {
  readonly containers: readonly Container[];
  readonly initContainers?: readonly Container[];
  readonly volumes?: readonly Volume[];
  readonly serviceAccountName?: string;
  readonly priorityClassName?: string;
  readonly imagePullSecrets?: readonly { name: string }[];
  readonly securityContext?: { seccompProfile?: { type?: string } };
}

/** A label selector. */
export interface Selector {
  readonly matchLabels?: Readonly<Record<string, string>>;
  readonly matchExpressions?: readonly { key: string; operator: string; values?: readonly string[] }[];
}

/** A manifest, of any kind. Fields of one kind are read where that kind is known. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly [field: string]: unknown;
}

/** Pods, and what makes them. */
export interface Workload {
  readonly title: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace: string | undefined;
  readonly labels: Readonly<Record<string, string>>;
  readonly pod: PodSpec;
  readonly spec: WorkloadSpec;
}

/** What the checks read of a workload, whichever its kind. */
export interface WorkloadSpec {
  readonly replicas?: number;
  readonly selector?: Selector;
  readonly serviceName?: string;
  readonly volumeClaimTemplates?: readonly { metadata: { name: string }; spec?: { storageClassName?: string } }[];
  readonly template: { metadata?: { labels?: Record<string, string> }; spec: PodSpec };
}

/** `Deployment loki/loki-querier`; without a namespace `ClusterRole alloy`: what the path of a finding begins with. */
export function titleOf(kind: string, namespace: string | undefined, name: string): string {
  return `${kind} ${namespace ? `${namespace}/` : ''}${name}`;
}

/** The title of an object. */
export function title({ kind, metadata }: Manifest): string {
  return titleOf(kind, metadata.namespace, metadata.name);
}

/** The objects of a kind, with what the caller knows of it. */
export function ofKind<T = object>(objects: readonly Manifest[], ...kinds: string[]): (Manifest & T)[] {
  return objects.filter(({ kind }) => kinds.includes(kind)) as (Manifest & T)[];
}

/** Everything that makes pods. */
export function workloads(objects: readonly Manifest[]): Workload[] {
  const kinds = ['Deployment', 'StatefulSet', 'DaemonSet', 'Job', 'CronJob'];
  return ofKind<{ spec: unknown }>(objects, ...kinds).map((object) => {
    const outer = object.spec as WorkloadSpec & { jobTemplate?: { spec: WorkloadSpec } };
    const spec = outer.jobTemplate?.spec ?? outer;
    return {
      title: title(object),
      kind: object.kind,
      name: object.metadata.name,
      namespace: object.metadata.namespace,
      labels: spec.template.metadata?.labels ?? {},
      pod: spec.template.spec,
      spec,
    };
  });
}

/** Every container of a pod; those that run first, first. */
export function containersOf({ pod }: Workload): Container[] {
  return [...(pod.initContainers ?? []), ...pod.containers];
}

/** Whether a selector selects labels. An empty one selects everything. */
export function selects(selector: Selector | undefined, labels: Readonly<Record<string, string>>): boolean {
  const equal = Object.entries(selector?.matchLabels ?? {}).every(([key, value]) => labels[key] === value);
  return (
    equal &&
    (selector?.matchExpressions ?? []).every(({ key, operator, values = [] }) => {
      const value = labels[key];
      switch (operator) {
        case 'In':
          return value !== undefined && values.includes(value);
        case 'NotIn':
          return value === undefined || !values.includes(value);
        case 'Exists':
          return value !== undefined;
        case 'DoesNotExist':
          return value === undefined;
        default:
          return false;
      }
    })
  );
}

/** Whether a selector selects everything. */
export function isEmpty(selector: Selector | undefined): boolean {
  return Object.keys(selector?.matchLabels ?? {}).length === 0 && (selector?.matchExpressions ?? []).length === 0;
}

/** The workloads of a namespace whose pods a selector selects. */
export function selected(all: readonly Workload[], namespace: string | undefined, selector: Selector): Workload[] {
  return all.filter((workload) => workload.namespace === namespace && selects(selector, workload.labels));
}

/** Whether a port, by name or by number, is declared by a container of a workload. */
export function declaresPort(workload: Workload, port: string | number, protocol = 'TCP'): boolean {
  return containersOf(workload).some(({ ports = [] }) =>
    ports.some(
      (declared) =>
        (declared.name === port || declared.containerPort === port) && (declared.protocol ?? 'TCP') === protocol,
    ),
  );
}
