import { attacks, TENANTS, USERS } from '../../../helpers/gateway-attacks';
import { makeCharts, objectOf } from '../../../helpers/charts';
import { GatewayUnderTest } from '../../../helpers/nginx';
import { describeWith, findProgram } from '../../../helpers/programs';

const tenants = [...TENANTS, "o'ps(1).*"];
const [platform = '', apps = '', ops = ''] = tenants;
const files = objectOf(
  makeCharts({
    tenants,
    readers: { 'team-shop': { tenants: [apps] }, audit: { tenants: [platform, apps, ops] } },
    writers: { ci: { tenants: [apps] }, robots: { tenants: [platform, ops] } },
    deletes: { tenants: [apps] },
  }),
  'ConfigMap',
  'loki-gateway',
).data;

/** Role and tenants of every user. */
const SCOPES: Record<string, { role: 'writer' | 'reader' | 'admin'; tenants: string[]; several?: boolean }> = {
  writer: { role: 'writer', tenants },
  ci: { role: 'writer', tenants: [apps] },
  robots: { role: 'writer', tenants: [platform, ops] },
  reader: { role: 'reader', tenants },
  'team-shop': { role: 'reader', tenants: [apps] },
  audit: { role: 'reader', tenants: [platform, apps, ops], several: true },
  admin: { role: 'admin', tenants: [apps] },
};

/** A request of each role, and the component that answers it. */
const PATHS: [role: 'writer' | 'reader' | 'admin', method: string, path: string, component: string][] = [
  ['writer', 'POST', '/loki/api/v1/push', 'distributor'],
  ['writer', 'POST', '/otlp/v1/logs', 'distributor'],
  ['reader', 'GET', '/loki/api/v1/query_range?query=x', 'query-frontend'],
  ['reader', 'GET', '/loki/api/v1/tail', 'query-frontend'],
  ['reader', 'GET', '/prometheus/api/v1/rules', 'ruler'],
  ['admin', 'POST', '/loki/api/v1/delete?query=x', 'compactor'],
  ['admin', 'DELETE', '/loki/api/v1/delete?request_id=x', 'compactor'],
];

/** Values of the header, beside the tenants themselves. */
const HEADERS = [
  `${apps}|${platform}`,
  `${platform}|${apps}|${ops}`,
  `${apps}|${apps}`,
  `${apps}|other`,
  `${apps}|`,
  `|${apps}`,
  `${apps}||${platform}`,
  `${apps}|${apps.toUpperCase()}`,
  'appsy',
  'other',
  'audit:apps',
  'o-ps(1).*',
];

/** Tenant that a component gets; undefined if the request is refused. */
function tenantFor(user: string, header: string): string | undefined {
  const scope = SCOPES[user];
  if (scope?.tenants.includes(header)) return header;
  const named = header.split('|');
  return scope?.several && named.length > 1 && named.every((one) => scope.tenants.includes(one)) ? header : undefined;
}

const password = (user: string): string => `password-of-${user}`;
const passwords = Object.fromEntries(Object.keys(SCOPES).map((user) => [`${user}-password`, password(user)]));

describeWith(['nginx', 'busybox'], 'users of teams at the gateway', () => {
  const programs = { nginx: findProgram('nginx') ?? '', busybox: findProgram('busybox') ?? '' };
  const gateway = new GatewayUnderTest(programs, files);

  beforeAll(async () => {
    expect(await gateway.prepare(passwords)).toBeUndefined();
    await gateway.start();
  });
  afterAll(() => gateway.stop());
  beforeEach(() => gateway.seen.splice(0));

  test.each(Object.keys(SCOPES))(
    '%s reaches the paths of its role for its tenants, and gets 401 or 403 elsewhere',
    async (user) => {
      const wrong: string[] = [];
      const cases = PATHS.flatMap((path) => [...tenants, ...HEADERS].map((header) => [path, header] as const));
      for (const [[role, method, path, component], header] of cases) {
        gateway.seen.splice(0);
        const { status } = await gateway.request(path, { user: `${user}:${password(user)}`, tenant: header, method });
        const tenant = role === SCOPES[user]?.role ? tenantFor(user, header) : undefined;
        const expected = role !== SCOPES[user]?.role ? 401 : tenant === undefined ? 403 : 200;
        const got = gateway.seen.map((seen) => `${seen.component} ${String(seen.headers['x-scope-orgid'])}`).join();
        const should = tenant === undefined ? '' : `${component} ${tenant}`;
        if (status !== expected || got !== should) wrong.push(`${method} ${path} ${header}: ${status} ${got}`);
      }
      expect(wrong).toEqual([]);
    },
  );

  test('a user with the password of another one gets 401, and the refusal of a tenant names what to set', async () => {
    const options = { user: `team-shop:${password('audit')}`, tenant: apps };
    expect((await gateway.request('/loki/api/v1/labels', options)).status).toBe(401);
    const refused = await gateway.request('/loki/api/v1/labels', {
      user: `team-shop:${password('team-shop')}`,
      tenant: platform,
    });
    expect(await refused.text()).toBe('unknown tenant: set X-Scope-OrgID to a tenant of this environment and user\n');
  });

  test('a list of tenants as long as a header may be is read at once', async () => {
    const header = (last: string) => `${`${apps}|`.repeat(6000)}${last}`;
    const user = `audit:${password('audit')}`;
    const timed = async (work: () => Promise<unknown>) => {
      const started = performance.now();
      await work();
      return performance.now() - started;
    };
    const ask = (tenant: string) => gateway.request('/loki/api/v1/labels', { user, tenant });
    // On a busy machine a short header takes as long.
    const short = await timed(() => ask(platform));
    const long = await timed(async () => {
      expect((await ask(header('other'))).status).toBe(403);
      expect((await ask(header(platform))).status).toBe(200);
    });
    expect(long).toBeLessThan(1000 + 20 * short);
  });

  test('a new password of one user holds beside its old one, and the others keep theirs', async () => {
    gateway.setPasswords({ ...passwords, 'team-shop-password-other': 'new' });
    await gateway.untilTaken(2);
    expect(gateway.outputOfPrepare).toContain('writer 1 reader 1 ci 1 robots 1 team-shop 2 audit 1 admin 1');
    for (const user of [`team-shop:${password('team-shop')}`, 'team-shop:new', `audit:${password('audit')}`]) {
      expect((await gateway.request('/loki/api/v1/labels', { user, tenant: apps })).status).toBe(200);
    }
    gateway.setPasswords(passwords);
    await gateway.untilTaken(3);
    const { status } = await gateway.request('/loki/api/v1/labels', { user: 'team-shop:new', tenant: apps });
    expect(status).toBe(401);
  });

  test('attacks of users with tenants of their own reach no other tenant and no other path', async () => {
    const base64 = (text: string) => Buffer.from(text).toString('base64');
    const all = attacks().map(({ bytes }) =>
      bytes
        .replaceAll(base64(USERS.reader), base64(`team-shop:${password('team-shop')}`))
        .replaceAll(base64(USERS.writer), base64(`ci:${password('ci')}`))
        .replaceAll(/X-Scope-OrgID: platform(?=\r\n)/g, `X-Scope-OrgID: ${apps}`),
    );
    const queue = all.values();
    const work = async (): Promise<void> => {
      for (const bytes of queue) await gateway.raw(bytes);
    };
    await Promise.all(Array.from({ length: 64 }, work));
    const offences = gateway.seen.filter(
      ({ component, headers }) =>
        headers['x-scope-orgid'] !== apps || component === 'compactor' || headers.authorization,
    );
    expect(offences).toEqual([]);
    expect(gateway.seen.length).toBeGreaterThan(100);
  }, 120_000);
});

test('the gateway of users without tenants of their own has the map of tenants alone', () => {
  const text = objectOf(makeCharts({ deletes: true }), 'ConfigMap', 'loki-gateway').data['nginx.conf'] as string;
  expect(text).toContain('map $http_x_scope_orgid $tenant {');
  expect(text).not.toContain('$remote_user $tenant');
  expect(text).toContain('location = /loki/api/v1/delete {');
});
