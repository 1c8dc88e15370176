import { imported, keyOf } from '../helpers';

/** An import of a configuration of Loki, in the chart that takes it whole. */
const of = (config: string) =>
  imported(`loki:\n  config:\n${config.replace(/^/gm, '    ')}\npromtail: { enabled: false }\n`, {
    kind: 'loki-stack',
  });

test('without retention, lines are kept as long as an environment can, and somebody decides', () => {
  const result = of('limits_config: { retention_period: 30d }');
  expect(result.environment['retention']).toBe('3650d');
  expect(result.decisions.find(({ field }) => field === 'retention')?.text).toContain(
    'its retention_period is 30d. This Loki deletes older lines',
  );
  expect(keyOf(result, 'loki.config.limits_config.retention_period').class).toBe('decision');
  expect(of('compactor: { retention_enabled: true }').environment['retention']).toBe('3650d');
});

test('a retention that is too long for an environment never becomes a shorter default', () => {
  const text = 'compactor: { retention_enabled: true }\nlimits_config: { retention_period: 200000h }';
  const result = of(text);
  expect(result.environment['retention']).toBe('3650d');
  expect(result.decisions.find(({ field }) => field === 'retention')?.text).toContain('keeps lines for 200000h');
  expect(keyOf(result, 'loki.config.limits_config.retention_period').class).toBe('decision');
});

const tenantsWith = (isOn: boolean) =>
  imported(`deploymentMode: Distributed
loki:
  compactor: { retention_enabled: ${isOn} }
  limits_config:
    retention_period: 30d
    retention_stream: [{ selector: '{a="b"}', priority: 1, period: 200000h }, { selector: '{c="d"}', priority: 2, period: 48h }]
  runtimeConfig:
    overrides:
      long: { retention_period: 200000h, retention_stream: [{ selector: '{a="b"}', priority: 1, period: 200000h }] }
      short: { retention_period: 7d, max_query_series: 9 }
`);

test('retentions of tenants and streams that are too long never become shorter ones', () => {
  const { environment, decisions, problems } = tenantsWith(true);
  expect(problems).toEqual([]);
  expect(environment['loki']).toMatchObject({
    streamRetention: [{ retention: '3650d' }, { retention: '2d' }],
    tenantLimits: {
      long: { retention_period: '3650d', retention_stream: [{ period: '3650d' }] },
      short: { retention_period: '7d' },
    },
  });
  const fields = decisions
    .map(({ field }) => field)
    .filter((field) => /retention/i.test(field) && field !== 'retention');
  expect(fields).toEqual([
    'loki.streamRetention',
    'loki.tenantLimits.long.retention_period',
    'loki.tenantLimits.long.retention_stream',
  ]);
});

test('retentions that deleted nothing, since retention was off, delete nothing here', () => {
  const result = tenantsWith(false);
  expect(result.environment['retention']).toBe('3650d');
  expect(result.environment['loki']).toMatchObject({ tenantLimits: { short: { max_query_series: 9 } } });
  expect(JSON.stringify(result.environment['loki'])).not.toMatch(/retention/i);
  expect(keyOf(result, 'loki.runtimeConfig.overrides.short.retention_period')).toMatchObject({
    class: 'decision',
    to: 'loki.tenantLimits.short.retention_period',
  });
});

test('retentions of all and of streams are fields', () => {
  const result = of(`compactor: { retention_enabled: true, retention_delete_delay: 2160h }
limits_config: { retention_period: 744h, retention_stream: [{ selector: '{namespace="dev"}', priority: 1, period: 24h }] }`);
  expect(result.environment['retention']).toBe('31d');
  expect(result.environment['loki']).toMatchObject({
    streamRetention: [{ selector: '{namespace="dev"}', retention: '1d', priority: 1 }],
  });
  expect(keyOf(result, 'loki.config.compactor.retention_delete_delay').note).toContain('does not keep lines');
});
