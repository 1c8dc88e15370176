import { makeCharts, objectsOf } from '../../helpers/charts';

/** Ports of each rule of a policy, by its name. */
function portsOf(direction: 'ingress' | 'egress', props: Parameters<typeof makeCharts>[0] = {}) {
  const policies = objectsOf(makeCharts(props)).filter(
    ({ kind, metadata }) => kind === 'NetworkPolicy' && metadata.namespace === 'loki',
  );
  const numbers = (rules: { ports?: { port: number }[] }[] = []) =>
    rules.map(({ ports = [] }) => ports.map(({ port }) => port));
  return Object.fromEntries(
    policies.map(({ metadata, spec }): [string, number[][]] => [metadata.name, numbers(spec[direction])]),
  );
}

/** Ports of Loki's HTTP, gRPC and gossip, and of memcached. */
const INTERNAL = [3100, 9095, 7946, 11211];

/** Ports of a rule without ports: an ingester's port of gRPC is known to the ring only. */
const ANY: number[] = [];

test('components reach each other on the ports of HTTP, gRPC, gossip and memcached, and resolve names', () => {
  expect(portsOf('ingress')['loki-internal']).toEqual([INTERNAL]);
  expect(portsOf('egress')['loki-internal']).toEqual([INTERNAL, ANY, [53, 53]]);
});

test('everything else is denied, except the gateway, HTTPS to AWS, metrics and alerts', () => {
  const props = { metricsNamespaces: ['monitoring'], alertmanagerUrl: 'http://alertmanager.monitoring:9093' };
  const none = { 'loki-default-deny': [], 'loki-internal': expect.anything() };
  expect(portsOf('ingress', props)).toEqual({
    ...none,
    'loki-gateway': [[8080]],
    'loki-ingester': [ANY],
    'loki-metrics': [[3100, 9150]],
    'loki-object-store': [],
    'loki-ruler': [],
  });
  expect(portsOf('egress', props)).toEqual({
    ...none,
    'loki-gateway': [],
    'loki-ingester': [],
    'loki-metrics': [],
    'loki-object-store': [[443]],
    'loki-ruler': [[9093]],
  });
});

test.each([
  ['http://alertmanager', 80],
  ['https://alertmanager', 443],
])('the ruler reaches %s on port %i', (alertmanagerUrl, port) => {
  expect(portsOf('egress', { alertmanagerUrl })['loki-ruler']).toEqual([[port]]);
});
