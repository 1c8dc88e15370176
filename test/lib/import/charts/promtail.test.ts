import { imported, keyOf } from '../helpers';

const of = (text: string) => {
  const result = imported(text);
  const { pods } = (result.environment['alloy'] ?? {}) as { pods?: { formerPositions?: string } };
  return { result, positions: pods?.formerPositions };
};

test('positions are those of the chart, or those that its values name', () => {
  expect(of('config: { clients: [{ url: http://loki }] }').positions).toBe('/run/promtail/positions.yaml');
  const { result, positions } = of('config: { clients: [], positions: { filename: /run/promtail/deep/p.yaml } }');
  expect(positions).toBe('/run/promtail/deep/p.yaml');
  expect(keyOf(result, 'config.positions.filename')).toMatchObject({ to: 'alloy.pods.formerPositions' });
});

test.each([
  ['in a pod', 'config: { clients: [], positions: { filename: /tmp/positions.yaml } }'],
  ['in a folder that the pod does not share', 'config: { clients: [], positions: { filename: /var/log/p.yaml } }'],
  ['of a Promtail that runs on no node', 'daemonset: { enabled: false }\nconfig: { clients: [] }'],
])('positions %s are left', (_what, text) => expect(of(text).positions).toBeUndefined());

test('a text that is not YAML is called so, and a text with templates is called that', () => {
  const noteOf = (text: string) =>
    keyOf(of(`config: { clients: [], snippets: { extraScrapeConfigs: ${JSON.stringify(text)} } }`).result, CONFIGS)
      .note;
  const CONFIGS = 'config.snippets.extraScrapeConfigs';
  expect(noteOf('- a: 1\n- [\n')).toMatch(/^is not YAML \(line 3: .*\): correct it, and import it again$/);
  expect(noteOf('- a: {{ .Values.a }}\n- [\n')).toMatch(/^a text with templates: /);
});

test('lines of a receiver have no labels of pods, in spite of its rules', () => {
  const { result } = of(`config:
  snippets:
    extraScrapeConfigs: |
      - job_name: net
        syslog: { listen_address: 0.0.0.0:1514 }
        relabel_configs: [{ source_labels: [__syslog_message_app_name], target_label: app }]
`);
  expect(keyOf(result, 'config.snippets.extraScrapeConfigs[0].relabel_configs[0].target_label')).toMatchObject({
    class: 'differs',
    note: 'labels of this source are those of docs/reference/labels.md here',
  });
  expect(result.effects.some(({ subject }) => subject === 'labels')).toBe(false);
});

test('the address of Loki of charts before 5 is a client, where nothing else is', () => {
  const inside = of('config: { lokiAddress: http://loki:3100/loki/api/v1/push }').result;
  expect(keyOf(inside, 'config.lokiAddress')).toMatchObject({ class: 'taken', note: 'the gateway of the Loki here' });
  const outside = of('config: { lokiAddress: https://logs.example.com/loki/api/v1/push }').result;
  expect(keyOf(outside, 'config.lokiAddress')).toMatchObject({ class: 'taken', to: 'alloy.destinations[0].loki.url' });
  const both = of('config: { lokiAddress: http://loki:3100, clients: [{ url: http://loki-gateway }] }').result;
  expect(keyOf(both, 'config.lokiAddress').class).toBe('ignored');
});

test.each([
  ['loki-gateway.loki.svc', 'loki-gateway.audit.svc.cluster.local', false],
  ['loki.loki', 'loki.audit', false],
  ['loki-gateway.loki.svc', 'loki-write.loki', true],
  ['loki-0.loki-headless.loki.svc.cluster.local', 'loki.loki', true],
  ['loki-gateway', 'loki-gateway.loki.svc', true],
  ['127.0.0.1', 'loki.loki', true],
])('the clients %s and %s are of one Loki: %s', (first, second, isOne) => {
  const { result } = of(`config: { clients: [
  { url: http://${first}/loki/api/v1/push, tenant_id: shop },
  { url: http://${second}:3100/loki/api/v1/push, tenant_id: audit, timeout: 5s }] }`);
  const key = keyOf(result, 'config.clients[1].url');
  if (isOne) expect(key).toMatchObject({ class: 'taken', note: 'the gateway of the Loki here' });
  else {
    expect(key).toMatchObject({
      class: 'decision',
      note: `lines go to the Loki here in the place of ${first}: if ${second} is to have them as well, name it in alloy.destinations`,
    });
    expect(keyOf(result, 'config.clients[1].timeout').note).toBe(`set for ${second}, which gets no lines from here`);
  }
  expect(result.environment['tenants']).toEqual(isOne ? ['shop', 'audit'] : ['shop']);
});

test('values of charts before 3 are at the top', () => {
  const { result } = of(`loki: { serviceName: loki, servicePort: 3100 }
pipelineStages: [{ docker: {} }, { drop: { expression: debug } }]
volumeMounts: [{ name: pods, mountPath: /var/log/pods }]
`);
  expect(result.charts).toEqual(['promtail']);
  expect(result.keys.filter((key) => key.class === 'ignored')).toEqual([]);
  expect(keyOf(result, 'pipelineStages[1].drop.expression').class).toBe('taken');
  const later = of('daemonset: { enabled: true }\nconfig: { clients: [] }\npipelineStages: [{ docker: {} }]').result;
  expect(keyOf(later, 'pipelineStages[0].docker')).toMatchObject({
    class: 'ignored',
    note: 'the chart has no such key; it belongs to config.snippets.pipelineStages',
  });
});

test('labels of all lines may be an argument', () => {
  const { result } = of(
    "config: { clients: [] }\nextraArgs: ['-client.external-labels=cluster=shop,team=web', '-log.level=debug', '-client.external-labels={a}']",
  );
  expect(result.environment).toMatchObject({
    cluster: { existing: { name: 'shop' } },
    alloy: { processing: [{ sources: ['*'], labels: { team: 'web' } }] },
  });
  expect(keyOf(result, 'extraArgs[0]').class).toBe('taken');
  expect([1, 2].map((index) => keyOf(result, `extraArgs[${index}]`).class)).toEqual(['differs', 'differs']);
});

test('the label job of the chart has another value here', () => {
  const job = (sources: string) =>
    keyOf(
      of(`config: { clients: [], snippets: { common: [{ source_labels: [${sources}], target_label: job }] } }`).result,
      'config.snippets.common[0].target_label',
    );
  expect(job('namespace, app')).toMatchObject({
    class: 'differs',
    note: expect.stringContaining('<namespace>/<container>') as string,
  });
  expect(job('__meta_kubernetes_namespace, __meta_kubernetes_pod_container_name').class).toBe('taken');
});
