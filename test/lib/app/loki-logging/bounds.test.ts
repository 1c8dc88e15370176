import { Duration } from 'aws-cdk-lib';
import { environment, library, lines } from './doors';

/** Lines about an environment with the names that `LokiLogging` has. */
const asProperties = (line: string) =>
  line
    .replace(/^environments\.team\./, 'Stack/Logging.')
    .replace('loki.sizes', 'sizes')
    .replace('loki.ingesterZones', 'ingesterZones')
    .replace('loki.rolloutOperator', 'rolloutOperator')
    .replace('loki.autoscaling', 'autoscaling')
    .replace('loki.alertmanagerUrl', 'alertmanagerUrl')
    .replace('grafana.maxLines', 'maxLines');

describe('numbers that are too large, or have no effect', () => {
  test.each<[string, object, object, string[]]>([
    [
      'sizes',
      {
        loki: {
          sizes: {
            querier: { replicas: 3e9, cpu: 1e300, memory: 1e300 },
            indexGateway: { volume: 1e6 },
          },
        },
      },
      { sizes: { querier: { replicas: 3e9, cpu: 1e300, memory: 1e300 }, indexGateway: { volume: 1e6 } } },
      [
        'environments.team.loki.sizes.querier.replicas: 3000000000 is not a whole number of at least 1 and at most 1000: more than the largest Loki has of any component; write one such as 3',
        'environments.team.loki.sizes.querier.cpu: 1e+300 is not a number of at least 0.01 and at most 256: more than a node offers; write one such as 0.5',
        'environments.team.loki.sizes.querier.memory: 1e+300 is not a number of at least 0.0625 and at most 1024: more than a node offers; write one such as 4',
        'environments.team.loki.sizes.indexGateway.volume: 1000000 is not a whole number of at least 1 and at most 16384: more than a gp3 volume has in every region; write one such as 50',
      ],
    ],
    [
      'replicas and volumes of components that cannot have them',
      {
        loki: {
          sizes: { ingester: { replicas: 6 }, compactor: { replicas: 2, volume: 50 }, chunksCache: { volume: 10 } },
        },
      },
      { sizes: { ingester: { replicas: 6 }, compactor: { replicas: 2, volume: 50 }, chunksCache: { volume: 10 } } },
      [
        'environments.team.loki.sizes.ingester.replicas: 6 are more than the 3 copies of a line: two of three zones would have all copies of some lines, and lose them together; use 3, each with more cpu and memory, or ingesterZones (docs/how-to/zones.md)',
        'environments.team.loki.sizes.compactor.replicas: 2 has no effect, as exactly one pod runs; leave it out',
        'environments.team.loki.sizes.chunksCache.volume: 10 has no effect, as chunksCache has no volume; leave it out; ingester, indexGateway, compactor, ruler have one',
      ],
    ],
    [
      'ingesters without zones, and zones with other numbers of them',
      { volume: '4 TB/day', loki: { ingesterZones: false, sizes: { ingester: { replicas: 4 } } } },
      { gigabytesPerDay: 4000, ingesterZones: false, sizes: { ingester: { replicas: 4 } } },
      [
        'environments.team.loki.ingesterZones: false leaves three ingesters for 4000 GB a day, but three take at most 3000; leave it out, or write a smaller volume',
        'environments.team.loki.sizes.ingester.replicas: 4 are more than the 3 copies of a line: two of three zones would have all copies of some lines, and lose them together; use 3, each with more cpu and memory, or ingesterZones (docs/how-to/zones.md)',
      ],
    ],
    [
      'fewer ingesters than copies',
      { loki: { sizes: { ingester: { replicas: 2 } } } },
      { sizes: { ingester: { replicas: 2 } } },
      [
        'environments.team.loki.sizes.ingester.replicas: 2 are fewer than the 3 copies of a line; use 3, each with less cpu and memory, or leave it out',
      ],
    ],
    [
      'fewer ingesters than the copies of an own configuration',
      { loki: { config: { common: { replication_factor: 2 } }, sizes: { ingester: { replicas: 1 } } } },
      { lokiConfig: { common: { replication_factor: 2 } }, sizes: { ingester: { replicas: 1 } } },
      [
        'environments.team.loki.sizes.ingester.replicas: 1 is fewer than the 2 copies of a line; use 2, each with less cpu and memory, or leave it out',
      ],
    ],
    [
      'a number of pods beside the bounds of their autoscaler',
      { loki: { autoscaling: { querier: { min: 2, max: 5 } }, sizes: { querier: { replicas: 9 } } } },
      { autoscaling: { querier: { min: 2, max: 5 } }, sizes: { querier: { replicas: 9 } } },
      [
        'environments.team.loki.sizes.querier.replicas: 9 has no effect, as its autoscaler keeps at least 2; leave one of the two out',
      ],
    ],
    [
      'more pods than their autoscaler makes',
      { loki: { autoscaling: { querier: { max: 5 } }, sizes: { querier: { replicas: 9 } } } },
      { autoscaling: { querier: { max: 5 } }, sizes: { querier: { replicas: 9 } } },
      [
        'environments.team.loki.sizes.querier.replicas: 9 has no effect, as its autoscaler makes at most 5; leave one of the two out',
      ],
    ],
    [
      'autoscalers of nothing',
      { loki: { autoscaling: {} } },
      { autoscaling: {} },
      [
        'environments.team.loki.autoscaling: {} has no effect, since it names no component; write true for all of them, or one such as { querier: { max: 20 } }',
      ],
    ],
    [
      'steps of a migration that do not exist',
      { loki: { ingesterZones: { step: 6 }, rolloutOperator: 'yes' } },
      { ingesterZones: { step: 6 }, rolloutOperator: 'yes' },
      [
        'environments.team.loki.ingesterZones.step: 6 is not a whole number of at least 1 and at most 5; write one such as 1',
        'environments.team.loki.rolloutOperator: yes is not true, false or an object; write one such as { customResourceDefinition: false }',
      ],
    ],
    [
      'a migration without a step',
      { loki: { ingesterZones: {} } },
      { ingesterZones: {} },
      ['environments.team.loki.ingesterZones.step: missing; write one such as 1'],
    ],
    [
      'a migration of more than the former ingesters take',
      { volume: '4 TB/day', loki: { ingesterZones: { step: 1 } } },
      { gigabytesPerDay: 4000, ingesterZones: { step: 1 } },
      [
        'environments.team.loki.ingesterZones: {"step":1} leaves three ingesters for 4000 GB a day, but three take at most 3000; write a smaller volume until it is true',
      ],
    ],
    [
      'an operator without zones',
      { loki: { rolloutOperator: true } },
      { rolloutOperator: true },
      [
        'environments.team.loki.rolloutOperator: true has no effect, since Kubernetes restarts the ingesters of one StatefulSet; leave it out, or write ingesterZones: true (docs/how-to/zones.md)',
      ],
    ],
    [
      'an operator during a migration',
      { loki: { ingesterZones: { step: 2 }, rolloutOperator: {} } },
      { ingesterZones: { step: 2 }, rolloutOperator: {} },
      [
        'environments.team.loki.rolloutOperator: {} would restart ingesters of the zones while Kubernetes restarts those of the former StatefulSet; write it after the migration, beside ingesterZones: true',
      ],
    ],
    [
      'autoscalers',
      { loki: { autoscaling: { querier: { min: 5, max: 4 }, gateway: { cpu: 1 } } } },
      { autoscaling: { querier: { min: 5, max: 4 }, gateway: { cpu: 1 } } },
      [
        'environments.team.loki.autoscaling.gateway.cpu: 1 is not a whole number of at least 10 and at most 100; write one such as 70',
      ],
    ],
    [
      'lines of a query',
      { grafana: { maxLines: 10_000 } },
      { maxLines: 10_000 },
      [
        'environments.team.grafana.maxLines: 10000 are more than the 5000 lines that Loki gives for a query, max_entries_limit_per_query; use at most 5000, or raise limits_config.max_entries_limit_per_query',
      ],
    ],
    [
      'ports',
      { loki: { alertmanagerUrl: 'http://alertmanager:99999' }, registry: 'mirror:70000/x' },
      { alertmanagerUrl: 'http://alertmanager:99999', registry: 'mirror:70000/x' },
      [
        'environments.team.loki.alertmanagerUrl: http://alertmanager:99999 has a port that does not exist; use one from 1 to 65535',
        'environments.team.registry: mirror:70000/x has a port that does not exist; use one from 1 to 65535',
      ],
    ],
    [
      'hosts that cannot exist, which the network policies would need',
      { loki: { alertmanagerUrl: 'http://1.2.3.999:9093' } },
      { alertmanagerUrl: 'http://1.2.3.999:9093' },
      [
        "environments.team.loki.alertmanagerUrl: http://1.2.3.999:9093 has a host that cannot exist; write one such as 'http://alertmanager.monitoring:9093'",
      ],
    ],
    [
      'settings of pods',
      { workloads: { loki: { tolerations: [{ key: 'a', effect: 'NoExecute', tolerationSeconds: 1e300 }] } } },
      { workloads: { loki: { tolerations: [{ key: 'a', effect: 'NoExecute', tolerationSeconds: 1e300 }] } } },
      [
        'environments.team.workloads.loki.tolerations[0].tolerationSeconds: 1e+300 is not a whole number of at least 0 and at most 31536000: a year; write one such as 300',
      ],
    ],
  ])('%s', (_what, inEnvironment, inLibrary, expected) => {
    expect(lines(environment(inEnvironment))).toEqual(expected);
    expect(lines(() => library(inLibrary))).toEqual(expected.map(asProperties));
  });

  test('nodes', () => {
    expect(lines(environment({ cluster: { create: { nodes: 1_000_000 } } }))).toEqual([
      'environments.team.cluster.create.nodes: 1000000 is not a whole number of at least 1 and at most 225: as the group may grow to twice as many, and EKS allows 450; write one such as 3',
    ]);
  });

  test('durations', () => {
    const [retention, timeout] = [
      'is longer than ten years; use at most 3650d',
      'is longer than a day, and a rollout waits as long for each pod',
    ];
    expect(lines(environment({ retention: '9999w', loki: { queryTimeout: '9999w' } }))).toEqual([
      `environments.team.retention: 9999w ${retention}`,
      `environments.team.loki.queryTimeout: 9999w ${timeout}; use at most 24h, such as '5m'`,
    ]);
    expect(lines(() => library({ retention: Duration.days(69_993), queryTimeout: Duration.days(2) }))).toEqual([
      `Stack/Logging.retention: 69993 days ${retention}`,
      `Stack/Logging.queryTimeout: 2 days ${timeout}; use at most 24h, such as '5m'`,
    ]);
  });
});

test('a limit of lines that is raised, for everyone or removed, holds for Grafana too', () => {
  const of = (limits: object, maxLines: number, tenantLimits = {}) =>
    lines(environment({ grafana: { maxLines }, loki: { config: { limits_config: limits }, tenantLimits } }));
  expect(of({ max_entries_limit_per_query: 20_000 }, 20_000)).toEqual([]);
  expect(of({ max_entries_limit_per_query: 0 }, 1_000_000)).toEqual([]);
  const team = { team: { max_entries_limit_per_query: 500 } };
  expect(of({}, 1000, team)).toEqual([expect.stringContaining('1000 are more than the 500 lines')]);
});

test('a password in the URL of an Alertmanager is refused where it is written', () => {
  const fault = 'has a password in it, which manifests would show; leave it out, and use an address that asks for none';
  const alertmanagerUrl = 'https://me:pw@am.example.com';
  expect(lines(environment({ loki: { alertmanagerUrl } }))).toEqual([
    `environments.team.loki.alertmanagerUrl: https://me:…@am.example.com ${fault}`,
  ]);
  expect(lines(() => library({ alertmanagerUrl }))).toEqual([
    `Stack/Logging.alertmanagerUrl: https://me:…@am.example.com ${fault}`,
  ]);
});

test('a limit of lines below what Grafana asks for by default is refused where it is written, by both doors', () => {
  const [lokiConfig, key] = [{ limits_config: { max_entries_limit_per_query: 100 } }, 'max_entries_limit_per_query'];
  const fault = (lines: number) =>
    `${lines} is less than the 1000 lines that Grafana asks for, so Loki refuses its queries`;
  expect(lines(environment({ loki: { config: lokiConfig } }))).toEqual([
    `environments.team.loki.config.limits_config.${key}: ${fault(100)}; raise it, or set grafana.maxLines to 100`,
  ]);
  expect(lines(() => library({ lokiConfig }))).toEqual([
    `Stack/Logging.lokiConfig.limits_config.${key}: ${fault(100)}; raise it, or set maxLines to 100`,
  ]);
  expect(lines(environment({ loki: { tenantLimits: { team: { [key]: 20 } }, config: lokiConfig } }))).toEqual([
    `environments.team.loki.tenantLimits.team.${key}: ${fault(20)}; raise it, or set grafana.maxLines to 20`,
  ]);
  expect(lines(environment({ grafana: { maxLines: 100 }, loki: { config: lokiConfig } }))).toEqual([]);
});
