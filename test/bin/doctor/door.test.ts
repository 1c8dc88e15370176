import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { askDoor } from '../../../bin/doctor/door';
import type { KubectlResult, KubectlRunner } from '../../../bin/wait/kubectl';
import { Authority } from '../../e2e/rig/certificates';
import { describeWith } from '../../helpers/programs';

const servers: Server[] = [];
afterEach(() => servers.splice(0).forEach((server) => server.close()));

async function portOf(server: Server): Promise<number> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

const answering = (result: Partial<KubectlResult>): KubectlRunner => ({
  run: () => Promise.resolve({ status: 0, stdout: '', stderr: '', ...result }),
});
const NOBODY = answering({});

test('the answer of a door is its status: redirections are not followed', async () => {
  const port = await portOf(
    createServer((request, response) => {
      expect(request.headers.authorization).toBeUndefined();
      response.writeHead(request.url === '/loki/api/v1/labels' ? 302 : 200, { location: '/elsewhere' }).end();
    }),
  );
  const url = `http://127.0.0.1:${port}`;
  expect(await askDoor(NOBODY, { url }, 'alloy')).toEqual({ door: { status: 302 }, unseen: [] });
});

test('a door that this machine does not reach is not seen', async () => {
  const seen = await askDoor(NOBODY, { url: 'http://127.0.0.1:1' }, 'alloy');
  expect(seen.door).toMatchObject({ code: 'ECONNREFUSED' });
  expect(seen.unseen).toMatchObject([{ hops: ['query'], what: 'http://127.0.0.1:1 from this machine' }]);
  const name = await askDoor(NOBODY, { url: 'http://door.invalid' }, 'alloy');
  expect(name.door?.code).toMatch(/^(ENOTFOUND|EAI_AGAIN)$/);
});

test.each<[string, Partial<KubectlResult>, RegExp, RegExp]>([
  [
    'may not be read',
    {
      status: 1,
      stderr:
        'secrets "hub-ca" is forbidden: User "x" cannot get resource "secrets" in API group "" in the namespace "alloy"',
    },
    /forbidden/,
    /get secrets in namespace alloy/,
  ],
  [
    'has no such key',
    { stdout: '{"data":{"other":"eA=="}}' },
    /it has no key ca\.crt/,
    /get secret hub-ca in namespace alloy/,
  ],
  ['is not JSON', { stdout: 'hello' }, /it has no key/, /get secret/],
])('a door whose authority %s is not judged', async (_what, result, why, needs) => {
  const { door, unseen } = await askDoor(
    answering(result),
    { url: 'https://door.invalid', ca: { secret: 'hub-ca' } },
    'alloy',
  );
  expect(door).toBeUndefined();
  expect(unseen).toMatchObject([
    { why: expect.stringMatching(why) as string, needs: expect.stringMatching(needs) as string },
  ]);
});

describeWith(['openssl'], 'a door with TLS', () => {
  const folder = mkdtempSync(join(tmpdir(), 'door-'));
  const authority = new Authority(join(folder, 'right'), 'right');
  const pair = authority.sign('localhost', 'DNS:localhost');
  afterAll(() => rmSync(folder, { recursive: true }));

  const ask = async (ca?: object, host = 'localhost') => {
    const port = await portOf(createTlsServer(pair, (_request, response) => response.writeHead(401).end()));
    const secret = JSON.stringify({ data: { 'ca.crt': Buffer.from(authority.cert).toString('base64') } });
    const { door } = await askDoor(answering({ stdout: secret }), { url: `https://${host}:${port}`, ca }, 'alloy');
    return door;
  };

  test('is trusted with its own authority alone, as agents trust it', async () => {
    expect(await ask({ secret: 'hub-ca' })).toEqual({ status: 401 });
    expect(await ask({ pem: authority.cert })).toEqual({ status: 401 });
    expect((await ask())?.code).toMatch(/UNABLE_TO_|SELF_SIGNED/);
    const other = new Authority(join(folder, 'other'), 'other');
    expect((await ask({ pem: other.cert }))?.code).toMatch(/UNABLE_TO_|SELF_SIGNED/);
  });

  test('of another name is not trusted', async () => {
    expect(await ask({ pem: authority.cert }, '127.0.0.1')).toMatchObject({ code: 'ERR_TLS_CERT_ALTNAME_INVALID' });
  });
});
