import { POLICY_PORT_RULES } from '../../../../lib/checks/kubernetes/policy-ports';
import { checkEnvironment, checkManifests } from '../../../../lib/checks/check';
import { renderCharts } from '../../../../lib/checks/checked-charts';
import { resolveEnvironment } from '../../../../lib/environment/environment';
import type { Manifest } from '../../../../lib/manifests/manifest';
import { Manifests } from '../../../../lib/manifests/manifests';
import { describeRules, type Loose } from '../harness';

const FIX = 'use 24 at most: fewer different ports, ranges with endPort, or narrower ranges of addresses';
const portsFrom = (first: number, count: number, more: Loose = {}): Loose[] =>
  Array.from({ length: count }, (_, index) => ({ port: first + index, protocol: 'TCP', ...more }));
const policy = (name: string, spec: Loose): Loose => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name, namespace: 'loki' },
  spec: { podSelector: { matchLabels: { app: 'a' } }, policyTypes: ['Egress'], ...spec },
});
const POD = { metadata: { labels: { app: 'a' } }, spec: { containers: [{ name: 'a', image: 'a:1' }] } };
const DEPLOYMENT = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'a', namespace: 'loki' },
  spec: { selector: { matchLabels: { app: 'a' } }, template: POD },
};

const finds = (...policies: Loose[]): string[] =>
  checkManifests({ manifests: new Manifests([DEPLOYMENT, ...policies] as unknown as Manifest[]) })
    .findings.filter(({ rule }) => rule.id === 'K8S-POLICY-5')
    .map(({ path, found, fix }) => `${path}: ${found}; ${fix}`);

describeRules(POLICY_PORT_RULES, [
  {
    rule: 'K8S-POLICY-5',
    breaks: (parts) =>
      parts.objects.push({
        ...policy('mine', {
          podSelector: { matchLabels: { 'app.kubernetes.io/component': 'querier' } },
          egress: [{ to: [{ ipBlock: { cidr: '10.1.0.0/16' } }], ports: portsFrom(9000, 25) }],
        }),
      }),
    finds: [
      `NetworkPolicy loki/mine spec.egress: 25 combinations of port and protocol are open to 10.1.0.0/16; ${FIX}`,
    ],
  },
]);

test('policies of one pod count together, and any address is one range', () => {
  const [first, second] = [
    policy('a', { egress: [{ ports: portsFrom(9000, 20) }] }),
    policy('b', { egress: [{ to: [{ ipBlock: { cidr: '0.0.0.0/0' } }], ports: portsFrom(9015, 10) }] }),
  ];
  expect(finds(first as Loose, second as Loose)).toEqual([
    `NetworkPolicy loki/b spec.egress: 25 combinations of port and protocol are open to any address; ${FIX}`,
  ]);
});

test('pods that connect count, too', () => {
  const from = [{ namespaceSelector: { matchLabels: { team: 'x' } }, podSelector: { matchLabels: { app: 'b' } } }];
  expect(finds(policy('a', { ingress: [{ from, ports: portsFrom(9000, 25) }], policyTypes: ['Ingress'] }))).toEqual([
    `NetworkPolicy loki/a spec.ingress: 25 combinations of port and protocol are open from app: b in team: x; ${FIX}`,
  ]);
});

test.each<[string, Loose[]]>([
  ['24 ports', portsFrom(9000, 24)],
  [
    'a port of two protocols is two, and one that is there twice is one',
    [...portsFrom(1, 12), ...portsFrom(1, 12, { protocol: 'UDP' }), ...portsFrom(1, 12)],
  ],
  ['a range is one', portsFrom(9000, 24, { endPort: 30_000 })],
])('%s: right', (_what, ports) => {
  expect(finds(policy('a', { egress: [{ ports }] }))).toEqual([]);
});

test('several ranges have 24 each', () => {
  const to = (cidr: string) => [{ ipBlock: { cidr } }];
  const egress = [
    { to: to('10.1.0.0/16'), ports: portsFrom(1, 24) },
    { to: to('10.2.0.0/16'), ports: portsFrom(100, 24) },
  ];
  expect(finds(policy('a', { egress }))).toEqual([]);
});

test('destinations of an environment with too many different ports', () => {
  const found = (count: number) => {
    const destinations = Array.from({ length: count }, (_, index) => ({
      name: `d-${index}`,
      loki: { url: `https://loki-${index}.example.com:${4000 + index}` },
    }));
    const environment = resolveEnvironment('dev', {
      ...{ account: '111122223333', region: 'us-east-1', cluster: { create: {} } },
      alloy: { destinations },
    });
    return checkEnvironment(renderCharts(environment))
      .findings.filter(({ rule }) => rule.id === 'K8S-POLICY-5')
      .map(({ path, found: words }) => `${path}: ${words}`);
  };
  // DNS by UDP and TCP, and the API server.
  expect(found(21)).toEqual([]);
  expect(found(22)).toContain(
    'NetworkPolicy alloy/alloy spec.egress: 25 combinations of port and protocol are open to any address',
  );
});
