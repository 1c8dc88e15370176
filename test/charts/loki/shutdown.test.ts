import { Duration } from 'cdk8s';
import { LOKI_COMPONENTS } from '../../../charts/loki/components';
import { lokiSeconds } from '../../../charts/loki/config/retention';
import { makeCharts, objectsOf } from '../../helpers/charts';
import { configOf, workloads } from './helpers';

const queryTimeout = Duration.minutes(2);
const seconds = (text: string): number => lokiSeconds(text) ?? NaN;

test('Loki serves for ten seconds after SIGTERM, so that clients notice that it is not ready', () => {
  const { shutdown_delay, server } = configOf();
  expect(shutdown_delay).toBe('10s');
  expect(server.graceful_shutdown_timeout).toBe('30s');
});

test('an ingester is ready 5 s after its ring, and the next one of a rollout still serves for 10 s', () => {
  const { ingester, pattern_ingester, shutdown_delay } = configOf();
  expect(seconds(ingester.lifecycler.min_ready_duration) + seconds(shutdown_delay)).toBe(15);
  expect(pattern_ingester.lifecycler.min_ready_duration).toBe('0s');
});

describe.each([
  ['ours', {}],
  ['longer ones', { shutdown_delay: '1m', server: { graceful_shutdown_timeout: '2m' } }],
  ['shorter ones', { shutdown_delay: '0s' }],
])('with times of shutdown that are %s', (_what, config) => {
  const all = workloads({ queryTimeout, config });
  const { shutdown_delay, server } = configOf({ queryTimeout, config });
  const serving = seconds(shutdown_delay) + seconds(server.graceful_shutdown_timeout);

  test.each(LOKI_COMPONENTS.map(({ target }) => target))('%s is not killed while it serves', (target) => {
    const grace = all.get(target)?.spec.template.spec.terminationGracePeriodSeconds as number;
    expect(grace).toBeGreaterThan(serving);
  });

  test('queries that begin before the end still have their time', () => {
    for (const target of ['querier', 'query-frontend']) {
      const grace = all.get(target)?.spec.template.spec.terminationGracePeriodSeconds as number;
      expect(grace).toBeGreaterThanOrEqual(seconds(shutdown_delay) + queryTimeout.toSeconds());
    }
  });
});

test('memcached has a minute to end', () => {
  const caches = objectsOf(makeCharts()).filter(
    ({ kind, metadata }) => kind === 'StatefulSet' && /cache$/.test(metadata.name),
  );
  expect(caches.map(({ metadata }) => metadata.name)).toEqual(['loki-chunks-cache', 'loki-results-cache']);
  for (const { spec } of caches) expect(spec.template.spec.terminationGracePeriodSeconds).toBe(60);
});
