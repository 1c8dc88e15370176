import { prod, refused } from './environments';

describe('invalid settings of Loki, Alloy and Grafana', () => {
  refused([
    [
      'a misspelt key of a size',
      prod({ loki: { sizes: { ingester: { replica: 3 } } } }),
      ['environments.prod.loki.sizes.ingester.replica: not a key; did you mean replicas?'],
    ],
    [
      'a first period in the future',
      prod({ loki: { schema: [{ from: '2999-04-01' }] } }),
      [
        "environments.prod.loki.schema[0].from: 2999-04-01 is in the future, and no line that comes before has a schema; begin the first period in the past, such as '2024-04-01'",
      ],
    ],
    [
      'the path of the API of an Alertmanager',
      prod({ loki: { alertmanagerUrl: 'http://am.monitoring:9093/am/api/v2/alerts' } }),
      [
        "environments.prod.loki.alertmanagerUrl: http://am.monitoring:9093/am/api/v2/alerts has the path of the API, which Loki adds; write 'http://am.monitoring:9093/am'",
      ],
    ],
    [
      'a misspelt component',
      prod({ loki: { sizes: { ingestor: {} } } }),
      ['environments.prod.loki.sizes.ingestor: not a key; did you mean ingester?'],
    ],
    [
      'half a replica',
      prod({ loki: { sizes: { querier: { replicas: 1.5 } } } }),
      [
        'environments.prod.loki.sizes.querier.replicas: 1.5 is not a whole number of at least 1 and at most 1000; write one such as 3',
      ],
    ],
    [
      'a misspelt key of Loki',
      prod({ loki: { config: { ingester: { chunk_idle_peroid: '1h' } } } }),
      [
        'environments.prod.loki.config.ingester.chunk_idle_peroid: not a key of loki 3.7.6; did you mean chunk_idle_period?',
      ],
    ],
    [
      'deletes that Loki refuses',
      prod({ loki: { deletes: true, config: { limits_config: { deletion_mode: 'disabled' } } } }),
      [
        'environments.prod.loki.config.limits_config.deletion_mode: disabled, so Loki refuses each of the requests that deletes lets through; leave out one of the two',
      ],
    ],
    [
      'the URL of a workspace, whose requests are signed',
      prod({
        loki: {
          autoscaling: {
            querier: { prometheus: 'https://aps-workspaces.us-east-1.amazonaws.com/workspaces/ws-1' },
          },
          ruler: {
            remoteWrite: { url: 'https://aps-workspaces.us-east-1.amazonaws.com/workspaces/ws-1/api/v1/remote_write' },
          },
        },
        grafana: { prometheus: { url: 'https://aps-workspaces.us-east-1.amazonaws.com/workspaces/ws-1' } },
      }),
      [
        'environments.prod.loki.autoscaling.querier.prometheus: https://aps-workspaces.us-east-1.amazonaws.com/workspaces… is a workspace of Amazon Managed Service for Prometheus, and requests would not be signed; name a proxy that signs them, or leave it out: queriers then follow CPU',
        'environments.prod.loki.ruler.remoteWrite.url: https://aps-workspaces.us-east-1.amazonaws.com/workspaces… is a workspace of Amazon Managed Service for Prometheus, and requests would not be signed; write its ARN as workspaceArn, and leave url out',
        'environments.prod.grafana.prometheus.url: https://aps-workspaces.us-east-1.amazonaws.com/workspaces… is a workspace of Amazon Managed Service for Prometheus, and requests would not be signed; write its ARN as workspaceArn, and leave url out',
      ],
    ],
    [
      'a key of Loki that others depend on',
      prod({ loki: { config: { limits_config: { retention_period: '7d' } } } }),
      ['environments.prod.loki.config.limits_config.retention_period: not to be set here; use retention'],
    ],
    [
      // Tests run on 2026-11-29.
      'periods of an older Loki in the future',
      prod({
        loki: {
          schema: [
            { from: '2023-01-01', schema: 'v11', store: 'boltdb-shipper' },
            { from: '2026-11-29', schema: 'v12', store: 'boltdb-shipper' },
            { from: '2026-11-30', schema: 'v12' },
            { from: '2027-01-01', schema: 'v13', store: 'boltdb-shipper' },
            { from: '2027-02-01', schema: 'v13', store: 'tsdb' },
            { from: '2027-03-01' },
          ],
        },
      }),
      [
        'environments.prod.loki.schema[2].schema: v12 is for periods that an older Loki wrote, and 2026-11-30 is in the future; leave it out for v13',
        'environments.prod.loki.schema[3].store: boltdb-shipper is for periods that an older Loki wrote, and 2027-01-01 is in the future; leave it out for tsdb',
      ],
    ],
    [
      'periods of the schema in disorder',
      prod({ loki: { schema: [{ from: '2025-01-01' }, { from: '2024-01-01' }] } }),
      [
        'environments.prod.loki.schema[1].from: 2024-01-01 is not after 2025-01-01; periods are in order, each from a later day',
      ],
    ],
    [
      'days that are not in the calendar',
      prod({
        loki: {
          schema: ['2023-02-29', '2024-02-30', '2024-13-01', '2024-00-10', '2024-04-31', '2024-4-1', '0000-00-00'].map(
            (from) => ({ from }),
          ),
        },
      }),
      ['2023-02-29', '2024-02-30', '2024-13-01', '2024-00-10', '2024-04-31', '2024-4-1', '0000-00-00'].map(
        (from, index) => expect.stringContaining(`environments.prod.loki.schema[${index}].from: ${from} is not a day`),
      ) as string[],
    ],
    [
      'leap days, and periods of the same day, out of order and after one that is not a day',
      prod({
        loki: {
          schema: ['2024-02-29', '2024-02-29', '2025-01-01', 'soon', '2024-06-01', '2024-12-01', '2026-01-01'].map(
            (from) => ({ from }),
          ),
        },
      }),
      [
        "environments.prod.loki.schema[3].from: soon is not a day; write it as '2024-04-01'",
        ...[
          [1, '2024-02-29', '2024-02-29'],
          [4, '2024-06-01', '2025-01-01'],
          [5, '2024-12-01', '2025-01-01'],
        ].map(
          ([index, from, before]) =>
            `environments.prod.loki.schema[${index}].from: ${from} is not after ${before}; periods are in order, each from a later day`,
        ),
      ],
    ],
    [
      'Loki and Alloy in one namespace',
      prod({ alloy: { namespace: 'loki' } }),
      [
        "environments.prod.alloy.namespace: loki is Loki's namespace, whose pods must not read the node's files; use another",
      ],
    ],
    [
      'an Alloy that reads nothing',
      prod({ alloy: { journal: false, audit: false, cloudInit: false, pods: false } }),
      ['environments.prod.alloy: reads nothing: journal, audit, cloudInit, pods are all false; leave one on'],
    ],
  ]);
});
