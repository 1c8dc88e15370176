import { CLUSTER_DNS_RULES } from '../../../../lib/checks/kubernetes/cluster-dns';
import { checkManifests } from '../../../../lib/checks/check';
import type { Manifest } from '../../../../lib/manifests/manifest';
import { Manifests } from '../../../../lib/manifests/manifests';
import { describeRules, type Loose } from '../harness';

const policy = (spec: Loose, namespace = 'kube-system', name = 'deny'): Loose => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name, namespace },
  spec,
});

const FOUND =
  'NetworkPolicy kube-system/deny spec.podSelector: selects CoreDNS, and no policy opens its UDP port 53; ' +
  'select the pods it is meant for, or open port 53 to all namespaces';

describeRules(CLUSTER_DNS_RULES, [
  {
    rule: 'K8S-POLICY-4',
    breaks: (parts) => parts.objects.push(policy({ podSelector: {}, policyTypes: ['Ingress', 'Egress'] })),
    finds: [FOUND],
  },
]);

const finds = (...policies: Loose[]): string[] =>
  checkManifests({ manifests: new Manifests(policies as unknown as Manifest[]) })
    .findings.filter(({ rule }) => rule.id === 'K8S-POLICY-4')
    .map(({ path }) => path);

const opening = (ports: Loose[] | undefined) => ({
  podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } },
  policyTypes: ['Ingress'],
  ingress: [{ ports }],
});

test.each<[string, Loose]>([
  ['all pods, by default of ingress', { podSelector: {} }],
  ['CoreDNS alone', { podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } }, policyTypes: ['Ingress'] }],
  ['other ports', opening([{ port: 9153 }, { port: 53, protocol: 'TCP' }])],
])('a policy closes the DNS: %s', (_what, spec) => {
  expect(finds(policy(spec))).toEqual(['NetworkPolicy kube-system/deny spec.podSelector']);
});

test.each<[string, Loose]>([
  ['in another namespace', policy({ podSelector: {} }, 'loki')],
  ['for egress', policy({ podSelector: {}, policyTypes: ['Egress'] })],
  ['for other pods', policy({ podSelector: { matchLabels: { app: 'a' } }, policyTypes: ['Ingress'] })],
  ['that opens all ports', policy(opening(undefined))],
  ['that opens DNS by number', policy(opening([{ port: 53, protocol: 'UDP' }]))],
  ['that opens DNS by name', policy(opening([{ port: 'dns', protocol: 'UDP' }]))],
  ['that opens a range', policy(opening([{ port: 1, endPort: 1024, protocol: 'UDP' }]))],
])('a policy leaves the DNS open: one %s', (_what, other) => {
  expect(finds(other)).toEqual([]);
});

test('a second policy may open the DNS that the first one closes', () => {
  const open = policy(opening([{ port: 53, protocol: 'UDP' }]), 'kube-system', 'dns');
  expect(finds(policy({ podSelector: {}, policyTypes: ['Ingress'] }), open)).toEqual([]);
});
