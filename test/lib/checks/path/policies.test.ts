import { type Loose, describeRules, Parts } from '../harness';
import { ids, setup, found } from './setup';
import { POLICY_RULES } from '../../../../lib/checks/path/policies';

describeRules(POLICY_RULES, [
  {
    rule: 'PATH-POLICY-1',
    breaks: (parts) => {
      const [rule] = parts.object('NetworkPolicy', 'loki-gateway')['spec'].ingress;
      rule.from = rule.from.filter(
        (peer: { namespaceSelector: { matchLabels: Record<string, string> } }) =>
          peer.namespaceSelector.matchLabels['kubernetes.io/metadata.name'] !== 'alloy',
      );
    },
    finds: [
      'NetworkPolicy loki/loki-gateway spec.ingress: does not allow DaemonSet alloy/alloy on port 8080; ' +
        'add a from entry with namespaceSelector kubernetes.io/metadata.name: alloy, and port 8080',
      'NetworkPolicy loki/loki-gateway spec.ingress: does not allow StatefulSet alloy/alloy-events on port 8080; ' +
        'add a from entry with namespaceSelector kubernetes.io/metadata.name: alloy, and port 8080',
    ],
  },
  {
    rule: 'PATH-POLICY-2',
    breaks: (parts) => (parts.object('NetworkPolicy', 'alloy')['spec'].egress[1].ports[0].port = 80),
    finds: [
      'NetworkPolicy alloy/alloy spec.egress: does not allow Alloy to reach Deployment loki/loki-gateway on port 8080; ' +
        'add a to entry with namespaceSelector kubernetes.io/metadata.name: loki, and port 8080',
    ],
  },
  {
    rule: 'PATH-POLICY-3',
    also: ['ALLOY-UNUSED-1'],
    breaks: (parts) =>
      parts.replace(
        'alloy',
        'config.alloy',
        /$/,
        '\nloki.write "central" {\n endpoint {\n url = "https://loki.example.com:3443/loki/api/v1/push"\n }\n}\n',
      ),
    finds: [
      'NetworkPolicy alloy/alloy spec.egress: does not allow Alloy to reach loki.example.com on port 3443; add a rule with port 3443',
    ],
  },
  {
    rule: 'PATH-POLICY-4',
    breaks: (parts) => parts.objects.splice(parts.objects.indexOf(parts.object('NetworkPolicy', 'loki-internal')), 1),
    finds: [
      'NetworkPolicy loki/loki-default-deny spec.ingress: does not allow Deployment loki/loki-gateway to reach Deployment loki/loki-distributor on port 3100, and no other policy does; ' +
        'add a policy for the pods of Loki with a from entry for the pods of Deployment loki/loki-gateway, and port 3100',
    ],
  },
]);

test('a policy for no pods is one problem', () => {
  const parts = new Parts('prod');
  parts.object('NetworkPolicy', 'loki-internal')['spec'].podSelector = { matchLabels: { app: 'lokki' } };
  expect(parts.findings.filter((line) => /^(K8S|PATH)-/.test(line))).toEqual([
    'K8S-POLICY-1 NetworkPolicy loki/loki-internal spec.podSelector: app: lokki selects no pods; use the labels of the pods it is meant for',
  ]);
});

test('the way between components of Loki needs gRPC in both directions of the policies', () => {
  const found = (change: (internal: Loose) => void): string[] => {
    const parts = new Parts('prod');
    change(parts.object('NetworkPolicy', 'loki-internal')['spec']);
    return parts.findings.filter((line) => line.startsWith('PATH-POLICY-4'));
  };
  const httpAlone = (spec: Loose) => {
    for (const rule of spec['egress']) rule.ports = [{ port: 3100 }];
  };
  expect(found(httpAlone)).toEqual([
    expect.stringContaining(
      'does not allow Deployment loki/loki-distributor to reach StatefulSet loki/loki-ingester on the port that each pod of it chooses',
    ),
  ]);
  expect(found((spec) => (spec['egress'] = []))).toEqual([
    expect.stringMatching(/spec\.egress: does not allow Deployment loki\/loki-gateway to reach .* with a to entry/),
  ]);
  expect(found((spec) => (spec['ingress'] = [{}]))).toEqual([]);
});

describe('network policies', () => {
  const ingress = (from: Loose[] | undefined, extra: Loose = {}): Loose => ({
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: 'gateway', namespace: 'loki' },
    spec: { podSelector: { matchLabels: { app: 'loki-gateway' } }, ingress: [{ ...(from ? { from } : {}), ...extra }] },
  });
  const named = (namespace: string): Loose => ({
    namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } },
  });

  test.each<[string, Loose, boolean]>([
    ['another namespace', ingress([named('grafana')]), true],
    ['its own namespace', ingress([{ podSelector: {} }]), true],
    ['other pods', ingress([{ ...named('monitoring'), podSelector: { matchLabels: { app: 'grafana' } } }]), true],
    ['the port of the Service', ingress([named('monitoring')], { ports: [{ port: 80 }] }), true],
    ['a name no port has', ingress([named('monitoring')], { ports: [{ port: 'http' }] }), true],
    ['another protocol', ingress(undefined, { ports: [{ port: 8080, protocol: 'UDP' }] }), true],
    ['its namespace', ingress([named('grafana'), named('monitoring')]), false],
    ['its pods', ingress([{ ...named('monitoring'), podSelector: { matchLabels: { app: 'alloy' } } }]), false],
    ['everybody', ingress(undefined), false],
    ['all namespaces', ingress([{ namespaceSelector: {} }]), false],
    ['a range of ports', ingress(undefined, { ports: [{ port: 8000, endPort: 9000 }] }), false],
    ['the port by its name', ingress(undefined, { ports: [{ port: 'http-metrics' }] }), false],
    ['addresses', ingress([{ ipBlock: { cidr: '10.0.0.0/8' } }]), false],
    ['namespaces by unknown labels', ingress([{ namespaceSelector: { matchLabels: { team: 'x' } } }]), false],
  ])('a policy that allows %s', (_, policy, isFound) => {
    expect(ids([...setup({}), policy])).toEqual(isFound ? ['PATH-POLICY-1'] : []);
  });

  test('a second policy may allow more than the first', () => {
    expect(found([...setup({}), ingress([named('grafana')]), ingress([named('monitoring')])])).toEqual([]);
  });

  test('policies of other kinds may allow more', () => {
    const cilium = { apiVersion: 'cilium.io/v2', kind: 'CiliumNetworkPolicy', metadata: { name: 'x' } };
    expect(found([...setup({}), ingress([named('grafana')]), cilium])).toEqual([]);
  });
});
