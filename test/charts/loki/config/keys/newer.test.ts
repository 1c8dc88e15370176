import { lokiMinor, newerKeyProblems } from '../../../../../charts/loki/config/keys/newer';
import { keysOf, ROOT_BLOCK } from '../../../../../charts/loki/config/keys/keys';
import { linesOf, good } from '../../../../lib/environment/validate/environments';

const OLD = 'registry.example.com/grafana/loki:3.6.15';
const fix = 'leave it out, or use an image of loki 3.7';
const why = 'came with loki 3.7, and the image is loki 3.6, which does not start with it';

test.each([
  ['docker.io/grafana/loki:3.6.15', 6],
  ['loki:v3.5', 5],
  ['123456789012.dkr.ecr.eu-west-1.amazonaws.com/loki-fips:3.7.6@sha256:0', 7],
  ['grafana/loki:main', undefined],
  ['grafana/loki:2.9.1', undefined],
  ['grafana/loki@sha256:0', undefined],
  [undefined, undefined],
])('minor version of %s', (image, minor) => {
  expect(lokiMinor(image)).toBe(minor);
});

test('keys that an older image does not know, in the configuration and in limits of tenants', () => {
  const loki = {
    config: { limits_config: { debug_engine_tasks: true }, server: { create_new_traces: false } },
    tenantLimits: { dev: { index_gateway_max_capacity: 0.5, ingestion_rate_mb: 20 } },
  };
  expect(linesOf({ dev: { ...good, loki, images: { loki: OLD } } })).toEqual([
    `environments.dev.loki.config.limits_config.debug_engine_tasks: ${why}; ${fix}`,
    `environments.dev.loki.config.server.create_new_traces: ${why}; ${fix}`,
    `environments.dev.loki.tenantLimits.dev.index_gateway_max_capacity: ${why}; ${fix}`,
  ]);
  expect(linesOf({ dev: { ...good, loki } })).toEqual([]);
  const removed = { config: { query_engine: null, limits_config: { debug_engine_tasks: null } } };
  expect(linesOf({ dev: { ...good, loki: removed, images: { loki: OLD } } })).toEqual([]);
  expect(linesOf({ dev: { ...good, loki, images: { loki: OLD.replace('3.6.15', '3.7.1') } } })).toEqual([]);
});

test('what is below a newer block is as new', () => {
  expect(newerKeyProblems({ config: { query_engine: { enable: true } }, image: OLD })).toHaveLength(1);
  expect(newerKeyProblems({ config: { querier: { engine_v2: {} } }, image: OLD })).toEqual([]);
});

/** A configuration with every key of this Loki, lists and maps aside. */
function everyKey(block: string, above: readonly string[] = []): object {
  return Object.fromEntries(
    Object.entries(keysOf(block)).map(([key, { type }]) => {
      const inner = type.slice(1);
      return [key, type.startsWith('@') && !above.includes(inner) ? everyKey(inner, [...above, inner]) : 'x'];
    }),
  );
}

test('each of them is a key of this loki', () => {
  const found = newerKeyProblems({ config: everyKey(ROOT_BLOCK), image: OLD });
  expect(found).toHaveLength(29);
});
