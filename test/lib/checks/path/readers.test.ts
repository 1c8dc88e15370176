import { Manifests } from '../../../../lib/manifests/manifests';
import { datasources } from '../../../../lib/checks/read/datasources';
import { type Gateway, gateways, locationFor } from '../../../../lib/checks/read/gateway/gateway';
import { nginxBytes, nginxSeconds, parseNginx } from '../../../../lib/checks/read/gateway/nginx';
import { UNKNOWN } from '../../../../lib/checks/read/configured';
import { type Loose, Parts } from '../harness';
import type { Manifest } from '../../../../lib/manifests/manifest';

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

describe('nginx', () => {
  test.each<[string, ReturnType<typeof parseNginx>]>([
    ['a b c;', [{ name: 'a', args: ['b', 'c'] }]],
    [`a "b c" 'd;e' "f\\"g" "";`, [{ name: 'a', args: ['b c', 'd;e', 'f"g', ''] }]],
    [
      'a { b; } # c {\nd;',
      [
        { name: 'a', args: [], block: [{ name: 'b', args: [] }] },
        { name: 'd', args: [] },
      ],
    ],
    ['a http://${b}/c$d;', [{ name: 'a', args: ['http://${b}/c$d'] }]],
    ['"\\\\default" x;', [{ name: '\\default', args: ['x'] }]],
    ['~ "^/[^/]{2}$" y;', [{ name: '~', args: ['^/[^/]{2}$', 'y'] }]],
    ['} a; { b; } c', [{ name: 'a', args: [] }]],
  ])('reads %s', (text, directives) => {
    expect(parseNginx(text)).toEqual(directives);
  });

  test('reads any part of a configuration', () => {
    const text = new Parts('prod').object('ConfigMap', 'loki-gateway')['data']['nginx.conf'] as string;
    for (let end = 0; end < text.length; end += 7) expect(() => parseNginx(text.slice(end / 2, end))).not.toThrow();
  });

  test.each([
    ['600', 600],
    ['330s', 330],
    ['5m', 300],
    ['1h 30m', 5400],
    ['500ms', 0.5],
    ['soon', undefined],
  ])('%s is %s seconds', (text, seconds) => {
    expect(nginxSeconds(text.split(' '))).toBe(seconds);
  });

  test.each([
    ['16m', 16777216],
    ['4M', 4194304],
    ['512k', 524288],
    ['0', 0],
    ['much', undefined],
  ])('%s is %s bytes', (text, bytes) => {
    expect(nginxBytes(text)).toBe(bytes);
  });
});

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

  test('what only nginx understands, and what is in other files, is not guessed', () => {
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

  test('headers of the server count where the location has none', () => {
    const header = 'proxy_set_header X-Scope-OrgID one;';
    expect(gateway(`${header} location / { proxy_pass http://x; }`).locations[0]?.tenants.sets).toBe(true);
    const other = `${header} location / { proxy_pass http://x; proxy_set_header Connection ""; }`;
    expect(gateway(other).locations[0]?.tenants.sets).toBe(false);
  });

  test('nginx listens on 80 unless told otherwise, and talks to itself on the loopback address', () => {
    const text = 'http { server { location / { proxy_pass http://loki:3100; } } server { listen 127.0.0.1:81; } }';
    const all = gateways(new Manifests([configMap({ 'nginx.conf': text })] as unknown as Manifest[]));
    expect(all.map(({ ports }) => ports)).toEqual([[80]]);
  });
});

describe('datasources', () => {
  const read = (text: string, kind?: string) =>
    datasources(new Manifests([configMap({ 'a.yaml': text }, kind)] as unknown as Manifest[]));

  test('ours', () => {
    const all = datasources(new Manifests(new Parts('prod').objects as Manifest[]));
    expect(all).toMatchObject([
      {
        path: 'ConfigMap grafana/loki-datasources-prod loki-prod.yaml datasources[0]',
        url: 'http://loki-gateway.loki.svc.cluster.local:8080',
        basicAuth: true,
        user: 'reader',
        otherAuth: false,
        headers: [{ name: 'x-scope-orgid', value: { value: 'platform' } }],
        passwords: [{ value: UNKNOWN }],
        timeoutSeconds: 300,
      },
      { headers: [{ value: { value: 'apps' } }] },
    ]);
  });

  test('other kinds of datasources count, and are not read', () => {
    const text =
      'apiVersion: 1\ndatasources:\n- {type: prometheus}\n- {type: loki, url: $URL, jsonData: {timeout: "60"}}';
    expect(read(text)).toMatchObject([
      { path: 'ConfigMap some/some a.yaml datasources[1]', url: UNKNOWN, basicAuth: false, timeoutSeconds: 60 },
    ]);
  });

  test('those in a Secret, and in JSON', () => {
    const json = JSON.stringify({ apiVersion: 1, datasources: [{ type: 'loki', basicAuth: '$AUTH' }] });
    expect(read(Buffer.from(json).toString('base64'), 'Secret')).toMatchObject([
      { isSecret: true, basicAuth: UNKNOWN },
    ]);
    expect(read(JSON.stringify(JSON.parse(json), null, 2))).toHaveLength(1);
  });

  test.each([
    'datasources: {',
    'datasources: 1',
    'datasources:\n- 1\n- null',
    '- datasources: x',
    'datasources:\n- {type: loki, jsonData: 1, secureJsonData: []}',
  ])('stands %s', (text) => {
    expect(() => read(text)).not.toThrow();
  });
});
