import { imported, importedFixture, keyOf } from '../helpers';

test('version 2: pods, journal, events and the tenant', () => {
  const result = importedFixture('k8s-monitoring-2.yaml');
  expect(result.environment).toMatchObject({
    cluster: { existing: { name: 'shop-eu' } },
    tenants: ['shop'],
    alloy: {
      pods: { namespaces: { include: ['shop', 'cart'] } },
      processing: [
        { stages: 'stage.decolorize {}' },
        { sources: ['events'], exceptNamespaces: ['shop'], drop: { matching: ['.'] } },
      ],
      journal: { maxAge: '8h', units: { keep: ['kubelet.service'] } },
    },
  });
  // No namespace that is included is excluded by it.
  expect(keyOf(result, 'podLogs.excludeNamespaces[0]').class).toBe('impossible');
  expect(keyOf(result, 'clusterMetrics.enabled')).toMatchObject({
    class: 'impossible',
    note: expect.stringContaining('not about logs') as string,
  });
  expect(keyOf(result, 'podLog.enabled')).toMatchObject({
    class: 'ignored',
    note: 'the chart has no such key; it belongs to podLogs',
  });
  expect(keyOf(result, 'destinations[1].type').note).toBe('of the type prometheus: only Loki takes lines here');
});

test('version 1: a Loki elsewhere is a destination', () => {
  const { environment, decisions } = importedFixture('k8s-monitoring-1.yaml');
  expect(environment['alloy']).toMatchObject({
    pods: { from: 'api', namespaces: { exclude: ['kube-system'] } },
    destinations: [
      { name: 'logs-example-net', loki: { url: 'https://logs.example.net', tenant: '4711', username: '4711' } },
    ],
  });
  expect(decisions.some(({ field }) => field.startsWith('alloy.destinations'))).toBe(true);
});

test('keys of features of metrics, and of destinations of other types, are keys of the chart', () => {
  const { keys } = imported(`cluster: { name: shop }
clusterMetrics: { enabled: true, controlPlane: { enabled: true }, node-exporter: { metricsTuning: { includeMetrics: [a] } } }
applicationObservability: { receivers: { otlp: { grpc: { enabled: true } } }, connectors: { spanLogs: { enabled: true } } }
destinations: [{ name: traces, type: otlp, url: 'http://tempo:4318', tls: { insecure: true }, traces: { enabled: true } }]
podLogs: { enabled: true, podLabels: { a: b } }
`);
  expect(keys.filter((key) => key.class === 'ignored').map(({ path }) => path)).toEqual(['podLogs.podLabels.a']);
});

test('pods that version 4 reads in two ways are not limited to those of one', () => {
  const result = imported(`cluster: { name: a }
podLogsViaLoki: { enabled: true, excludeNamespaces: [argocd] }
podLogsViaKubernetesApi: { enabled: true, namespaces: [karpenter] }
`);
  expect(result.environment['alloy']).toEqual({ pods: { namespaces: { exclude: ['argocd'] } } });
  expect(keyOf(result, 'podLogsViaKubernetesApi.namespaces[0]')).toMatchObject({
    class: 'decision',
    to: 'alloy.pods.fargate',
  });
  expect(result.decisions.map(({ field }) => field)).toContain('alloy.pods.fargate');
  const one = (text: string) => imported(`cluster: { name: a }\n${text}\n`).environment['alloy'];
  expect(one('podLogsViaKubernetesApi: { enabled: true, namespaces: [karpenter] }')).toEqual({
    pods: { from: 'api', namespaces: { include: ['karpenter'] } },
  });
  expect(one('podLogsViaLoki: { enabled: false }\npodLogsViaKubernetesApi: { enabled: true }')).toEqual({
    pods: { from: 'api' },
  });
});
