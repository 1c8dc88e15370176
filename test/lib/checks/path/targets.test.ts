import { TARGET_RULES } from '../../../../lib/checks/path/targets';
import { describeRules, type Loose, Parts } from '../harness';
import { found, ids, setup } from './setup';

const ALLOY = 'ConfigMap alloy/alloy config.alloy';
const HOST = 'loki-gateway.loki.svc.cluster.local';

const alloy = (from: string | RegExp, to: string) => (parts: Parts) => parts.replace('alloy', 'config.alloy', from, to);

const otlp =
  (endpoint: string, more = '') =>
  (parts: Parts) => {
    const { data } = parts.object('ConfigMap', 'alloy');
    data['config.alloy'] += `
otelcol.receiver.otlp "others" {
  grpc { }
  output { logs = [otelcol.exporter.otlphttp.loki.input] }
}
otelcol.exporter.otlphttp "loki" {
  client { endpoint = "${endpoint}" }
  ${more}
}
`;
  };

const EXPORTER = `${ALLOY} otelcol.exporter.otlphttp.loki client.endpoint`;

describeRules(TARGET_RULES, [
  {
    rule: 'PATH-URL-6',
    breaks: alloy(`${HOST}:8080`, 'loki-query-frontend.loki.svc.cluster.local:3100'),
    finds: [
      `${ALLOY} loki.write.loki endpoint.url: http://loki-query-frontend.loki.svc.cluster.local:3100/loki/api/v1/push is ` +
        'query-frontend, which answers no pushes; use Service loki-distributor',
    ],
    also: ['PATH-POLICY-1', 'PATH-POLICY-2'],
  },
  {
    rule: 'PATH-URL-6',
    breaks: (parts) =>
      parts.replace('loki-datasources-prod', 'loki-prod.yaml', `${HOST}:8080`, 'loki-query-frontend.loki:9095'),
    finds: [
      'ConfigMap grafana/loki-datasources-prod loki-prod.yaml datasources[0].url: http://loki-query-frontend.loki:9095 is ' +
        'the port of gRPC; use port 3100',
    ],
  },
  {
    rule: 'PATH-URL-6',
    breaks: (parts) =>
      parts.replace('loki-gateway', 'nginx.conf', /loki-query-frontend\.loki(?=\S*:3100)/, 'loki-distributor.loki'),
    finds: [
      'ConfigMap loki/loki-gateway nginx.conf location of /loki/api/v1/query_range: ' +
        'loki-distributor.loki.svc.cluster.local:3100 is distributor, which answers no queries; use Service loki-query-frontend',
    ],
    also: ['PATH-TIMEOUT-1'],
  },
  {
    rule: 'PATH-URL-7',
    breaks: otlp(`http://${HOST}:8080/otlp/v1/logs`),
    finds: [
      `${EXPORTER}: http://${HOST}:8080/otlp/v1/logs ends in /v1/logs, which the exporter adds; use http://${HOST}:8080/otlp`,
    ],
    also: ['PATH-POLICY-3'],
  },
  {
    rule: 'PATH-URL-7',
    breaks: otlp(`http://${HOST}:8080/loki/api/v1/push`),
    finds: [
      `${EXPORTER}: http://${HOST}:8080/loki/api/v1/push is for pushes of Loki's own form; use http://${HOST}:8080/otlp`,
    ],
  },
  {
    rule: 'PATH-URL-7',
    breaks: otlp('http://loki-distributor.loki:3100'),
    finds: [
      `${EXPORTER}: http://loki-distributor.loki:3100 does not end in /otlp; use http://loki-distributor.loki:3100/otlp`,
    ],
  },
  {
    rule: 'PATH-URL-7',
    breaks: otlp('http://loki-gatway.loki:8080/otlp'),
    finds: [
      `${EXPORTER}: http://loki-gatway.loki:8080/otlp cannot be reached: namespace loki has no Service loki-gatway; use loki-gateway`,
    ],
  },
  {
    rule: 'PATH-URL-8',
    breaks: alloy(`${HOST}:8080`, 'localhost:3100'),
    finds: [
      `${ALLOY} loki.write.loki endpoint.url: http://localhost:3100/loki/api/v1/push is DaemonSet alloy/alloy itself; ` +
        'use the Service of Loki, such as http://loki-gateway.loki',
    ],
  },
  {
    rule: 'PATH-URL-8',
    breaks: alloy(`${HOST}:8080`, '0.0.0.0:3100'),
    finds: [
      `${ALLOY} loki.write.loki endpoint.url: http://0.0.0.0:3100/loki/api/v1/push is DaemonSet alloy/alloy itself; ` +
        'use the Service of Loki, such as http://loki-gateway.loki',
    ],
  },
]);

describe('targets that are right', () => {
  const URL = 'http://localhost:3100/loki/api/v1/push';
  const found = (break_: (parts: Parts) => unknown): string[] => {
    const parts = new Parts('prod');
    break_(parts);
    return TARGET_RULES.flatMap((rule) => rule.check(parts.subject).map(({ path }) => `${rule.id} ${path}`));
  };
  const pushes = (url: string, change: (pod: Loose) => unknown) => (parts: Parts) => {
    alloy(/http:[^"]*push/, url)(parts);
    change(parts.pod('DaemonSet', 'alloy'));
  };

  test.each<[string, (pod: Loose) => unknown]>([
    ['a sidecar that passes lines on', ({ containers }) => containers.push({ name: 'proxy', image: 'nginx:1.29' })],
    ['a receiver of its own', ({ containers: [{ ports }] }) => ports.push({ name: 'push', containerPort: 3100 })],
    ['the network of the node', (pod) => (pod['hostNetwork'] = true)],
  ])('%s', (_, change) => {
    expect(found(pushes(URL, () => undefined))).toHaveLength(1);
    expect(found(pushes(URL, change))).toEqual([]);
  });

  test('a sidecar of the agent whose image is not known', () => {
    const objects = setup({ endpoint: `url = "${URL}"\n` });
    expect(ids(objects).filter((id) => /^PATH-URL-[678]/.test(id))).toEqual([]);
  });

  test('an address outside the cluster', () => {
    expect(found(pushes('https://logs.example.com/loki/api/v1/push', () => undefined))).toEqual([]);
  });

  test('an exporter to another program beside Loki, which these manifests do not have', () => {
    expect(found(otlp('http://tempo.loki:4318'))).toEqual([]);
    expect(found(otlp('http://collector.loki.svc.cluster.local:4318/'))).toEqual([]);
  });
});

describe('a name without a namespace', () => {
  const datasource = '\n    url: http://loki-gateway\n';
  const named = (...objects: Loose[]): string[] =>
    found([...setup({ datasource }), ...objects]).filter((one) => one.startsWith('PATH-URL-3'));
  const service = (namespace: string) => ({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'other', namespace },
    spec: {},
  });

  test('is one of the own namespace', () => {
    expect(named(service('monitoring'))).toEqual([
      'PATH-URL-3 ConfigMap monitoring/datasources loki.yaml datasources[0].url: http://loki-gateway cannot be reached: ' +
        'namespace monitoring has no Service loki-gateway, but loki has; use loki-gateway.loki',
    ]);
  });

  test('may be there, if these manifests have nothing else of it', () => {
    expect(named()).toEqual([]);
    expect(named(service('elsewhere'))).toEqual([]);
  });
});
