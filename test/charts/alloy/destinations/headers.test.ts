import type { LokiDestination } from '../../../../charts/alloy/chart';
import { chartOf, component } from '../helpers';
import { central } from './central';

const SECRET = 'hunter2Marker/x';
const KEY = { name: 'central-loki', key: 'api-key' };

const make = (loki: Partial<LokiDestination>) => chartOf({ pipeline: { destinations: [central({}, loki)] } });
const message = (loki: Partial<LokiDestination>): string => {
  try {
    make(loki);
    return '';
  } catch (error) {
    return (error as Error).message;
  }
};

test.each([
  ['X-Api-Key', 'x-api-key'],
  ['x-auth-token', 'x-auth-token'],
  ['DD-API-KEY', 'dd-api-key'],
  ['CF-Access-Client-Secret', 'cf-access-client-secret'],
  ['Ocp-Apim-Subscription-Key', 'ocp-apim-subscription-key'],
  ['Cookie', 'cookie'],
])('a secret in %s belongs into a Secret, and is not printed', (name, key) => {
  const text = message({ headers: { [name]: SECRET } });
  expect(text).toContain(
    `pipeline.destinations[0].loki.headers: {"${name}":"…"} has ${name}, whose value is a secret, and everyone may read the ` +
      `configuration; write it in headerSecrets: { '${name}': { name: 'central-loki', key: '${key}' } }`,
  );
  expect(text).not.toContain('hunter2');
});

test('a login is a secret whatever its header', () => {
  const text = message({ headers: { 'X-Upstream': `Bearer ${SECRET}` } });
  expect(text).toContain('{"X-Upstream":"…"} has X-Upstream, whose value is a secret');
  expect(text).not.toContain('hunter2');
});

test.each([
  ['X-Region', 'eu'],
  ['X-Routing-Key', 'logs'],
  ['Idempotency-Key', 'a'],
  ['CF-Access-Client-Id', 'a.access'],
  ['X-Token-Type', 'jwt'],
  ['X-Atlassian-Token', 'no-check'],
  ['X-Basic', 'basic'],
])('%s: %s is no secret', (name, value) => {
  const { config } = make({ headers: { [name]: value } });
  expect(component(config, 'loki.write', 'central')).toContain(`"${name}" = "${value}"`);
});

test.each<[Partial<LokiDestination>, string]>([
  [{ headerSecrets: { Authorization: KEY } }, 'has Authorization; use username and passwordSecret, or tokenSecret'],
  [
    { headerSecrets: { 'Proxy-Authorization': KEY } },
    'has Proxy-Authorization; leave it out: Alloy takes no such header from a Secret',
  ],
  [{ headers: { 'Proxy-Authorization': SECRET } }, 'leave it out: Alloy takes no such header from a Secret'],
  [{ headerSecrets: { 'x-scope-orgid': KEY } }, 'has x-scope-orgid; use tenant'],
  [{ headerSecrets: { 'X Key': KEY } }, 'has "X Key", which is not a header; rename it'],
  [{ headerSecrets: { 'X-Key': KEY, 'x-key': KEY } }, 'has x-key twice, in other letters; write it once'],
  [
    { headers: { 'x-team': 'a' }, headerSecrets: { 'X-Team': KEY } },
    'headerSecrets: has X-Team, which headers has, too; write it once',
  ],
  [{ headerSecrets: { 'X-Api-Key': SECRET as never } }, 'headerSecrets.X-Api-Key: a text is not an object'],
  [
    { tokenSecret: KEY },
    'tokenSecret: is set together with a password, and both set the header Authorization; leave it out, or leave out username',
  ],
])('%j is refused', (loki, text) => {
  expect(message(loki)).toContain(text);
  expect(message(loki)).not.toContain('hunter2');
});

test.each<[Partial<LokiDestination>, string]>([
  [{ tokenSecret: KEY }, 'sends the token unencrypted out of the cluster'],
  [{ headerSecrets: { 'X-Api-Key': KEY } }, 'sends the secret in X-Api-Key unencrypted out of the cluster'],
])('%j needs https, but for pods of this cluster', (loki, text) => {
  const open = { ...loki, username: undefined, passwordSecret: undefined };
  expect(message({ ...open, url: 'http://loki.example.com' })).toContain(text);
  expect(message({ ...open, url: 'http://loki.logs.svc:3100' })).toBe('');
  expect(message({ ...open, url: 'https://loki.example.com' })).toBe('');
});
