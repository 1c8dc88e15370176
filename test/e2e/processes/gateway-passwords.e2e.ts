import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { makeCharts, objectOf } from '../../helpers/charts';
import { GatewayUnderTest } from '../../helpers/nginx';
import { describeWith, findProgram } from '../../helpers/programs';

const programs = { nginx: findProgram('nginx'), busybox: findProgram('busybox') };
const files = objectOf(makeCharts({ tenants: ['platform'] }), 'ConfigMap', 'loki-gateway').data;
const reader = { 'reader-password': 'read-me' };
const OLD = 'an-old-password';
const NEW = 'a-new-password';

/** Mounted files with the writer's password, and the other password if there is one. */
const writer = (password: string, other?: string) => ({
  ...reader,
  'writer-password': password,
  ...(other === undefined ? {} : { 'writer-password-other': other }),
});

describe('the pod of the gateway', () => {
  const pod = objectOf(makeCharts(), 'Deployment', 'loki-gateway').spec.template.spec;
  const [prepare] = pod.initContainers;

  test('hashes passwords beside nginx, which waits for the first hashes', () => {
    expect(prepare.restartPolicy).toBe('Always');
    expect(prepare.startupProbe.exec.command).toEqual(['test', '-e', '/etc/nginx/run/ready']);
    expect(pod.initContainers).toHaveLength(1);
  });
});

describeWith(['nginx', 'busybox'], 'two passwords of a user', () => {
  jest.setTimeout(60_000);
  let gateway: GatewayUnderTest;
  const start = async (interval?: number) => {
    gateway = new GatewayUnderTest(programs as { nginx: string; busybox: string }, files, interval);
    expect(await gateway.prepare(writer(OLD))).toBeUndefined();
    await gateway.start();
  };
  beforeEach(() => start());
  afterEach(() => gateway.stop());

  const push = async (password: string, body = '{}') => {
    const options = { user: `writer:${password}`, tenant: 'platform', method: 'POST', body };
    return (await gateway.request('/loki/api/v1/push', options)).status;
  };

  /** Pushes with both passwords during a change, and returns the answers. */
  const pushDuring = async (change: () => Promise<void>): Promise<Set<number>> => {
    const statuses = new Set<number>();
    let goesOn = true;
    const push4ever = async (password: string) => {
      while (goesOn) statuses.add(await push(password));
    };
    const pushing = [push4ever(OLD), push4ever(NEW)];
    await change();
    goesOn = false;
    await Promise.all(pushing);
    return statuses;
  };

  test('a rotation: the new password is accepted before clients use it, the old one until none does', async () => {
    expect([await push(OLD), await push(NEW)]).toEqual([200, 401]);
    gateway.setPasswords(writer(OLD, NEW));
    await gateway.untilTaken(2);
    expect([await push(OLD), await push(NEW)]).toEqual([200, 200]);
    gateway.setPasswords(writer(NEW, OLD));
    await gateway.untilTaken(3);
    expect([await push(OLD), await push(NEW)]).toEqual([200, 200]);
    gateway.setPasswords(writer(NEW, ''));
    await gateway.untilTaken(4);
    expect([await push(OLD), await push(NEW)]).toEqual([401, 200]);
    expect(gateway.outputOfPrepare.split('\n')).toEqual([
      'passwords that hold: writer 1 reader 1',
      'passwords that hold: writer 2 reader 1',
      'passwords that hold: writer 2 reader 1',
      'passwords that hold: writer 1 reader 1',
    ]);
  });

  test('no push is refused while the two passwords are swapped repeatedly', async () => {
    gateway.setPasswords(writer(OLD, NEW));
    await gateway.untilTaken(2);
    const statuses = await pushDuring(async () => {
      for (let swap = 0; swap < 8; swap++) {
        gateway.setPasswords(swap % 2 === 0 ? writer(NEW, OLD) : writer(OLD, NEW));
        await gateway.untilTaken(3 + swap);
      }
    });
    expect([...statuses]).toEqual([200]);
  });

  test('files that change one after the other are applied together', async () => {
    gateway.stop();
    await start(1);
    gateway.setPasswords(writer(OLD, NEW));
    await gateway.untilTaken(2);
    const statuses = await pushDuring(async () => {
      gateway.setPasswords(writer(NEW, NEW));
      await new Promise((resolve) => setTimeout(resolve, 60));
      gateway.setPasswords(writer(NEW, OLD));
      await gateway.untilTaken(3);
    });
    expect([...statuses]).toEqual([200]);
    expect(gateway.outputOfPrepare.split('\n')).toHaveLength(3);
  });

  test('the log shows which of the two passwords was used', async () => {
    gateway.setPasswords(writer(OLD, NEW));
    await gateway.untilTaken(2);
    for (const password of [OLD, NEW, 'nonsense']) await push(password);
    expect((await gateway.accessLog(3)).map((line) => /password=\S+|status=\S+/g[Symbol.match](line))).toEqual([
      ['password=current', 'status=200'],
      ['password=other', 'status=200'],
      ['password=current', 'status=401'],
    ]);
  });

  test('a push with the second password arrives complete, for its tenant, without the password', async () => {
    gateway.setPasswords(writer(OLD, NEW));
    await gateway.untilTaken(2);
    const body = 'line '.repeat(100_000);
    expect(await push(NEW, body)).toBe(200);
    const [seen] = gateway.seen;
    expect(seen).toMatchObject({ component: 'distributor', method: 'POST', url: '/loki/api/v1/push' });
    expect(seen?.body === body).toBe(true);
    expect(seen?.headers['x-scope-orgid']).toBe('platform');
    expect(seen?.headers.authorization).toBeUndefined();
  });

  test('the second password allows no more: no paths of the reader, no other method or tenant', async () => {
    gateway.setPasswords(writer(OLD, NEW));
    await gateway.untilTaken(2);
    const user = `writer:${NEW}`;
    const status = async (path: string, options: { tenant: string; method?: string }) =>
      (await gateway.request(path, { user, ...options })).status;
    expect(await status('/loki/api/v1/labels', { tenant: 'platform' })).toBe(401);
    expect(await status('/loki/api/v1/push', { tenant: 'platform', method: 'DELETE' })).toBe(403);
    expect(await status('/loki/api/v1/push', { tenant: 'other', method: 'POST' })).toBe(403);
    expect(gateway.seen).toEqual([]);
  });

  test('the reader has two passwords as well', async () => {
    gateway.setPasswords({ ...writer(OLD), 'reader-password-other': NEW });
    await gateway.untilTaken(2);
    for (const password of ['read-me', NEW]) {
      const options = { user: `reader:${password}`, tenant: 'platform' };
      expect((await gateway.request('/loki/api/v1/labels?a=b', options)).status).toBe(200);
    }
    expect(gateway.seen).toMatchObject([{ url: '/loki/api/v1/labels?a=b' }, { url: '/loki/api/v1/labels?a=b' }]);
  });

  test('missing passwords are logged and change nothing', async () => {
    gateway.setPasswords({ ...reader, 'writer-password': '' });
    while (!gateway.outputOfPrepare.includes('no writer-password')) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    expect(await push(OLD)).toBe(200);
    gateway.setPasswords(writer(NEW));
    await gateway.untilTaken(2);
    expect([await push(OLD), await push(NEW)]).toEqual([401, 200]);
  });

  test('nginx can read only hashes, which only their owner may read', async () => {
    gateway.setPasswords(writer(OLD, NEW));
    await gateway.untilTaken(2);
    const passwords = join(gateway.runPath, 'passwords');
    expect(readFileSync(join(passwords, 'writer-other.htpasswd'), 'utf8')).toMatch(/^writer:\$1\$\S+\n$/);
    expect(readFileSync(join(passwords, 'reader-other.htpasswd'), 'utf8')).toBe('');
    const all = readdirSync(gateway.runPath, { recursive: true, withFileTypes: true }).filter((one) => one.isFile());
    expect(all.length).toBeGreaterThan(4);
    for (const { parentPath, name } of all) {
      expect(statSync(join(parentPath, name)).mode & 0o077).toBe(0);
      expect(readFileSync(join(parentPath, name), 'utf8')).not.toMatch(new RegExp(`${OLD}|${NEW}|read-me`));
    }
  });

  test('ends at once with the pod', async () => {
    const before = Date.now();
    expect(await gateway.endPrepare()).toBe(0);
    expect(Date.now() - before).toBeLessThan(2000);
  });
});
