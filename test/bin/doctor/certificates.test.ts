import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { certificatesOf } from '../../../bin/doctor/certificates';
import { Authority } from '../../e2e/rig/certificates';
import { healthySnapshot } from '../../helpers/healthy-snapshot';
import { describeWith } from '../../helpers/programs';

const { setup: SETUP } = healthySnapshot();
const withHosts = (...hosts: string[]) => ({
  ...SETUP,
  doors: hosts.map((host) => ({ kind: 'Ingress', namespace: 'loki', name: host, host })),
});

test('a door that this machine does not reach, and a setup without doors, have no certificate', async () => {
  expect(await certificatesOf(withHosts('127.0.0.1', 'door.invalid'), 1)).toEqual([]);
  expect(await certificatesOf(SETUP)).toEqual([]);
});

describeWith(['openssl'], 'the certificate of a door', () => {
  const folder = mkdtempSync(join(tmpdir(), 'certificates-'));
  const authority = new Authority(folder, 'ca');
  const servers: Server[] = [];
  afterAll(() => {
    servers.forEach((server) => server.close());
    rmSync(folder, { recursive: true });
  });
  const portOf = async (alternative: string): Promise<number> => {
    const server = createServer(authority.sign('door', alternative));
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return (server.address() as AddressInfo).port;
  };

  test('is read whoever signed it, with its names and its time', async () => {
    const [found, ...more] = await certificatesOf(withHosts('localhost'), await portOf('DNS:localhost,DNS:b.example'));
    expect(more).toEqual([]);
    expect(found).toMatchObject({ host: 'localhost', names: ['localhost', 'b.example'], isOfHost: true });
    const days = (Date.parse(found?.until ?? '') - Date.parse(found?.from ?? '')) / 86_400_000;
    expect(days).toBeCloseTo(2, 5);
  });

  test('may be of another name', async () => {
    const [found] = await certificatesOf(withHosts('localhost'), await portOf('DNS:*.other.example'));
    expect(found).toMatchObject({ names: ['*.other.example'], isOfHost: false });
  });
});
