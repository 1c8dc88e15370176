import { counted } from '../../../../../charts/input/counted';
import {
  atHub,
  check,
  elsewhere,
  field,
  gatewayEndpoints,
  gatewayService,
  logsOf,
  networkPolicies,
  ofEnvironment,
  restartAgents,
  restartGateway,
} from '../../commands';
import type { Fault } from '../../fault';
import { linesOf, samplesOf, some, type View } from '../../view';
import { API_FAULTS } from './api';
import { BEFORE_GATEWAY_FAULTS, WITHOUT_TLS } from './before-gateway';
import { STATE_FAULTS } from './state';
import { RECEIVER_FAULTS } from './receivers';
import { CERTIFICATE_FAULTS } from './certificate';
import { AGENT_LOG_FAULTS } from './in-log';
import { KAFKA_FAULTS } from '../kafka';
import { failedPushes, held, leftToRead, PUSHES } from '../pushes';
import { pushFault } from './push-fault';
import { UNANSWERED_FAULTS } from './unanswered';

const config: Fault = {
  id: 'agent-config',
  hop: 'agent',
  cause: 'an agent refuses its configuration, and runs with a former one or not at all',
  find: (view) => {
    const gauge = 'alloy_config_last_load_successful';
    const refused = view.agents.filter((scrape) => view.sum([scrape], gauge) === 0);
    const lines = view.agentLogs('alloy-config').filter((entry) => !view.hasLoaded(entry, gauge));
    if (refused.length === 0 && lines.length === 0) return undefined;
    const evidence =
      refused.length > 0
        ? `${some(refused.map(({ pod }) => pod))} could not load its configuration`
        : `the configuration is refused: ${linesOf(lines)}`;
    const pod = refused[0]?.pod ?? lines[0]?.pod ?? '';
    return {
      evidence,
      fix: [
        `kubectl logs --namespace ${view.setup.alloyNamespace} ${pod} --all-containers | grep -m 3 Error`,
        ...check(view),
        view.setup.deliver,
      ],
    };
  },
};

const unhealthy: Fault = {
  id: 'agent-component',
  hop: 'agent',
  isMild: true,
  cause: 'a component of an agent is not healthy',
  find: (view) => {
    const found = view.agents.filter(
      (scrape) =>
        (view.sum([scrape], 'alloy_component_controller_running_components', { health_type: /^(unhealthy|exited)$/ }) ??
          0) > 0,
    );
    const [first] = found;
    if (!first) return undefined;
    return {
      evidence: `${some(found.map(({ pod }) => pod))} has components that are not healthy`,
      fix: [
        `kubectl port-forward --namespace ${first.namespace} pod/${first.pod} 12345`,
        'open http://localhost:12345: it names the component',
      ],
    };
  },
};

const dropping: Fault = {
  id: 'agent-drops',
  hop: 'agent',
  cause: 'agents drop lines: they are lost',
  follows: ['agent', 'gateway', 'distributor', 'ingester'],
  find: (view) => {
    const name = 'loki_write_dropped_entries_total';
    const found = view.agents.filter((scrape) => view.grown([scrape], name) > 0);
    if (found.length === 0) return undefined;
    const reasons = found
      .flatMap((scrape) => samplesOf(scrape, name))
      .filter(({ grown = 0 }) => grown > 0)
      .map(({ labels }) => labels['reason'] ?? 'unknown');
    return {
      evidence: `${some(found.map(({ pod }) => pod))} drops ${counted(view.grown(found, name), 'line')} between two readings of the metrics: ${[...new Set(reasons)].join(', ')}`,
      fix: [
        `kubectl logs --namespace ${found[0]?.namespace} ${found[0]?.pod} --all-containers --since 10m | grep -E 'level=(warn|error)'`,
      ],
    };
  },
};

const waiting: Fault = {
  id: 'agent-held',
  hop: 'agent',
  // Some seconds without a push mean little: faults of later parts of the path explain them.
  isMild: true,
  cause: 'agents have lines that they cannot send: pushes failed, and they wait before they try again',
  follows: ['agent', 'gateway', 'distributor', 'ingester'],
  find: (view) => {
    const found = held(view);
    if (found.length === 0) return undefined;
    const failed = found.flatMap(failedPushes);
    const statuses = [...new Set(failed.map(({ labels }) => labels['status_code']))].join(', ');
    return {
      evidence: `${some(found.map(({ pod }) => pod))} has lines, and no push was accepted between two readings of the metrics; until now they were answered ${statuses}, where -1 is not an answer`,
      fix: [
        ...ofEnvironment(view, `npx eks-loki doctor ${view.setup.name} --hop agent,gateway --watch`),
        gatewayEndpoints(view),
        networkPolicies(view),
      ],
    };
  },
};

/** Bytes that an agent may be behind before the rotation of the kubelet outruns it. */
const BEHIND_BYTES = 100 * 1024 * 1024;

const behind: Fault = {
  id: 'agent-behind',
  hop: 'agent',
  isMild: true,
  cause: 'an agent reads slower than pods write: rotation will outrun it',
  follows: ['gateway', 'distributor', 'ingester'],
  find: (view) => {
    const found = view.agents.filter((scrape) => leftToRead(view, scrape) > BEHIND_BYTES);
    const [first] = found;
    if (!first) return undefined;
    return {
      evidence: `${some(found.map(({ pod }) => pod))} has ${Math.round(leftToRead(view, first) / 1024 / 1024)} MiB left to read`,
      fix: [
        `kubectl top pod --namespace ${first.namespace} ${first.pod}`,
        `give the agents more CPU${view.setup.found ? '' : `: environments.${view.setup.name}.workloads.alloy.resources`}`,
      ],
    };
  },
};

const silent: Fault = {
  id: 'agent-silent',
  hop: 'agent',
  cause: 'agents read lines and send none: processing drops them all, or they go elsewhere',
  follows: ['gateway', 'distributor', 'ingester'],
  find: (view) => {
    const found = view.scrapes('agent').filter((scrape) => {
      const read = view.grown([scrape], 'loki_source_file_read_lines_total');
      if (read === 0 || view.sum([scrape], PUSHES) !== undefined) return false;
      // Alloy has this counter only after its first push; with Kafka it never has it.
      const sent = view.sum([scrape], 'loki_write_sent_entries_total');
      return sent === undefined ? view.grown([scrape], 'loki_process_dropped_lines_total') >= read : sent === 0;
    });
    if (found.length === 0) return undefined;
    return {
      evidence: `${some(found.map(({ pod }) => pod))} reads lines and has sent none since it started`,
      fix: [
        view.setup.found
          ? 'look for stages that drop lines, and for the URL that they are sent to'
          : `look for entries of environments.${view.setup.name}.alloy.processing that drop lines, and for destinations`,
      ],
    };
  },
};

/** Logs of the part of Loki that refuses lines. */
const refusals = (view: View, ...components: readonly string[]): string[] =>
  view.setup.remote ? [atHub(view)] : components.map((component) => logsOf(view, component));

/** Faults of the agents, and of the answers to their pushes. */
export const AGENT_FAULTS: readonly Fault[] = [
  config,
  ...API_FAULTS,
  ...KAFKA_FAULTS,
  pushFault(
    'agent-password',
    /^401$/,
    'the gateway refuses the password of the agents, which differs from its own',
    (view) => [
      ...(view.setup.remote?.passwords === undefined ? [] : [view.setup.remote.passwords]),
      restartGateway(view),
      restartAgents(view),
    ],
  ),
  ...BEFORE_GATEWAY_FAULTS,
  pushFault(
    'agent-path',
    /^(3\d\d|404|405)$/,
    'the agents push to an address that is not the gateway of this Loki',
    (view) =>
      view.setup.remote
        ? [`compare ${view.setup.remote.url} with the door of ${elsewhere(view)}`, atHub(view)]
        : [view.setup.deliver, gatewayService(view)],
    ['gateway'],
  ),
  pushFault(
    'agent-too-large',
    /^413$/,
    'the gateway refuses pushes of this size',
    ({ setup }) => [
      setup.found
        ? 'raise client_max_body_size of the gateway, or lower batch_size of the agents'
        : `a push may have 16 MiB: lower batch_size in environments.${setup.name}.alloy.extraSources`,
    ],
    [],
    // What the gateway lets pass, Loki may refuse.
    ['limit-body'],
  ),
  pushFault(
    'agent-limited',
    /^429$/,
    'Loki limits the lines of a tenant; agents keep them and try again',
    (view) =>
      view.setup.remote
        ? [`raise volume or loki.tenantLimits of ${elsewhere(view)}`, atHub(view)]
        : [`raise ${field(view, 'volume, or loki.tenantLimits', 'ingestion_rate_mb and ingestion_burst_size_mb')}`],
    ['distributor'],
  ),
  pushFault(
    'agent-refused',
    /^4(?!01|03|04|05|07|08|11|13|14|21|29|31|6\d)/,
    'Loki refuses lines of the agents, which are lost',
    (view) => refusals(view, 'distributor'),
    ['distributor'],
    ['limit-order', WITHOUT_TLS],
  ),
  pushFault(
    'agent-errors',
    /^5/,
    'the gateway answers pushes of the agents with errors; they keep lines and try again',
    (view) => refusals(view, 'gateway', 'distributor'),
    ['gateway', 'distributor', 'ingester'],
    // What is mild for the gateway itself is why it answers so.
    ['gateway-upstream', 'gateway-slow', 'gateway-connections', 'gateway-temporary'],
  ),
  ...UNANSWERED_FAULTS,
  ...CERTIFICATE_FAULTS,
  ...RECEIVER_FAULTS,
  waiting,
  dropping,
  silent,
  ...AGENT_LOG_FAULTS,
  ...STATE_FAULTS,
  behind,
  unhealthy,
];
