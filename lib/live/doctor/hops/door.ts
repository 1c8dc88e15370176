import { atHub, elsewhere, showCertificate } from '../commands';
import type { Fault } from '../fault';
import type { View } from '../view';
import { answered, delivers, NO_ANSWER } from './pushes';

/** Codes of errors about the certificate of a server, as Node has them. */
const CERTIFICATE = /CERT|SELF_SIGNED|UNABLE_TO_|ALTNAME|HOSTNAME_MISMATCH/;

/** Codes of errors about its name. */
const NAME = /^(ENOTFOUND|EAI_AGAIN)$/;

/** Codes of errors about TLS itself. */
const TLS = /^(EPROTO|ERR_SSL_.*)$/;

/**
 * A fault of the door that this machine sees, too. Agents that push, or that were not asked a moment ago and have no failed push,
 * may have another way to it than this machine.
 */
const ofDoor = (
  fault: Pick<Fault, 'id' | 'cause'>,
  isSo: (code: string) => boolean,
  fix: (view: View, url: string) => string[],
): Fault => ({
  ...fault,
  hop: 'gateway',
  find: (view) => {
    const { remote } = view.setup;
    const { code, error } = view.snapshot.door ?? {};
    if (!remote || code === undefined || !isSo(code) || delivers(view)) return undefined;
    if (!answered(view, NO_ANSWER) && view.agents.length > 0) return undefined;
    return { evidence: `${remote.url} ${error ?? code}`, fix: fix(view, remote.url) };
  },
});

const other: Fault = {
  id: 'door-other',
  hop: 'gateway',
  cause: 'another program than the gateway of a Loki answers at the URL',
  find: (view) => {
    const { remote } = view.setup;
    const { status } = view.snapshot.door ?? {};
    // The gateway asks everybody for a password; a Loki without one has this path.
    if (!remote || status === undefined || [200, 401, 403].includes(status)) return undefined;
    if (status >= 500 || delivers(view)) return undefined;
    return {
      evidence: `${remote.url} answers ${status} to a request for labels without a password`,
      fix: [`compare ${remote.url} with the door of ${elsewhere(view)}`, atHub(view)],
    };
  },
};

const unserved: Fault = {
  id: 'door-unserved',
  hop: 'gateway',
  cause: 'nothing behind the door answers',
  find: (view) => {
    const { remote } = view.setup;
    const { status = 0 } = view.snapshot.door ?? {};
    if (!remote || status < 500) return undefined;
    return { isMild: delivers(view), evidence: `${remote.url} answers ${status}`, fix: [atHub(view)] };
  },
};

/** Faults of the door of a Loki elsewhere. */
export const DOOR_FAULTS: readonly Fault[] = [
  ofDoor(
    { id: 'door-name', cause: 'the name of the door does not resolve' },
    (code) => NAME.test(code),
    (view, url) => [
      `nslookup ${new URL(url).hostname}`,
      `the name must have a record for the load balancer of ${elsewhere(view)}, in a zone that this cluster resolves`,
    ],
  ),
  ofDoor(
    {
      id: 'door-certificate',
      cause: 'the certificate of the door is not trusted, or has expired, or is of another name',
    },
    (code) => CERTIFICATE.test(code),
    (_view, url) => [
      showCertificate(new URL(url).hostname, new URL(url).port || 443),
      'a certificate of a private authority needs loki.ca here; renew one that has expired',
    ],
  ),
  ofDoor(
    { id: 'door-tls', cause: 'what answers at the URL does not speak TLS' },
    (code) => TLS.test(code),
    (_view, url) => [`compare the scheme and the port of ${url} with those of the door`],
  ),
  ofDoor(
    {
      id: 'door-closed',
      cause: 'the door does not answer: no load balancer, no route, or a security group that does not admit it',
    },
    (code) => !NAME.test(code) && !CERTIFICATE.test(code) && !TLS.test(code),
    (view, url) => [
      `curl --verbose --max-time 10 ${url}`,
      `expose.from of ${elsewhere(view)} must admit the addresses of this cluster`,
      atHub(view),
    ],
  ),
  other,
  unserved,
];
