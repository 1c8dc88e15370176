import * as z from 'zod';
import { WORKLOAD_KINDS } from '../../../charts/kubernetes/workload-kinds';
import { LokiNames } from '../../../charts/loki/components';
import { type Departure, departures } from '../../manifests/departures';
import { filesOf } from '../../manifests/files';
import { type Manifest, title } from '../../manifests/manifest';
import type { Manifests } from '../../manifests/manifests';
import { at, isRecord, record, records, text } from '../../manifests/shape';
import { COMPONENT } from './components';
import { HOP_NAMES, type HopName, hopOf } from './hops';
import type { Setup } from './setup-form';

/** An object of the environment that somebody deleted or changed in the cluster. */
export const DRIFT = z.object({
  kind: z.string(),
  namespace: z.string().optional(),
  name: z.string(),
  hop: z.enum(HOP_NAMES),
  /** True if it does not exist. */
  isGone: z.boolean(),
  /** True if the cluster does not know its kind. */
  isUnknownKind: z.boolean().optional(),
  /** True if programs on the path of a line or a query name it: a Service. */
  isNamed: z.boolean().optional(),
  /** Differences, without values of variables. */
  differences: z.array(z.string()),
  /** JSON patch for what an apply leaves. */
  patch: z.string().optional(),
});

/** An object that is not as rendered. */
export type Drift = z.output<typeof DRIFT>;

/** Kinds with faults of their own, whose contents are secret, or whose fields a controller of the cluster sets. */
const LEFT_OUT = [
  ...['ConfigMap', 'Secret', 'HorizontalPodAutoscaler', 'ScaledObject', 'CustomResourceDefinition'],
  ...['Namespace', 'Ingress', 'HTTPRoute', 'PersistentVolumeClaim', 'Job', 'CronJob'],
];

/** True if a service account has a role of AWS. */
export const hasRole = ({ roles }: Setup, { namespace, name }: Manifest['metadata']): boolean =>
  roles.some((role) => role.namespace === namespace && role.account === name);

/** Objects of an environment that are compared with those in the cluster. Service accounts with a role have faults of their own. */
export const comparedObjects = ({ objects }: Manifests, setup: Setup): Manifest[] =>
  objects.filter(
    ({ kind, metadata }) => !LEFT_OUT.includes(kind) && !(kind === 'ServiceAccount' && hasRole(setup, metadata)),
  );

/** Objects in the cluster, and kinds that it does not know. */
export interface Live {
  /** Objects by their titles. */
  readonly objects: ReadonlyMap<string, Manifest>;

  /** Kinds without a CustomResourceDefinition. */
  readonly unknownKinds: ReadonlySet<string>;
}

/** Objects that are not in the cluster, or not as rendered. */
export function driftOf(
  expected: readonly Manifest[],
  manifests: Manifests,
  { objects, unknownKinds }: Live,
  setup: Setup,
): Drift[] {
  return expected.flatMap((object): Drift[] => {
    const { kind } = object;
    const { name, namespace } = object.metadata;
    const hop = partOf(object, manifests, setup);
    const isNamed = kind === 'Service' && namesService(manifests, object);
    const common = { kind, namespace, name, hop, ...(isNamed ? { isNamed } : {}) };
    const live = objects.get(title(object));
    if (!live) {
      const isUnknownKind = unknownKinds.has(kind);
      return [{ ...common, isGone: true, ...(isUnknownKind ? { isUnknownKind } : {}), differences: [] }];
    }
    const found = departures(compared(live), compared(object));
    if (found.length === 0) return [];
    const patch = found.flatMap((one) => one.patch ?? []);
    return [
      {
        ...common,
        isGone: false,
        differences: found.map(said),
        ...(patch.length > 0 ? { patch: JSON.stringify(patch) } : {}),
      },
    ];
  });
}

/** Fields of workloads that autoscalers, operators and `kubectl rollout restart` change, and that stop no pod. */
const OF_OTHERS = ['replicas', 'volumeClaimTemplates'];

/** The fields of an object that are compared: everything but metadata. */
function compared(object: Manifest): Record<string, unknown> {
  const { kind, apiVersion, metadata, status, ...rest } = object;
  void [apiVersion, metadata, status];
  if (!WORKLOAD_KINDS.includes(kind)) return rest;
  const spec = without(record(rest['spec']), OF_OTHERS);
  const template = record(spec['template']);
  const pod = record(template['spec']);
  const lists = ['containers', 'initContainers'].flatMap((list) =>
    pod[list] === undefined ? [] : [[list, records(pod[list]).map((one) => without(one, ['resources']))] as const],
  );
  const labels = { labels: record(template['metadata'])['labels'] };
  return { spec: { ...spec, template: { metadata: labels, spec: { ...pod, ...Object.fromEntries(lists) } } } };
}

const without = (block: Record<string, unknown>, keys: readonly string[]): Record<string, unknown> =>
  Object.fromEntries(Object.entries(block).filter(([key]) => !keys.includes(key)));

/** Longest value that is said. */
const MOST = 80;

/** A difference in words. Values of variables are secret. */
function said({ path, is, wanted }: Departure): string {
  if (/\benv\[/.test(path)) return is === undefined ? `${path} is absent` : `${path} has another value`;
  if (is === undefined) return `${path} is absent`;
  if (wanted === undefined) return `${path} was added`;
  const isLong = [is, wanted].some((value) => isRecord(value) || Array.isArray(value) || String(value).length > MOST);
  return isLong ? `${path} differs` : `${path} is ${String(is)} instead of ${String(wanted)}`;
}

/** Labels by which an object says what it is about: those of its pods before its own. */
function labelsOf(object: Manifest): Record<string, unknown>[] {
  const selector = record(at(object, 'spec.selector'));
  const own = record(object.metadata.labels as unknown);
  return [record(at(object, 'spec.podSelector.matchLabels')), record(selector['matchLabels']), selector, own];
}

/** Part of the path that an object belongs to. */
export function partOf(object: Manifest, manifests: Manifests, setup: Setup): HopName {
  const { kind } = object;
  const { name, namespace } = object.metadata;
  if (kind === 'ServiceAccount') return 'identity';
  const labels = labelsOf(object);
  if (labels.some((one) => Object.keys(LokiNames.OBJECT_STORE_LABEL).some((key) => one[key] !== undefined)))
    return 'buckets';
  const [component] = labels.flatMap((one) => text(one[COMPONENT]) ?? []);
  const user = component ?? mounts(manifests, name, namespace);
  if (user !== undefined && setup.workloads.some((one) => one.component === user)) return hopOf(user);
  if (namespace === setup.grafanaNamespace && namespace !== setup.lokiNamespace) return 'grafana';
  return namespace === setup.alloyNamespace || /^alloy\b/.test(name) ? 'agent' : 'ingester';
}

/** Component of the first workload that mounts passwords by a SecretProviderClass. */
function mounts(manifests: Manifests, name: string, namespace: string | undefined): string | undefined {
  const found = manifests.workloads.find(
    (one) =>
      one.namespace === namespace &&
      records(one.pod.volumes).some((volume) => at(volume, 'csi.volumeAttributes.secretProviderClass') === name),
  );
  return found?.labels[COMPONENT];
}

/** Components whose Services every line or query passes. */
const ON_PATH = ['gateway', 'distributor', 'query-frontend', 'query-scheduler', 'index-gateway'];

/** True if a program on the path finds a Service by its name: it is in a configuration. Agents name that of the gateway. */
function namesService(manifests: Manifests, service: Manifest): boolean {
  const component = text(record(at(service, 'spec.selector'))[COMPONENT]);
  if (component === undefined || !ON_PATH.includes(component)) return false;
  const { name, namespace } = service.metadata;
  const host = new RegExp(`(?<![\\w-])${name}\\.${namespace}\\b`);
  return manifests.ofKind('ConfigMap').some((one) => Object.values(filesOf(one)).some((file) => host.test(file)));
}
