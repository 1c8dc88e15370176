import type { Manifests } from '../../manifests/manifests';
import { attributeOf, blocksOf, partsOf, textOf } from '../read/alloy/config';
import { isRecord, record, records, texts } from '../../manifests/shape';
import { type Finding, type ManifestsRule, Severity } from '../rule';
import { type AlloyGraph, alloyGraphs } from '../read/alloy/graph';
import { alloyPods } from '../read/alloy/pods';
import { type Manifest, titleOf } from '../../manifests/manifest';
import { sameNamespace } from '../../manifests/selectors';
import type { Workload } from '../../manifests/workloads';

/** Permission that a component needs in the Kubernetes API. */
interface Need {
  /** The component. */
  readonly id: string;

  /** API group of the resource. */
  readonly group: string;

  /** Resource: `pods`. */
  readonly resource: string;

  /** True if it is needed in all namespaces. */
  readonly isWide: boolean;
}

/** Group and resource that each role of a discovery needs. */
const ROLES: Record<string, readonly [group: string, resource: string]> = {
  pod: ['', 'pods'],
  node: ['', 'nodes'],
  service: ['', 'services'],
  endpoints: ['', 'endpoints'],
  endpointslice: ['discovery.k8s.io', 'endpointslices'],
  ingress: ['networking.k8s.io', 'ingresses'],
};

const permissions: ManifestsRule = {
  id: 'ALLOY-DISCOVERY-3',
  severity: Severity.ERROR,
  title: 'Alloy has the permissions that its configuration needs from the Kubernetes API',
  why: 'without them it discovers nothing, and reads nothing',
  evidence: 'https://grafana.com/docs/alloy/latest/reference/components/discovery/discovery.kubernetes/',
  check: ({ manifests }) =>
    alloyGraphs(manifests).flatMap((graph) =>
      alloyPods(graph.reading).flatMap(({ workload }): Finding[] => {
        const account = workload.pod.serviceAccountName ?? 'default';
        const given = grants(manifests, workload, account);
        const lacking = given ? needs(graph).filter((need) => !given.some((one) => covers(one, need))) : [];
        if (lacking.length === 0) return [];
        const resources = [...new Set(lacking.map(({ resource }) => resource))].join(', ');
        return [
          {
            path: titleOf('ServiceAccount', workload.namespace, account),
            found: `may not list and watch ${resources}, which ${[...new Set(lacking.map(({ id }) => id))].join(', ')} needs`,
            fix: `bind it to a ClusterRole with get, list and watch of ${resources}`,
          },
        ];
      }),
    ),
};

/** Permissions that the components of a configuration need for the account of their pod. */
function needs({ reading }: AlloyGraph): Need[] {
  return reading.components.flatMap(({ id, name, block }): Need[] => {
    if (attributeOf(block, 'kubeconfig_file') || attributeOf(block, 'api_server')) return [];
    if (blocksOf(block, 'client').length > 0) return [];
    if (name === 'loki.source.kubernetes_events') {
      const isWide = partsOf(attributeOf(block, 'namespaces')).length === 0;
      return [{ id, group: '', resource: 'events', isWide }];
    }
    const role = name === 'discovery.kubernetes' ? ROLES[textOf(attributeOf(block, 'role')) ?? ''] : undefined;
    if (!role) return [];
    const [group, resource] = role;
    return [{ id, group, resource, isWide: resource === 'nodes' || blocksOf(block, 'namespaces').length === 0 }];
  });
}

/** Rule of a role, and its scope. */
interface Grant {
  /** The rule. */
  readonly rule: Readonly<Record<string, unknown>>;

  /** True if it applies to all namespaces. */
  readonly isWide: boolean;
}

/** Binding of a role: the fields that are read. */
interface Binding {
  /** Subjects of the binding. */
  readonly subjects?: unknown;

  /** Role of the binding. */
  readonly roleRef?: unknown;
}

function accountsOf({ subjects }: Binding): unknown[] {
  return records(subjects)
    .filter(({ kind }) => kind === 'ServiceAccount')
    .map(({ name }) => name);
}

/** Permissions of an account; undefined if these manifests do not show all of them. */
function grants(manifests: Manifests, { namespace }: Workload, account: string): Grant[] | undefined {
  const isAccount = ({ metadata }: Manifest): boolean =>
    metadata.name === account && sameNamespace(metadata.namespace, namespace);
  const roles = manifests.ofKind('ClusterRole', 'Role');
  const accounts = manifests.ofKind('ServiceAccount');
  if (!accounts.some(isAccount) || roles.length === 0) return undefined;
  const all = manifests.ofKind<Binding>('ClusterRoleBinding', 'RoleBinding');
  // A binding to a missing account may be meant for this one: K8S-RBAC-1 is about that.
  if (
    all.some((binding) => accountsOf(binding).some((name) => !accounts.some(({ metadata }) => metadata.name === name)))
  )
    return undefined;
  const bindings = all.filter((binding) =>
    records(binding.subjects).some(
      (subject) =>
        subject['kind'] === 'Group' ||
        (subject['name'] === account && sameNamespace(subject['namespace'] as string | undefined, namespace)),
    ),
  );
  const found = bindings.map((binding): Grant[] | undefined => {
    const { kind, name } = record(binding.roleRef);
    const role = roles.find(
      (one) =>
        one.kind === kind &&
        one.metadata.name === name &&
        (kind === 'ClusterRole' || sameNamespace(one.metadata.namespace, binding.metadata.namespace)),
    );
    // A role that is not in these manifests, or that aggregates others.
    if (!role || isRecord(role['aggregationRule'])) return undefined;
    return records(role['rules']).map((rule) => ({ rule, isWide: binding.kind === 'ClusterRoleBinding' }));
  });
  return found.includes(undefined) ? undefined : found.flatMap((one) => one ?? []);
}

function covers({ rule, isWide }: Grant, need: Need): boolean {
  const has = (field: string, value: string): boolean => texts(rule[field]).some((one) => one === value || one === '*');
  return (
    (isWide || !need.isWide) &&
    has('apiGroups', need.group) &&
    has('resources', need.resource) &&
    has('verbs', 'list') &&
    has('verbs', 'watch')
  );
}

/** Rules about what Alloy may do. */
export const PERMISSION_RULES: readonly ManifestsRule[] = [permissions];
