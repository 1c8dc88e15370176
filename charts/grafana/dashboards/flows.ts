import { AUTO, RANGE, sumBy, total } from './context';
import type { DashboardDefinition } from './definition';
import { graph, lines, logql, number, stack, table } from './panel';
import { CLUSTER, HAS_TEXT, IN_CLUSTER, nodes, SEARCH } from './variables';

const of = (more = '') => `{${IN_CLUSTER}, job="cilium/hubble", node_name=~"$node"${more}}`;
const ALL = of();
const DROPPED = of(', verdict="DROPPED"');

/** Network flows that Hubble exports. */
export const FLOWS: DashboardDefinition = {
  title: 'Network flows',
  text: 'Flows that Hubble of Cilium wrote: what was dropped, between whom and why. Only flows that it exports are here.',
  group: 'lines',
  needs: ({ sources = [] }) => sources.includes('hubble'),
  variables: [CLUSTER, nodes(`{${IN_CLUSTER}, job="cilium/hubble"}`), SEARCH],
  rows: () => [
    {
      title: 'In this range',
      panels: [
        number('Flows', 'Flows that were exported.', 'short', logql(total(`count_over_time(${ALL}${RANGE})`))),
        number('Dropped', 'Flows that were dropped.', 'short', logql(total(`count_over_time(${DROPPED}${RANGE})`))),
        number(
          'Denied by a policy',
          'Drops whose reason is a network policy.',
          'short',
          logql(total(`count_over_time(${DROPPED} | drop_reason=~"POLICY_DEN.*" ${RANGE})`)),
        ),
        number(
          'Lost by Hubble',
          'Flows that Hubble itself lost, as its records of lost events say. The others are then not all.',
          'short',
          logql(total(`sum_over_time(${ALL} | lost_events!="" | unwrap lost_events ${RANGE})`)),
        ),
      ],
    },
    {
      title: 'Over time',
      panels: [
        stack(
          'Flows by verdict',
          'FORWARDED and DROPPED, and rarely others.',
          'cps',
          logql(sumBy('verdict', `rate(${ALL}${AUTO})`), '{{verdict}}'),
        ),
        graph(
          'Drops by reason',
          'POLICY_DENIED is a policy that works, or one that lacks a rule.',
          'short',
          logql(sumBy('drop_reason', `count_over_time(${DROPPED}${AUTO})`), '{{drop_reason}}'),
        ),
        graph(
          'Drops by namespaces',
          'From the sender to the receiver: the ten with the most.',
          'short',
          logql(
            `topk(10, sum by (src_namespace, dst_namespace) (count_over_time(${DROPPED}${AUTO})))`,
            '{{src_namespace}} to {{dst_namespace}}',
          ),
        ),
      ],
    },
    {
      title: 'Who',
      panels: [
        table(
          'Dropped, by pods and port',
          'In this range: what a policy would have to name.',
          'short',
          logql(
            `topk(20, sum by (src_namespace, src_pod, dst_namespace, dst_pod, dst_port) (count_over_time(${DROPPED}${RANGE})))`,
          ),
        ),
        table(
          'HTTP by status',
          'Only where Hubble sees HTTP, which needs a policy of layer 7.',
          'short',
          logql(`sum by (http_method, http_code) (count_over_time(${ALL} | http_code!="" ${RANGE}))`),
        ),
        table(
          'Names that were asked for',
          'Only where Hubble sees DNS, which needs a policy of layer 7.',
          'short',
          logql(`topk(20, sum by (dns_query) (count_over_time(${ALL} | dns_query!="" ${RANGE})))`),
        ),
      ],
    },
    {
      title: 'Lines',
      panels: [lines('Dropped flows', 'As JSON, with the searched text.', `${DROPPED} ${HAS_TEXT}`)],
    },
  ],
};
