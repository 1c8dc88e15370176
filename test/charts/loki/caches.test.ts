import { workloads } from './helpers';

const sizes = { chunksCache: { memory: 2 }, resultsCache: { memory: 0.5 } };
const containersOf = (name: string) => workloads({ sizes }).get(name)?.spec.template.spec.containers;

test.each([
  ['chunks-cache', 2048, '2458Mi'],
  ['results-cache', 512, '615Mi'],
])('%s fills %d MB, of a fifth more memory', (name, megabytes, memory) => {
  const [memcached] = containersOf(name);
  expect(memcached.args).toContain(`--memory-limit=${megabytes}`);
  expect(memcached.resources.limits.memory).toBe(memory);
});

test('a cache accepts items as large as a chunk, and the connections of all components', () => {
  const [memcached] = containersOf('chunks-cache');
  expect(memcached.args).toEqual(expect.arrayContaining(['--max-item-size=5m', '--conn-limit=16384', '--port=11211']));
});

test('the exporter reads the memcached beside it', () => {
  const [memcached, exporter] = containersOf('results-cache');
  expect(exporter.args).toEqual([
    `--memcached.address=localhost:${memcached.ports[0].containerPort}`,
    `--web.listen-address=:${exporter.ports[0].containerPort}`,
  ]);
  const probe = { tcpSocket: { port: 'http-metrics' } };
  expect(exporter).toMatchObject({ startupProbe: probe, readinessProbe: probe, livenessProbe: probe });
});
