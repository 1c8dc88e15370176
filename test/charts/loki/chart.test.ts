import { Duration, JsonPatch } from 'cdk8s';
import { KubernetesSecretCredentials } from '../../../charts/endpoint/credentials';
import { IMAGES } from '../../../charts/kubernetes/images';
import type { LokiChartProps } from '../../../charts/loki/chart';
import { LOKI_COMPONENTS } from '../../../charts/loki/components';
import { conventions } from '../../kubernetes/conventions';
import { findingsOf } from '../../kubernetes/findings';
import { validateManifests } from '../../kubernetes/validate';
import { makeCharts, objectOf, objectsOf } from '../../helpers/charts';
import { configOf, container, workloads } from './helpers';

describe('configuration', () => {
  test('a user’s changes are merged over ours', () => {
    const changed = configOf({
      config: { querier: { max_concurrent: 99 }, frontend: { log_queries_longer_than: '10s' }, index_gateway: null },
    });
    expect(changed.querier.max_concurrent).toBe(99);
    expect(changed.frontend).toMatchObject({ log_queries_longer_than: '10s', encoding: 'protobuf' });
    expect(changed).not.toHaveProperty('index_gateway');
    const { tsdb_max_query_parallelism, max_query_bytes_read, ...others } = configOf().limits_config;
    expect(changed.limits_config).toMatchObject(others);
    expect([tsdb_max_query_parallelism, max_query_bytes_read]).toEqual([8, '240GB']);
  });

  test('all problems of the properties are in one error', () => {
    expect(() =>
      makeCharts({
        tenants: [],
        retention: Duration.hours(12),
        config: { querier: { max_concurent: 1 } } as never,
        tenantLimits: { apps: { ingestion_rate_mb: 'fast' } as never },
      }),
    ).toThrow(
      'loki.tenants: empty; name at least one tenant\n' +
        'loki.retention: 12 hours is shorter than the 24h index period; use at least 1d\n' +
        'loki.config.querier.max_concurent: not a key of loki 3.7.6; did you mean max_concurrent?\n' +
        'loki.tenantLimits.apps.ingestion_rate_mb: ',
    );
  });

  test('tenants that the gateway cannot tell apart are refused', () => {
    expect(() => makeCharts({ tenants: ['apps', 'Apps', 'apps'] })).toThrow(
      'loki.tenants[1]: Apps differs from tenants[0] in case alone, and the gateway ignores case; rename one\n' +
        'loki.tenants[2]: apps occurs twice; write it once',
    );
  });

  test('a change of the configuration rolls the pods that read it; a change of limits rolls none', () => {
    const sums = (props: Partial<LokiChartProps>) =>
      [...workloads(props)].map(([name, object]) => [
        name,
        object.spec.template.metadata.annotations?.['checksum/config'],
      ]);
    const before = sums({});
    expect(sums({ tenantLimits: { apps: { ingestion_rate_mb: 20 } } })).toEqual(before);
    const after = sums({ config: { querier: { max_concurrent: 99 } } });
    const rolled = after.filter(([name, sum]) => sum !== before.find(([other]) => other === name)?.[1]);
    expect(rolled.map(([name]) => name).sort()).toEqual(LOKI_COMPONENTS.map(({ target }) => target).sort());
  });
});

describe('changes of a user', () => {
  test.each<[string, Partial<LokiChartProps>]>([
    ['a Secret of another name', { credentials: new KubernetesSecretCredentials({ secretName: 'other' }) }],
    ['another DNS domain', { clusterDomain: 'example.internal' }],
    [
      'everything twice',
      { sizes: { ruler: { replicas: 2 }, chunksCache: { replicas: 2 }, distributor: { replicas: 4 } } },
    ],
    [
      'one of everything',
      { sizes: { distributor: { replicas: 1 }, querier: { replicas: 1 }, gateway: { replicas: 1 } } },
    ],
    ['scraping', { metricsNamespaces: ['monitoring'] }],
  ])('render valid manifests: %s', (_what, props) => {
    const objects = objectsOf(makeCharts(props));
    const secret = props.credentials ? 'other' : 'loki-credentials';
    const external = [
      ...['loki', 'alloy'].map((namespace) => `Secret ${namespace}/${secret}`),
      'StorageClass gp3',
      'Namespace monitoring',
    ];
    expect(findingsOf(objects)).toEqual([]);
    expect(conventions(objects, external)).toEqual([]);
    expect(validateManifests(objects, '1.36')).toEqual([]);
  });

  test('there is one compactor, and more are refused', () => {
    expect(workloads({ sizes: { compactor: { replicas: 1 } } }).get('compactor')?.spec.replicas).toBe(1);
    expect(() => makeCharts({ sizes: { compactor: { replicas: 3 } } })).toThrow(
      'sizes.compactor.replicas: 3 has no effect, as exactly one pod runs; leave it out',
    );
  });

  test('a patch of any object is kept, including values of another type', () => {
    const charts = makeCharts();
    charts
      .object('Deployment', 'loki-querier')
      .addJsonPatch(JsonPatch.replace('/spec/strategy/rollingUpdate', { maxSurge: '20%', maxUnavailable: 1 }));
    expect(objectOf(charts, 'Deployment', 'loki-querier').spec.strategy.rollingUpdate).toEqual({
      maxSurge: '20%',
      maxUnavailable: 1,
    });
  });

  test('an unknown object is refused with the known ones', () => {
    const charts = makeCharts();
    expect(() => charts.object('StatefulSet', 'ingester')).toThrow(
      /^no StatefulSet is named ingester; there are .*loki-ingester/,
    );
    expect(() => charts.object('Pod', 'x')).toThrow(/^no object is a Pod; the kinds are Namespace, /);
  });

  test('images can be replaced one by one', () => {
    const charts = makeCharts({ images: { loki: 'registry.example.com/loki:3.7.6' } });
    expect(container(objectOf(charts, 'Deployment', 'loki-querier')).image).toBe('registry.example.com/loki:3.7.6');
    expect(container(objectOf(charts, 'Deployment', 'loki-gateway')).image).toBe(IMAGES.nginx);
  });
});
