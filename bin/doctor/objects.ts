import type * as z from 'zod';
import { HOP_NAMES, type HopName, hopOf } from '../../lib/live/doctor/hops';
import { hasRole } from '../../lib/live/doctor/drift';
import { digestOf } from '../../lib/live/doctor/setup';
import type { Setup } from '../../lib/live/doctor/setup-form';
import {
  ACCOUNT,
  BUDGET,
  CLAIM,
  CLASS,
  EVENT,
  NAMESPACE,
  NODE,
  NODE_MAKER,
  POD,
  SLICE,
  WORKLOAD,
} from '../../lib/live/doctor/object-forms';
import { picked, type Snapshot } from '../../lib/live/doctor/snapshot';
import { inNamespace, namespaceNamed } from '../../lib/live/doctor/unseen';
import type { Manifest } from '../../lib/manifests/manifest';
import type { Manifests } from '../../lib/manifests/manifests';
import { at, isText, record, records, text } from '../../lib/manifests/shape';
import { openForward, type OpenForward } from '../wait/forward';
import { type KubectlRunner, printedJson } from '../wait/kubectl';
import { WORKLOAD_KINDS } from '../../charts/kubernetes/workload-kinds';
import { readAround } from './around';
import { readDrift } from './drift';
import { readGrafana } from './grafana';
import { type Get, type Got, hopsOf, TIMEOUT } from './listing';
import { readNamed } from './named';
import { readNodeMakers, readPlacing } from './placing';
import { unseenOf } from './unseen';

/** Objects of a snapshot. */
export type Objects = Pick<
  Snapshot,
  | 'namespaces'
  | 'pods'
  | 'workloads'
  | 'claims'
  | 'classes'
  | 'drivers'
  | 'budgets'
  | 'scalers'
  | 'doors'
  | 'otherAgents'
  | 'sources'
  | 'slices'
  | 'accounts'
  | 'nodes'
  | 'nodeClaims'
  | 'nodePools'
  | 'configs'
  | 'drift'
  | 'events'
  | 'unseen'
>;

/** Kinds with pods, and what is theirs. */
const KINDS = ['pods', 'deployments', 'statefulsets', 'daemonsets', 'persistentvolumeclaims'];

/**
 * Reads the objects of an environment: of its namespaces, those that it makes or that belong to them.
 *
 * @param manifests rendered objects, with which those in the cluster are compared; a discovered Loki has none
 */
export async function readObjects(
  kubectl: KubectlRunner,
  setup: Setup,
  open: OpenForward = (target) => openForward(kubectl, target),
  manifests?: Manifests,
): Promise<Objects> {
  const get = async (args: readonly string[], hops: readonly HopName[], asked: readonly string[]): Promise<Got> => {
    const result = await kubectl.run(['get', ...args, TIMEOUT, '--output', 'json']);
    const value = printedJson(result);
    const list = at(value, 'items');
    const items = Array.isArray(list) ? records(list) : records(value === undefined ? [] : [value as object]);
    return { items: items as Record<string, unknown>[], unseen: unseenOf(result, hops, asked) };
  };
  const namespaces = namesOf(setup);
  const reading = Promise.all(namespaces.map((namespace) => readNamespace(get, setup, namespace)));
  const [inEach, named, nodes, around, grafana, byName] = await Promise.all([
    reading,
    get(['namespaces', ...namespaces, '--ignore-not-found'], HOP_NAMES, namespaces.map(namespaceNamed)),
    get(['nodes'], ['node'], ['nodes']),
    readAround(get, setup, open),
    readGrafana(get, setup),
    readNamed(kubectl, setup, manifests),
  ]);
  const { unseen: notSeen, ...objectsAround } = around;
  const unseen = [
    ...named.unseen,
    ...nodes.unseen,
    ...notSeen,
    ...grafana.unseen,
    ...byName.unseen,
    ...inEach.flatMap((one) => one.unseen),
  ];
  const isUnseen = (what: string) => unseen.some((one) => one.what === what);
  const own = inEach.flatMap((one) => one.items);
  const drift = manifests && readDrift(manifests, setup, byName, own as unknown as Manifest[]);
  const [placing, makers] = await Promise.all([readPlacing(get, own), readNodeMakers(get, own)]);
  unseen.push(...makers.unseen);
  const items = [...own, ...byName.objects.values(), ...placing, ...makers.items];
  const kind = (...kinds: string[]) => ofKind(items, ...kinds);
  // Namespaces that cannot be read exist if objects in them can be read.
  const inferred =
    named.unseen.length > 0 ? [...new Set(items.flatMap((item) => text(at(item, 'metadata.namespace')) ?? []))] : [];
  const claims = pick(CLAIM, kind('PersistentVolumeClaim'));
  // Only a claim without a volume needs them, and reading them takes a permission for the whole cluster.
  const volumes = claims.some(({ status }) => status?.phase === 'Pending')
    ? await get(['storageclasses,csidrivers'], hopsOfClaims(setup), ['storageclasses', 'csidrivers'])
    : undefined;
  if (volumes) unseen.push(...volumes.unseen);
  // Only the drain of a node asks for them.
  const isDrained = nodes.items.some((node) => at(node, 'spec.unschedulable') === true);
  const found = isDrained ? await Promise.all(namespaces.map((one) => readBudgets(get, one))) : [];
  unseen.push(...found.flatMap((one) => one.unseen));
  const budgets = isDrained
    ? pick(
        BUDGET,
        found.flatMap((one) => one.items),
      )
    : undefined;
  return {
    ...objectsAround,
    ...(budgets ? { budgets } : {}),
    ...(volumes && !isUnseen('storageclasses') ? { classes: pick(CLASS, ofKind(volumes.items, 'StorageClass')) } : {}),
    ...(volumes && !isUnseen('csidrivers') ? { drivers: ofKind(volumes.items, 'CSIDriver').flatMap(nameOf) } : {}),
    namespaces: [...pick(NAMESPACE, named.items), ...inferred.map((name) => ({ metadata: { name } }))],
    ...(grafana.sources ? { sources: grafana.sources } : {}),
    pods: [...pick(POD, kind('Pod')), ...grafana.pods],
    workloads: pick(WORKLOAD, kind(...WORKLOAD_KINDS)),
    claims,
    slices: pick(SLICE, kind('EndpointSlice')),
    accounts: pick(ACCOUNT, kind('ServiceAccount')).filter((account) => hasRole(setup, account.metadata)),
    ...(isUnseen('nodes') ? {} : { nodes: pick(NODE, nodes.items) }),
    ...(makers.items.length > 0
      ? { nodeClaims: pick(NODE_MAKER, kind('NodeClaim')), nodePools: pick(NODE_MAKER, kind('NodePool')) }
      : {}),
    ...(drift ? { drift } : {}),
    configs: kind('ConfigMap').flatMap((item) => configOf(item, setup)),
    events: pick(EVENT, kind('Event')),
    unseen:
      inferred.length > 0
        ? unseen.filter(({ what }) => !inferred.some((name) => what === namespaceNamed(name)))
        : unseen,
  };
}

const ofKind = (items: readonly Record<string, unknown>[], ...kinds: string[]) =>
  items.filter((item) => kinds.includes(String(item['kind'])));

const nameOf = (item: Record<string, unknown>): string[] => {
  const name = text(at(item, 'metadata.name'));
  return name === undefined ? [] : [name];
};

/** Parts of the path whose pods have volumes. */
const hopsOfClaims = ({ workloads }: Setup): HopName[] => [
  ...new Set(workloads.filter(({ kind }) => kind === 'StatefulSet').map(({ component }) => hopOf(component))),
];

/** Namespaces with workloads. */
const namesOf = ({ workloads, configs }: Setup): string[] => [
  ...new Set([...workloads, ...configs].map(({ namespace }) => namespace)),
];

async function readNamespace(get: Get, setup: Setup, namespace: string): Promise<Got> {
  const hops = hopsOf(setup, namespace);
  const of = ['--namespace', namespace];
  const asked = (...kinds: string[]) => kinds.map((kind) => inNamespace(kind, namespace));
  const hasPods = setup.workloads.some((one) => one.namespace === namespace);
  const { gateway } = setup;
  const reads = [
    ...(hasPods
      ? [
          get([KINDS.join(','), ...of], hops, asked(...KINDS)),
          get(['events', ...of, '--field-selector', 'type=Warning'], hops, asked('events')),
        ]
      : []),
    ...(gateway?.namespace === namespace
      ? [
          get(
            ['endpointslices', ...of, '--selector', `kubernetes.io/service-name=${gateway.service}`],
            ['gateway'],
            asked('endpointslices'),
          ),
        ]
      : []),
  ];
  const got = await Promise.all(reads);
  return { items: got.flatMap(({ items }) => items), unseen: got.flatMap(({ unseen }) => unseen) };
}

const pick = <T>(form: z.ZodType<T>, items: readonly unknown[]): T[] =>
  items.flatMap((item) => picked(form, item) ?? []);

const BUDGETS = 'poddisruptionbudgets';

const readBudgets = (get: Get, namespace: string): Promise<Got> =>
  get([BUDGETS, '--namespace', namespace], ['node'], [inNamespace(BUDGETS, namespace)]);

/** A ConfigMap by its digest: what is in it stays in the cluster. */
function configOf(item: Record<string, unknown>, { configs }: Setup): Snapshot['configs'] {
  const [name, namespace] = [text(at(item, 'metadata.name')), text(at(item, 'metadata.namespace'))];
  const expected = configs.find((one) => one.name === name && one.namespace === namespace);
  if (name === undefined || namespace === undefined || !expected) return [];
  const labels = Object.entries(record(at(item, 'metadata.labels'))).filter(
    (entry): entry is [string, string] => isText(entry[1]) && Object.hasOwn(expected.labels, entry[0]),
  );
  return [{ namespace, name, digest: digestOf(item as unknown as Manifest), labels: Object.fromEntries(labels) }];
}
