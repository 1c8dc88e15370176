import { imported, importedFixture, keyOf } from '../helpers';

test('sources of all kinds', () => {
  const result = importedFixture('promtail-stages.yaml');
  expect(result.environment['alloy']).toMatchObject({
    journal: { maxAge: '12h', units: { keep: ['kubelet.service'] } },
    files: [
      {
        name: 'nginx-access',
        paths: ['/var/log/nginx/access.log', '/var/log/nginx/error.log'],
        labels: { app: 'nginx' },
      },
    ],
    pods: { namespaces: { exclude: ['kube-*', 'test'] } },
    destinations: [
      { loki: { url: 'https://logs.example.net/loki/api/v1/push', passwordSecret: { name: 'loki-destination' } } },
    ],
  });
  expect(result.environment['tenants']).toEqual(['1']);
  const scrapes = 'config.snippets.extraScrapeConfigs';
  expect(keyOf(result, `${scrapes}[2].syslog.listen_protocol`).note).toContain('not by UDP');
  expect(keyOf(result, `${scrapes}[4].windows_events.eventlog_name`).class).toBe('impossible');
  expect(result.effects.map(({ subject }) => subject)).toContain('lines of pods');
});

test('targets with other labels are entries of their own, and stages are for all of them', () => {
  const target = (name: string) =>
    `{ targets: [localhost], labels: { __path__: /var/log/${name}/*.log, app: ${name} } }`;
  const { environment } = imported(`config:
  snippets:
    extraScrapeConfigs: |
      - job_name: logs
        static_configs: [${target('nginx')}, ${target('cart')}]
        pipeline_stages: [{ drop: { expression: debug } }]
`);
  expect(environment['alloy']).toMatchObject({
    files: [
      { name: 'logs', paths: ['/var/log/nginx/*.log'], labels: { app: 'nginx' } },
      { name: 'logs-2', paths: ['/var/log/cart/*.log'], labels: { app: 'cart' } },
    ],
    processing: [{ sources: ['files_logs', 'files_logs_2'], drop: { matching: ['debug'] } }],
  });
});

test.each([
  'kafka: { brokers: ["kafka:9092"], topics: [orders] }',
  'gelf: { listen_address: "0.0.0.0:1" }',
  'consul_sd_configs: [{ server: "consul:8500" }]',
])('stages of a job that reads no pods are not for those of pods: %s', (job) => {
  const result = imported(`config:
  snippets:
    extraScrapeConfigs: |
      - job_name: queue
        ${job}
        pipeline_stages: [{ drop: { expression: debug } }]
`);
  const { processing } = result.environment['alloy'] as { processing?: unknown };
  expect(processing).toBeUndefined();
  const key = 'config.snippets.extraScrapeConfigs[0].pipeline_stages[0].drop.expression';
  expect(keyOf(result, key).class).toBe('impossible');
});

test('rules of a journal keep units', () => {
  const { environment } = imported(`config:
  snippets:
    extraScrapeConfigs: |
      - job_name: journal
        journal: { max_age: 24h }
        relabel_configs: [{ source_labels: [__journal__systemd_unit], action: keep, regex: kubelet.service }]
`);
  expect(environment['alloy']).toMatchObject({ journal: { units: { keep: ['kubelet.service'] } } });
});
