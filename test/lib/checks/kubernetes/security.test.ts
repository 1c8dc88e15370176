import { describeRules, type Loose, Parts } from '../harness';
import { SECURITY_RULES } from '../../../../lib/checks/kubernetes/security';

/** The exporter of overrides: no other rule checks the part that is broken in it. */
const TITLE = 'Deployment loki/loki-overrides-exporter';
const POD = `${TITLE} spec.template.spec`;
const CONTAINER = `${POD}.containers[overrides-exporter]`;
const pod = (parts: Parts): Loose => parts.pod('Deployment', 'loki-overrides-exporter');
const container = (parts: Parts): Loose => pod(parts)['containers'][0];

describeRules(SECURITY_RULES, [
  {
    rule: 'K8S-SECURITY-1',
    also: ['K8S-API-4', 'K8S-SECURITY-2'],
    breaks: (parts) => (container(parts)['securityContext'].privileged = true),
    finds: [
      `${CONTAINER}.securityContext.privileged: true gives the container full access to the node; remove it, and add the ` +
        'capabilities or mounts it needs',
    ],
  },
  {
    rule: 'K8S-SECURITY-3',
    also: ['K8S-SECURITY-2'],
    breaks: (parts) => (container(parts)['securityContext'].runAsUser = 0),
    finds: [
      `${CONTAINER}.securityContext: runAsUser is 0, and runAsNonRoot is true; write another user, or runAsNonRoot: false`,
    ],
  },
  {
    rule: 'K8S-SECURITY-3',
    also: ['K8S-SECURITY-2'],
    breaks: (parts) => (pod(parts)['securityContext'].runAsUser = 0),
    finds: [
      `${CONTAINER}.securityContext: its pod's runAsUser is 0, and runAsNonRoot is true; write another user, or runAsNonRoot: false`,
    ],
  },
  {
    rule: 'K8S-MEMORY-1',
    breaks: (parts) => (container(parts)['resources'] = { requests: { cpu: '1' } }),
    finds: [`${CONTAINER}.resources.requests.memory: is missing; request the memory it takes in normal operation`],
  },
  ...[
    ['4Gi', "write '4GiB'"],
    ['512MB', "write '512MiB'"],
    ['1.5GiB', "write a whole number and KiB, MiB or GiB, such as '900MiB'"],
  ].map(([value = '', fix = '']) => ({
    rule: 'K8S-MEMORY-2',
    breaks: (parts: Parts) => (container(parts)['env'] = [{ name: 'GOMEMLIMIT', value }]),
    finds: [`${CONTAINER}.env[GOMEMLIMIT].value: '${value}' is not a size that Go reads; ${fix}`],
  })),
  ...[
    ['512m', 'not one byte', '512Mi'],
    ['256', '256 bytes', '256Mi'],
    ['64k', '64000 bytes', '512Mi'],
  ].map(([limit = '', size = '', fix = '']) => ({
    rule: 'K8S-MEMORY-3',
    breaks: (parts: Parts) => (container(parts)['resources'] = { limits: { memory: limit } }),
    finds: [
      `${CONTAINER}.resources.limits.memory: ${limit} is less than any program takes: ${size}; write one such as ${fix}`,
    ],
  })),
]);

test('a container may run as root if its own fields allow it, or name another user', () => {
  const parts = new Parts('prod');
  pod(parts)['securityContext'].runAsUser = 0;
  for (const own of [{ runAsNonRoot: false }, { runAsUser: 1000 }]) {
    container(parts)['securityContext'] = own;
    expect(parts.findings.filter((finding) => finding.startsWith('K8S-SECURITY-3'))).toEqual([]);
  }
});

test.each(['0', '8Mi', '4e6', 134_217_728])('a memory limit may be %p', (memory) => {
  const parts = new Parts('prod');
  container(parts)['resources'] = { limits: { memory } };
  expect(parts.findings.filter((finding) => finding.startsWith('K8S-MEMORY'))).toEqual([]);
});

test.each(['900MiB', '1GiB', '1073741824', '64B', 'off', '', '$(LIMIT)'])('GOMEMLIMIT may be %p', (value) => {
  const parts = new Parts('prod');
  container(parts)['env'] = [
    { name: 'GOMEMLIMIT', value: 'x' },
    { name: 'GOMEMLIMIT', value },
  ];
  expect(parts.findings.filter((finding) => finding.startsWith('K8S-MEMORY-2'))).toEqual([]);
});
