import { GRAFANA_SERVER_RULES } from '../../../../lib/checks/kubernetes/grafana';
import { describeRules, type Loose, Parts } from '../harness';

const TITLE = 'Deployment grafana/grafana';
const CONTAINER = `${TITLE} spec.template.spec.containers[grafana]`;
const labels = { app: 'grafana' };
const SECRET = {
  name: 'GF_SECURITY_ADMIN_PASSWORD',
  valueFrom: { secretKeyRef: { name: 'mine', key: 'password' } },
};
const WRITE = 'name a file with GF_SECURITY_ADMIN_PASSWORD__FILE, or use valueFrom.secretKeyRef';

/** Adds a Grafana of somebody, with a Service of its own. */
function add(parts: Parts, env: Loose[], { ini, service = {} }: { ini?: string; service?: Loose } = {}): void {
  const limits = { memory: '512Mi' };
  parts.objects.push(
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'grafana', namespace: 'grafana' } },
    ...(ini === undefined
      ? []
      : [
          {
            apiVersion: 'v1',
            kind: 'ConfigMap',
            metadata: { name: 'grafana', namespace: 'grafana' },
            data: { 'grafana.ini': ini },
          },
        ]),
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'grafana', namespace: 'grafana' },
      spec: {
        selector: { matchLabels: labels },
        template: {
          metadata: { labels },
          spec: {
            serviceAccountName: 'grafana',
            automountServiceAccountToken: false,
            containers: [
              {
                name: 'grafana',
                image: 'docker.io/grafana/grafana:12.4.10',
                env,
                ports: [{ name: 'http', containerPort: 3000 }],
                readinessProbe: { httpGet: { path: '/api/health', port: 'http' } },
                livenessProbe: { httpGet: { path: '/api/health', port: 'http' } },
                resources: { requests: { cpu: '100m', ...limits }, limits },
                securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
                ...(ini === undefined
                  ? {}
                  : {
                      volumeMounts: [{ name: 'config', mountPath: '/etc/grafana/grafana.ini', subPath: 'grafana.ini' }],
                    }),
              },
            ],
            ...(ini === undefined ? {} : { volumes: [{ name: 'config', configMap: { name: 'grafana' } }] }),
          },
        },
      },
    },
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'grafana', namespace: 'grafana', annotations: service['annotations'] },
      spec: {
        selector: labels,
        ports: [{ name: 'http', port: 3000, targetPort: 'http' }],
        ...(service['spec'] as object | undefined),
      },
    },
  );
}

const nlb = (scheme: string) => ({
  'service.beta.kubernetes.io/aws-load-balancer-scheme': scheme,
  'service.beta.kubernetes.io/aws-load-balancer-nlb-target-type': 'ip',
});
const balancer = { type: 'LoadBalancer', loadBalancerClass: 'service.k8s.aws/nlb' };

describeRules(GRAFANA_SERVER_RULES, [
  {
    rule: 'K8S-GRAFANA-1',
    breaks: (parts) => add(parts, []),
    finds: [`${CONTAINER}: has no password for admin, so it is 'admin'; ${WRITE}`],
  },
  {
    rule: 'K8S-GRAFANA-1',
    breaks: (parts) => add(parts, [], { ini: '[security]\nadmin_password = hunter2\n' }),
    finds: [`ConfigMap grafana/grafana grafana.ini [security] admin_password: is a password in plain text; ${WRITE}`],
  },
  {
    rule: 'K8S-GRAFANA-2',
    breaks: (parts) => add(parts, [SECRET, { name: 'GF_AUTH_ANONYMOUS_ENABLED', value: 'true' }]),
    finds: [`${CONTAINER}.env[GF_AUTH_ANONYMOUS_ENABLED]: true lets everyone in; leave it out`],
  },
  {
    rule: 'K8S-GRAFANA-2',
    breaks: (parts) => add(parts, [SECRET], { ini: '[auth.anonymous]\nenabled = true\n' }),
    finds: ['ConfigMap grafana/grafana grafana.ini [auth.anonymous] enabled: true lets everyone in; leave it out'],
  },
  {
    rule: 'K8S-GRAFANA-3',
    breaks: (parts) => add(parts, [SECRET], { service: { annotations: nlb('internet-facing'), spec: balancer } }),
    finds: [
      "Service grafana/grafana spec.type: 'LoadBalancer' makes it reachable from the internet; use an internal scheme, or limit the source ranges",
    ],
  },
]);

test.each<[string, Loose[], Parameters<typeof add>[2]]>([
  ['a Secret', [SECRET], {}],
  ['a file', [{ name: `${SECRET.name}__FILE`, value: '/etc/secrets/password' }], {}],
  ['a file that its configuration names', [], { ini: '[security]\nadmin_password = $__file{/etc/secrets/password}\n' }],
  ['no admin at all', [], { ini: '[security]\ndisable_initial_admin_creation = true\n' }],
  [
    'a door for some',
    [SECRET],
    {
      service: {
        annotations: nlb('internet-facing'),
        spec: { ...balancer, loadBalancerSourceRanges: ['203.0.113.0/24'] },
      },
    },
  ],
  ['a door in the network', [SECRET], { service: { annotations: nlb('internal'), spec: balancer } }],
])('%s is right', (_what, env, more) => {
  const parts = new Parts('prod');
  add(parts, env, more);
  expect(parts.findings.filter((finding) => finding.startsWith('K8S-GRAFANA'))).toEqual([]);
});
