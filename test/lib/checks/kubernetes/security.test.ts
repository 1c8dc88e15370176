import { checkManifests } from '../../../../lib/checks/check';
import { SECURITY_RULES } from '../../../../lib/checks/kubernetes/security';
import type { Manifest } from '../../../../lib/manifests/manifest';
import { Manifests } from '../../../../lib/manifests/manifests';
import { type Parts, type Loose, describeRules } from '../harness';

/** The exporter of overrides: no other rule checks the part that is broken in it. */
const TITLE = 'Deployment loki/loki-overrides-exporter';
const POD = `${TITLE} spec.template.spec`;
const CONTAINER = `${POD}.containers[overrides-exporter]`;
const ROOT = '0 is root, and runAsNonRoot';
const OTHER_USER = 'use the number of another user, or write runAsNonRoot: false';
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
    finds: [`${CONTAINER}.securityContext.runAsUser: ${ROOT} of its pod is true; ${OTHER_USER}`],
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

describe('root in spite of runAsNonRoot', () => {
  /** Paths and values of K8S-SECURITY-3 in a pod with two containers. */
  function found(pod: Loose, first: Loose = {}): string[] {
    const spec = { ...pod, containers: [{ name: 'a', securityContext: first }, { name: 'b' }] };
    const object = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p', namespace: 'n' }, spec };
    return checkManifests({ manifests: new Manifests([object] as unknown as Manifest[]) })
      .findings.filter(({ rule }) => rule.id === 'K8S-SECURITY-3')
      .map((one) => `${one.path.replace('Pod n/p spec.', '')}: ${one.found}`);
  }
  const both = { runAsNonRoot: true, runAsUser: 0 };

  test.each<[string, Loose, Loose, string[]]>([
    ['of a pod is one fault', { securityContext: both }, {}, [`securityContext.runAsUser: ${ROOT} beside it is true`]],
    ['of a container', {}, both, [`containers[a].securityContext.runAsUser: ${ROOT} beside it is true`]],
    [
      'with the user of the pod',
      { securityContext: { runAsUser: 0 } },
      { runAsNonRoot: true },
      [`securityContext.runAsUser: ${ROOT} of the container is true`],
    ],
    [
      'of the containers that do not replace the user',
      { securityContext: both },
      { runAsUser: 100 },
      [`securityContext.runAsUser: ${ROOT} beside it is true`],
    ],
    [
      'is no fault where the container may be root',
      { securityContext: { runAsNonRoot: true } },
      { ...both, runAsNonRoot: false },
      [],
    ],
    [
      'is no fault where null leaves the user of the pod',
      { securityContext: { runAsUser: 5 } },
      { ...both, runAsUser: null },
      [],
    ],
    ['is unknown without a number, which the image may have', { securityContext: { runAsNonRoot: true } }, {}, []],
    ['is nothing on Windows', { os: { name: 'windows' }, securityContext: both }, {}, []],
    [
      'is nothing on nodes of Windows',
      { nodeSelector: { 'kubernetes.io/os': 'windows' }, securityContext: both },
      {},
      [],
    ],
  ])('%s', (_what, pod, first, lines) => {
    expect(found(pod, first)).toEqual(lines);
  });
});
