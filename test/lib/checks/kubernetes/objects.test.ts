import { IMMUTABLE_RULES } from '../../../../lib/checks/kubernetes/immutable';
import { NAME_RULES } from '../../../../lib/checks/kubernetes/names';
import { RBAC_RULES } from '../../../../lib/checks/kubernetes/rbac';
import { SECRET_ROLE_RULES } from '../../../../lib/checks/kubernetes/secret-roles';
import { SECRET_RULES } from '../../../../lib/checks/kubernetes/secrets';
import { TOKEN_RULES } from '../../../../lib/checks/kubernetes/tokens';
import { describeRules, type Loose, type Parts } from '../harness';

const meta = (name: string): Loose => ({ name, namespace: 'loki' });
const RBAC = 'rbac.authorization.k8s.io/v1';

/** What an earlier run left: what is made now, with one change. */
function before(parts: Parts, kind: string, name: string, change: (object: Loose) => unknown): void {
  parts.previous = structuredClone(parts.objects);
  change(parts.previous.find((object) => object['kind'] === kind && object['metadata'].name === name) as Loose);
}

const bind = (parts: Parts, name: string): unknown =>
  parts.objects.push({
    apiVersion: RBAC,
    kind: 'ClusterRoleBinding',
    metadata: { name: 'tools' },
    roleRef: { kind: 'ClusterRole', name },
    subjects: [{ kind: 'User', name: 'jane' }],
  });

describeRules(
  [...NAME_RULES, ...TOKEN_RULES, ...SECRET_RULES, ...SECRET_ROLE_RULES, ...RBAC_RULES, ...IMMUTABLE_RULES],
  [
    {
      rule: 'K8S-NAME-1',
      breaks: (parts) => parts.objects.push(structuredClone(parts.object('ServiceAccount', 'loki-no-role'))),
      finds: [
        "ServiceAccount loki/loki-no-role metadata.name: 'loki-no-role' is the name of 2 objects of this kind; " +
          'give each a name of its own, or remove all but one',
      ],
    },
    {
      rule: 'K8S-TOKEN-1',
      breaks: (parts) => {
        const object = parts.object('Namespace', 'loki')['metadata'];
        object.annotations = { region: 'in ${Token[AWS.Region.4]}', '-1.8881545897087638e+289': 'x' };
      },
      finds: [
        "Namespace loki metadata.annotations.region: '${Token[AWS.Region.4]}' is a placeholder of the CDK, not a " +
          'value; give the stack a concrete env, and names that are worked out from it',
        "Namespace loki metadata.annotations.-1.8881545897087638e+289: '-1.8881545897087638e+289' is a placeholder of " +
          'the CDK, not a value; give the stack a concrete env, and names that are worked out from it',
      ],
    },
    {
      rule: 'K8S-SECRET-1',
      breaks: (parts) =>
        parts.objects.push({
          apiVersion: 'v1',
          kind: 'Secret',
          metadata: meta('other'),
          stringData: { user: 'x', password: 'y', empty: '' },
        }),
      finds: [
        'Secret loki/other stringData: user, password can be read by whoever reads the manifests; make the Secret by ' +
          'kubectl or an operator such as External Secrets, and only name it here',
      ],
    },
    {
      rule: 'K8S-SECRET-2',
      breaks: (parts) => {
        const variables = [
          { name: 'ADMIN_PASSWORD', value: 'hunter2' },
          { name: 'PASSWORD_FILE', value: '/etc/password' },
          { name: 'TOKEN', value: '$(OTHER)' },
        ];
        parts.pod('Deployment', 'loki-overrides-exporter').containers[0].env.push(...variables);
        parts.object('ConfigMap', 'loki-runtime')['data']['api-key'] = 'hunter2';
      },
      finds: [
        'Deployment loki/loki-overrides-exporter spec.template.spec.containers[overrides-exporter]' +
          '.env[ADMIN_PASSWORD].value: a secret in clear; take it from a Secret by valueFrom.secretKeyRef',
        'ConfigMap loki/loki-runtime data.api-key: a secret in clear; take it from a Secret by valueFrom.secretKeyRef',
      ],
    },
    {
      rule: 'K8S-SECRET-3',
      breaks: (parts) => delete parts.object('ServiceAccount', 'alloy')['metadata'].annotations,
      finds: [
        'ServiceAccount alloy/alloy metadata.annotations: names no role, and SecretProviderClass ' +
          'alloy/loki-credentials-alloy reads secrets of AWS as it; add eks.amazonaws.com/role-arn with a role that ' +
          'may read them',
      ],
    },
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
        "RoleBinding loki/loki roleRef.name: 'loki' is a Role that nobody makes; make it",
        "RoleBinding loki/loki subjects[lokki].name: 'lokki' is a ServiceAccount that nobody makes; use one of loki, " +
          'loki-no-role, loki-gateway',
        'RoleBinding loki/loki subjects[loki].namespace: is missing, which is refused; write the namespace',
      ],
    },
    {
      rule: 'K8S-RBAC-1',
      breaks: (parts) => {
        bind(parts, 'view');
        parts.object('ClusterRoleBinding', 'tools')['subjects'] = [];
      },
      finds: ['ClusterRoleBinding tools subjects: are empty: it grants to nobody; name who is meant'],
    },
    {
      rule: 'K8S-RBAC-2',
      breaks: (parts) => {
        const rule = { apiGroups: [''], resources: ['configmaps', 'secrets'], verbs: ['get'] };
        parts.object('ClusterRole', 'alloy')['rules'].push({ ...rule, resourceNames: ['one'] }, rule);
      },
      finds: [
        "ClusterRole alloy rules[2].resources: 'secrets' lets it read the Secrets of all namespaces; remove it, or " +
          'grant it by a Role in the namespaces where it is needed',
      ],
    },
    {
      rule: 'K8S-RBAC-2',
      breaks: (parts) => bind(parts, 'cluster-admin'),
      finds: [
        "ClusterRoleBinding tools roleRef.name: 'cluster-admin' reads the Secrets of all namespaces; grant what is " +
          'needed and no more',
      ],
    },
    {
      rule: 'K8S-STATEFULSET-2',
      breaks: (parts) =>
        before(parts, 'StatefulSet', 'loki-ingester', ({ spec }) => {
          spec.volumeClaimTemplates[0].spec.resources.requests.storage = '10Gi';
          spec.volumeClaimTemplates[0].metadata.labels['helm.sh/chart'] = 'loki-6.0.0';
          spec.serviceName = 'loki-ingester';
          delete spec.podManagementPolicy;
          spec.replicas = 7;
        }),
      finds: [
        ['serviceName', "'loki-ingester-headless' was 'loki-ingester'", "'loki-ingester'"],
        ['podManagementPolicy', "'Parallel' was 'OrderedReady'", "'OrderedReady'"],
        ['volumeClaimTemplates[data].metadata.labels.helm.sh/chart', "nothing was 'loki-6.0.0'", "'loki-6.0.0'"],
        ['volumeClaimTemplates[data].spec.resources.requests.storage', "'50Gi' was '10Gi'", "'10Gi'"],
      ].map(
        ([field, change, old]) =>
          `StatefulSet loki/loki-ingester spec.${field}: ${change} before, and may not change; write ${old} again, or ` +
          'first run kubectl delete statefulset loki-ingester --namespace loki --cascade=orphan',
      ),
    },
    {
      rule: 'K8S-STATEFULSET-2',
      breaks: (parts) =>
        before(parts, 'StatefulSet', 'loki-ingester', ({ spec }) => {
          spec.volumeClaimTemplates = [];
        }),
      finds: [
        "StatefulSet loki/loki-ingester spec.volumeClaimTemplates: 'data' was nothing before, and may not change; write " +
          'nothing again, or first run kubectl delete statefulset loki-ingester --namespace loki --cascade=orphan',
      ],
    },
    {
      rule: 'K8S-IMMUTABLE-1',
      breaks: (parts) =>
        before(parts, 'StorageClass', 'gp3', (object) => {
          object['parameters'].type = 'gp2';
          delete object['reclaimPolicy'];
        }),
      finds: [
        "StorageClass gp3 parameters.type: 'gp3' was 'gp2' before, and may not change; write 'gp2' again, or first " +
          'run kubectl delete storageclass gp3',
      ],
    },
    {
      rule: 'K8S-IMMUTABLE-1',
      breaks: (parts) =>
        before(parts, 'Deployment', 'loki-querier', ({ spec }) => {
          spec.selector.matchLabels.app = 'loki';
        }),
      finds: [
        "Deployment loki/loki-querier spec.selector.matchLabels.app: nothing was 'loki' before, and may not change; " +
          "write 'loki' again, or first run kubectl delete deployment loki-querier --namespace loki",
      ],
    },
  ],
);
