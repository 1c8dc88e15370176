import { checkManifests } from '../../../../lib/checks/check';
import { POD_SECURITY_RULES } from '../../../../lib/checks/kubernetes/pod-security';
import type { Manifest } from '../../../../lib/manifests/manifest';
import { Manifests } from '../../../../lib/manifests/manifests';
import { POD_ANSWERS, podOf, SAFE } from '../../../kubernetes/answers/pod-security';
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

/** Findings about a pod with a container in a namespace with a level. */
function found(level: string | undefined, pod: Loose, container: Loose = {}, annotations: Loose = {}): string[] {
  const objects = [
    {
      ...{ apiVersion: 'v1', kind: 'Namespace' },
      metadata: { name: 'x', labels: level === undefined ? {} : { 'pod-security.kubernetes.io/enforce': level } },
    },
    podOf({ pod, container, annotations, refusedBy: [] }, 'x'),
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
  [{ securityContext: { runAsUser: 0 } }, {}, 'securityContext.runAsUser: 0 is root'],
  [
    {},
    { securityContext: { ...SAFE, capabilities: { drop: ['ALL'], add: ['SYS_ADMIN'] } } },
    'containers[main].securityContext.capabilities.add: has SYS_ADMIN',
  ],
  [
    { initContainers: [{ name: 'first', securityContext: { ...SAFE, runAsNonRoot: false } }] },
    {},
    'initContainers[first].securityContext.runAsNonRoot: false',
  ],
])('restricted does not permit %j %j', (pod, container, line) => {
  expect(found('restricted', pod, container)).toEqual([line]);
});

describe.each(['restricted', 'baseline'] as const)('%s', (level) => {
  test.each(POD_ANSWERS)(
    'answers $refusedBy to $pod $container $annotations',
    ({ pod, container, annotations, refusedBy }) => {
      expect(found(level, pod, container, annotations).length > 0).toBe(refusedBy.includes(level));
    },
  );
});

test.each(['privileged', undefined])('%s permits all', (level) => {
  expect(found(level, { hostNetwork: true, ...HOST_PATH }, { securityContext: { privileged: true } })).toEqual([]);
});

test('baseline permits neither folders of the node nor all of its privileges', () => {
  expect(found('baseline', { hostNetwork: true, ...HOST_PATH }, { securityContext: { privileged: true } })).toEqual([
    'hostNetwork: true shares the node',
    'volumes[logs]: is a hostPath',
    'containers[main].securityContext.privileged: true',
  ]);
});
