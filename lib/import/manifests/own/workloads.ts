import type { PodTemplate, WorkloadSettings } from '../../../../charts/kubernetes/pod-settings';
import { OWNED_ANNOTATIONS, OWNED_LABELS } from '../../../../charts/kubernetes/owned-metadata';
import { WORKLOAD_KINDS } from '../../../../charts/kubernetes/workload-kinds';
import { title, type Manifest } from '../../../manifests/manifest';
import { Manifests } from '../../../manifests/manifests';
import { MIB, parseQuantity } from '../../../manifests/quantity';
import { at, record, records, text } from '../../../manifests/shape';
import type { Importing } from '../../importing';
import { coresOf } from '../../quantities';
import { componentOf } from '../workloads';
import { addedAffinity } from './affinity';

type Settings = { -readonly [K in keyof WorkloadSettings]: WorkloadSettings[K] };

/**
 * Reads the settings of the pods of each part: the difference between their templates and those rendered without
 * settings. CPU and memory of Loki's components become `loki.sizes`.
 */
export function readOwnWorkloads(
  { draft }: Importing,
  objects: readonly Manifest[],
  rendered: readonly Manifest[],
): void {
  const ours = new Map(rendered.map((object) => [title(object), object]));
  const loki = new Map<string, Settings>();
  const others = new Map<string, Settings>();
  for (const object of objects.filter(({ kind }) => WORKLOAD_KINDS.includes(kind))) {
    const own = ours.get(title(object));
    if (!own) continue;
    const [workload] = new Manifests([object]).workloads;
    const isLoki = workload?.labels['app.kubernetes.io/name'] === 'loki';
    const component = isLoki && workload ? componentOf(workload) : undefined;
    const settings = added(templateOf(object), templateOf(own));
    if (component !== undefined) loki.set(component, settings);
    else if (!isLoki) others.set(object.metadata.name, { ...addedResources(object, own), ...settings });
  }
  const shared = sharedBy([...loki.values()]);
  const all: [string, Settings][] = [
    ['loki', shared],
    ...[...loki].map(([part, settings]): [string, Settings] => [part, without(settings, shared)]),
    ...others,
  ];
  for (const [part, settings] of all) if (Object.keys(settings).length > 0) draft.set(['workloads', part], settings);
}

const templateOf = (object: Manifest): PodTemplate => {
  const template = record(at(object, 'spec.template'));
  return { ...template, spec: record(template['spec']) };
};

/** Settings that a template has more than ours. */
function added(template: PodTemplate, ours: PodTemplate): Settings {
  const { priorityClassName } = template.spec;
  const tolerations = records(template.spec.tolerations).slice(records(ours.spec.tolerations).length);
  const affinity = addedAffinity(template.spec.affinity, ours.spec.affinity);
  const settings: Settings = {};
  if (typeof priorityClassName === 'string' && priorityClassName !== ours.spec['priorityClassName'])
    settings.priorityClassName = priorityClassName;
  const nodeSelector = moreThan(template.spec.nodeSelector, ours.spec.nodeSelector);
  if (nodeSelector) settings.nodeSelector = nodeSelector;
  if (tolerations.length > 0) settings.tolerations = tolerations;
  if (affinity) settings.affinity = affinity;
  for (const key of ['labels', 'annotations'] as const) {
    const more = moreThan(template.metadata?.[key], ours.metadata?.[key]);
    if (more) settings[key] = more;
  }
  return settings;
}

/** Keys that the library sets on pods itself. */
const OWNED = [...OWNED_LABELS, ...OWNED_ANNOTATIONS];

/** Entries of a map that ours lacks, or has with another value; undefined without any. */
function moreThan(map: unknown, ours: unknown): Record<string, string> | undefined {
  const known = record(ours);
  const more = Object.entries(record(map)).filter(
    (entry): entry is [string, string] =>
      typeof entry[1] === 'string' && known[entry[0]] !== entry[1] && !OWNED.includes(entry[0]),
  );
  return more.length > 0 ? Object.fromEntries(more) : undefined;
}

/** CPU and memory of a pod that is not of Loki, if they differ from ours. */
function addedResources(object: Manifest, ours: Manifest): Pick<Settings, 'resources'> {
  const requested = (one: Manifest, name: string): string | undefined =>
    text(at(records(at(one, 'spec.template.spec.containers'))[0], `resources.requests.${name}`));
  const [cpu, memory] = ['cpu', 'memory'].map((name) => {
    const value = requested(object, name);
    return value === requested(ours, name) ? undefined : value;
  });
  const [cores, bytes] = [coresOf(cpu), memory === undefined ? undefined : parseQuantity(memory)];
  if (cores === undefined && bytes === undefined) return {};
  return {
    resources: {
      ...(cores === undefined ? {} : { cpu: cores }),
      ...(bytes === undefined ? {} : { memoryMiB: Math.round(bytes / MIB) }),
    },
  };
}

/** Settings that all components have: whole values, and entries of maps. */
function sharedBy(all: readonly Settings[]): Settings {
  const [first, ...others] = all;
  if (!first || others.length === 0) return {};
  const shared: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(first)) {
    const values = others.map((other) => other[key as keyof Settings]);
    if (!isMap(key)) {
      if (values.every((other) => JSON.stringify(other) === JSON.stringify(value))) shared[key] = value;
      continue;
    }
    const entries = Object.entries(record(value)).filter(([name, entry]) =>
      values.every((other) => record(other)[name] === entry),
    );
    if (entries.length > 0) shared[key] = Object.fromEntries(entries);
  }
  return shared;
}

/** Settings without those that all components have. */
function without(settings: Settings, shared: Settings): Settings {
  return Object.fromEntries(
    Object.entries(settings).flatMap(([key, value]) => {
      const common = shared[key as keyof Settings];
      if (common === undefined) return [[key, value]];
      if (!isMap(key)) return [];
      const more = moreThan(value, common);
      return more ? [[key, more]] : [];
    }),
  );
}

const isMap = (key: string): boolean => ['nodeSelector', 'labels', 'annotations'].includes(key);
