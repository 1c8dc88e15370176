import { parse } from 'yaml';
import { resolveEnvironment } from '../../../lib/environment/environment';
import { environmentCharts } from '../../../lib/environment/environment';
import { expiringTenants } from '../../../lib/storage/tenant-retention';
import { ENV, environment, library, lines } from '../app/loki-logging/doors';
import { ownLoki } from '../../../lib/environment/own-loki';

const resolved = (loki: object) =>
  resolveEnvironment('prod', {
    ...ENV,
    cluster: { create: {} },
    retention: '7d',
    tenants: ['platform', 'apps', 'audit'],
    loki,
  });
const files = (loki: object) => {
  const objects = environmentCharts(resolved(loki))
    .manifests()
    .flatMap(
      ({ objects: all }) =>
        all as unknown as { kind: string; metadata: { name: string }; data: Record<string, string> }[],
    );
  const read = (name: string, file: string) =>
    parse(objects.find(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === name)?.data[file] ?? '');
  return {
    config: read('loki', 'config.yaml'),
    overrides: read('loki-runtime', 'runtime-config.yaml').overrides as Record<string, Record<string, unknown>>,
  };
};

const FIELDS = {
  tenantLimits: { apps: { ingestion_rate_mb: 20 } },
  tenantRetention: {
    audit: '365d',
    apps: {
      retention: '2d',
      streams: [
        { selector: '{namespace="a"}', retention: '90d' },
        { selector: '{namespace="b"}', retention: '30d', priority: 9 },
      ],
    },
  },
  streamRetention: [{ selector: '{namespace="long"}', retention: '30d' }],
};

describe('retentions of tenants and streams', () => {
  test('are limits of Loki, beside others of the tenant, with the order of the list as priority', () => {
    const { config, overrides } = files(FIELDS);
    expect(config.limits_config.retention_stream).toEqual([
      { selector: '{namespace="long"}', period: '30d', priority: 1 },
    ]);
    expect(overrides['apps']).toMatchObject({
      ingestion_rate_mb: 20,
      retention_period: '2d',
      retention_stream: [
        { selector: '{namespace="a"}', period: '90d', priority: 2 },
        { selector: '{namespace="b"}', period: '30d', priority: 9 },
      ],
    });
    expect(overrides['audit']).toMatchObject({ retention_period: '365d' });
  });

  test('make queries look back as far, and the bucket keep chunks as long, as the longest of a tenant', () => {
    const { config, overrides } = files(FIELDS);
    expect(config.limits_config.max_query_lookback).toBe('720h');
    expect([overrides['apps'], overrides['audit']].map((own) => own?.['max_query_lookback'])).toEqual([
      '2160h',
      '8760h',
    ]);
    const kept = expiringTenants(ownLoki(resolved(FIELDS)).loki);
    expect(kept.map(({ tenant, retention }) => [tenant, retention.toDays()])).toEqual([
      ['platform', 30],
      ['apps', 90],
      ['audit', 365],
    ]);
  });

  test('keep the configuration of the user beside them', () => {
    const { config } = files({ ...FIELDS, config: { limits_config: { max_query_series: 9, volume_enabled: null } } });
    expect(config.limits_config).toMatchObject({ max_query_series: 9, retention_stream: [{ period: '30d' }] });
    expect(config.limits_config).not.toHaveProperty('volume_enabled');
  });
});

test('an Alertmanager of a tenant replaces the common one, and its port is open', () => {
  const { overrides } = files({ alertmanagerUrl: 'http://a.m:9093', alertmanagers: { apps: 'http://a.shop:9095' } });
  expect(overrides['apps']?.['ruler_alertmanager_config']).toEqual({
    alertmanager_url: 'http://a.shop:9095',
    enable_alertmanager_v2: true,
  });
  const charts = environmentCharts(
    resolved({ alertmanagerUrl: 'http://a.m:9093', alertmanagers: { apps: 'http://a.shop:9095' } }),
  );
  const policy = charts.object('NetworkPolicy', 'loki-ruler').toJson() as {
    spec: { egress: { ports: { port: number }[] }[] };
  };
  expect(policy.spec.egress[0]?.ports.map(({ port }) => port)).toEqual([9093, 9095]);
});

test('a selector of streams has one retention, in every list of its own', () => {
  const stream = (selector: string, retention: string) => ({ selector, retention });
  const same = [stream('{namespace="a"}', '90d'), stream('{namespace="b"}', '30d'), stream('{namespace="a"}', '30d')];
  expect(lines(environment({ loki: { streamRetention: same, tenantRetention: { team: { streams: same } } } }))).toEqual(
    ['streamRetention[2]', 'tenantRetention.team.streams[2]']
      .map(
        (at) =>
          `environments.team.loki.${at}.selector: {namespace="a"} is the selector of item 0, too; write it once, with one retention`,
      )
      .toReversed(),
  );
});

describe('selectors of retention and of rules', () => {
  const by = (label: string) => ({ streamRetention: [{ selector: `{namespace="a", ${label}="b"}`, retention: '3d' }] });
  const misspelt = (label: string, meant: string) =>
    `streamRetention[0].selector: {namespace="a", ${label}="b"} selects by ${label}, which no line has; did you mean ${meant}?`;
  const metadata = (path: string, label: string) =>
    `${path}.selector: {${label}="b"} selects by ${label}, which is structured metadata, and streams have labels alone; select by namespace, app or container`;

  test.each<[string, object, string[]]>([
    ['a misspelt label', by('contaner'), [misspelt('contaner', 'container')]],
    ['a label without its underscore', by('nodename'), [misspelt('nodename', 'node_name')]],
    [
      'structured metadata',
      { tenantRetention: { team: { streams: [{ selector: '{pod="b"}', retention: '3d' }] } } },
      [metadata('tenantRetention.team.streams[0]', 'pod')],
    ],
    [
      'structured metadata, in the query of a rule',
      { rules: { team: [{ name: 'a', rules: [{ record: 'a:b', expr: 'sum(rate({pod="b"} |= "x" [5m]))' }] }] }, ruler: { remoteWrite: { url: 'http://prometheus.monitoring:9090/api/v1/write' } } }, // prettier-ignore
      ['rules.team[0].rules[0].expr: {pod="b"} selects by pod, which is structured metadata, and streams have labels alone; write it after the selector, as | pod="…"'], // prettier-ignore
    ],
  ])('by %s, which no stream has, are refused by both doors', (_what, loki, problems) => {
    expect(lines(environment({ loki }))).toEqual(problems.map((line) => `environments.team.loki.${line}`));
    expect(lines(() => library(loki))).toEqual(problems.map((line) => `Stack/Logging.${line}`));
  });

  const file = { name: 'app', paths: ['/var/log/app.log'], labels: { contaner: 'x' } };
  test.each<[string, string, object]>([
    ['a label of the library', 'unit', {}],
    ['a name that is nothing like one of the library, which lines may have had before', 'team', {}],
    ['a label of files', 'contaner', { alloy: { files: [file] } }],
    ['a label of stages', 'contaner', { alloy: { processing: [{ stages: 'stage.static_labels { values = { contaner = "x" } }' }] } }], // prettier-ignore
    ['a label that other clients send', 'contaner', { alloy: { push: { clientNamespaces: ['ci'] } } }],
    ['a label of writers', 'contaner', { writers: { ci: { tenants: ['team'] } } }],
    ['a label of pods with the password', 'contaner', { network: { clientNamespaces: ['ci'] } }],
    ['a label of lines in buckets that existed', 'pod', { storage: { createBuckets: false, chunkBucketName: 'our-chunks', rulerBucketName: 'our-rules' } }], // prettier-ignore
    ['a label of lines from before', 'pod', { loki: { schema: [{ from: '2023-01-01' }, { from: '2024-04-01' }] } }],
  ])('by %s are taken', (_what, label, props: { loki?: object }) => {
    expect(lines(environment({ ...props, loki: { ...props.loki, ...by(label) } }))).toEqual([]);
  });
});

describe('labels of OTLP', () => {
  test('are those of the field', () => {
    expect(files({ otlpIndexLabels: ['service.name'] }).config.distributor.otlp_config).toEqual({
      default_resource_attributes_as_index_labels: ['service.name'],
    });
  });

  test.each<[string, object, string[]]>([
    ['none', { otlpIndexLabels: [] }, ['otlpIndexLabels: [] is empty; write at least one, or leave it out']],
    [
      'more than a stream takes',
      { otlpIndexLabels: Array.from({ length: 16 }, (_, index) => `a${index}`) },
      ['otlpIndexLabels: 16 labels, and Loki takes 15 in a stream; leave the others to metadata'],
    ],
    [
      'a label in place of its attribute',
      { otlpIndexLabels: ['team_name', 'k8s_namespace_name'] },
      [
        "otlpIndexLabels[1]: k8s_namespace_name is the label, and its attribute has another name; write 'k8s.namespace.name'",
      ],
    ],
    [
      'an invalid name, and a duplicate',
      { otlpIndexLabels: ['service name', 'a'] },
      [
        "otlpIndexLabels[0]: service name is not the name of a resource attribute; write one such as 'k8s.namespace.name'",
      ],
    ],
    ...[
      'k8s.pod.uid',
      'k8s.pod.name',
      'k8s_pod_ip',
      'container.id',
      'service.instance.id',
      'process.pid',
      'process.command_line',
      'trace_id',
      'app.session.id',
      'host.ip',
      'service_instance_id',
      'container_id',
      'url.full',
      'http.requestId',
    ].map((name): [string, object, string[]] => [
      `${name}, which has a value for each pod, process or request`,
      { otlpIndexLabels: ['cloud.account.id', 'host.name', name] },
      [
        `otlpIndexLabels[2]: ${name} has a new value for every request, process or pod, and each would be a stream; leave it out: it is structured metadata`,
      ],
    ]),
    ...['__tenant_id__', '_.tenant_id__'].map((name): [string, object, string[]] => [
      `${name}, which would be a label of Alloy itself`,
      { otlpIndexLabels: [name] },
      [`otlpIndexLabels[0]: ${name} begins with two underscores, as Alloy's own labels do; use another name`],
    ]),
    [
      'the field and its key of Loki',
      {
        otlpIndexLabels: ['a'],
        config: { distributor: { otlp_config: { default_resource_attributes_as_index_labels: ['b'] } } },
      },
      ['otlpIndexLabels: is also in the configuration of Loki, as distributor.otlp_config; leave out one of the two'],
    ],
  ])('%s is refused by both doors', (_what, { config, ...loki }: { config?: object }, expected) => {
    const env = lines(environment({ loki: { ...loki, config } })).map((line) =>
      line.replace('environments.team.loki.', ''),
    );
    const lib = lines(() => library({ ...loki, lokiConfig: config })).map((line) => line.replace('Stack/Logging.', ''));
    expect(env).toEqual(expected);
    expect(lib).toEqual(expected);
  });
});
