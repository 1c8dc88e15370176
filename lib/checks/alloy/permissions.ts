import type { Manifests } from '../../manifests/manifests';
import { type Need, needs, WATCHED } from '../read/alloy/needs';
import { enumerate } from '../words';
import { isRecord, record, records, texts } from '../../manifests/shape';
import { type Finding, type ManifestsRule, Severity } from '../rule';
import { alloyGraphs } from '../read/alloy/graph';
import { alloyPods } from '../read/alloy/pods';
import { titleOf } from '../../manifests/manifest';
import { sameNamespace } from '../../manifests/selectors';
import type { Workload } from '../../manifests/workloads';

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
        const lacking = given ? needs(graph).flatMap((need) => lackingOf(need, given)) : [];
        if (lacking.length === 0) return [];
        const role = lacking.some(({ isWide }) => isWide) ? 'ClusterRole' : 'Role';
        return [
          {
            path: titleOf('ServiceAccount', workload.namespace, account),
            found: `may not ${verbsAndResources(lacking, ' ')}, which ${[...new Set(lacking.map(({ id }) => id))].join(', ')} needs`,
            fix: `bind it to a ${role} with ${verbsAndResources(lacking.map(withGet), ' of ')}`,
          },
        ];
      }),
    ),
};

/** Need without the verbs that are granted; nothing if all are. */
function lackingOf(need: Need, given: readonly Grant[]): Need[] {
  const verbs = need.verbs.filter((verb) => !given.some((one) => covers(one, need, verb)));
  return verbs.length > 0 ? [{ ...need, verbs }] : [];
}

/** The need with `get`: a component that lists objects often reads single ones too. */
function withGet(need: Need): Need {
  return need.verbs.includes('get') ? need : { ...need, verbs: ['get', ...WATCHED] };
}

/** `list and watch pods, nodes, and get pods/log`: resources grouped by their verbs. */
function verbsAndResources(needs: readonly Need[], join: string): string {
  const groups = new Map<string, Set<string>>();
  for (const { verbs, resource } of needs) {
    const key = enumerate(verbs);
    groups.set(key, (groups.get(key) ?? new Set()).add(resource));
  }
  return [...groups].map(([verbs, resources]) => `${verbs}${join}${[...resources].join(', ')}`).join(', and ');
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
  const roles = manifests.ofKind('ClusterRole', 'Role');
  const accounts = manifests.ofKind('ServiceAccount');
  if (manifests.index.named('ServiceAccount', namespace, account).length === 0 || roles.length === 0) return undefined;
  const names = new Set<unknown>(accounts.map(({ metadata }) => metadata.name));
  const all = manifests.ofKind<Binding>('ClusterRoleBinding', 'RoleBinding');
  // A binding to a missing account may be meant for this one: K8S-RBAC-1 is about that.
  if (all.some((binding) => accountsOf(binding).some((name) => !names.has(name)))) return undefined;
  const bindings = all.filter((binding) =>
    records(binding.subjects).some(
      (subject) =>
        subject['kind'] === 'Group' ||
        (subject['name'] === account && sameNamespace(subject['namespace'] as string | undefined, namespace)),
    ),
  );
  const found = bindings.map((binding): Grant[] | undefined => {
    const { kind, name } = record(binding.roleRef);
    const scope = kind === 'ClusterRole' ? undefined : binding.metadata.namespace;
    const isRole = kind === 'ClusterRole' || kind === 'Role';
    const [role] = isRole ? manifests.index.named(kind, scope, name) : [];
    // A role that is not in these manifests, or that aggregates others.
    if (!role || isRecord(role['aggregationRule'])) return undefined;
    return records(role['rules']).map((rule) => ({ rule, isWide: binding.kind === 'ClusterRoleBinding' }));
  });
  return found.includes(undefined) ? undefined : found.flatMap((one) => one ?? []);
}

function covers({ rule, isWide }: Grant, need: Need, verb: string): boolean {
  const has = (field: string, ...values: string[]): boolean =>
    texts(rule[field]).some((one) => one === '*' || values.includes(one));
  const [, subresource] = need.resource.split('/');
  const names = texts(rule['resourceNames']);
  return (
    (isWide || !need.isWide) &&
    has('apiGroups', need.group) &&
    has('resources', need.resource, ...(subresource ? [`*/${subresource}`] : [])) &&
    has('verbs', verb) &&
    (names.length === 0 || need.name === undefined ? names.length === 0 : names.includes(need.name))
  );
}

/** Rules about the permissions of Alloy. */
export const PERMISSION_RULES: readonly ManifestsRule[] = [permissions];
