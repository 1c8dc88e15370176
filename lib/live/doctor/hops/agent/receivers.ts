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
