import { Duration } from 'cdk8s';
import { parse } from 'yaml';
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

test('limits of tenants are in the file that Loki reloads while it runs', () => {
  const charts = makeCharts({ tenantLimits: { apps: { ingestion_rate_mb: 20 } } });
  expect(parse(objectOf(charts, 'ConfigMap', 'loki-runtime').data['runtime-config.yaml'])).toEqual({
    overrides: { apps: { ingestion_rate_mb: 20 } },
  });
});
