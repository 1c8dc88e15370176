import { type Attack, attacks, TENANTS, USERS } from '../../../helpers/gateway-attacks';
import { makeCharts, objectOf } from '../../../helpers/charts';
import { GatewayUnderTest, type SeenRequest } from '../../../helpers/nginx';
import { describeWith, findProgram } from '../../../helpers/programs';

/** Methods, paths and components that a user may reach, as Loki's documentation describes its API. */
const ALLOWED: readonly [user: keyof typeof USERS, methods: string, path: RegExp, component: string][] = [
  ['writer', 'POST', /^\/(loki\/api\/v1\/push|otlp\/v1\/logs)$/, 'distributor'],
  ['reader', 'GET HEAD', /^\/loki\/api\/v1\/tail$/, 'query-frontend'],
  [
    'reader',
    'GET HEAD POST',
    /^\/loki\/api\/v1\/(query(_range)?|labels?|label\/[^/]+\/values|series|patterns|detected_(labels|fields)|detected_field\/[^/]+\/values|index\/(stats|volume(_range)?)|format_query|drilldown-limits|status\/buildinfo)$/,
    'query-frontend',
  ],
  ['reader', 'GET HEAD', /^\/(loki\/api\/v1\/rules(\/[^/]+){0,2}|prometheus\/api\/v1\/(rules|alerts))$/, 'ruler'],
];

/** Reason why a component should not have received a request; undefined if it may. */
function offence({ component, method, url, headers }: SeenRequest, attack: Attack | undefined): string | undefined {
  if (!attack) return 'a request that nobody sent';
  if (!attack.as) return 'no right password';
  const path = url.replace(/\?[^]*/, '');
  const allowed = ALLOWED.some(
    ([user, methods, paths, where]) =>
      user === attack.as && where === component && methods.split(' ').includes(method) && paths.test(path),
  );
  if (!allowed) return `${attack.as} may not ${method} ${path} of the ${component}`;
  // Loki resolves dots and slashes again, encoded ones included.
  if (/(^|[/\\])\.\.?([/\\;]|$)/.test(path) || /%2e|%00/i.test(path)) return `dots in ${path}`;
  const tenant = headers['x-scope-orgid'];
  if (typeof tenant !== 'string' || !TENANTS.includes(tenant)) return `tenant ${String(tenant)}`;
  if (headers.authorization !== undefined) return 'a password';
  const upgrade = headers.upgrade;
  if (upgrade !== undefined && !(upgrade === 'websocket' && path.endsWith('/tail'))) return `upgrade to ${upgrade}`;
  return undefined;
}

describeWith(['nginx', 'busybox'], 'attacks on the gateway', () => {
  const programs = { nginx: findProgram('nginx') ?? '', busybox: findProgram('busybox') ?? '' };
  const files = objectOf(makeCharts({ tenants: TENANTS }), 'ConfigMap', 'loki-gateway').data;
  const gateway = new GatewayUnderTest(programs, files);

  beforeAll(async () => {
    const passwords = { 'writer-password': 'write-me', 'reader-password': 'read-me' };
    expect(await gateway.prepare(passwords)).toBeUndefined();
    await gateway.start();
  });
  afterAll(() => gateway.stop());

  test('components receive nothing but what the user of the request may do, for one tenant', async () => {
    const all = attacks();
    expect(all.length).toBeGreaterThan(1700);
    const queue = all.entries();
    const work = async (): Promise<void> => {
      for (const [index, { bytes }] of queue) await gateway.raw(bytes.replaceAll('X-Attack: #', `X-Attack: ${index}`));
    };
    await Promise.all(Array.from({ length: 64 }, work));

    const numbers = gateway.seen.map(({ headers }) => Number(headers['x-attack'] ?? NaN));
    const offences = gateway.seen.flatMap((seen, index) => {
      const attack = all[numbers[index] ?? NaN];
      const reason = offence(seen, attack);
      return reason === undefined ? [] : [`${reason}: ${JSON.stringify(attack?.bytes ?? seen)}`];
    });
    expect(offences).toEqual([]);
    const twice = numbers.filter((number, index) => numbers.indexOf(number) !== index);
    expect(twice.map((number) => all[number]?.bytes)).toEqual([]);
    // The right requests among them arrive, so it is the gateway that refuses the others.
    expect(gateway.seen.length).toBeGreaterThan(100);
  }, 120_000);

  test('the gateway answers as before', async () => {
    const options = { user: USERS.reader, tenant: 'platform' };
    expect((await gateway.request('/loki/api/v1/labels', options)).status).toBe(200);
  });
});
