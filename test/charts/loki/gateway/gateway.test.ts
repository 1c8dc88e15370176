import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { makeCharts, objectOf } from '../../../helpers/charts';
import { GatewayUnderTest } from '../../../helpers/nginx';
import { describeWith, findProgram } from '../../../helpers/programs';

const programs = { nginx: findProgram('nginx'), busybox: findProgram('busybox') };
const files = objectOf(
  makeCharts({ tenants: ['platform', 'default', "it's(odd)!*"] }),
  'ConfigMap',
  'loki-gateway',
).data;
const passwords = { 'writer-password': 'write-me\n', 'reader-password': 'read-me' };
const writer = 'writer:write-me';
const reader = 'reader:read-me';

describe('the gateway pod', () => {
  const pod = objectOf(makeCharts(), 'Deployment', 'loki-gateway').spec.template.spec;

  test('keeps the passwords from the container that faces the network', () => {
    const [nginx] = pod.containers;
    const [prepare] = pod.initContainers;
    expect(prepare.volumeMounts.map((mount: { name: string }) => mount.name)).toContain('credentials');
    expect(nginx.volumeMounts.map((mount: { name: string }) => mount.name)).not.toContain('credentials');
  });

  test('keeps the password files in memory', () => {
    expect(pod.volumes).toContainEqual({ name: 'run', emptyDir: { medium: 'Memory', sizeLimit: '1Mi' } });
  });

  test('lets a query that is running finish', () => {
    expect(pod.terminationGracePeriodSeconds).toBeGreaterThan(300);
  });
});

describeWith(['nginx', 'busybox'], 'the gateway under nginx', () => {
  const gateway = new GatewayUnderTest(programs as { nginx: string; busybox: string }, files);

  beforeAll(async () => {
    expect(await gateway.prepare(passwords)).toBeUndefined();
    await gateway.start();
  });
  afterAll(() => gateway.stop());
  beforeEach(() => gateway.seen.splice(0));

  test('nginx -t accepts the rendered configuration', () => {
    const { status, output } = gateway.check();
    expect(output).toContain('test is successful');
    expect(status).toBe(0);
  });

  test('password files are hashed and for their owner alone', () => {
    const file = join(gateway.runPath, 'passwords', 'writer.htpasswd');
    expect(readFileSync(file, 'utf8')).toMatch(/^writer:\$1\$\S+\n$/);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  test('the writer pushes, for its tenant, without handing its password on', async () => {
    const response = await gateway.request('/loki/api/v1/push', { user: writer, tenant: 'platform', method: 'POST' });
    expect(response.status).toBe(200);
    expect(gateway.seen).toHaveLength(1);
    const [seen] = gateway.seen;
    expect(seen).toMatchObject({ component: 'distributor', method: 'POST', url: '/loki/api/v1/push' });
    expect(seen?.headers['x-scope-orgid']).toBe('platform');
    expect(seen?.headers.authorization).toBeUndefined();
  });

  test.each([
    ['/loki/api/v1/query_range?query=%7Bjob%3D%22a%2Fb%22%7D&limit=10', 'query-frontend'],
    ['/loki/api/v1/labels', 'query-frontend'],
    ['/loki/api/v1/label/namespace/values', 'query-frontend'],
    ['/loki/api/v1/index/volume_range?query=x', 'query-frontend'],
    ['/loki/api/v1/detected_field/level/values', 'query-frontend'],
    ['/loki/api/v1/status/buildinfo', 'query-frontend'],
    ['/loki/api/v1/tail?query=x', 'query-frontend'],
    ['/loki/api/v1/rules', 'ruler'],
    ['/loki/api/v1/rules/namespace/group', 'ruler'],
    ['/prometheus/api/v1/alerts', 'ruler'],
  ])('the reader reads %s from the %s, query string and all', async (path, component) => {
    const response = await gateway.request(path, { user: reader, tenant: 'platform' });
    expect(response.status).toBe(200);
    expect(gateway.seen).toMatchObject([{ component, url: path }]);
  });

  test.each(['default', "it's(odd)!*"])(
    'tenant %s, which means something to nginx, is let through as it is',
    async (tenant) => {
      const response = await gateway.request('/loki/api/v1/labels', { user: reader, tenant });
      expect(response.status).toBe(200);
      expect(gateway.seen[0]?.headers['x-scope-orgid']).toBe(tenant);
    },
  );

  test.each([
    ['no password', '/loki/api/v1/labels', { tenant: 'platform' }, 401],
    ['a wrong password', '/loki/api/v1/labels', { tenant: 'platform', user: 'reader:nonsense' }, 401],
    ['the writer, reading', '/loki/api/v1/labels', { tenant: 'platform', user: writer }, 401],
    ['the reader, writing', '/loki/api/v1/push', { tenant: 'platform', user: reader, method: 'POST' }, 401],
    ['an unknown tenant', '/loki/api/v1/labels', { tenant: 'other', user: reader }, 403],
    ['no tenant', '/loki/api/v1/labels', { user: reader }, 403],
    ['two tenants at once', '/loki/api/v1/labels', { tenant: 'platform|default', user: reader }, 403],
    ['an unknown tenant without a password', '/loki/api/v1/labels', { tenant: 'other' }, 401],
    ['writing a rule', '/loki/api/v1/rules/a', { tenant: 'platform', user: reader, method: 'POST' }, 403],
    ['deleting a rule', '/loki/api/v1/rules/a/b', { tenant: 'platform', user: reader, method: 'DELETE' }, 403],
  ])('refuses %s', async (_what, path, options, status) => {
    const response = await gateway.request(path, options);
    expect(response.status).toBe(status);
    expect(gateway.seen).toEqual([]);
  });

  test('says why an unknown tenant is refused', async () => {
    const response = await gateway.request('/loki/api/v1/labels', { user: reader, tenant: 'other' });
    expect(await response.text()).toContain('set X-Scope-OrgID to a tenant of this environment');
  });

  test.each([
    '/config',
    '/flush',
    '/ingester/shutdown',
    '/ingester/prepare_shutdown',
    '/ring',
    '/memberlist',
    '/services',
    '/log_level',
    '/metrics',
    '/debug/pprof/heap',
    '/compactor/ring',
    '/loki/api/v1/delete',
    '/loki/api/v1/cache/generation_numbers',
    '/config/tenant/v1/limits',
    '/',
  ])('admin path %s is not there, not even for those with a password', async (path) => {
    for (const user of [reader, writer]) {
      const response = await gateway.request(path, { user, tenant: 'platform' });
      expect(response.status).toBe(404);
    }
    expect(gateway.seen).toEqual([]);
  });

  test.each([
    '/config/../loki/api/v1/labels',
    '/config%3f/%2e%2e/loki/api/v1/labels',
    '/loki/api/v1/label/../../../../config',
  ])('a path that means one thing here and another there, %s, goes nowhere', async (path) => {
    expect(await gateway.rawStatus(path, reader, 'platform')).toBe(400);
    expect(gateway.seen).toEqual([]);
  });

  test('dots in a query are only dots', async () => {
    expect(await gateway.rawStatus('/loki/api/v1/query?query=%7Ba=~"x..y"%7D', reader, 'platform')).toBe(200);
  });

  test('prepare says which password is missing', async () => {
    const other = new GatewayUnderTest(programs as { nginx: string; busybox: string }, files);
    expect(await other.prepare({ 'writer-password': 'x' })).toBe(
      'the credentials have no reader-password, or it is empty',
    );
    other.stop();
  });

  test('the resolver is the pod’s own, IPv6 included, and its absence is said', async () => {
    const other = new GatewayUnderTest(programs as { nginx: string; busybox: string }, files);
    expect(
      await other.prepare(passwords, 'search svc\nnameserver 172.20.0.10\nnameserver fd00:ec2::253\n'),
    ).toBeUndefined();
    expect(readFileSync(join(other.runPath, 'resolver.conf'), 'utf8')).toBe(
      'resolver 172.20.0.10 [fd00:ec2::253] valid=10s;\n',
    );
    other.stop();
    const lost = new GatewayUnderTest(programs as { nginx: string; busybox: string }, files);
    expect(await lost.prepare(passwords, 'search svc\n')).toContain('no nameserver in resolv.conf');
    lost.stop();
  });
});
