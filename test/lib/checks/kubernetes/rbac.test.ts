import { type Loose, type Parts, describeRules } from '../harness';
import { RBAC_RULES } from '../../../../lib/checks/kubernetes/rbac';

const meta = (name: string): Loose => ({ name, namespace: 'loki' });
const RBAC = 'rbac.authorization.k8s.io/v1';

const bind = (parts: Parts, name: string): unknown =>
  parts.objects.push({
    apiVersion: RBAC,
    kind: 'ClusterRoleBinding',
    metadata: { name: 'tools' },
    roleRef: { kind: 'ClusterRole', name },
    subjects: [{ kind: 'User', name: 'jane' }],
  });

describeRules(RBAC_RULES, [
  {
    rule: 'K8S-RBAC-1',
    breaks: (parts) =>
      parts.objects.push({
        apiVersion: RBAC,
        kind: 'RoleBinding',
        metadata: meta('loki'),
        roleRef: { kind: 'Role', name: 'loki' },
        subjects: [
          { kind: 'ServiceAccount', name: 'lokki', namespace: 'loki' },
          { kind: 'ServiceAccount', name: 'loki' },
          { kind: 'ServiceAccount', name: 'prometheus', namespace: 'monitoring' },
        ],
      }),
    finds: [
      "RoleBinding loki/loki roleRef.name: 'loki' is a Role that does not exist in these manifests; create it",
      "RoleBinding loki/loki subjects[lokki].name: 'lokki' is a ServiceAccount that does not exist in these manifests; use loki",
    ],
  },
  {
    rule: 'K8S-RBAC-1',
    breaks: (parts) =>
      parts.objects.push({
        apiVersion: RBAC,
        kind: 'ClusterRoleBinding',
        metadata: { name: 'all' },
        roleRef: { kind: 'ClusterRole', name: 'view' },
        subjects: [{ kind: 'ServiceAccount', name: 'loki' }],
      }),
    finds: [
      'ClusterRoleBinding all subjects[loki].namespace: is missing, which the API server rejects; write the namespace',
    ],
  },
  {
    rule: 'K8S-RBAC-1',
    breaks: (parts) => {
      bind(parts, 'view');
      parts.object('ClusterRoleBinding', 'tools')['subjects'] = [];
    },
    finds: ['ClusterRoleBinding tools subjects: is empty, so the role is granted to nobody; name the subjects'],
  },
  {
    rule: 'K8S-RBAC-2',
    breaks: (parts) => {
      const rule = { apiGroups: [''], resources: ['configmaps', 'secrets'], verbs: ['get'] };
      parts.object('ClusterRole', 'alloy')['rules'].push({ ...rule, resourceNames: ['one'] }, rule);
    },
    finds: [
      "ClusterRole alloy rules[2].resources: 'secrets' grants access to the Secrets of all namespaces; remove it, or " +
        'grant it by a Role in the namespaces where it is needed',
    ],
  },
  {
    rule: 'K8S-RBAC-2',
    breaks: (parts) => bind(parts, 'cluster-admin'),
    finds: [
      "ClusterRoleBinding tools roleRef.name: 'cluster-admin' reads the Secrets of all namespaces; grant only " +
        'what is needed',
    ],
  },
]);
