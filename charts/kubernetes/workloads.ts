import { type ApiObject, JsonPatch } from 'cdk8s';
import { LIBRARY_COLLECTORS } from '../alloy/collectors/library';
import { ALLOY_SERVICE_ACCOUNT } from '../defaults';
import { type PodResources, type PodTemplate, withPodSettings, type WorkloadSettings } from './pod-settings';
import { CANARY } from '../canary/props';
import { GRAFANA } from '../grafana/deploy/props';
import { LOKI_CACHES, MEMCACHED_SHARE } from '../loki/caches';
import { LOKI_COMPONENTS } from '../loki/components';
import { type LokiSizeOverrides, SIZED_COMPONENTS, type SizedComponent } from '../loki/sizes/sizes';
import { nearest } from '../input/nearest';
import type { Problem } from '../input/problems';
import { ownValue } from '../input/own-value';
import { SCRAPER_NAME } from '../monitoring/scraper/names';

/**
 * Settings of pods by part: `loki` (every component), a component by its key in `loki.sizes`, or a collector by the name
 * of its workload: `alloy`, `alloy-events`, `alloy-<name>`.
 */
export type WorkloadsProps = Readonly<Partial<Record<SizedComponent | 'loki', WorkloadSettings>>> & {
  /** The DaemonSet that reads the logs of nodes and pods. @default - as the part needs it */
  readonly alloy?: WorkloadSettings;

  /** Collector of Kubernetes events. @default - as the part needs it */
  readonly 'alloy-events'?: WorkloadSettings;

  /** Receivers of lines that others send. @default - as the part needs it */
  readonly 'alloy-receivers'?: WorkloadSettings;

  /** Consumers of Kafka. @default - as the part needs it */
  readonly 'alloy-kafka'?: WorkloadSettings;

  /** Collector of pods from the Kubernetes API. @default - as the part needs it */
  readonly 'alloy-pods'?: WorkloadSettings;

  /** Loki's canary. @default - as the part needs it */
  readonly 'loki-canary'?: WorkloadSettings;

  /** Collector of metrics, of `monitoring`. @default - as the part needs it */
  readonly 'alloy-metrics'?: WorkloadSettings;

  /** Grafana, if it is deployed. @default - as the part needs it */
  readonly grafana?: WorkloadSettings;

  /** Collector of your own, by the name of its workload. */
  readonly [collector: `alloy-${string}`]: WorkloadSettings | undefined;
};

/** Name of the workload of a user's collector. */
export function collectorWorkload(name: string): string {
  return `${ALLOY_SERVICE_ACCOUNT}-${name}`;
}

/** Names of the parts that can have settings. */
function partNames(collectors: readonly { readonly name: string }[] = []): string[] {
  const library = Object.values(LIBRARY_COLLECTORS).map(({ name }) => name);
  return [
    'loki',
    ...SIZED_COMPONENTS,
    CANARY,
    GRAFANA,
    ...library,
    SCRAPER_NAME,
    ...collectors.map(({ name }) => collectorWorkload(name)),
  ];
}

/** Finds settings of parts that do not exist. */
export function unknownParts(workloads: object, collectors?: readonly { readonly name: string }[]): Problem[] {
  const known = partNames(collectors);
  return Object.keys(workloads)
    .filter((part) => !known.includes(part))
    .map((part) => {
      const meant = nearest(part, known);
      return {
        path: `workloads.${part}`,
        found: 'not a part',
        fix: meant ? `did you mean ${meant}?` : `the parts are ${known.join(', ')}`,
      };
    });
}

/** Keys of Loki's components, by the label `app.kubernetes.io/component` of their objects. */
const COMPONENT_KEYS = new Map<string, SizedComponent>([
  ...LOKI_COMPONENTS.map(({ target, key }) => [target, key] as const),
  ...LOKI_CACHES.map(({ component, key }) => [component, key] as const),
  ['gateway', 'gateway'],
]);

/** Rendered workload. */
interface Workload {
  readonly metadata: { readonly name: string; readonly labels?: Readonly<Record<string, string>> };
  readonly spec: { readonly template: PodTemplate };
}

/** Settings of a workload, the most general first: those of all of Loki, and its own. */
function settingsOf({ metadata }: Workload, workloads: WorkloadsProps): WorkloadSettings[] {
  const component = metadata.labels?.['app.kubernetes.io/component'] ?? '';
  const isLoki = metadata.labels?.['app.kubernetes.io/name'] === 'loki';
  const key = isLoki ? COMPONENT_KEYS.get(component) : (metadata.name as 'alloy');
  const own = key && ownValue<WorkloadSettings | undefined>(workloads, key);
  return [isLoki ? workloads.loki : undefined, own].filter((settings) => settings !== undefined);
}

/** Settings that concern pods. */
interface PodProps {
  readonly imagePullSecrets?: readonly string[];
  readonly labels?: Readonly<Record<string, string>>;
  readonly workloads?: WorkloadsProps;
}

/** Applies all settings of pods to a workload, before the user's own changes. */
export function applyPodSettings(object: ApiObject, props: PodProps): void {
  const { imagePullSecrets, labels, workloads = {} } = props;
  const workload = object.toJson() as Workload;
  const settings = [{ labels }, ...settingsOf(workload, workloads)];
  const merged = {
    ...Object.assign({}, ...settings.map(definedOf)),
    imagePullSecrets,
    nodeSelector: mapsOf(settings, 'nodeSelector'),
    labels: mapsOf(settings, 'labels'),
    annotations: mapsOf(settings, 'annotations'),
  };
  const { template: before } = workload.spec;
  const template = withPodSettings(before, merged);
  if (JSON.stringify(template) === JSON.stringify(before)) return;
  object.addJsonPatch(JsonPatch.replace('/spec/template', template));
}

function definedOf(settings: WorkloadSettings): object {
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));
}

function mapsOf(
  settings: readonly WorkloadSettings[],
  key: 'nodeSelector' | 'labels' | 'annotations',
): Record<string, string> {
  return Object.assign({}, ...settings.map((each) => each[key] ?? {}));
}

/** Sizes of Loki with the CPU and memory of `workloads`. */
export function sizesOf(sizes: LokiSizeOverrides = {}, workloads: WorkloadsProps = {}): LokiSizeOverrides {
  const changed = SIZED_COMPONENTS.flatMap((key) => {
    const { cpu, memoryMiB } = { ...workloads.loki?.resources, ...workloads[key]?.resources };
    if (cpu === undefined && memoryMiB === undefined) return [];
    const isCache = LOKI_CACHES.some((cache) => cache.key === key);
    const share = isCache ? MEMCACHED_SHARE : 1;
    const change = {
      ...(cpu === undefined ? {} : { cpu }),
      ...(memoryMiB === undefined ? {} : { memory: Math.floor(memoryMiB / share) / 1024 }),
    };
    return [[key, { ...sizes[key], ...change }] as const];
  });
  return { ...sizes, ...Object.fromEntries(changed) };
}

/** CPU and memory of collectors, by the name of their workload. */
export function collectorResources(workloads: WorkloadsProps = {}): Readonly<Record<string, PodResources>> {
  const all = Object.entries(workloads as Readonly<Record<string, WorkloadSettings | undefined>>);
  return Object.fromEntries(all.flatMap(([name, own]) => (own?.resources ? [[name, own.resources]] : [])));
}
