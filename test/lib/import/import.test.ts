import { parse } from 'yaml';
import { importAll } from '../../../lib/import/import';
import { validateEnvironments } from '../../../lib/environment/validate';
import { alloyValue } from '../../../lib/import/alloy/tree';
import { pathText } from '../../../lib/import/tree/path';
import { fixture, imported, importedFixture, keyOf, read, VALUES } from './helpers';

/** Paths of all leaves of a text of YAML, as another parser reads it; of equal keys the last. */
function leaves(value: unknown, path: readonly (string | number)[] = []): string[] {
  if (typeof value !== 'object' || value === null || Object.keys(value).length === 0) return [pathText(path)];
  const entries: [string | number, unknown][] = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  return entries.flatMap(([key, inner]) => leaves(inner, [...path, key]));
}

/** The values of a fixture, in which texts that are configurations are read. */
function expanded(name: string): unknown {
  const value = parse(fixture(name), { uniqueKeys: false }) as Record<string, never>;
  return JSON.parse(JSON.stringify(value), (key, inner: unknown) => {
    if (typeof inner !== 'string' || !inner.includes('\n')) return inner;
    if (key === 'content') {
      const parsed = alloyValue(inner);
      return 'value' in parsed ? parsed.value : inner;
    }
    return ['config', 'scrapeConfigs', 'extraScrapeConfigs'].includes(key) ? (parse(inner) as unknown) : inner;
  }) as unknown;
}

test('there are fixtures of twelve kinds and more', () => expect(VALUES.length).toBeGreaterThanOrEqual(13));

test.each(VALUES)('every key of %s is accounted for once', (name) => {
  const { keys } = importedFixture(name);
  const lost = keys.filter(({ note }) => note.includes('has the key again')).map(({ path }) => path);
  const counted = keys.map(({ path }) => path).filter((path) => !lost.includes(path));
  expect([...counted].sort()).toEqual(
    [...new Set(leaves(expanded(name)))].filter((path) => !lost.includes(path)).sort(),
  );
  expect(new Set(counted).size).toBe(counted.length);
  for (const { path, to, note } of keys) expect([path, (to ?? note) !== '']).toEqual([path, true]);
});

test.each(VALUES)('%s gives an environment that is valid', (name) => {
  const { environment, problems, name: environmentName } = importedFixture(name);
  expect(problems).toEqual([]);
  expect(validateEnvironments({ [environmentName]: environment })).toEqual([]);
});

/** Secrets of the fixtures. */
const SECRETS = [
  ...['AKIAABCDEFGHIJKLMNOP', 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY', 'correct-horse-battery', 'oLdSecretOfAUser'],
  ...['an-admin-password', 'pushes-to-a-cloud', 'not-so-secret-at-all', 'writes-to-loki', 'goes-to-a-cloud'],
];

test('no secret is in anything that an import makes', () => {
  const all = VALUES.map((name) => fixture(name)).join('');
  const made = VALUES.map((name) => JSON.stringify(importedFixture(name))).join('');
  for (const secret of SECRETS) {
    expect([secret, all.includes(secret)]).toEqual([secret, true]);
    expect([secret, made.includes(secret)]).toEqual([secret, false]);
  }
});

test('several files of a chart are merged, the last wins, and others are imported beside them', () => {
  const files = [
    {
      file: 'base.yaml',
      value: { loki: { auth_enabled: true, limits_config: { max_query_series: 700 } }, deploymentMode: 'Distributed' },
      lost: [],
    },
    { file: 'prod.yaml', value: { loki: { auth_enabled: false }, deploymentMode: 'Distributed' }, lost: [] },
    read('promtail-3.yaml'),
  ];
  const result = importAll({ files, module: 'm' });
  expect(result.charts).toEqual(['loki', 'promtail']);
  expect(result.environment['tenants']).toEqual(['fake']);
  expect(result.environment['loki']).toMatchObject({ config: { limits_config: { max_query_series: 700 } } });
  expect(keyOf(result, 'base.yaml: loki.auth_enabled')).toMatchObject({
    class: 'ignored',
    note: 'prod.yaml sets it again, and that value counts',
  });
  expect(keyOf(result, 'promtail-3.yaml: config.lokiAddress')).toMatchObject({
    class: 'taken',
    note: 'the gateway of the Loki here',
  });
});

test('keys of the chart around are of no chart that is known', () => {
  const result = importedFixture('umbrella-loki-promtail.yaml');
  expect(result.charts).toEqual(['loki', 'promtail']);
  expect(keyOf(result, 'externalSecret.key')).toMatchObject({ class: 'impossible' });
  expect(keyOf(result, 'loki.loki.auth_enabled')).toMatchObject({ class: 'taken', to: 'tenants' });
});

test('a value that the environment refuses is left out, and its key says why', () => {
  const text =
    'deploymentMode: Distributed\nloki: { limits_config: { max_query_series: many, retention_period: 30d }, compactor: { retention_enabled: true } }\n';
  const result = imported(text);
  expect(result.problems).toEqual([]);
  expect(result.environment).toMatchObject({ retention: '30d' });
  expect(JSON.stringify(result.environment)).not.toContain('max_query_series');
  expect(keyOf(result, 'loki.limits_config.max_query_series')).toMatchObject({
    class: 'impossible',
    note: expect.stringContaining('must be a whole number') as string,
  });
});

test('values as the environment has them need no field', () => {
  const result = imported(
    'deploymentMode: Distributed\nloki: { limits_config: { volume_enabled: true, max_line_size: 256KB, max_entries_limit_per_query: 5000 } }\n',
  );
  expect(keyOf(result, 'loki.limits_config.volume_enabled')).toEqual({
    path: 'loki.limits_config.volume_enabled',
    class: 'taken',
    note: 'as it is here without a field',
  });
  expect(keyOf(result, 'loki.limits_config.max_entries_limit_per_query').note).toBe('the default of Loki');
  expect(JSON.stringify(result.environment)).not.toContain('volume_enabled');
});

test('2000 lines of values take at most a second', () => {
  const parts = Array.from(
    { length: 250 },
    (_, index) =>
      `      tenant-${index}:\n        ingestion_rate_mb: ${index + 5}\n        max_query_series: 900\n        ingestion_burst_size_mb: 40\n        max_global_streams_per_user: 9000\n        max_query_parallelism: 64\n        retention_period: 31d\n        max_line_size: 300KB\n`,
  );
  const text = `deploymentMode: Distributed\nloki:\n  auth_enabled: true\n  runtimeConfig:\n    overrides:\n${parts.join('')}`;
  expect(text.split('\n').length).toBeGreaterThan(2000);
  imported('deploymentMode: Distributed');
  // Other threads of the process, such as the compiler's, count too: the least of three is that of the import.
  let least = Infinity;
  for (let turn = 1; turn <= 3 && least >= 1; turn += 1) {
    const start = process.cpuUsage();
    const { keys, problems } = imported(text);
    const { user } = process.cpuUsage(start);
    expect(problems).toEqual([]);
    expect(keys.length).toBe(1752);
    least = user / 1e6;
  }
  expect(least).toBeLessThan(1);
});
