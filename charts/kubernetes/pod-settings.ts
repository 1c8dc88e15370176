import type { k8s } from 'cdk8s-plus-28';

/** Type with all of its fields read-only, at any depth. */
export type DeepReadonly<T> = T extends readonly (infer Item)[]
  ? readonly DeepReadonly<Item>[]
  : T extends object
    ? { readonly [K in keyof T]: DeepReadonly<T[K]> }
    : T;

/** Affinity of pods, as Kubernetes writes it (https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/). */
export type PodAffinityProps = DeepReadonly<k8s.Affinity>;

/** Toleration of a taint: pods with it may run on nodes with the taint. */
export interface PodToleration {
  /** Key of the taint. @default - any key; `operator` is then `Exists` */
  readonly key?: string;

  /** `Equal` compares the value, `Exists` tolerates any value. @default Equal */
  readonly operator?: 'Equal' | 'Exists';

  /** Value of the taint. Only with `Equal`. @default - an empty value */
  readonly value?: string;

  /** Effect of the taint. @default - all effects */
  readonly effect?: 'NoSchedule' | 'PreferNoSchedule' | 'NoExecute';

  /** Seconds a pod stays on a node that gets the taint. Only with `NoExecute`. @default - as long as the node exists */
  readonly tolerationSeconds?: number;
}

/** CPU and memory of each pod of a part. */
export interface PodResources {
  /** CPU request of one pod, in cores. @default - from the size of the part */
  readonly cpu?: number;

  /** Memory request and limit of one pod, in MiB. A cache fills five sixths of it. @default - from the size of the part */
  readonly memoryMiB?: number;
}

/** Settings of the pods of one part. */
export interface WorkloadSettings {
  /** CPU and memory of each pod. @default - from the size of the part */
  readonly resources?: PodResources;

  /** PriorityClass of the pods. It must exist. @default - none; `system-node-critical` for `alloy` */
  readonly priorityClassName?: string;

  /** Labels a node must have to run the pods, such as `{ pool: 'logs' }`. @default - any node */
  readonly nodeSelector?: Readonly<Record<string, string>>;

  /** Taints that the pods tolerate. @default - none; all taints for `alloy` */
  readonly tolerations?: readonly PodToleration[];

  /** Affinity, in addition to that of the part: both must hold. @default - that of the part */
  readonly affinity?: PodAffinityProps;

  /** Labels of the pods, in addition to ours. @default - none */
  readonly labels?: Readonly<Record<string, string>>;

  /** Annotations of the pods, in addition to ours. @default - none */
  readonly annotations?: Readonly<Record<string, string>>;
}

/** Pod template of a workload in a manifest. */
export interface PodTemplate {
  readonly metadata?: { readonly labels?: Record<string, string>; readonly annotations?: Record<string, string> };
  readonly spec: {
    readonly affinity?: PodAffinityProps;
    readonly nodeSelector?: Record<string, string>;
    readonly tolerations?: readonly PodToleration[];
    readonly [field: string]: unknown;
  };
}

/** Settings of pods, without those that the charts apply themselves. */
type PodSettings = Omit<WorkloadSettings, 'resources'> & { readonly imagePullSecrets?: readonly string[] };

/** Template with settings applied. Its labels, annotations and affinity stay, since other objects depend on them. */
export function withPodSettings(template: PodTemplate, settings: PodSettings): PodTemplate {
  const { metadata, spec } = template;
  const { priorityClassName, imagePullSecrets, affinity } = settings;
  const tolerations = [...(spec.tolerations ?? []), ...(settings.tolerations ?? [])];
  return {
    ...template,
    metadata: {
      ...metadata,
      ...filled('labels', { ...settings.labels, ...metadata?.labels }),
      ...filled('annotations', { ...settings.annotations, ...metadata?.annotations }),
    },
    spec: {
      ...spec,
      ...filled('nodeSelector', { ...settings.nodeSelector, ...spec.nodeSelector }),
      ...(priorityClassName ? { priorityClassName } : {}),
      ...(imagePullSecrets?.length ? { imagePullSecrets: imagePullSecrets.map((name) => ({ name })) } : {}),
      ...(tolerations.length > 0 ? { tolerations } : {}),
      ...(affinity ? { affinity: both(spec.affinity, affinity) } : {}),
    },
  };
}

function filled(key: string, map: Record<string, string>): Record<string, Record<string, string>> {
  return Object.keys(map).length > 0 ? { [key]: map } : {};
}

/** Key of the terms of an affinity that must hold. */
export const REQUIRED = 'requiredDuringSchedulingIgnoredDuringExecution';
/** Key of the terms of an affinity that hold where they can. */
export const PREFERRED = 'preferredDuringSchedulingIgnoredDuringExecution';

/** Affinity that holds if and only if both hold. Required terms of pods add up; those of nodes are alternatives. */
function both(ours: PodAffinityProps = {}, theirs: PodAffinityProps): PodAffinityProps {
  const joined = <T>(a?: readonly T[], b?: readonly T[]): readonly T[] | undefined =>
    a || b ? [...(a ?? []), ...(b ?? [])] : undefined;
  const pods = (kind: 'podAffinity' | 'podAntiAffinity') => {
    const [a, b] = [ours[kind], theirs[kind]];
    if (!a && !b) return undefined;
    return defined({
      [REQUIRED]: joined(a?.[REQUIRED], b?.[REQUIRED]),
      [PREFERRED]: joined(a?.[PREFERRED], b?.[PREFERRED]),
    });
  };
  return defined({
    podAffinity: pods('podAffinity'),
    podAntiAffinity: pods('podAntiAffinity'),
    nodeAffinity: nodes(ours.nodeAffinity, theirs.nodeAffinity, joined),
  });
}

type NodeAffinityProps = NonNullable<PodAffinityProps['nodeAffinity']>;

function nodes(
  ours: NodeAffinityProps | undefined,
  theirs: NodeAffinityProps | undefined,
  joined: <T>(a?: readonly T[], b?: readonly T[]) => readonly T[] | undefined,
): NodeAffinityProps | undefined {
  if (!ours || !theirs) return ours ?? theirs;
  const [a, b] = [ours[REQUIRED], theirs[REQUIRED]];
  const nodeSelectorTerms = a?.nodeSelectorTerms.flatMap(
    (one) =>
      b?.nodeSelectorTerms.map((other) =>
        defined({
          matchExpressions: joined(one.matchExpressions, other.matchExpressions),
          matchFields: joined(one.matchFields, other.matchFields),
        }),
      ) ?? [one],
  );
  return defined({
    [REQUIRED]: nodeSelectorTerms ? { nodeSelectorTerms } : b,
    [PREFERRED]: joined(ours[PREFERRED], theirs[PREFERRED]),
  });
}

/** Object without undefined values, which a patch would write as null. */
function defined<T extends object>(object: T): T {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as T;
}
