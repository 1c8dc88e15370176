import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { makeCharts, objectOf } from '../../../helpers/charts';
import { GatewayUnderTest } from '../../../helpers/nginx';
import { resolvesUpstreams } from '../../../helpers/older-nginx';
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

const pod = objectOf(makeCharts(), 'Deployment', 'loki-gateway').spec.template.spec;

describe('the gateway pod', () => {
  test('mounts the passwords in `prepare`, not in nginx', () => {
    const [nginx] = pod.containers;
    const [prepare] = pod.initContainers;
    expect(prepare.volumeMounts.map((mount: { name: string }) => mount.name)).toContain('credentials');
    expect(nginx.volumeMounts.map((mount: { name: string }) => mount.name)).not.toContain('credentials');
  });

  test('keeps the password files in memory', () => {
    expect(pod.volumes).toContainEqual({ name: 'run', emptyDir: { medium: 'Memory', sizeLimit: '1Mi' } });
  });

  test('lets running queries finish', () => {
    expect(pod.terminationGracePeriodSeconds).toBeGreaterThan(300);
  });
});

test('nginx may write to its temporary folder only, and stops after its clients', () => {
  const [nginx] = pod.containers;
  const writable = nginx.volumeMounts.filter(({ readOnly }: { readOnly?: boolean }) => !readOnly);
  expect(writable.map(({ mountPath }: { mountPath: string }) => mountPath)).toEqual(['/tmp']);
  expect(nginx.securityContext.readOnlyRootFilesystem).toBe(true);
  expect(nginx.lifecycle.preStop.exec.command).toEqual(['sleep', '5']);
});

test('a change of tenants rolls the gateway, more replicas do not', () => {
  const sum = (...args: Parameters<typeof makeCharts>) =>
    objectOf(makeCharts(...args), 'Deployment', 'loki-gateway').spec.template.metadata.annotations['checksum/config'];
  expect(sum({ tenants: ['platform', 'apps', 'new'] })).not.toBe(sum());
  expect(sum({ sizes: { gateway: { replicas: 5 } } })).toBe(sum());
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

  test('password files are hashed and readable by their owner only', () => {
    const file = join(gateway.runPath, 'passwords', 'writer.htpasswd');
    expect(readFileSync(file, 'utf8')).toMatch(/^writer:\$1\$\S+\n$/);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  test('the writer pushes for its tenant, and its password stays at the gateway', async () => {
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
  ])('the reader reads %s from the %s, with the query string', async (path, component) => {
    const response = await gateway.request(path, { user: reader, tenant: 'platform' });
    expect(response.status).toBe(200);
    expect(gateway.seen).toMatchObject([{ component, url: path }]);
  });

  test.each(['default', "it's(odd)!*"])('tenant %s, special to nginx, is passed on unchanged', async (tenant) => {
    const response = await gateway.request('/loki/api/v1/labels', { user: reader, tenant });
    expect(response.status).toBe(200);
    expect(gateway.seen[0]?.headers['x-scope-orgid']).toBe(tenant);
  });

  test.each([
    ['no password', '/loki/api/v1/labels', { tenant: 'platform' }, 401],
    ['a wrong password', '/loki/api/v1/labels', { tenant: 'platform', user: 'reader:nonsense' }, 401],
    ['the writer, reading', '/loki/api/v1/labels', { tenant: 'platform', user: writer }, 401],
    ['the reader, writing', '/loki/api/v1/push', { tenant: 'platform', user: reader, method: 'POST' }, 401],
    ['the reader, writing by OTLP', '/otlp/v1/logs', { tenant: 'platform', user: reader, method: 'POST' }, 401],
    ['the writer, reading rules', '/loki/api/v1/rules', { tenant: 'platform', user: writer }, 401],
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

  test('the refusal of an unknown tenant names the header', async () => {
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
  ])('admin path %s does not exist, with either password', async (path) => {
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
  ])('path %s, which gateway and Loki would resolve differently, is refused', async (path) => {
    expect(await gateway.rawStatus(path, reader, 'platform')).toBe(400);
    expect(gateway.seen).toEqual([]);
  });

  test('dots in a query string are allowed', async () => {
    expect(await gateway.rawStatus('/loki/api/v1/query?query=%7Ba=~"x..y"%7D', reader, 'platform')).toBe(200);
  });

  test('a push of any size is forwarded without a file in between', async () => {
    const body = 'x'.repeat(3 * 1024 * 1024);
    const options = { user: writer, tenant: 'platform', method: 'POST', body };
    expect((await gateway.request('/loki/api/v1/push', options)).status).toBe(200);
    expect(gateway.seen[0]?.body).toHaveLength(body.length);
    expect(gateway.errors).not.toContain('temporary file');
  });

  test('a push above 16 MiB is refused', async () => {
    const head = `POST /loki/api/v1/push HTTP/1.1\r\nHost: x\r\nX-Scope-OrgID: platform\r\nContent-Length: 16777217\r\n`;
    const password = `Authorization: Basic ${Buffer.from(writer).toString('base64')}\r\n\r\n`;
    expect(await gateway.raw(head + password)).toMatch(/^HTTP\/1\.1 413 /);
  });

  test('a query of 32 KB fits into the URL', async () => {
    const path = `/loki/api/v1/query?query=${'a'.repeat(32 * 1024)}`;
    expect((await gateway.request(path, { user: reader, tenant: 'platform' })).status).toBe(200);
    expect(gateway.seen[0]?.url).toBe(path);
  });

  const isNew = resolvesUpstreams(programs.nginx as string);
  (isNew ? describe : describe.skip)('with upstreams that are resolved (needs nginx 1.27.3)', () => {
    test('connections to Loki are used again', async () => {
      const before = gateway.connections;
      for (let index = 0; index < 20; index++) {
        await gateway.request('/loki/api/v1/labels', { user: reader, tenant: 'platform' });
      }
      expect(gateway.seen).toHaveLength(20);
      expect(gateway.connections - before).toBeLessThanOrEqual(1);
    });
  });

  test('prepare names a missing password', async () => {
    const other = new GatewayUnderTest(programs as { nginx: string; busybox: string }, files);
    expect(await other.prepare({ 'writer-password': 'x' })).toBe(
      'the credentials have no reader-password, or it is empty',
    );
    other.stop();
  });

  test('the resolver is the pod’s own, IPv6 included; without one prepare fails', async () => {
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
