import { restartAgents } from '../../commands';
import type { Fault } from '../../fault';
import { linesOf, type View } from '../../view';
import { delivers } from '../pushes';

/** Log lines of agents that do not trust the certificate of the server. */
export const untrusted = (view: View) =>
  view.agentLogs('push-unreachable').filter(({ detail = '' }) => /^x509/.test(detail));

const certificate: Fault = {
  id: 'agent-certificate',
  hop: 'agent',
  cause: 'the agents do not trust the certificate at the address that they push to, or it has expired',
  find: (view) => {
    const lines = untrusted(view);
    if (lines.length === 0) return undefined;
    return {
      isMild: delivers(view),
      // If this machine sees it, too, a fault of the door of the Loki elsewhere explains it.
      follows: ['gateway'],
      evidence: `${lines.at(-1)?.detail}: ${linesOf(lines)}`,
      fix: [
        view.setup.found
          ? 'compare ca_file of tls_config of the agents with the authority of the certificate'
          : `compare environments.${view.setup.name}.loki.ca with the authority of the certificate, and deliver it`,
        view.setup.deliver,
        restartAgents(view),
      ],
    };
  },
};

/** Faults of certificates that agents see. */
export const CERTIFICATE_FAULTS: readonly Fault[] = [certificate];
