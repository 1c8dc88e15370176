import type { Importing } from '../importing';
import { fullnameOf } from '../release';
import { deployCommands, type PlanStep } from './step';
import type { FormerPromtail } from './workloads';

/** True if Alloy continues where the former agent stopped, so that no line is sent twice. */
export const continuesFrom = ({ former }: Importing): boolean => former.positions !== undefined;

/** A selector that no node matches, or its removal, as a merge patch. */
const selector = (value: string | null): string =>
  `'${JSON.stringify({ spec: { template: { spec: { nodeSelector: { 'eks-loki/off': value } } } } })}'`;

/** Step that replaces the former agent. */
export function agentStep(importing: Importing): PlanStep {
  return continuesFrom(importing) ? promtailStep(importing) : otherStep(importing);
}

/** Step in which Promtail stops, and then Alloy starts with its positions. */
function promtailStep({ former, draft }: Importing): PlanStep {
  const { name, namespace = 'NAMESPACE' } = promtailOf(former);
  const patch = `kubectl -n ${namespace} patch daemonset ${name} --type merge -p`;
  return {
    title: 'Change the agents over',
    actions: [
      `Alloy reads ${former.positions ?? ''} at its first start on a node. Promtail writes this file when it ends, just before it stops reading: end it first. Each line is sent once; only lines that Promtail reads in that last moment can come twice. Meanwhile lines wait in the files of their nodes; the kubelet keeps 50 MiB of each container.`,
      `${patch} ${selector('true')}`,
      `kubectl -n ${namespace} get pods`,
      'When its pods are gone, take the line with the DaemonSet out of customize.',
      ...deployCommands(draft.name),
      `npx eks-loki smoke ${draft.name}`,
    ],
    check: 'eks-loki smoke succeeds, and lines of each namespace arrive',
    back: `${patch} ${selector(null)}`,
  };
}

/** Step for agents whose positions Alloy cannot read. */
function otherStep({ former, draft }: Importing): PlanStep {
  const agents = [...former.agents];
  const off = agents.length > 0 ? agents.join(', ') : 'the former agent';
  return {
    title: 'Change the agents over',
    actions: [
      'Alloy has run since the deploy, and reads each file from its beginning. Lines that both agents read are in Loki twice, under other labels.',
      ...(agents.length > 0
        ? []
        : [
            'If Promtail is the former agent, import its values, too: then Alloy continues where it stops, and no line is in Loki twice.',
          ]),
      `Turn ${off} off now, or let it send to the former Loki for a day if a gap would be worse than duplicate lines.`,
      `npx eks-loki smoke ${draft.name}`,
    ],
    check: 'eks-loki smoke succeeds, and lines of each namespace arrive',
    back: `turn ${off} on again`,
  };
}

/** The DaemonSet of Promtail: that of its objects, or the one that its chart makes. */
function promtailOf({ charts, promtail, promtailNames, release, agentRelease }: Importing['former']): FormerPromtail {
  const isOne = charts.size === 1 || charts.has('loki-stack');
  const own = agentRelease ?? (isOne ? release : undefined);
  return {
    name:
      promtail?.name ??
      fullnameOf('promtail', own?.name ?? (charts.has('loki-stack') ? 'loki' : 'promtail'), promtailNames),
    namespace: promtail?.namespace ?? promtailNames?.namespace ?? own?.namespace ?? release?.namespace,
  };
}
