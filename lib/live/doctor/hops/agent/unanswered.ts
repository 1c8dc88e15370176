import { counted } from '../../../../../charts/input/counted';
import { atHub, elsewhere, field, gatewayEndpoints, gatewayService, logsOf, networkPolicies } from '../../commands';
import type { Fault, Found } from '../../fault';
import type { HopName } from '../../hops';
import { countOf, linesOf, some, type View } from '../../view';
import { answered, NO_ANSWER } from '../pushes';
import { untrusted } from './certificate';

/** Number of lines about missing answers that make a fault, if no metric of the agents was read. */
const LEAST_LINES = 2;

/** A way in which pushes get no answer. */
interface Kind {
  readonly id: string;
  readonly cause: string;

  /** Words of the agents' client. */
  readonly says: RegExp;

  /** Parts of the path whose faults explain it. */
  readonly follows: readonly HopName[];

  readonly fix: (view: View) => string[];

  /** Commands for a Loki elsewhere. */
  readonly remote: (view: View, url: string) => string[];
}

const curl = (url: string): string => `curl --verbose --max-time 10 ${url}, from a pod or a node of this cluster`;

/** Ways in which pushes get no answer, by what the client of the agents says. */
const KINDS: readonly Kind[] = [
  {
    id: 'agent-proxy-away',
    cause: 'pushes go to a proxy, which does not answer or wants a password',
    says: /proxyconnect|Proxy Authentication Required/,
    follows: [],
    fix: (view) => [
      `leave HTTP_PROXY and HTTPS_PROXY out of the agents, or write .svc into NO_PROXY: ${field(view, 'customize', 'extraEnv of the agents, and not')}`,
      networkPolicies(view, view.setup.alloyNamespace),
    ],
    remote: (_view, url) => [
      `leave HTTPS_PROXY out of the agents, or write ${new URL(url).hostname} into NO_PROXY; if they need the proxy, it must be reached and admit them`,
    ],
  },
  {
    id: 'agent-url',
    cause: 'the URL that the agents push to does not begin with http:// or https://',
    says: /unsupported protocol scheme/,
    follows: [],
    fix: (view) => [`write the whole URL: http://…/loki/api/v1/push`, view.setup.deliver],
    remote: (_view, url) => [`compare ${url} with the URL in the configuration of the agents`],
  },
  {
    id: 'agent-name',
    cause:
      'the name that the agents push to does not exist: its Service was deleted, or it is of another namespace or domain',
    says: /no such host/,
    follows: ['gateway'],
    fix: (view) => [gatewayService(view), view.setup.deliver],
    remote: (view, url) => [
      `nslookup ${new URL(url).hostname}, from a pod of this cluster`,
      `the name must have a record for the load balancer of ${elsewhere(view)}, in a zone that this cluster resolves`,
    ],
  },
  {
    id: 'agent-closed',
    cause: 'nobody listens where the agents push to: no pod of the gateway is ready, or the port is another one',
    says: /connection refused/,
    follows: ['gateway'],
    fix: (view) => [gatewayEndpoints(view), gatewayService(view)],
    remote: (view, url) => [`compare the port of ${url} with the door of ${elsewhere(view)}`, atHub(view)],
  },
  {
    id: 'agent-no-way',
    cause:
      'a network policy, a security group or a route refuses the packets of the agents, so no push arrives at the gateway',
    says: /no route to host|operation not permitted|network is unreachable/,
    follows: ['gateway', 'node'],
    fix: (view) => [
      networkPolicies(view),
      networkPolicies(view, view.setup.alloyNamespace),
      'a network plugin such as Cilium may have policies of its own: kubectl api-resources | grep -i polic',
    ],
    remote: (view, url) => [
      curl(url),
      `routes and security groups must admit this cluster, and expose.from of ${elsewhere(view)} its addresses`,
    ],
  },
  {
    id: 'agent-timeout',
    cause:
      'pushes get no answer in time: something drops their packets on the way, or what is behind the gateway is too slow',
    says: /i\/o timeout|connection timed out|deadline exceeded|Client\.Timeout exceeded/,
    follows: ['gateway', 'distributor', 'ingester', 'node'],
    fix: (view) => [
      networkPolicies(view),
      networkPolicies(view, view.setup.alloyNamespace),
      logsOf(view, 'distributor'),
    ],
    remote: (view, url) => [
      curl(url),
      `expose.from of ${elsewhere(view)} must admit the addresses of this cluster`,
      atHub(view),
    ],
  },
  {
    id: 'agent-tls',
    cause:
      'agents and the address that they push to do not speak the same TLS: one of both has none, or wants a certificate',
    says: /TLS handshake|HTTP response to HTTPS|remote error: tls|certificate required|malformed HTTP response/,
    follows: ['gateway'],
    fix: (view) => [
      gatewayService(view),
      `a mesh before the gateway must admit agents without its TLS: ${view.setup.deliver}`,
    ],
    remote: (view, url) => [
      `compare the scheme and the port of ${url} with those of the door of ${elsewhere(view)}; what ends TLS there must ask for no certificate of clients`,
      atHub(view),
    ],
  },
  {
    id: 'agent-cut',
    cause:
      'connections of the agents are cut before the answer: a pod of the gateway ends, or a proxy, a mesh or a load balancer closes them',
    says: /reset by peer|\bEOF\b|broken pipe|GOAWAY|use of closed network connection|server closed idle connection|client connection lost|transport connection broken/,
    follows: ['gateway', 'distributor', 'ingester'],
    fix: (view) => [gatewayEndpoints(view), logsOf(view, 'gateway')],
    remote: (view, url) => [
      `what is before ${url} must keep idle connections longer than a minute, and admit bodies of 16 MiB`,
      atHub(view),
    ],
  },
  {
    id: 'agent-ports',
    cause: 'the node of an agent has no free port left, so pushes do not leave it',
    says: /cannot assign requested address/,
    follows: ['node'],
    fix: () => [
      'sysctl net.ipv4.ip_local_port_range, on the node',
      'find the pod with the most connections there: ss --summary',
    ],
    remote: () => ['sysctl net.ipv4.ip_local_port_range, on the node'],
  },
];

/** Pushes without an answer. */
interface Unanswered extends Pick<Found, 'evidence' | 'isMild'> {
  /** Words that their client says most often. */
  readonly says?: string;
}

/** Pushes that nobody answers now. A certificate that is not trusted is a fault of its own. */
function unanswered(view: View): Unanswered | undefined {
  if (untrusted(view).length > 0) return undefined;
  const lines = view.agentLogs('push-unreachable');
  const counts = new Map<string, number>();
  for (const { detail, count } of lines) {
    if (detail !== undefined) counts.set(detail, (counts.get(detail) ?? 0) + count);
  }
  const [says] = [...counts].sort(([, a], [, b]) => b - a)[0] ?? [];
  const found = answered(view, NO_ANSWER);
  if (found) {
    const { pods, count, isFormer } = found;
    const what = says === undefined ? '' : `: ${says}`;
    return {
      evidence: `${counted(count, 'push', 'pushes')} of ${some(pods.map(({ pod }) => pod))} nobody answered${what}`,
      says,
      ...(isFormer ? { isMild: true } : {}),
    };
  }
  // Without metrics the logs of agents tell it alone.
  if (view.agents.length > 0 || says === undefined || countOf(lines) < LEAST_LINES) return undefined;
  return { evidence: `pushes get no answer: ${says}: ${linesOf(lines)}`, says };
}

/** Parts whose faults explain pushes to a name that nobody tells the address of. */
const OF_NAMES: readonly HopName[] = ['identity', 'buckets', 'node'];

function findingOf(
  view: View,
  { fix, remote, follows }: Pick<Kind, 'fix' | 'remote' | 'follows'>,
  { evidence, isMild }: Unanswered,
): Found {
  const isOfNames = view.logs('dns').length > 0;
  return {
    evidence,
    ...(isMild ? { isMild } : {}),
    fix: view.setup.remote ? remote(view, view.setup.remote.url) : fix(view),
    follows: isOfNames ? [...OF_NAMES, ...follows] : follows,
  };
}

const kindOf = ({ says }: Unanswered): Kind | undefined =>
  says === undefined ? undefined : KINDS.find((kind) => kind.says.test(says));

const told = (kind: Kind): Fault => ({
  ...{ id: kind.id, hop: 'agent', cause: kind.cause, follows: kind.follows },
  find: (view) => {
    const found = unanswered(view);
    return found && kindOf(found) === kind ? findingOf(view, kind, found) : undefined;
  },
});

const unreachable: Fault = {
  id: 'agent-unreachable',
  hop: 'agent',
  cause: 'the agents do not reach the gateway: its name, a network policy, or no pod that is ready',
  find: (view) => {
    const found = unanswered(view);
    if (!found || kindOf(found)) return undefined;
    const kind = {
      follows: ['gateway', 'distributor', 'ingester'] as const,
      fix: () => [gatewayEndpoints(view), networkPolicies(view)],
      remote: (_: View, url: string) => [
        `this cluster must resolve and reach ${url}: routes, security groups, DNS, and expose.from of ${elsewhere(view)}`,
        networkPolicies(view),
      ],
    };
    return findingOf(view, kind, found);
  },
};

/** Faults of pushes that nobody answers. */
export const UNANSWERED_FAULTS: readonly Fault[] = [...KINDS.map(told), unreachable];
