import { gateways, locationFor, type Gateway } from '../../../../../lib/checks/read/gateway/gateway';
import { Manifests } from '../../../../../lib/manifests/manifests';
import { Parts, type Loose } from '../../harness';
import { type Manifest } from '../../../../../lib/manifests/manifest';

const configMap = (data: Record<string, string>, kind = 'ConfigMap'): Loose => ({
  apiVersion: 'v1',
  kind,
  metadata: { name: 'some', namespace: 'some' },
  data,
});

const gateway = (server: string, http = ''): Gateway => {
  const text = `http { ${http} server { listen 80; ${server} } } # to loki`;
  const [one] = gateways(new Manifests([configMap({ 'nginx.conf': text })] as unknown as Manifest[]));
  if (!one) throw new Error('there is no gateway');
  return one;
};

describe('the gateway', () => {
  test('ours', () => {
    const [ours, ...others] = gateways(new Manifests(new Parts('prod').objects as Manifest[]));
    expect(others).toEqual([]);
    expect(ours).toMatchObject({ path: 'ConfigMap loki/loki-gateway nginx.conf', namespace: 'loki', ports: [8080] });
    expect(ours?.workloads.map(({ title }) => title)).toEqual(['Deployment loki/loki-gateway']);
    expect(locationFor(ours as Gateway, '/loki/api/v1/push')).toMatchObject({
      title: 'location = /loki/api/v1/push',
      password: true,
      users: ['writer'],
      tenants: { names: ['platform', 'apps'], sets: false },
      passesTo: [{ host: 'loki-distributor.loki.svc.cluster.local', port: 3100 }],
      readTimeoutSeconds: 330,
      maxBodyBytes: 16777216,
    });
    expect(locationFor(ours as Gateway, '/loki/api/v1/label/app/values')).toMatchObject({
      users: ['reader'],
      passesTo: [{ host: 'loki-query-frontend.loki.svc.cluster.local', port: 3100 }],
    });
    expect(locationFor(ours as Gateway, '/config')).toMatchObject({ password: false, returns: 404, passesTo: [] });
    expect(locationFor(ours as Gateway, '/healthz')?.returns).toBeUndefined();
  });

  test.each([
    ['/a', 'location = /a'],
    ['/a/b', 'location ~* ^/a'],
    ['/A/B', 'location ~* ^/a'],
    ['/c/b', 'location ^~ /c/'],
    ['/d/b', 'location /d'],
    ['/x', 'location /'],
  ])('%s is for %s', (path, title) => {
    const one = gateway(
      'location / { proxy_pass http://x; } location = /a {} location ~* ^/a {} location ^~ /c/ {} location /d {}' +
        'location ~ ^/a/b {} location ~ ^/c {}',
    );
    expect(locationFor(one, path)?.title).toBe(title);
  });

  test('expressions that only nginx understands, and included files, are not guessed', () => {
    const possessive = gateway('location / { proxy_pass http://x; } location = /a {} location ~ ^/b++ {}');
    expect(locationFor(possessive, '/a')?.title).toBe('location = /a');
    expect(locationFor(possessive, '/b')).toBeUndefined();
    const none = 'location / { return 404; } location /loki { proxy_pass http://x; }';
    expect(gateway(none).locations[0]?.returns).toBe(404);
    expect(gateway(`include more.conf; ${none}`).locations[0]?.returns).toBeUndefined();
  });

  test.each<[string, string, unknown]>([
    ['$http_x_scope_orgid', '', { sets: false }],
    ['$remote_user', '', { sets: true }],
    ['one', '', { sets: true }],
    [
      '${tenant}',
      'map $http_x_scope_orgid $tenant { default ""; a a; B x; c ""; }',
      { names: ['a', 'B'], sets: false },
    ],
    ['$tenant', 'map $http_x_scope_orgid $tenant { default a; }', { sets: true }],
    ['$tenant', 'map $http_x_scope_orgid $tenant { default $http_x_scope_orgid; }', { sets: false }],
    ['$tenant', 'map $http_x_scope_orgid $tenant { ~^team- x; a a; }', { sets: false }],
    ['$tenant', 'map $remote_user $tenant { a a; }', { sets: true }],
    ['$tenant', 'map $http_x_scope_orgid $tenant { "\\\\default" default; }', { names: ['default'], sets: false }],
  ])('the header %s with %s', (value, http, tenants) => {
    const one = gateway(`location / { proxy_pass http://x; proxy_set_header x-scope-orgid ${value}; }`, http);
    expect(one.locations[0]?.tenants).toEqual(tenants);
  });

  test('headers of the server apply if the location has none', () => {
    const header = 'proxy_set_header X-Scope-OrgID one;';
    expect(gateway(`${header} location / { proxy_pass http://x; }`).locations[0]?.tenants.sets).toBe(true);
    const other = `${header} location / { proxy_pass http://x; proxy_set_header Connection ""; }`;
    expect(gateway(other).locations[0]?.tenants.sets).toBe(false);
  });

  test('nginx listens on 80 by default, and on the loopback address for itself', () => {
    const text = 'http { server { location / { proxy_pass http://loki:3100; } } server { listen 127.0.0.1:81; } }';
    const all = gateways(new Manifests([configMap({ 'nginx.conf': text })] as unknown as Manifest[]));
    expect(all.map(({ ports }) => ports)).toEqual([[80]]);
  });
});
