import { Duration } from 'cdk8s';
import { parse } from 'yaml';
import { keptFor, type RetentionInputs } from '../../../../charts/loki/config/kept';
import { makeCharts, objectOf } from '../../../helpers/charts';

test.each<[string, object, unknown]>([
  ['no retention of its own', { ingestion_rate_mb: 20 }, undefined],
  ['a longer retention', { retention_period: '90d' }, '2160h'],
  ['a shorter retention', { retention_period: '24h' }, '24h'],
  [
    'some streams with a longer retention',
    { retention_stream: [{ selector: '{a="b"}', priority: 1, period: '60d' }] },
    '1440h',
  ],
  [
    'some streams with a shorter retention',
    { retention_stream: [{ selector: '{a="b"}', priority: 1, period: '24h' }] },
    '72h',
  ],
  ['everything kept forever', { retention_period: '0' }, '0h'],
  ['a lookback of its own', { retention_period: '90d', max_query_lookback: '7d' }, '7d'],
])('queries of a tenant look back as far as its retention: %s', (_what, limits, lookback) => {
  const charts = makeCharts({ retention: Duration.days(3), tenantLimits: { apps: limits } });
  const runtime = parse(Object.values(objectOf(charts, 'ConfigMap', 'loki-runtime').data)[0] as string);
  expect(runtime.overrides.apps.max_query_lookback).toBe(lookback);
});

const stream = (period: string) => [{ selector: '{a="b"}', priority: 1, period }];

/** Lookback of everyone and of the tenant `apps`, and how long its lines are kept, in hours. */
function hours(props: Omit<RetentionInputs, 'retention'>): unknown {
  const inputs = { retention: Duration.days(7), ...props };
  const charts = makeCharts(inputs);
  const everyone = parse(objectOf(charts, 'ConfigMap', 'loki').data['config.yaml'] as string).limits_config;
  const { overrides } = parse(objectOf(charts, 'ConfigMap', 'loki-runtime').data['runtime-config.yaml'] as string);
  const seconds = keptFor(inputs, 'apps');
  return [everyone.max_query_lookback, overrides.apps?.max_query_lookback, seconds / 3600];
}

test.each<[string, Omit<RetentionInputs, 'retention'>, unknown[]]>([
  ['nothing of its own', {}, ['168h', undefined, 168]],
  [
    'streams of everyone that are kept longer than everything else, and a shorter retention of its own',
    {
      config: { limits_config: { retention_stream: stream('90d') } },
      tenantLimits: { apps: { retention_period: '48h' } },
    },
    ['2160h', '2160h', 2160],
  ],
  [
    'streams of everyone that are kept shorter, and a longer retention of its own',
    {
      config: { limits_config: { retention_stream: stream('24h') } },
      tenantLimits: { apps: { retention_period: '30d' } },
    },
    ['168h', '720h', 720],
  ],
  [
    'streams of its own instead of those of everyone',
    {
      config: { limits_config: { retention_stream: stream('90d') } },
      tenantLimits: { apps: { retention_stream: stream('14d') } },
    },
    ['2160h', '336h', 336],
  ],
  [
    'no streams of its own instead of those of everyone',
    {
      config: { limits_config: { retention_stream: stream('90d') } },
      tenantLimits: { apps: { retention_stream: [] } },
    },
    ['2160h', '168h', 168],
  ],
  [
    'a shorter retention and streams of its own, while streams of everyone are removed',
    {
      config: { limits_config: { retention_stream: null } },
      tenantLimits: { apps: { retention_period: '24h', retention_stream: stream('1y') } },
    },
    ['168h', '8760h', 8760],
  ],
  ['everything kept for ever', { tenantLimits: { apps: { retention_period: '0s' } } }, ['168h', '0h', Infinity]],
  [
    'a lookback of everyone that the user wants',
    { config: { limits_config: { max_query_lookback: '24h' } } },
    ['24h', undefined, 168],
  ],
])('lookback and expiry follow the longest-lived lines: %s', (_what, inputs, expected) => {
  expect(hours(inputs)).toEqual(expected);
});

test('a tenant named like a member of every object has the retention of everyone', () => {
  expect(keptFor({ retention: Duration.days(7), tenantLimits: {} }, 'constructor')).toBe(7 * 86400);
});

test('limits of tenants are in the file that Loki reloads while it runs', () => {
  const charts = makeCharts({ tenantLimits: { apps: { ingestion_rate_mb: 20 } } });
  expect(parse(objectOf(charts, 'ConfigMap', 'loki-runtime').data['runtime-config.yaml'])).toEqual({
    overrides: { apps: { ingestion_rate_mb: 20 } },
  });
});
