import { environment, ENV, library, lines } from '../../app/loki-logging/doors';
import { cut } from './environments';

const workspace = (region = ENV.region, account = ENV.account) =>
  `arn:aws:aps:${region}:${account}:workspace/ws-0a1b2c3d-0000-4000-8000-00000000000a`;
const OPERATOR = { from: 'prometheus-operator', namespace: 'monitoring' };
const ALLOY = { from: 'alloy', remoteWrite: { workspaceArn: workspace() } };

const CASES: readonly [what: string, monitoring: unknown, problems: string[]][] = [
  [
    'no object',
    true,
    ["monitoring: true is not an object; write one such as { from: 'prometheus-operator', namespace: 'monitoring' }"],
  ],
  [
    'a misspelt field and scraper',
    { ...OPERATOR, from: 'prometheus-operater', intervall: '30s' },
    [
      'monitoring.intervall: not a key; did you mean interval?',
      'monitoring.from: prometheus-operater is not one of prometheus-operator, scrape-config, alloy; did you mean prometheus-operator?',
    ],
  ],
  [
    'an alert twice',
    { ...OPERATOR, alerts: { without: ['LokiObjectStoreThrottled', 'LokiObjectStoreThrottled'] } },
    ['monitoring.alerts.without[1]: LokiObjectStoreThrottled occurs twice; write it once'],
  ],
  [
    'nobody who scrapes',
    { namespace: 'monitoring' },
    ["monitoring.from: missing; write one such as 'prometheus-operator'"],
  ],
  [
    'a scraper without a namespace',
    { from: 'prometheus-operator' },
    [
      "monitoring.namespace: missing: the network policies let no scraper in; write the namespace of your Prometheus, such as 'monitoring'",
    ],
  ],
  [
    'files without a namespace',
    { from: 'scrape-config' },
    [
      "monitoring.namespace: missing: the files for your Prometheus need a namespace; write the namespace of your Prometheus, such as 'monitoring'",
    ],
  ],
  [
    'files in a namespace of Kubernetes',
    { from: 'scrape-config', namespace: 'kube-system' },
    ['monitoring.namespace: kube-system belongs to Kubernetes itself; use another, such as monitoring'],
  ],
  [
    'values of wrong forms',
    { ...OPERATOR, interval: '1h', metrics: 'some', keep: ['a-b'], labels: { release: '?' } },
    [
      'monitoring.labels.release: ? is not a valid label value; use at most 63 letters, digits, hyphens, dots and underscores, with a letter or digit at both ends',
      'monitoring.metrics: some is not one of used, all; write one of them',
      'monitoring.keep[0]: a-b is not the name of a metric; use letters, digits, underscores and colons',
      "monitoring.interval: 1h is not an interval of 1s to 4m; write one such as '60s'",
    ],
  ],
  [
    'an interval in which the windows of alerts have one sample',
    { ...OPERATOR, interval: '3m' },
    [
      'monitoring.interval: 3m is too long for alerts, which compare two samples of five minutes; use at most 2m, or alerts: false',
    ],
  ],
  [
    'labels of monitors that the library sets',
    { ...OPERATOR, labels: { 'app.kubernetes.io/name': 'prometheus' } },
    [
      'monitoring.labels: {"app.kubernetes.io/name":"prometheus"} has the key app.kubernetes.io/name, which other objects depend on; leave it out',
    ],
  ],
  [
    'labels in which alerts differ: Prometheus would refuse two of one alert',
    { ...OPERATOR, alerts: { labels: { job: 'loki', team: 'logs' } } },
    ['monitoring.alerts.labels.job: job is a label by which alerts differ; use another name, such as team'],
  ],
  [
    'a histogram, which no series is named after',
    { ...OPERATOR, keep: ['loki_request_duration_seconds', 'loki_request_duration_seconds_count', 'go_goroutines'] },
    [
      'monitoring.keep[0]: loki_request_duration_seconds is a histogram, which has no series of that name; write loki_request_duration_seconds_bucket, _sum or _count',
    ],
  ],
  [
    'fields of another scraper',
    { ...OPERATOR, metrics: 'all', keep: ['up'], remoteWrite: { url: 'http://prometheus:9090/api/v1/write' } },
    [
      'monitoring.remoteWrite: {"url":"http://prometheus:9090/api/v1/write"} has no effect, since prometheus-operator is for a Prometheus that scrapes itself; leave it out',
      'monitoring.keep: ["up"] has no effect, since all metrics are stored; leave it out',
    ],
  ],
  [
    'an Alloy with fields of a Prometheus, and nowhere to write to',
    { from: 'alloy', namespace: 'monitoring', labels: { a: 'b' } },
    [
      'monitoring.namespace: monitoring has no effect, since Alloy scrapes from its own namespace; leave it out',
      'monitoring.labels: {"a":"b"} has no effect, since alloy makes no PodMonitors; leave it out',
      "monitoring.remoteWrite: missing; write one such as { workspaceArn: 'arn:aws:aps:us-east-1:111122223333:workspace/ws-0a1b2c3d-0000-4000-8000-00000000000a' }",
    ],
  ],
  [
    'an ARN of something else',
    { from: 'alloy', remoteWrite: { workspaceArn: 'arn:aws:grafana:eu-west-1:111122223333:/workspaces/g-1' } },
    [
      `monitoring.remoteWrite.workspaceArn: arn:aws:grafana:eu-west-1:111122223333:/workspaces/g-1 is not the ARN of a workspace of Amazon Managed Service for Prometheus; find it with 'aws amp list-workspaces'`,
    ],
  ],
  [
    'a workspace of another region',
    { from: 'alloy', remoteWrite: { workspaceArn: workspace('us-east-1') } },
    [
      `monitoring.remoteWrite.workspaceArn: ${cut(workspace('us-east-1'))} is in region us-east-1, and the environment is in eu-west-1; name a workspace of eu-west-1`,
    ],
  ],
  [
    'a workspace of another account',
    { from: 'alloy', remoteWrite: { workspaceArn: workspace('eu-west-1', '444455556666') } },
    [
      `monitoring.remoteWrite.workspaceArn: ${cut(workspace('eu-west-1', '444455556666'))} belongs to account 444455556666, and the environment is in 111122223333; name a workspace of 111122223333`,
    ],
  ],
  [
    'two places',
    {
      from: 'alloy',
      remoteWrite: {
        workspaceArn: workspace(),
        url: 'https://prometheus.example.com/api/v1/write',
        pods: { namespace: 'a' },
      },
    },
    [
      'monitoring.remoteWrite: has url and workspaceArn; write one of the two',
      'monitoring.remoteWrite.pods: {"namespace":"a"} has no effect on a workspace; leave it out',
    ],
  ],
  [
    'a URL with a port that does not exist',
    { from: 'alloy', remoteWrite: { url: 'https://prometheus.example.com:99999/api/v1/write' } },
    [
      'monitoring.remoteWrite.url: https://prometheus.example.com:99999/api/v1/write has a port that does not exist; use one from 1 to 65535',
    ],
  ],
  [
    'a template of a label that Prometheus does not read',
    { ...OPERATOR, alerts: { labels: { team: '{{ $labels.team', area: '{{ nofunction }}' } } },
    [
      'monitoring.alerts.labels.team: {{ $labels.team has {{ without }}; close each {{',
      'monitoring.alerts.labels.area: {{ nofunction }} has nofunction, which is not a function of templates; write $labels.nofunction if it is a label',
    ],
  ],
  [
    'a page of runbooks that Prometheus does not read',
    { ...OPERATOR, alerts: { runbooks: 'https://wiki.example.com/{{page}}' } },
    [
      'monitoring.alerts.runbooks: https://wiki.example.com/{{page}} has page, which is not a function of templates; write $labels.page if it is a label',
    ],
  ],
  [
    'URLs that Alloy does not read',
    { from: 'alloy', remoteWrite: { url: 'https://prometheus.example.com/50%/write' } },
    [
      'monitoring.remoteWrite.url: https://prometheus.example.com/50%/write has a % without two hexadecimal digits after it; write %25 for the character itself',
    ],
  ],
  [
    'a URL with the path of queries',
    { from: 'alloy', remoteWrite: { url: 'https://prometheus.example.com/api/v1/query' } },
    [
      'monitoring.remoteWrite.url: https://prometheus.example.com/api/v1/query has /api/v1/query, the path of another API; end it with the path of remote write, such as /api/v1/write',
    ],
  ],
  [
    'a URL without its path',
    { from: 'alloy', remoteWrite: { url: 'https://prometheus.example.com' } },
    [
      "monitoring.remoteWrite.url: https://prometheus.example.com is not the URL of remote write, with its path; write one such as 'http://prometheus.monitoring.svc.cluster.local:9090/api/v1/write'",
    ],
  ],
  [
    'alerts that do not exist, and labels that alerts have',
    { ...OPERATOR, alerts: { without: ['LokiQuorumLoss', 7], labels: { severity: 'page' }, runbooks: 'docs' } },
    [
      'monitoring.alerts.without[0]: LokiQuorumLoss is not the name of an alert; did you mean LokiQuorumLost?',
      'monitoring.alerts.without[1]: 7 is not the name of an alert; write a name from docs/runbooks.md',
      'monitoring.alerts.labels.severity: severity cannot be a label of an alert; use letters, digits and underscores, but not severity or alertname',
      "monitoring.alerts.runbooks: docs is not a URL; write one such as 'https://wiki.example.com/loki'",
    ],
  ],
];

test.each(CASES)('%s is refused through both doors, in the same words', (_what, monitoring, problems) => {
  expect(lines(environment({ monitoring }))).toEqual(problems.map((line) => `environments.team.${line}`));
  expect(lines(() => library({ monitoring }))).toEqual(problems.map((line) => `Stack/Logging.${line}`));
});

describe('the scraper and the rest', () => {
  const refused = (props: { monitoring: object; network?: object; alloy?: object }) => lines(environment(props));

  test('its namespace is one of those that are let in, if some are named', () => {
    expect(
      refused({ monitoring: { ...OPERATOR, namespace: 'monitorng' }, network: { metricsNamespaces: ['monitoring'] } }),
    ).toEqual([
      'environments.team.monitoring.namespace: monitorng is not one of metricsNamespaces, monitoring; did you mean monitoring?',
    ]);
    expect(
      lines(() => library({ monitoring: { ...OPERATOR, namespace: 'prometheus' }, metricsNamespaces: ['monitoring'] })),
    ).toEqual([
      'Stack/Logging.monitoring.namespace: prometheus is not one of metricsNamespaces, monitoring; add it there, or leave metricsNamespaces out',
    ]);
  });

  test('it needs no namespace where no policy keeps it out, or where others name it', () => {
    const monitoring = { from: 'prometheus-operator' };
    expect(refused({ monitoring, network: { policies: false } })).toEqual([]);
    expect(refused({ monitoring, network: { metricsNamespaces: ['monitoring'] } })).toEqual([]);
  });

  test('its pods may have other labels than those of well-known programs', () => {
    expect(refused({ monitoring: OPERATOR, network: { metricsPods: { app: 'my-prometheus' } } })).toEqual([]);
  });

  test('a collector of a user has another name', () => {
    const collectors = [{ name: 'metrics', kind: 'one-replica', sources: [] }];
    expect(refused({ monitoring: ALLOY, alloy: { collectors } })).toContain(
      'environments.team.monitoring.from: alloy needs the name metrics, which a collector of yours has; rename yours',
    );
  });
});

test('what is right is taken through both doors', () => {
  for (const monitoring of [
    OPERATOR,
    ALLOY,
    { from: 'scrape-config', namespace: 'monitoring', interval: '4m', alerts: false },
    { ...OPERATOR, interval: '2m', alerts: { labels: { cluster: 'team', env: 'prod' } } },
  ]) {
    expect(lines(environment({ monitoring }))).toEqual([]);
    expect(lines(() => library({ monitoring }))).toEqual([]);
  }
});
