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

const ARN = 'arn:aws:acm:eu-west-1:111122223333:certificate/';
const HOST = 'logs.door.invalid';

/** A setup with a door that no machine reaches, and certificates of ACM. */
const internal = (ids: string[], namespace = 'loki') => ({
  ...SETUP,
  doors: [
    ...[{ kind: 'Ingress', namespace, name: 'door', host: HOST, certificateArns: ids.map((id) => `${ARN}${id}`) }],
  ],
});

/** An AWS CLI that knows certificates by their ids. */
function acm(certificates: Readonly<Record<string, object>>) {
  const asked: string[] = [];
  const aws = (args: readonly string[]) => {
    asked.push(args.join(' '));
    const Certificate = certificates[args[3]?.split('/').at(-1) ?? ''];
    return Promise.resolve(
      Certificate
        ? { status: 0, stdout: JSON.stringify({ Certificate }), stderr: '' }
        : {
            status: 254,
            stdout: '',
            stderr: '\nAn error occurred (AccessDeniedException) when calling it: not authorized',
          },
    );
  };
  return { aws, asked, port: 1 };
}
const VALID = { Status: 'ISSUED', NotBefore: '2026-06-01T00:00:00+00:00', NotAfter: 1_795_910_400 };
const NEEDS = 'a machine in the VPC of the door, such as a node or a bastion, to run it on';

test('a setup without doors, and doors without a host, have no certificate, and lack none', async () => {
  const none = { certificates: [], unseen: [] };
  expect(await certificatesOf(SETUP)).toEqual(none);
  const doors = [{ kind: 'Service', namespace: 'loki', name: 'syslog' }];
  expect(await certificatesOf({ ...SETUP, doors }, { port: 1 })).toEqual(none);
});

describe('a door that this machine does not reach', () => {
  test('is named as not seen, with where to look, if its objects name no certificate', async () => {
    expect(await certificatesOf(withHosts(HOST), acm({}))).toEqual({
      certificates: [],
      unseen: [
        {
          ...{ hops: ['gateway'], what: `certificate of ${HOST}` },
          ...{ why: `this machine does not reach ${HOST}`, needs: NEEDS },
        },
      ],
    });
  });

  test('has the certificate that ACM tells of', async () => {
    const cli = acm({ a: { ...VALID, SubjectAlternativeNames: ['*.door.invalid', 'b.example'] } });
    expect(await certificatesOf(internal(['a']), cli)).toEqual({
      certificates: [
        {
          ...{ host: HOST, names: ['*.door.invalid', 'b.example'], isOfHost: true, arn: `${ARN}a` },
          ...{ from: '2026-06-01T00:00:00.000Z', until: '2026-11-29T00:00:00.000Z' },
        },
      ],
      unseen: [],
    });
    expect(cli.asked).toEqual([`acm describe-certificate --certificate-arn ${ARN}a --region eu-west-1 --output json`]);
  });

  test('of several certificates, that of its host counts', async () => {
    const cli = acm({
      a: { ...VALID, SubjectAlternativeNames: ['*.other.example'] },
      b: { ...VALID, SubjectAlternativeNames: [HOST] },
    });
    const { certificates } = await certificatesOf(internal(['a', 'b']), cli);
    expect(certificates).toMatchObject([{ isOfHost: true, arn: `${ARN}b` }]);
    const [other] = (await certificatesOf(internal(['a']), cli)).certificates;
    expect(other).toMatchObject({ names: ['*.other.example'], isOfHost: false });
    // The one that is not known may be that of the host.
    expect(await certificatesOf(internal(['a', 'c']), cli)).toMatchObject({ certificates: [], unseen: [{}] });
  });

  test('is not seen if ACM refuses to tell, or has issued none', async () => {
    const { unseen } = await certificatesOf(internal(['a'], 'grafana'), acm({}));
    expect(unseen).toEqual([
      {
        ...{ hops: [SETUP.grafanaNamespace === 'grafana' ? 'grafana' : 'gateway'], what: `certificate of ${HOST}` },
        why: `this machine does not reach ${HOST}, and ACM: An error occurred (AccessDeniedException) when calling it: not authorized`,
        needs: `${NEEDS}, or credentials for aws acm describe-certificate --certificate-arn ${ARN}a --region eu-west-1`,
      },
    ]);
    const pending = await certificatesOf(internal(['a']), acm({ a: { Status: 'PENDING_VALIDATION' } }));
    expect(pending.unseen).toMatchObject([
      { why: expect.stringMatching(/its status is PENDING_VALIDATION$/) as string },
    ]);
  });
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
    const port = await portOf('DNS:localhost,DNS:b.example');
    const { certificates, unseen } = await certificatesOf(withHosts('localhost'), { port });
    const [found, ...more] = certificates;
    expect([more, unseen]).toEqual([[], []]);
    expect(found).toMatchObject({ host: 'localhost', names: ['localhost', 'b.example'], isOfHost: true });
    const days = (Date.parse(found?.until ?? '') - Date.parse(found?.from ?? '')) / 86_400_000;
    expect(days).toBeCloseTo(2, 5);
  });

  test('may be of another name', async () => {
    const { certificates } = await certificatesOf(withHosts('localhost'), {
      port: await portOf('DNS:*.other.example'),
    });
    const [found] = certificates;
    expect(found).toMatchObject({ names: ['*.other.example'], isOfHost: false });
  });
});
