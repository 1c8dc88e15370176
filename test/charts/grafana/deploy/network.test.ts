import { objectOf } from '../../../helpers/charts';
import { charts, DOOR, LOGIN, policyOf } from './helpers';

describe('the network', () => {
  const DNS = {
    ports: [
      { protocol: 'UDP', port: 53 },
      { protocol: 'TCP', port: 53 },
    ],
  };

  test('lets nobody in and only to the gateway without a door', () => {
    const { ingress, egress, policyTypes } = policyOf(charts(true));
    expect(policyTypes).toEqual(['Ingress', 'Egress']);
    expect(ingress).toBeUndefined();
    expect(egress).toEqual([DNS, expect.objectContaining({ ports: [{ protocol: 'TCP', port: 8080 }] })]);
    const made = charts(true, { networkPolicies: false });
    expect(() => objectOf(made, 'NetworkPolicy', 'grafana')).toThrow();
  });

  test('admits the load balancer of a door, which leads to Grafana alone', () => {
    const made = charts({ expose: DOOR });
    expect(policyOf(made).ingress).toEqual([
      { from: [{ ipBlock: { cidr: '10.20.0.0/16' } }], ports: [{ protocol: 'TCP', port: 3000 }] },
    ]);
    const { spec, metadata } = objectOf(made, 'Service', 'grafana-external');
    expect(spec.selector['app.kubernetes.io/name']).toBe('grafana');
    expect(Object.values(metadata.annotations ?? {})).toContain('/api/health');
    expect(objectOf(made, 'Namespace', 'grafana').metadata.labels).toHaveProperty([
      'elbv2.k8s.aws/pod-readiness-gate-inject',
    ]);
  });

  test('a route through a Gateway has no end for WebSockets', () => {
    const gateway = { name: 'shared', namespace: 'infra', proxyNamespace: 'envoy' };
    const made = charts({ expose: { host: DOOR.host, by: 'gateway-api', gateway } });
    const { rules } = objectOf(made, 'HTTPRoute', 'grafana-external').spec;
    expect(rules[0]).toMatchObject({
      matches: [{ path: { type: 'PathPrefix', value: '/api/live/' } }],
      timeouts: { request: '0s' },
      backendRefs: [{ name: 'grafana', port: 3000 }],
    });
  });

  test('reaches the login, Prometheus and the Alertmanager, each place once', () => {
    const made = charts(
      { login: LOGIN },
      { alertmanagerUrl: 'http://alertmanager.monitoring:9093' },
      { grafanaDatasources: { alertmanager: true, prometheus: { url: 'http://prometheus.monitoring.svc:9090' } } },
    );
    const { egress } = policyOf(made) as {
      egress: { ports: { port: number }[]; to?: { namespaceSelector?: { matchLabels: Record<string, string> } }[] }[];
    };
    const places = egress
      .slice(2)
      .map(({ to, ports }) => [to?.[0]?.namespaceSelector?.matchLabels['kubernetes.io/metadata.name'], ports[0]?.port]);
    expect(places).toEqual([
      ['monitoring', 9090],
      [undefined, 9093],
      [undefined, 443],
      ['keycloak', 8080],
    ]);
  });

  test.each([
    ['http://alertmanager.monitoring', undefined],
    ['http://alertmanager.monitoring.svc.cluster.local', 'monitoring'],
  ])('reaches the pods of the Alertmanager at %s, whose port the ruler is told of', (alertmanagerUrl, namespace) => {
    const rulerEgress = [
      { port: 9093, namespace: 'monitoring' },
      { port: 9094, namespace: 'alerts' },
      { port: 9095, cidr: '10.0.0.0/8' },
    ];
    const loki = { alertmanagerUrl, rulerEgress };
    const { egress } = policyOf(charts(true, loki, { grafanaDatasources: { alertmanager: true } }));
    const to = (name: string) => [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': name } } }];
    expect(egress.slice(2)).toEqual([
      { ...(namespace ? { to: to(namespace) } : {}), ports: [{ protocol: 'TCP', port: 80 }] },
      { to: to('monitoring'), ports: [{ protocol: 'TCP', port: 9093 }] },
    ]);
    expect(policyOf(charts(true, loki)).egress).toHaveLength(2);
  });
});
