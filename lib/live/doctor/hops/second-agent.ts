import { AGENT_NAMES } from '../components';
import type { Fault } from '../fault';
import { PROGRAM_LABELS } from '../found';
import { ofEnvironment } from '../commands';

/** Programs that read files of nodes, by the labels of their charts. */
const PROGRAMS: readonly string[] = [...AGENT_NAMES, 'fluent-bit', 'vector'];

const second: Fault = {
  id: 'node-second-agent',
  hop: 'node',
  isMild: true,
  cause: 'another agent is beside that of the environment: if it sends to this Loki, lines are stored twice',
  find: (view) => {
    const { setup, snapshot } = view;
    // Of a Loki that was found, all agents are its own.
    if (setup.found) return undefined;
    return snapshot.workloads
      .filter(
        ({ kind, metadata: { name, namespace, labels = {} } }) =>
          kind === 'DaemonSet' &&
          PROGRAM_LABELS.some((label) => PROGRAMS.includes(labels[label] ?? '')) &&
          !setup.workloads.some((one) => one.name === name && one.namespace === namespace),
      )
      .map(({ metadata: { name, namespace = '' } }) => ({
        evidence: `DaemonSet ${namespace}/${name} is not of the environment`,
        fix: [
          `kubectl get daemonset --namespace ${namespace} ${name} -o yaml: look for the address that it sends to`,
          `end it, if it is this Loki: helm list --namespace ${namespace}`,
          ...ofEnvironment(view, 'move in from it first, if it is still needed: docs/how-to/moving-in.md'),
        ],
      }));
  },
};

/** Faults of agents that another chart deployed. */
export const SECOND_AGENT_FAULTS: readonly Fault[] = [second];
