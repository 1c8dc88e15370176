import type { Manifests } from '../../manifests/manifests';
import { record, records, texts } from '../../manifests/shape';
import { type Finding, type ManifestsRule, Severity } from '../rule';
import { targetOf } from '../../manifests/lookup';
import { type Manifest, title } from '../../manifests/manifest';
import { useSimilar } from '../words';

/** Binding of a role: the fields that are read. */
interface Binding {
  /** The role. */
  readonly roleRef?: { readonly kind?: string; readonly name?: string };

  /** Subjects it is granted to. */
  readonly subjects?: readonly { readonly kind?: string; readonly name?: string; readonly namespace?: string }[];
}

/** Role: the fields that are read. */
interface Role {
  /** Its rules. */
  readonly rules?: readonly {
    readonly apiGroups?: readonly string[];
    readonly resources?: readonly string[];
    readonly resourceNames?: readonly string[];
    readonly verbs?: readonly string[];
  }[];
}

const bindings: ManifestsRule = {
  id: 'K8S-RBAC-1',
  severity: Severity.ERROR,
  title: 'every binding refers to an existing role and to existing subjects',
  why: 'the intended subject has no permission: Alloy, for example, discovers no pods and sends nothing',
  evidence: 'https://kubernetes.io/docs/reference/access-authn-authz/rbac/',
  check: ({ manifests }) =>
    manifests
      .ofKind<Binding>('RoleBinding', 'ClusterRoleBinding')
      .flatMap((binding) => [...lostRole(manifests, binding), ...lostSubjects(manifests, binding)]),
};

const secrets: ManifestsRule = {
  id: 'K8S-RBAC-2',
  severity: Severity.ERROR,
  title: 'no binding grants access to the Secrets of all namespaces',
  why: 'an attacker in such a pod has every password, key and token of the cluster',
  evidence: 'https://github.com/grafana/alloy/issues/2224',
  check: ({ manifests }) => {
    const granted = manifests
      .ofKind<Binding>('ClusterRoleBinding')
      .filter(({ subjects }) => records(subjects).length > 0);
    const names = new Set(granted.map(({ roleRef }) => record(roleRef).name));
    const roles = manifests.ofKind<Role>('ClusterRole').filter(({ metadata }) => names.has(metadata.name));
    return [...granted.flatMap(builtInReader), ...roles.flatMap(secretReader)];
  },
};

function lostRole(manifests: Manifests, binding: Manifest & Binding): Finding[] {
  const { kind, name } = record(binding.roleRef);
  if (!kind || !name) return [];
  const namespace = kind === 'Role' ? binding.metadata.namespace : undefined;
  if (targetOf(manifests, { kind, namespace, name })) return [];
  return [
    {
      path: `${title(binding)} roleRef.name`,
      found: `'${name}' is a ${kind} that does not exist in these manifests`,
      fix: useSimilar(name, manifests.index.someNames(kind, namespace), 'create it'),
    },
  ];
}

function lostSubjects(manifests: Manifests, binding: Manifest & Binding): Finding[] {
  const subjects = records(binding.subjects);
  if (subjects.length === 0) {
    return [
      {
        path: `${title(binding)} subjects`,
        found: 'is empty, so the role is granted to nobody',
        fix: 'name the subjects',
      },
    ];
  }
  const accounts = subjects.filter(({ kind, name }) => kind === 'ServiceAccount' && name);
  return accounts.flatMap(({ name = '', namespace: written }) => {
    const path = `${title(binding)} subjects[${name}]`;
    // In a RoleBinding, an account without a namespace is one of the namespace of the binding.
    const isNamespaced = binding.kind === 'RoleBinding';
    const namespace = written || (isNamespaced ? binding.metadata.namespace : undefined);
    if (!namespace) {
      if (isNamespaced) return [];
      return [
        { path: `${path}.namespace`, found: 'is missing, which the API server rejects', fix: 'write the namespace' },
      ];
    }
    const kind = 'ServiceAccount';
    // K8S-REFERENCE-3 is about missing accounts of pods.
    const isUsed = manifests.read(readUsedAccounts).has(name);
    if (isUsed || !isOwn(manifests, namespace) || targetOf(manifests, { kind, namespace, name })) return [];
    const fix = useSimilar(name, manifests.index.someNames(kind, namespace), 'create it');
    return [
      { path: `${path}.name`, found: `'${name}' is a ServiceAccount that does not exist in these manifests`, fix },
    ];
  });
}

/** Names of the accounts of pods. */
const readUsedAccounts = ({ workloads }: Manifests): ReadonlySet<string | undefined> =>
  new Set(workloads.map(({ pod }) => pod.serviceAccountName));

/** True if these manifests create accounts in a namespace. Accounts elsewhere are unknown. */
function isOwn(manifests: Manifests, namespace: string): boolean {
  return manifests.index.inNamespace('ServiceAccount', namespace).length > 0;
}

/** Roles of every cluster that read Secrets. `view` does not. */
function builtInReader(binding: Manifest & Binding): Finding[] {
  const { name = '' } = record(binding.roleRef);
  if (!['cluster-admin', 'admin', 'edit'].includes(name)) return [];
  const path = `${title(binding)} roleRef.name`;
  return [{ path, found: `'${name}' reads the Secrets of all namespaces`, fix: 'grant only what is needed' }];
}

function secretReader(role: Manifest & Role): Finding[] {
  return records(role.rules).flatMap(({ apiGroups, resources, resourceNames, verbs }, index) => {
    const has = (list: unknown, ...names: string[]) => texts(list).some((one) => one === '*' || names.includes(one));
    const reads = has(apiGroups, '') && has(resources, 'secrets') && has(verbs, 'get', 'list', 'watch');
    if (!reads || texts(resourceNames).length > 0) return [];
    return {
      path: `${title(role)} rules[${index}].resources`,
      found: `${texts(resources).includes('*') ? "'*'" : "'secrets'"} grants access to the Secrets of all namespaces`,
      fix: 'remove it, or grant it by a Role in the namespaces where it is needed',
    };
  });
}

/** Rules about roles and their bindings. */
export const RBAC_RULES: readonly ManifestsRule[] = [bindings, secrets];
