import { AUTO, RANGE, sumBy, total } from './context';
import type { DashboardDefinition } from './definition';
import { bars, graph, lines, logql, number, table } from './panel';
import { CLUSTER, HAS_TEXT, IN_CLUSTER, SEARCH } from './variables';

const ALL = `{${IN_CLUSTER}, job="kubernetes/events"} | namespace=~"$namespace"`;
const WARNINGS = `${ALL} | type="Warning"`;

const count = (title: string, text: string, reasons: string) =>
  number(title, text, 'short', logql(total(`count_over_time(${ALL} | reason=~"${reasons}" ${RANGE})`)));

/** Events of Kubernetes. */
export const EVENTS: DashboardDefinition = {
  title: 'Kubernetes events',
  text: 'Events of Kubernetes, which the API server itself keeps for an hour.',
  group: 'lines',
  needs: ({ sources = [] }) => sources.includes('events'),
  // The namespace of an event is structured metadata, whose values Loki does not list.
  variables: [CLUSTER, { kind: 'text', name: 'namespace', value: '.*' }, SEARCH],
  rows: () => [
    {
      title: 'In this range',
      panels: [
        number(
          'Warnings',
          'Events of the type Warning.',
          'short',
          logql(total(`count_over_time(${WARNINGS} ${RANGE})`)),
        ),
        count('Cannot be scheduled', 'No node has room, or fits selectors and taints.', 'FailedScheduling'),
        count('Restarts that wait', 'Containers that end again and again.', 'BackOff|CrashLoopBackOff'),
        count('Images', 'Images that cannot be pulled.', 'Failed|ErrImagePull|ImagePullBackOff|InspectFailed'),
        count(
          'Volumes',
          'Volumes that cannot be attached or mounted.',
          'FailedMount|FailedAttachVolume|ProvisioningFailed',
        ),
        count(
          'Evicted or killed',
          'Pods that a node threw out, or whose memory ran out.',
          'Evicted|OOMKilling|SystemOOM|Preempted',
        ),
      ],
    },
    {
      title: 'Over time',
      panels: [
        bars(
          'Events by type',
          'Normal and Warning.',
          'short',
          logql(sumBy('type', `count_over_time(${ALL} ${AUTO})`), '{{type}}'),
        ),
        graph(
          'Warnings by reason',
          'The ten most frequent.',
          'short',
          logql(`topk(10, sum by (reason) (count_over_time(${WARNINGS} ${AUTO})))`, '{{reason}}'),
        ),
        graph(
          'Warnings by namespace',
          'The ten with the most. Events of nodes have none.',
          'short',
          logql(`topk(10, sum by (namespace) (count_over_time(${WARNINGS} ${AUTO})))`, '{{namespace}}'),
        ),
      ],
    },
    {
      title: 'Who',
      panels: [
        table(
          'Objects with the most warnings',
          'In this range.',
          'short',
          logql(`topk(20, sum by (namespace, kind, name, reason) (count_over_time(${WARNINGS} ${RANGE})))`),
        ),
        table(
          'Reasons',
          'Events in this range by reason.',
          'short',
          logql(`topk(20, sum by (type, reason) (count_over_time(${ALL} ${RANGE})))`),
        ),
      ],
    },
    {
      title: 'Lines',
      panels: [lines('Warnings, as they came', 'Events of the type Warning, as JSON.', `${WARNINGS} ${HAS_TEXT}`)],
    },
  ],
};
