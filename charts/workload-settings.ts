import type { ApiObject } from 'cdk8s';
import { applyPodSettings, type PodSettings, type SharedPodSettings } from './kubernetes/pod-settings';
import type { ContainerResources } from './kubernetes/workload';
import { LOKI_CACHES } from './loki/caches';
import { LOKI_COMPONENTS, LokiNames } from './loki/components';
import type { LokiSizeOverrides, SizedComponent } from './loki/sizes';

/** Parts of Loki that settings can name: each component, or `loki` for all of them. */
export type LokiPart = SizedComponent | 'loki';

/**
 * Settings of pods, by part: `loki` for every component of Loki, a component by its key in the sizes, a collector by
 * the name of its workload (`alloy`, `alloy-events`, `alloy-<name>`). What a component says wins over `loki`.
 */
export type WorkloadSettings = Readonly<Partial<Record<LokiPart | 'alloy' | 'alloy-events', PodSettings>>> &
  Readonly<Record<string, PodSettings | undefined>>;

/** Settings of all objects of an environment. */
interface ObjectSettings extends SharedPodSettings {
  readonly workloads?: WorkloadSettings;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** Kinds with a pod template that we generate. */
const WORKLOAD_KINDS = ['Deployment', 'StatefulSet', 'DaemonSet'];

/** Key of a Loki workload in the sizes, by its label. */
const LOKI_KEYS: Readonly<Record<string, SizedComponent>> = {
  ...Object.fromEntries(LOKI_COMPONENTS.map(({ target, key }) => [target, key])),
  ...Object.fromEntries(LOKI_CACHES.map(({ component, key }) => [component, key])),
  gateway: 'gateway',
};

/** Changes to sizes that resources of components ask for, beside those of the user. */
export function sizesOf(sizes: LokiSizeOverrides = {}, workloads: WorkloadSettings = {}): LokiSizeOverrides {
  const asked = Object.values(LOKI_KEYS).flatMap((key) => {
    const resources = workloads[key]?.resources;
    return resources ? [[key, { ...sizes[key], cpu: resources.cpu, memory: resources.memoryMiB / 1024 }] as const] : [];
  });
  return { ...sizes, ...Object.fromEntries(asked) };
}

/** Resources that settings ask for, by part. */
export function resourcesOf(
  workloads: WorkloadSettings = {},
): Readonly<Record<string, ContainerResources | undefined>> {
  return Object.fromEntries(Object.entries(workloads).map(([part, settings]) => [part, settings?.resources]));
}

/** Puts settings into generated objects. Without any, nothing is read or changed. */
export function applySettings(objects: readonly ApiObject[], settings: ObjectSettings): void {
  const { workloads = {}, labels = {}, annotations = {}, imagePullSecrets } = settings;
  for (const object of objects) {
    for (const [key, value] of Object.entries(labels)) object.metadata.addLabel(key, value);
    for (const [key, value] of Object.entries(annotations)) object.metadata.addAnnotation(key, value);
    if (!WORKLOAD_KINDS.includes(object.kind)) continue;
    const own = settingsOf(object, workloads);
    if (!own && !imagePullSecrets && !settings.labels) continue;
    applyPodSettings(object, own ?? {}, { labels: settings.labels, imagePullSecrets });
  }
}

function settingsOf({ name, metadata }: ApiObject, workloads: WorkloadSettings): PodSettings | undefined {
  const label = (key: string) => String(metadata.getLabel(key));
  if (label('app.kubernetes.io/name') !== LokiNames.SELECTOR['app.kubernetes.io/name']) return workloads[name];
  const own = workloads[LOKI_KEYS[label('app.kubernetes.io/component')] ?? ''];
  return workloads.loki || own ? { ...workloads.loki, ...own } : undefined;
}
