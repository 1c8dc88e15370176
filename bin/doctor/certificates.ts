import { isIP } from 'node:net';
import { checkServerIdentity, connect, type PeerCertificate } from 'node:tls';
import { EXPOSED_PORT } from '../../charts/endpoint/exposure/exposure';
import type { Setup } from '../../lib/live/doctor/setup-form';
import type { Snapshot } from '../../lib/live/doctor/snapshot';

/** Longest time until a door shows its certificate, in milliseconds. */
const SHOWN_MS = 5000;

type Certificate = NonNullable<Snapshot['certificates']>[number];

/** Certificates of the doors of an environment. A door that this machine does not reach, such as an internal one, is left out. */
export async function certificatesOf({ doors = [] }: Setup, port = EXPOSED_PORT): Promise<Certificate[]> {
  const hosts = [...new Set(doors.flatMap(({ host }) => host ?? []))];
  const shown = await Promise.all(hosts.map(async (host) => ({ host, certificate: await certificateOf(host, port) })));
  return shown.flatMap(({ host, certificate }) => (certificate ? [described(host, certificate)] : []));
}

/** The certificate that a host shows, whoever signed it; undefined if it shows none. */
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
