import { type ApiObject, JsonPatch } from 'cdk8s';
import type { k8s } from 'cdk8s-plus-28';
import type { ContainerResources } from './workload';

/** Settings of the pods of one workload: where they run, how important they are, what they carry. */
export interface PodSettings {
  /**
   * CPU request, and memory request and limit, of the main container. For a component of Loki this is another way to
   * write `cpu` and `memory` of its size.
   *
   * @default - from the size of Loki; of a collector see its own default
   */
  readonly resources?: ContainerResources;

  /** Priority class. @default - `system-node-critical` for the DaemonSet of Alloy, none for all others */
  readonly priorityClassName?: string;

  /** Labels that a node must have, beside those we require. @default - none */
  readonly nodeSelector?: Readonly<Record<string, string>>;

  /** Taints that the pods tolerate, beside those we tolerate. @default - none */
  readonly tolerations?: readonly k8s.Toleration[];

  /** Affinity, beside ours: both hold. @default - none */
  readonly affinity?: k8s.Affinity;

  /** Labels of the pods. @default - none */
  readonly labels?: Readonly<Record<string, string>>;

  /** Annotations of the pods. @default - none */
  readonly annotations?: Readonly<Record<string, string>>;
}

/** Settings that all workloads of an environment share. */
export interface SharedPodSettings {
  /** Labels of the pods. */
  readonly labels?: Readonly<Record<string, string>>;

  /** Names of Secrets to pull images with. */
  readonly imagePullSecrets?: readonly string[];
}

/** A pod template, as far as settings change it. */
interface PodTemplate {
  readonly metadata?: {
    readonly labels?: Record<string, string>;
    readonly annotations?: Record<string, string>;
  };
  readonly spec: {
    readonly nodeSelector?: Record<string, string>;
    readonly tolerations?: readonly k8s.Toleration[];
    readonly affinity?: Record<string, object>;
  };
}

/** Puts settings into the pod template of a workload, before any change by the user. */
export function applyPodSettings(workload: ApiObject, settings: PodSettings, shared: SharedPodSettings): void {
  const { spec } = workload.toJson() as { spec: { template: PodTemplate } };
  const { metadata = {}, spec: pod } = spec.template;
  const set = (path: string, value: unknown) =>
    value === undefined ? undefined : workload.addJsonPatch(JsonPatch.add(`/spec/template/${path}`, value));
  const merged = (ours: object | undefined, ...more: (object | undefined)[]) =>
    more.some((added) => added !== undefined) ? Object.assign({}, ours, ...more) : undefined;
  set('metadata/labels', merged(metadata.labels, shared.labels, settings.labels));
  set('metadata/annotations', merged(metadata.annotations, settings.annotations));
  set('spec/priorityClassName', settings.priorityClassName);
  set('spec/nodeSelector', merged(pod.nodeSelector, settings.nodeSelector));
  set('spec/tolerations', settings.tolerations && [...(pod.tolerations ?? []), ...settings.tolerations]);
  set('spec/affinity', settings.affinity && bothAffinities(pod.affinity ?? {}, settings.affinity));
  set(
    'spec/imagePullSecrets',
    shared.imagePullSecrets?.map((name) => ({ name })),
  );
}

/**
 * Both affinities at once. Lists of terms that must all hold are joined; of node selector terms one is enough, so each
 * of ours is combined with each of theirs.
 */
function bothAffinities(ours: object, theirs: object): object {
  const result: Record<string, unknown> = { ...ours };
  for (const [key, value] of Object.entries(theirs)) {
    const own = result[key];
    if (own === undefined) result[key] = value;
    else if (key === 'nodeSelectorTerms') result[key] = combined(own as object[], value as object[]);
    else if (Array.isArray(own)) result[key] = [...own, ...(value as unknown[])];
    else result[key] = bothAffinities(own as object, value as object);
  }
  return result;
}

function combined(ours: readonly object[], theirs: readonly object[]): object[] {
  return ours.flatMap((one) => theirs.map((other) => bothAffinities(one, other)));
}
