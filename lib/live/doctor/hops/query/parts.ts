import { isServing } from '../../../pods';
import { field, networkPolicies, podsOf } from '../../commands';
import type { Fault } from '../../fault';
import { countOf, linesOf } from '../../view';
import { areAnswered } from './answers';

const tooLarge: Fault = {
  id: 'grpc-too-large',
  hop: 'query',
  cause: 'a message between components of Loki is larger than they accept: its query or push fails',
  find: (view) => {
    const lines = view.lokiLogs('grpc-too-large');
    const answer = view.snapshot.answers.find(({ error = '' }) => /message larger than max/.test(error));
    if (lines.length === 0 && !answer) return undefined;
    const isOfPush = lines.length > 0 && lines.every(({ component }) => component === 'distributor');
    return {
      ...(isOfPush ? { hop: 'distributor' } : {}),
      isMild: areAnswered(view),
      evidence:
        lines.length > 0
          ? `${lines.at(-1)?.detail ?? 'message larger than max'}: ${linesOf(lines)}`
          : `a query of ${answer?.user} is answered: ${answer?.error}`,
      fix: [
        `raise grpc_server_max_recv_msg_size and grpc_server_max_send_msg_size of server, and max_recv_msg_size and max_send_msg_size of ${isOfPush ? 'ingester_client.grpc_client_config' : 'frontend_worker.grpc_client_config'}: ${field(view, 'loki.config', 'these keys')}`,
      ],
    };
  },
};

/** Number of lines about a scheduler that make a fault: its restart writes fewer. */
const LEAST_LINES = 5;

const scheduler: Fault = {
  id: 'query-scheduler-unreachable',
  hop: 'query',
  cause: 'query frontends or queriers do not reach a scheduler, which passes queries on',
  find: (view) => {
    const lines = view.lokiLogs('scheduler-unreachable');
    const count = countOf(lines);
    if (count < LEAST_LINES) return undefined;
    return {
      // Another one may answer.
      isMild: areAnswered(view),
      // The fault of its pods explains it.
      ...(view.pods('query-scheduler').some(isServing) ? {} : { follows: ['query'] as const }),
      evidence: `${lines.at(-1)?.detail}: ${linesOf(lines)}`,
      fix: [`${podsOf(view, 'query-scheduler', 'query-frontend')} -o wide`, networkPolicies(view)],
    };
  },
};

const folder: Fault = {
  id: 'rules-folder',
  hop: 'query',
  isMild: true,
  cause: 'the ruler looks for rules in a folder that does not exist: it evaluates none of that tenant',
  find: (view) => {
    const lines = view.logs('rules-folder', 'ruler');
    if (lines.length === 0) return undefined;
    return {
      evidence: `${lines.at(-1)?.detail} does not exist: ${linesOf(lines)}`,
      fix: [
        `mount the rules of a tenant at that folder, or leave the ruler out: ${field(view, 'loki.rules', 'ruler.storage')}`,
      ],
    };
  },
};

/** Faults between the parts of Loki that answer queries, and of where rules are. */
export const PART_FAULTS: readonly Fault[] = [tooLarge, scheduler, folder];
