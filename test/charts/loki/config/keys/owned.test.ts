import {
  ABSENT_KEYS,
  validateOwnedKeys,
  validateOwnedLimits,
  WRITTEN_KEYS,
} from '../../../../../charts/loki/config/keys/owned';
import { problemText } from '../../../../../charts/input/problems';
import { configOf } from '../../helpers';

const BASE = configOf({ alertmanagerUrl: undefined });

/** Configuration with one value at a path. */
const nested = (path: string, value: unknown): Record<string, unknown> =>
  path.split('.').reduceRight<unknown>((inner, key) => ({ [key]: inner }), value) as Record<string, unknown>;
const valueAt = (path: string) =>
  path.split('.').reduce<unknown>((block, key) => (block as Record<string, unknown> | undefined)?.[key], BASE);
const refusals = (config: object) => validateOwnedKeys(config, 'config').map(problemText);

test('written keys are in the generated configuration, absent keys are not', () => {
  expect(WRITTEN_KEYS.filter(({ path }) => valueAt(path) === undefined)).toEqual([]);
  expect(ABSENT_KEYS.filter(({ path }) => valueAt(path) !== undefined)).toEqual([]);
});

const setAndRemoved = WRITTEN_KEYS.filter(({ allows }) => !allows).map(({ path, instead }) => [path, instead] as const);
test.each(setAndRemoved)('%s can be neither set nor removed', (path, instead) => {
  const message = `config.${path}: not to be set here; ${instead}`;
  expect([refusals(nested(path, 'x')), refusals(nested(path, null))]).toEqual([[message], [message]]);
});

const parents = [
  ...new Set(
    WRITTEN_KEYS.filter(({ allows }) => !allows?.(null)).flatMap(({ path }) => {
      const steps = path.split('.');
      return steps.slice(1).map((_, index) => steps.slice(0, index + 1).join('.'));
    }),
  ),
];
test.each(parents)('%s cannot be removed as a whole', (path) => {
  expect(refusals(nested(path, null))).toEqual([
    expect.stringMatching(
      `^config\\.${path}: null also removes ${path}\\.[a-z_.]+, which other objects depend on; leave it out, or remove single keys in it$`,
    ),
  ]);
});

test.each(ABSENT_KEYS.map(({ path, instead }) => [path, instead] as const))('%s cannot be set', (path, instead) => {
  expect(refusals(nested(path, 'anything'))).toEqual([`config.${path}: not to be set here; ${instead}`]);
  expect(refusals(nested(path, null))).toEqual([]);
});

test('values that change nothing for other objects are accepted', () => {
  expect(
    refusals({
      limits_config: { allow_structured_metadata: true, max_query_series: null },
      server: { http_path_prefix: '', http_listen_network: 'tcp', log_level: 'debug' },
      memberlist: { join_members: ['loki-gossip.other:7946'], bind_port: 7946 },
      storage_config: { tsdb_shipper: { cache_location: '/var/loki/cache' }, hedging: null },
      index_gateway: null,
      querier: null,
      query_range: null,
    }),
  ).toEqual([]);
});

test('a tenant cannot turn off the structured metadata that Alloy sends', () => {
  const lines = (limits: object) => validateOwnedLimits(limits, 'tenantLimits.apps').map(problemText);
  expect(lines({ allow_structured_metadata: false })).toEqual([
    'tenantLimits.apps.allow_structured_metadata: not to be set here; leave it out, as Alloy sends structured metadata and Loki would refuse every line with it',
  ]);
  expect(lines({ allow_structured_metadata: true, retention_period: '7d', query_timeout: '1m' })).toEqual([]);
});
