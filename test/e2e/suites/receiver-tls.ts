import { writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { join } from 'node:path';
import { connect, type TLSSocket } from 'node:tls';
import { Authority, type Certificate } from '../rig/certificates';
import { otlpJson } from '../rig/otlp';
import type { SecretFiles } from '../rig/passwords';
import { waitFor } from '../rig/wait';
import { arrived, cloudWatch, nanoseconds, type ReceiversRig, sendSyslog, streams } from './receivers';

const RECEIVERS = ['push', 'otlp', 'syslog', 'firehose'] as const;

/** Certificate that a client shows, and the authority that it trusts. */
interface Client {
  readonly ca: string;
  readonly cert?: string;
  readonly key?: string;
}

/** Certificate that follows the first one of the servers. */
let renewed: Certificate;

const clients: Record<'right' | 'nameless' | 'stranger' | 'trusting-another', Client> = {} as never;

/** Secrets of the receivers' TLS, for a pod with an address. They are those of cert-manager, one authority for each side. */
export function TLS_SECRETS(folder: string, address: string): Record<string, SecretFiles> {
  const [servers, own, strangers] = ['servers', 'clients', 'strangers'].map(
    (name) => new Authority(join(folder, name), name),
  ) as [Authority, Authority, Authority];
  const { cert, key } = servers.sign('alloy-receivers', `IP:${address}`);
  renewed = servers.sign('renewed', `IP:${address}`);
  const of = (certificate: Certificate, ca = servers.cert): Client => ({ ca, ...certificate });
  const shop = own.sign('shop', 'DNS:shop');
  Object.assign(clients, {
    right: of(shop),
    nameless: { ca: servers.cert },
    stranger: of(strangers.sign('stranger', 'DNS:stranger')),
    'trusting-another': of(shop, strangers.cert),
  });
  return Object.fromEntries(
    RECEIVERS.flatMap((name) => [
      [`${name}-tls`, { 'tls.crt': { text: cert }, 'tls.key': { text: key } }],
      [`${name}-clients`, { 'ca.crt': { text: own.cert } }],
    ]),
  );
}

/** TLS with certificates of clients. */
export function receiverTlsTests(rig: () => ReceiversRig, key: string): void {
  const https = (client: Client, port: number, path: string, body: string, headers = {}) =>
    new Promise<number>((resolve, reject) => {
      const options = { method: 'POST', headers: { 'Content-Type': 'application/json', ...headers }, ...client };
      request(`https://${rig().pod.address}:${port}${path}`, { ...options, agent: false }, (answer) => {
        answer.resume().once('end', () => resolve(answer.statusCode ?? 0));
      })
        .once('error', reject)
        .end(body);
    });

  const SENDS: Readonly<Record<(typeof RECEIVERS)[number], (client: Client, text: string) => Promise<unknown>>> = {
    push: (client, text) =>
      https(
        client,
        3500,
        '/loki/api/v1/push',
        streams({ stream: { app: 'tls' }, values: [[`${nanoseconds()}`, text]] }),
        {
          'X-Scope-OrgID': 'apps',
        },
      ),
    otlp: (client, text) =>
      https(
        client,
        4318,
        '/v1/logs',
        otlpJson([{ nanoseconds: nanoseconds(), text, resource: { 'service.name': 'tls' } }]),
      ),
    syslog: async (client, text) => {
      const socket = await new Promise<TLSSocket>((resolve, reject) => {
        const one = connect({ host: rig().pod.address, port: 6514, ...client }, () => resolve(one));
        one.once('error', reject);
      });
      // With TLS 1.3, a server refuses after the client's handshake is done.
      const refused = new Promise((_resolve, reject) => socket.once('error', reject));
      await Promise.race([
        sendSyslog(socket, [`<165>1 ${new Date().toISOString()} tls-host tls 1 - - ${text}`]),
        refused,
      ]);
    },
    firehose: (client, text) =>
      https(
        client,
        9880,
        '/awsfirehose/api/v1/push',
        JSON.stringify({ requestId: 'r1', records: [{ data: cloudWatch('s', [text]).toString('base64') }] }),
        { 'X-Amz-Firehose-Access-Key': key, 'X-Amz-Firehose-Request-Id': 'r1' },
      ),
  };
  const QUERIES = {
    push: ['edge', '{app="tls", job="push"}'],
    otlp: ['platform', '{service_name="tls", k8s_cluster_name="dev"}'],
    syslog: ['platform', '{job="syslog", host="tls-host"}'],
    firehose: ['platform', '{job="aws/firehose", log_group="/aws/eks/prod/cluster"} | log_stream="s"'],
  } as const;

  test.each(RECEIVERS)('%s takes lines of a client with a certificate of its authority', async (receiver) => {
    await SENDS[receiver](clients.right, `${receiver} of a client`);
    const [tenant, query] = QUERIES[receiver];
    const lines = await arrived(rig(), tenant, query, 1);
    expect(lines.map(({ text }) => text)).toEqual([`${receiver} of a client`]);
  });

  test.each(
    RECEIVERS.flatMap((receiver) =>
      (['nameless', 'stranger', 'trusting-another'] as const).map((client) => [receiver, client] as const),
    ),
  )('%s and a client that is %s: no connection', async (receiver, client) => {
    await expect(SENDS[receiver](clients[client], 'refused')).rejects.toThrow(
      client === 'trusting-another' ? /certificate/ : /alert|ECONNRESET|EPIPE|socket hang up/,
    );
  });

  test('nothing of the others has arrived, and plain text is refused', async () => {
    const found = await Promise.all(
      rig().tenants.map((tenant) => rig().loki.lines(tenant, '{service_name=~".+"} |= "refused"')),
    );
    expect(found.flat()).toEqual([]);
    const plain = fetch(`http://${rig().pod.address}:4318/v1/logs`, { method: 'POST', body: '{}' });
    expect(await plain.then(({ status }) => status)).toBe(400);
  });

  test('a renewed certificate is shown by all of them, without a restart, and lines arrive', async () => {
    for (const receiver of RECEIVERS) {
      const folder = rig().pod.volume(`${receiver}-tls`);
      writeFileSync(join(folder, 'tls.key'), renewed.key);
      writeFileSync(join(folder, 'tls.crt'), renewed.cert);
    }
    let names: unknown[] = [];
    await waitFor(
      async () => {
        names = await Promise.all([3500, 4317, 4318, 6514, 9880].map(shown));
        return names.every((name) => name === 'renewed');
      },
      30,
      () => `${names.join(' ')}\n${rig().pod.log.slice(-2000)}`,
    );
    for (const receiver of RECEIVERS) {
      await SENDS[receiver](clients.right, `${receiver} afterwards`);
      const [tenant, query] = QUERIES[receiver];
      const lines = await arrived(rig(), tenant, query, 2);
      expect(lines.map(({ text }) => text)).toEqual([`${receiver} of a client`, `${receiver} afterwards`]);
    }
    expect(rig().pod.restarts).toBe(0);
  });

  /** Name in the certificate that a port shows; undefined if it takes no connection. */
  function shown(port: number): Promise<string | string[] | undefined> {
    return new Promise((resolve) => {
      const socket = connect({ host: rig().pod.address, port, ...clients.right }, () => {
        resolve(socket.getPeerCertificate().subject.CN);
        socket.end();
      });
      socket.once('error', () => resolve(undefined));
    });
  }
}
