import { isIP } from 'node:net';
import { checkServerIdentity, connect, type PeerCertificate } from 'node:tls';
import { EXPOSED_PORT } from '../../charts/endpoint/exposure/exposure';
import { certificateCommand, describeCertificate } from '../../lib/live/doctor/acm';
import type { Setup } from '../../lib/live/doctor/setup-form';
import type { Snapshot, Unseen } from '../../lib/live/doctor/snapshot';
import { parsedJson } from '../../lib/manifests/json';
import { at, record, text, texts } from '../../lib/manifests/shape';
import { type AwsRunner, awsCli } from '../smoke/password';
import { complaint } from '../wait/kubectl';
import { unseenBecause } from './unseen';

/** Longest time until a door shows its certificate, in milliseconds. */
const SHOWN_MS = 5000;

type Certificate = NonNullable<Snapshot['certificates']>[number];

type Door = NonNullable<Setup['doors']>[number];

/** Certificates of doors, and those that could not be seen. */
interface CertificatesSeen {
  readonly certificates: Certificate[];
  readonly unseen: Unseen[];
}

/** Ways of asking for certificates. */
interface CertificateOptions {
  /** Port of the doors. @default - that of HTTPS */
  readonly port?: number;

  /** The AWS CLI. @default - that on PATH */
  readonly aws?: AwsRunner;
}

/**
 * Certificates of the doors of an environment. If this machine does not reach a door, such as an internal one, ACM is
 * asked by the ARN in the door's objects.
 */
export async function certificatesOf(
  setup: Setup,
  { port = EXPOSED_PORT, aws = awsCli }: CertificateOptions = {},
): Promise<CertificatesSeen> {
  const doors = new Map((setup.doors ?? []).flatMap((door) => (door.host === undefined ? [] : [[door.host, door]])));
  const seen = await Promise.all(
    [...doors].map(async ([host, door]): Promise<CertificatesSeen> => {
      const shown = await certificateOf(host, port);
      if (shown) return { certificates: [described(host, shown)], unseen: [] };
      const found = await ofAcm(host, door, setup, aws);
      return 'names' in found ? { certificates: [found], unseen: [] } : { certificates: [], unseen: [found] };
    }),
  );
  return {
    certificates: seen.flatMap(({ certificates }) => certificates),
    unseen: seen.flatMap(({ unseen }) => unseen),
  };
}

/** The certificate of a door from ACM. If the door has several, it is the one of the host. */
async function ofAcm(host: string, door: Door, setup: Setup, aws: AwsRunner): Promise<Certificate | Unseen> {
  const { certificateArns = [], namespace } = door;
  const answers = await Promise.all(certificateArns.map((arn) => askAcm(host, arn, aws)));
  const known = answers.filter((one) => 'names' in one);
  const best = known.find(({ isOfHost }) => isOfHost) ?? known[0];
  // Without one of several, another may be that of the host.
  if (best && (best.isOfHost || known.length === answers.length)) return best;
  const hop = namespace === setup.grafanaNamespace ? 'grafana' : 'gateway';
  const asked = answers.find((one) => 'why' in one);
  const why = `this machine does not reach ${host}${asked ? `, and ACM: ${asked.why}` : ''}`;
  const needs = 'a machine in the VPC of the door, such as a node or a bastion, to run it on';
  const credentials = asked ? `, or credentials for ${certificateCommand(asked.arn, setup)}` : '';
  return unseenBecause([hop], `certificate of ${host}`, why, `${needs}${credentials}`);
}

/** A certificate of ACM, or why it is not known. */
async function askAcm(
  host: string,
  arn: string,
  aws: AwsRunner,
): Promise<Certificate | { readonly arn: string; readonly why: string }> {
  const result = await aws([...describeCertificate(arn), '--output', 'json']);
  if (result.status !== 0) return { arn, why: complaint({ ...result, stdout: '' }) };
  const found = record(at(parsedJson(result.stdout), 'Certificate'));
  const [from, until] = [found['NotBefore'], found['NotAfter']].map(dateOf);
  if (from === undefined || until === undefined)
    return { arn, why: `its status is ${text(found['Status']) ?? 'unknown'}` };
  const names = texts(found['SubjectAlternativeNames']);
  const subjectaltname = names.map((name) => `DNS:${name}`).join(', ');
  const isOfHost = checkServerIdentity(host, { subjectaltname, subject: {} } as PeerCertificate) === undefined;
  return { host, names, isOfHost, from, until, arn };
}

/** A date, as the AWS CLI prints it: in ISO 8601, or as seconds. */
function dateOf(value: unknown): string | undefined {
  const date = new Date(typeof value === 'number' ? value * 1000 : (text(value) ?? ''));
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}

/** The certificate that a host presents, whoever signed it; undefined if it presents none. */
function certificateOf(host: string, port: number): Promise<PeerCertificate | undefined> {
  return new Promise((resolve) => {
    // The time and the names of a certificate count, whoever signed it.
    const socket = connect({ host, port, ...(isIP(host) ? {} : { servername: host }), rejectUnauthorized: false });
    const end = (certificate?: PeerCertificate): void => {
      socket.destroy();
      resolve(certificate);
    };
    socket.setTimeout(SHOWN_MS, () => end());
    socket.once('error', () => end());
    socket.once('secureConnect', () => {
      const certificate = socket.getPeerCertificate();
      end(Object.keys(certificate).length > 0 ? certificate : undefined);
    });
  });
}

function described(host: string, certificate: PeerCertificate): Certificate {
  const { subjectaltname = '', valid_from: from, valid_to: until } = certificate;
  return {
    host,
    names: subjectaltname.split(', ').flatMap((name) => name.replace(/^[\w ]+:/, '') || []),
    isOfHost: checkServerIdentity(host, certificate) === undefined,
    from: new Date(from).toISOString(),
    until: new Date(until).toISOString(),
  };
}
