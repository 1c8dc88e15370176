import type { Manifest } from '../../manifests/manifest';
import { Manifests } from '../../manifests/manifests';
import { at, record, records, text } from '../../manifests/shape';
import { ROLE_ANNOTATION } from '../../manifests/service-accounts';
import type { Workload } from '../../manifests/workloads';
import { AGENT_NAMES, componentOf, runs } from './components';
import { hopOf } from './hops';
import { isLasting } from './setup';
import type { Setup } from './setup-form';

/** Copies of a line that Loki has by default, until its configuration is read. */
const DEFAULT_COPIES = 3;

/** Objects to search for a Loki, in the form of the API. */
export interface Candidates {
  /** Its namespace. */
  readonly namespace: string;

  /** Workloads, Services and service accounts of the namespace. */
  readonly objects: readonly Manifest[];

  /** Workloads of agents in all namespaces. */
  readonly agents: readonly Manifest[];

  /** EKS cluster of the context. @default - unknown */
  readonly cluster?: { readonly name?: string; readonly region?: string; readonly account?: string };
}

/** Helm release of a workload; its name if it has none. */
export const releaseOf = ({ labels, name }: Workload): string =>
  labels['app.kubernetes.io/instance'] ?? labels['release'] ?? name;

/** Labels that name the program of a workload; loki-stack has the second one only. */
export const PROGRAM_LABELS = ['app.kubernetes.io/name', 'app'];

const programOf = ({ labels }: Workload): string =>
  PROGRAM_LABELS.map((label) => labels[label]).find((value) => value !== undefined) ?? '';

/**
 * True if labels say that a workload runs Loki: those of the charts loki, loki-distributed, loki-stack and
 * grafana-loki.
 */
const isOfLoki = (workload: Workload): boolean =>
  /^(?:grafana-)?(?:loki|enterprise-logs)(?:-|$)/.test(programOf(workload));

/** Workloads of Loki in a namespace, of any release or of one. */
export function lokiWorkloads({ objects }: Pick<Candidates, 'objects'>, release?: string): Workload[] {
  const all = new Manifests(objects).workloads.filter((one) => isLasting(one) && isOfLoki(one));
  return all.filter((one) => release === undefined || releaseOf(one) === release);
}

/** Setup of a Loki that this library did not create: its present objects are the expected ones. */
export function foundSetup(candidates: Candidates, release?: string): Setup {
  const { namespace, objects, agents, cluster } = candidates;
  const own = lokiWorkloads(candidates, release);
  const collectors = new Manifests(agents).workloads.filter((one) => isLasting(one));
  const [first] = own;
  const name = release ?? (first ? releaseOf(first) : 'loki');
  const workloads = [...own, ...collectors].map(workloadOf);
  const ingesters = workloads.filter(({ component }) => runs(component, 'ingester'));
  const count = ingesters.reduce((sum, { replicas }) => sum + replicas, 0);
  const roles = rolesOf(own, objects);
  const meta = record(objects.find(({ metadata }) => metadata.name === first?.name)?.metadata);
  const chart = text(record(meta['labels'])['helm.sh/chart']);
  const isHelm = record(meta['labels'])['app.kubernetes.io/managed-by'] === 'Helm' || chart !== undefined;
  const service = gatewayOf(objects, own);
  const doors = objects
    .filter((one) => one.kind === 'Service' && at(one, 'spec.type') === 'LoadBalancer' && selectsSome(one, own))
    .map(({ kind, metadata }) => ({ kind, namespace, name: metadata.name }));
  return {
    name: `${namespace}/${name}`,
    isLocal: false,
    account: cluster?.account ?? roles[0]?.roleArn.split(':')[4],
    region: cluster?.region,
    clusterName: cluster?.name,
    lokiNamespace: namespace,
    alloyNamespace:
      collectors.find(({ kind }) => kind === 'DaemonSet')?.namespace ?? collectors[0]?.namespace ?? namespace,
    grafanaNamespace: namespace,
    deliver: isHelm
      ? `helm upgrade ${name} --namespace ${namespace}, with the chart and the values of the release: helm get values ${name} --namespace ${namespace}`
      : `apply the manifests of ${name} in namespace ${namespace} again`,
    identity: roles.length > 0 ? 'irsa' : 'none',
    roles,
    buckets: [],
    tenants: [],
    retentionDays: {},
    workloads,
    configs: [],
    ...(service ? { gateway: service } : {}),
    ...(doors.length > 0 ? { doors } : {}),
    found: { release: name, ...(chart === undefined ? {} : { chart }) },
    replicationFactor: Math.min(DEFAULT_COPIES, Math.max(1, count)),
    ingesters: count,
    readsPodFiles: true,
    readsJournal: true,
  };
}

function workloadOf({ kind, namespace = 'default', name, labels, spec }: Workload): Setup['workloads'][number] {
  const component = componentOf(labels, name);
  // A workload that was scaled to 0 has had a pod.
  return { kind, namespace, name, component, replicas: spec.replicas || 1, labels: { ...spec.selector?.matchLabels } };
}

/** Roles in the annotations of service accounts of Loki's pods. */
function rolesOf(own: readonly Workload[], objects: readonly Manifest[]): Setup['roles'] {
  const accounts = objects.filter(({ kind }) => kind === 'ServiceAccount');
  const names = [...new Set(own.flatMap(({ pod }) => pod.serviceAccountName ?? []))];
  return names.flatMap((account) => {
    const { metadata } = accounts.find((one) => one.metadata.name === account) ?? {};
    const roleArn = text(record(at(metadata, 'annotations'))[ROLE_ANNOTATION]);
    const users = own.filter(({ pod }) => pod.serviceAccountName === account);
    const isStore = users.some(({ labels, name }) => !['gateway', 'caches'].includes(hopOf(componentOf(labels, name))));
    return roleArn === undefined ? [] : [{ namespace: metadata?.namespace ?? '', account, roleArn, isStore }];
  });
}

/** True if a Service is for the pods of some workloads. */
function selectsSome(service: Manifest, workloads: readonly Workload[]): boolean {
  const selector = Object.entries(record(at(service, 'spec.selector')));
  return selector.length > 0 && workloads.some(({ labels }) => selector.every(([key, value]) => labels[key] === value));
}

/** Service of the gateway. */
function gatewayOf(objects: readonly Manifest[], own: readonly Workload[]): Setup['gateway'] {
  const gateway = own.find(({ labels, name }) => componentOf(labels, name) === 'gateway');
  if (!gateway) return undefined;
  const services = objects.filter((one) => one.kind === 'Service' && selectsSome(one, [gateway]));
  // Another Service may have only metrics.
  const service = services.find(({ metadata }) => metadata.name === gateway.name) ?? services[0];
  const [port] = records(at(service, 'spec.ports'));
  const number = port?.['port'];
  if (!service || typeof number !== 'number') return undefined;
  return { namespace: service.metadata.namespace ?? '', service: service.metadata.name, port: number };
}

/** Label selectors that find agents in all namespaces: of the Alloy chart, and of programs with a unique name. */
export const AGENT_SELECTORS = [
  'app.kubernetes.io/part-of=alloy',
  `app.kubernetes.io/name in (${AGENT_NAMES.join(',')})`,
];
