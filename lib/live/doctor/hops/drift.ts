import { titleOf } from '../../../manifests/manifest';
import { clusterOf } from '../aws-commands';
import { diffOfCluster } from '../commands';
import type { Drift } from '../drift';
import type { Fault, Symptom } from '../fault';
import type { HopName } from '../hops';
import type { View } from '../view';
import { stateOfNamespace } from './namespaces';

/** Most objects, and most differences of one, that a finding names. */
const MOST = 3;

/** Faults that say who is not reached, or gets no answer. */
const UNREACHED = [
  ...['agent-errors', 'agent-name', 'agent-closed', 'agent-no-way', 'agent-timeout', 'agent-unreachable'],
  ...['agent-path', 'agent-tls', 'agent-cut', 'agent-held', 'agent-drops', 'agent-api-unreachable'],
  ...['gateway-no-endpoints', 'gateway-resolver', 'gateway-upstream', 'gateway-slow', 'cluster-dns'],
  ...[
    'ring-memberlist',
    'ring-quorum-lost',
    'ring-quorum-at-risk',
    'ring-unhealthy',
    'ring-blocked',
    'ingester-errors',
  ],
  ...['bucket-unreachable', 'identity-sts-unreachable', 'cache-errors', 'compactor-unreachable', 'store-reads'],
  ...['index-gateway-unreachable', 'query-scheduler-unreachable', 'query-no-querier', 'rules-failing'],
  ...['query-unserved', 'query-errors', 'query-unreachable', 'query-path', 'query-empty', 'grafana-unreachable'],
];

/** Parts of the path in which a Service or a policy of a part is missed. */
const MISSED_IN: Readonly<Record<HopName, readonly HopName[]>> = {
  identity: [],
  buckets: ['identity', 'buckets', 'store', 'query'],
  node: [],
  agent: ['node', 'agent', 'query'],
  gateway: ['agent', 'gateway', 'query', 'grafana'],
  distributor: ['agent', 'gateway', 'distributor', 'query'],
  // Policies between all pods of Loki are here.
  ingester: ['node', 'identity', 'buckets', 'agent', 'gateway', 'distributor', 'ingester', 'store', 'caches', 'query'],
  store: ['store', 'query'],
  caches: ['caches'],
  query: ['gateway', 'query', 'grafana'],
  grafana: ['grafana'],
};

/** Answers of another program, or of another port, than the gateway. */
const OF_OTHER_PROGRAMS = ['agent-tenant', 'agent-password', 'query-tenant', 'query-password'];

/** Faults of an agent whose service account may not read what it needs. */
const UNPERMITTED = ['agent-api', 'node-no-files', 'agent-silent', 'query-empty'];

/** Faults of pods and programs, and of credentials that pods get. */
const OF_PODS = /^(?:pod|secret|loki|workload|rollout|ring-label|identity|agent-config|gateway-config|node-no-agent)\b/;

/** Kinds of objects that pods need by their name. */
const NEEDED = [
  'ServiceAccount',
  'SecretProviderClass',
  'PriorityClass',
  'StorageClass',
  'SecretStore',
  'ExternalSecret',
];

/** Kinds without a part of the path of their own. */
const SHARED = ['PriorityClass', 'StorageClass'];

/** Faults of parts of Loki that do not agree on their ring. */
const OF_FLAGS = ['ring-label', 'ring-foreign', 'ring-other'];

/** Ends of names of pods, by the kind of their workload. */
const PODS: Readonly<Record<string, string>> = {
  Deployment: '(?:-[a-z0-9]{1,10}-[a-z0-9]{5})?',
  StatefulSet: '(?:-\\d+)?',
  DaemonSet: '(?:-[a-z0-9]{5})?',
};

/** True if a finding says that a part is not reached, and may be that a Service or a policy of another part is wrong. */
export const missesPart = (hop: HopName, { id, hop: of }: Symptom): boolean =>
  UNREACHED.includes(id) && MISSED_IN[hop].includes(of);

/** True if a finding follows from an object that is not as rendered. */
function explains({ kind, name, hop, differences }: Drift, symptom: Symptom): boolean {
  const { id, evidence } = symptom;
  if (kind === 'Service' && hop === 'gateway' && OF_OTHER_PROGRAMS.includes(id)) return true;
  if (kind === 'Service' || kind === 'NetworkPolicy') return missesPart(hop, symptom);
  if (/Role/.test(kind)) return UNPERMITTED.includes(id);
  const ends = PODS[kind];
  // Flags of a part of Loki decide which ring it joins, and others log that.
  if (ends !== undefined && OF_FLAGS.includes(id)) return differences.some((one) => /\.(?:args|command)\b/.test(one));
  if (ends === undefined && !NEEDED.includes(kind)) return false;
  return OF_PODS.test(id) && new RegExp(`(?<![\\w-])${name}${ends ?? ''}(?![\\w-])`).test(evidence);
}

/** Kinds without a namespace exist as long as one of the namespaces does. */
const isOfLiving = (view: View, { namespace }: Drift): boolean =>
  namespace === undefined ? view.snapshot.namespaces.length > 0 : stateOfNamespace(view, namespace) === 'there';

const titleOfDrift = ({ kind, namespace, name }: Drift): string => titleOf(kind, namespace, name);

/** Names of objects: `Service loki/loki-gateway, Service loki/loki-ruler and 2 more`. */
function titles(drifts: readonly Drift[]): string {
  const shown = drifts.slice(0, MOST).map(titleOfDrift).join(', ');
  return drifts.length > MOST ? `${shown} and ${drifts.length - MOST} more` : shown;
}

/** Objects by their part of the path. */
const byHop = (drifts: readonly Drift[]): Drift[][] => {
  const hops = new Map<HopName, Drift[]>();
  for (const one of drifts) hops.set(one.hop, [...(hops.get(one.hop) ?? []), one]);
  return [...hops.values()];
};

const common = (drifts: readonly Drift[]) => ({
  hop: drifts[0]?.hop,
  isMild: !drifts.some(({ isNamed }) => isNamed),
  isShared: drifts.every(({ kind }) => SHARED.includes(kind)),
  explains: (other: Symptom) => drifts.some((one) => explains(one, other)),
});

const missing: Fault = {
  id: 'object-missing',
  hop: 'agent',
  isMild: true,
  cause: 'an object of the environment does not exist in the cluster: it was deleted, or never delivered',
  find: (view) => {
    const gone = (view.snapshot.drift ?? []).filter((one) => one.isGone && isOfLiving(view, one));
    const unknown = gone.filter(({ isUnknownKind }) => isUnknownKind);
    const known = gone.filter(({ isUnknownKind }) => !isUnknownKind);
    return [
      ...byHop(known).map((drifts) => ({
        ...common(drifts),
        evidence: `not in the cluster: ${titles(drifts)}`,
        fix: [view.setup.deliver],
      })),
      ...byHop(unknown).map((drifts) => ({
        ...common(drifts),
        cause: 'the cluster does not know a kind of objects of the environment: what brings it was removed',
        evidence: `no CustomResourceDefinition of ${[...new Set(drifts.map(({ kind }) => kind))].join(', ')}: ${titles(drifts)}`,
        fix: [
          `install the add-on or operator that brings it: aws eks list-addons --cluster-name ${clusterOf(view)}`,
          `then ${view.setup.deliver}`,
        ],
      })),
    ];
  },
};

/** Commands that correct what an apply leaves. */
const patches = ({ kind, namespace, name, patch }: Drift): string[] => {
  if (patch === undefined) return [];
  const where = namespace === undefined ? '' : ` --namespace ${namespace}`;
  return [`kubectl patch ${kind.toLowerCase()}${where} ${name} --type json --patch '${patch}'`];
};

const differs: Fault = {
  id: 'object-differs',
  hop: 'agent',
  isMild: true,
  cause: 'somebody changed an object in the cluster, or the last changes of the environment are not delivered',
  find: (view) => {
    const changed = (view.snapshot.drift ?? []).filter((one) => !one.isGone && isOfLiving(view, one));
    return byHop(changed).map((drifts) => {
      const [first] = drifts as [Drift, ...Drift[]];
      const { differences } = first;
      const more = differences.length > MOST ? ` and ${differences.length - MOST} more` : '';
      const others = drifts.slice(1);
      return {
        ...common(drifts),
        evidence: `${titleOfDrift(first)}: ${differences.slice(0, MOST).join(', ')}${more}${others.length > 0 ? `; also ${titles(others)}` : ''}`,
        fix: [...diffOfCluster(view), ...drifts.flatMap(patches).slice(0, MOST), view.setup.deliver],
      };
    });
  },
};

/** Faults of objects that were deleted or changed in the cluster. */
export const DRIFT_FAULTS: readonly Fault[] = [missing, differs];
