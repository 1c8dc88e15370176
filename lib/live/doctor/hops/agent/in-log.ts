import { SCRAPER_COMPONENT } from '../../../../../charts/monitoring/scraper/names';
import { agentLines, networkPolicies, ofEnvironment, restartAgents } from '../../commands';
import type { Fault } from '../../fault';
import { linesOf } from '../../view';
import { inLog } from '../in-log';

/** Numbers of lines about other agents that make a fault, by their pattern: while agents restart, some attempts and probes fail. */
const LEAST_OF_PEERS = { 'alloy-cluster': 2, 'alloy-probes': 6 };

/** Metrics that a collector cannot write. */
const REMOTE_WRITE: Pick<Fault, 'id' | 'hop' | 'isMild' | 'cause'> = {
  ...{ id: 'metrics-remote-write', hop: 'agent', isMild: true },
  cause: 'a collector cannot write metrics to its Prometheus: dashboards and alerts miss them',
};

/** Faults that logs of agents show, besides those of pushes and files of nodes. */
export const AGENT_LOG_FAULTS: readonly Fault[] = [
  inLog(
    'secret-file',
    {
      ...{ id: 'agent-secret-file', hop: 'agent' },
      cause: 'an agent cannot read a file with its password or a certificate, so what needs it does not start',
    },
    {
      says: (detail) => `${detail} cannot be opened`,
      fix: (view) => [
        `kubectl get secrets,secretproviderclasses --namespace ${view.setup.alloyNamespace}`,
        view.setup.deliver,
        restartAgents(view),
      ],
    },
  ),
  inLog(
    LEAST_OF_PEERS,
    {
      ...{ id: 'agent-cluster', hop: 'agent', isMild: true },
      cause: 'agents that share work do not find each other: lines may be read twice, or not at all',
    },
    {
      says: (detail) => detail,
      fix: (view) => [
        `the Service of the cluster of Alloy must be headless and name all of them: kubectl get services,endpointslices --namespace ${view.setup.alloyNamespace}`,
        networkPolicies(view, view.setup.alloyNamespace),
      ],
    },
  ),
  inLog(
    'otlp-dropped',
    {
      ...{ id: 'destination-drops', hop: 'agent', isMild: true },
      cause: 'an agent drops what it cannot send to a destination: those lines are lost there',
    },
    {
      says: (detail) => `${detail} drops data`,
      fix: (view) => [
        agentLines(view, "'Exporting failed'"),
        'the destination must answer and keep up: its address, its password, its limits',
      ],
    },
  ),
  {
    ...REMOTE_WRITE,
    find: (view) => {
      const lines = view.logs('remote-write', SCRAPER_COMPONENT);
      const [first] = lines;
      if (!first) return undefined;
      const { namespace, pod, detail = '' } = first;
      return {
        evidence: `${detail}: ${linesOf(lines)}`,
        fix: [
          ...ofEnvironment(
            view,
            `compare environments.${view.setup.name}.monitoring.remoteWrite with the Prometheus: its URL, and password or role`,
          ),
          'Amazon Managed Service for Prometheus answers 403 to a role without aps:RemoteWrite, and 404 to another workspace',
          networkPolicies(view, namespace),
          `kubectl logs --namespace ${namespace} ${pod} --all-containers --since 10m | grep remote_write`,
        ],
      };
    },
  },
  inLog(
    'otlp-refused',
    {
      ...{ id: 'receiver-memory', hop: 'agent', isMild: true },
      cause: 'a collector has no memory left, and refuses what clients send until it has',
    },
    {
      says: (detail) => detail,
      fix: (view) => [
        view.setup.found
          ? 'give it more memory, or more replicas, in the values of its chart'
          : `give it more memory, or more replicas: environments.${view.setup.name}.workloads`,
      ],
    },
  ),
];
