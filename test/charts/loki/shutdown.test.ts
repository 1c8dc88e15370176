import { makeCharts, objectsOf } from '../../helpers/charts';

test('memcached has a minute to end', () => {
  const caches = objectsOf(makeCharts()).filter(
    ({ kind, metadata }) => kind === 'StatefulSet' && /cache$/.test(metadata.name),
  );
  expect(caches.map(({ metadata }) => metadata.name)).toEqual(['loki-chunks-cache', 'loki-results-cache']);
  for (const { spec } of caches) expect(spec.template.spec.terminationGracePeriodSeconds).toBe(60);
});
