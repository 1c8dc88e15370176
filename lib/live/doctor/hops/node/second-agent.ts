import { AGENT_PROGRAMS } from '../../components';
import type { Fault } from '../../fault';
import { PROGRAM_LABELS } from '../../found';
import { ofEnvironment } from '../../commands';
import type { View } from '../../view';

const stepsOf = (view: View, namespace: string, name: string): string[] => [
  `kubectl get daemonset --namespace ${namespace} ${name} -o yaml: look for the address that it sends to`,
  `end it, if it is this Loki: helm list --namespace ${namespace}`,
  ...ofEnvironment(view, 'move in from it first, if it is still needed: docs/how-to/moving-in.md'),
];

const second: Fault = {
  id: 'node-second-agent',
  hop: 'node',
  isMild: true,
  cause: 'another agent runs beside that of the environment: if it sends to this Loki, lines are stored twice',
  find: (view) => {
    const { setup, snapshot } = view;
    // All agents of a discovered Loki are its own.
    if (setup.found) return undefined;
    const elsewhere = (snapshot.otherAgents ?? []).map(({ namespace, name }) => ({
      evidence: `DaemonSet ${namespace}/${name} does not belong to the environment, and its configuration or its metrics name this Loki`,
      fix: stepsOf(view, namespace, name),
    }));
    const beside = snapshot.workloads
      .filter(
        ({ kind, metadata: { name, namespace, labels = {} } }) =>
          kind === 'DaemonSet' &&
          PROGRAM_LABELS.some((label) => AGENT_PROGRAMS.includes(labels[label] ?? '')) &&
          !setup.workloads.some((one) => one.name === name && one.namespace === namespace),
      )
      .map(({ metadata: { name, namespace = '' } }) => ({
        evidence: `DaemonSet ${namespace}/${name} does not belong to the environment`,
        fix: stepsOf(view, namespace, name),
      }));
    return [...beside, ...elsewhere];
  },
};

/** Faults of agents that another chart deployed. */
export const SECOND_AGENT_FAULTS: readonly Fault[] = [second];
