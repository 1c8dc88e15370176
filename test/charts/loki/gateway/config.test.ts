import { gatewayConfig } from '../../../../charts/loki/gateway/config';
import { LokiNames, SHUTDOWN_DELAY_SECONDS } from '../../../../charts/loki/components';
import { makeCharts } from '../../../helpers/charts';

const { endpoint } = makeCharts({ tenants: ['platform', 'default'] }).loki;
const text = gatewayConfig({ names: new LokiNames('loki', 'cluster.local'), endpoint, cpu: 1.5 });

/** Locations of the configuration: user, methods, component and whether a WebSocket is allowed. */
const routes = [...text.matchAll(/^ {4}location (.+) \{\n((?: {6}.*\n)+?) {4}\}$/gm)].map(([, location, body]) => ({
  location: location as string,
  user: /auth_basic +"Loki: (\w+)"/.exec(body as string)?.[1],
  methods: /limit_except ([A-Z ]+) \{/.exec(body as string)?.[1],
  component: /set \$target \$(\w+);/.exec(body as string)?.[1],
  webSocket: /set \$upgrade \$websocket;/.test(body as string),
}));

/** Route of a path, as nginx selects it: an exact location first, then the first regular expression. */
function routeOf(path: string) {
  const found =
    routes.find(({ location }) => location === `= ${path}`) ??
    routes.find(({ location }) => location.startsWith('~ ') && new RegExp(location.slice(3, -1)).test(path));
  return found?.user && [found.user, found.methods, found.component, found.webSocket];
}

test.each([
  ['/loki/api/v1/push', 'writer', 'POST', 'distributor', false],
  ['/otlp/v1/logs', 'writer', 'POST', 'distributor', false],
  ['/loki/api/v1/tail', 'reader', 'GET', 'query_frontend', true],
  ...[
    ...['query', 'query_range', 'labels', 'label', 'label/app/values', 'series', 'patterns', 'detected_labels'],
    ...['detected_fields', 'detected_field/level/values', 'index/stats', 'index/volume', 'index/volume_range'],
    ...['format_query', 'drilldown-limits', 'status/buildinfo'],
  ].map((path) => [`/loki/api/v1/${path}`, 'reader', 'GET POST', 'query_frontend', false]),
  ['/loki/api/v1/rules', 'reader', 'GET', 'ruler', false],
  ['/loki/api/v1/rules/namespace/group', 'reader', 'GET', 'ruler', false],
  ['/prometheus/api/v1/rules', 'reader', 'GET', 'ruler', false],
  ['/prometheus/api/v1/alerts', 'reader', 'GET', 'ruler', false],
])('%s is for the %s, with %s, and goes to the %s', (path, ...route) => {
  expect(routeOf(path as string)).toEqual(route);
});

test.each([
  ...['/config', '/flush', '/ring', '/metrics', '/log_level', '/services', '/ingester/shutdown', '/debug/pprof/heap'],
  ...['/loki/api/v1/delete', '/loki/api/v1/push/x', '/loki/api/v1/rules/a/b/c', '/loki/api/v1/label/a/b/values', '/'],
])('%s has no route', (path) => {
  expect(routeOf(path)).toBeUndefined();
});

test('the writer may only push', () => {
  const ofWriter = routes.filter(({ user, methods }) => user === 'writer' && methods).map(({ location }) => location);
  expect(ofWriter).toEqual(['= /loki/api/v1/push', '= /otlp/v1/logs']);
});

test('only tenants of the environment get through, keywords of nginx escaped', () => {
  expect(text).toContain('map $http_x_scope_orgid $tenant {\n    default "";\n    "platform" "platform";\n');
  expect(text).toContain('    "\\\\default" "default";\n');
  expect(text).toContain('""      "127.0.0.1:8081";');
});

test('requests lose the password and may be as large and as slow as Loki allows', () => {
  expect(text).toContain('proxy_set_header Authorization "";');
  expect(text).toContain('client_max_body_size     16m;');
  for (const direction of ['read', 'send']) {
    expect(text).toContain(`proxy_${direction}_timeout    ${endpoint.queryTimeoutSeconds + 30}s;`);
  }
});

test.each([
  [0.1, 2],
  [1, 2],
  [1.5, 3],
  [4, 8],
])('of %d requested cores nginx starts %d workers, however many the node has', (cpu, workers) => {
  const config = gatewayConfig({ names: new LokiNames('loki', 'cluster.local'), endpoint, cpu });
  expect(config).toMatch(new RegExp(`^worker_processes ${workers};$`, 'm'));
});

test('connections to Loki end sooner than a pod that was told to end stops to serve', () => {
  const seconds = (directive: string) =>
    [...text.matchAll(new RegExp(`${directive} (\\d+)s;`, 'g'))].map(([, of]) => Number(of));
  const [ages, idle] = [seconds('keepalive_time'), seconds(' {4}keepalive_timeout')];
  expect(ages).toHaveLength(3);
  expect(idle).toHaveLength(3);
  for (const [index, age] of ages.entries()) expect(age + (idle[index] ?? 0)).toBeLessThan(SHUTDOWN_DELAY_SECONDS);
});
