import { restartAgents } from '../../commands';
import type { Fault } from '../../fault';
import { inLog } from '../in-log';

/** Faults between receivers and their clients. */
export const RECEIVER_FAULTS: readonly Fault[] = [
  inLog(
    'receiver-tls',
    {
      ...{ id: 'receiver-certificate', hop: 'agent', isMild: true },
      cause:
        'clients that send lines to a receiver do not trust its certificate, or it has expired: their lines do not arrive',
    },
    {
      says: (detail) => `a client says ${detail}`,
      fix: (view) => [
        `kubectl get certificates,secrets --namespace ${view.setup.alloyNamespace}: renew the one of the receiver if it has expired, with the name that clients use`,
        'give the clients the authority that signed it',
        restartAgents(view),
      ],
    },
  ),
  inLog(
    'syslog-format',
    {
      ...{ id: 'receiver-format', hop: 'agent', isMild: true },
      cause: 'a client sends lines to a syslog receiver in another format than RFC 5424: they are dropped',
    },
    {
      says: (detail) => `the receiver says ${detail}`,
      fix: () => [
        'let that client write RFC 5424, a message a line or after its length: the template RSYSLOG_SyslogProtocol23Format of rsyslog, flags(syslog-protocol) of syslog-ng',
        'a device that only writes RFC 3164 sends to an rsyslog, which forwards in that format',
        'a client with TLS, or a check by HTTP, needs another port',
      ],
    },
  ),
  inLog(
    'client-tls',
    {
      ...{ id: 'receiver-client', hop: 'agent', isMild: true },
      cause: 'a client of a receiver that demands certificates has none, or one that the receiver does not trust',
    },
    {
      says: (detail) => detail,
      fix: () => ['give that client a certificate of the authority that the receiver trusts: its tls block names it'],
    },
  ),
  inLog(
    'client-plain',
    {
      ...{ id: 'receiver-plain', hop: 'agent', isMild: true },
      cause: 'a client sends lines without TLS to a receiver that has TLS: they do not arrive',
    },
    {
      says: (detail) => detail,
      fix: () => ['let that client use TLS, or give it a receiver without a tls block at another port'],
    },
  ),
];
