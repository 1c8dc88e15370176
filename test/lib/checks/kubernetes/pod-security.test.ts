import { checkManifests } from '../../../../lib/checks/check';
import { POD_SECURITY_RULES } from '../../../../lib/checks/kubernetes/pod-security';
import type { Manifest } from '../../../../lib/manifests/manifest';
import { Manifests } from '../../../../lib/manifests/manifests';
import { describeRules, type Loose } from '../harness';

const RESTRICTED = 'and namespace loki enforces the level restricted';
const POD = 'Deployment loki/loki-overrides-exporter spec.template.spec';

describeRules(POD_SECURITY_RULES, [
  {
    rule: 'K8S-SECURITY-2',
    also: ['K8S-MOUNT-2'],
    breaks: (parts) => {
      const pod = parts.pod('Deployment', 'loki-overrides-exporter');
      pod['hostPID'] = true;
      pod['securityContext'] = {};
      pod['volumes'].push({ name: 'logs', hostPath: { path: '/var/log' } });
    },
    finds: [
      `${POD}.hostPID: true shares the node, ${RESTRICTED}; leave it out`,
      `${POD}.volumes[logs]: is a hostPath, ${RESTRICTED}; use a claim or an emptyDir; for an agent, set the label ` +
        'pod-security.kubernetes.io/enforce of its namespace to privileged',
      `${POD}.containers[overrides-exporter].securityContext.runAsNonRoot: is not true, ${RESTRICTED}; write true`,
      `${POD}.containers[overrides-exporter].securityContext.seccompProfile.type: is missing, ${RESTRICTED}; write RuntimeDefault`,
    ],
  },
]);

const SAFE = {
  runAsNonRoot: true,
  allowPrivilegeEscalation: false,
  capabilities: { drop: ['ALL'] },
  seccompProfile: { type: 'RuntimeDefault' },
};

/** Findings about a pod with a container in a namespace with a level. */
function found(level: string | undefined, pod: Loose, container: Loose = {}): string[] {
  const objects = [
    {
      ...{ apiVersion: 'v1', kind: 'Namespace' },
      metadata: { name: 'x', labels: level === undefined ? {} : { 'pod-security.kubernetes.io/enforce': level } },
    },
    {
      ...{ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a', namespace: 'x' } },
      spec: { containers: [{ name: 'main', image: 'a:1', securityContext: SAFE, ...container }], ...pod },
    },
  ];
  return checkManifests({ manifests: new Manifests(objects as unknown as Manifest[]) })
    .findings.filter(({ rule }) => rule.id === 'K8S-SECURITY-2')
    .map(({ path, found: what }) => `${path.replace('Pod x/a spec.', '')}: ${what.replace(/, and namespace.*/, '')}`);
}

const without = (key: keyof typeof SAFE) => ({ securityContext: { ...SAFE, [key]: undefined } });
const HOST_PATH = { volumes: [{ name: 'logs', hostPath: { path: '/var/log' } }] };

test.each<[Loose, Loose, string]>([
  [HOST_PATH, {}, 'volumes[logs]: is a hostPath'],
  [{ volumes: [{ name: 'n', nfs: { server: 's', path: '/' } }] }, {}, 'volumes[n]: is a nfs'],
  [{}, { ports: [{ containerPort: 80, hostPort: 80 }] }, 'containers[main].ports: has a hostPort'],
  [{}, without('runAsNonRoot'), 'containers[main].securityContext.runAsNonRoot: is not true'],
  [{}, without('capabilities'), 'containers[main].securityContext.capabilities.drop: lacks ALL'],
  [{}, without('seccompProfile'), 'containers[main].securityContext.seccompProfile.type: is missing'],
  [{}, without('allowPrivilegeEscalation'), 'containers[main].securityContext.allowPrivilegeEscalation: is not false'],
  [{ securityContext: { runAsUser: 0 } }, {}, 'containers[main].securityContext.runAsUser: 0 is root'],
  [
    {},
    { securityContext: { ...SAFE, capabilities: { drop: ['ALL'], add: ['SYS_ADMIN'] } } },
    'containers[main].securityContext.capabilities.add: has SYS_ADMIN',
  ],
  [
    { initContainers: [{ name: 'first', securityContext: { ...SAFE, runAsNonRoot: false } }] },
    {},
    'initContainers[first].securityContext.runAsNonRoot: is not true',
  ],
])('restricted does not permit %j %j', (pod, container, line) => {
  expect(found('restricted', pod, container)).toEqual([line]);
});

test.each<[string | undefined, Loose, Loose]>([
  ['restricted', {}, {}],
  ['restricted', { securityContext: { runAsNonRoot: true } }, without('runAsNonRoot')],
  ['restricted', { securityContext: { seccompProfile: { type: 'Localhost' } } }, without('seccompProfile')],
  ['restricted', { securityContext: { runAsUser: 0 } }, { securityContext: { ...SAFE, runAsUser: 10001 } }],
  ['restricted', {}, { securityContext: { ...SAFE, capabilities: { drop: ['ALL'], add: ['NET_BIND_SERVICE'] } } }],
  ['restricted', { os: { name: 'windows' } }, { securityContext: {} }],
  ['baseline', { securityContext: { runAsUser: 0 } }, { securityContext: { capabilities: { add: ['CHOWN'] } } }],
  ['privileged', { hostNetwork: true, ...HOST_PATH }, { securityContext: { privileged: true } }],
  [undefined, { hostNetwork: true, ...HOST_PATH }, { securityContext: { privileged: true } }],
])('%s permits %j %j', (level, pod, container) => {
  expect(found(level, pod, container)).toEqual([]);
});

test('baseline permits neither folders of the node nor all of its privileges', () => {
  expect(found('baseline', { hostNetwork: true, ...HOST_PATH }, { securityContext: { privileged: true } })).toEqual([
    'hostNetwork: true shares the node',
    'volumes[logs]: is a hostPath',
    'containers[main].securityContext.privileged: true',
  ]);
});
