import { AUTO, RANGE, sumBy, total } from './context';
import type { DashboardDefinition } from './definition';
import { bars, graph, lines, logql, number, stack } from './panel';
import { CLUSTER, HAS_TEXT, IN_CLUSTER, nodes, SEARCH } from './variables';

const of = (job: string, more = '') => `{${IN_CLUSTER}, job="${job}", node_name=~"$node"${more}}`;
const JOURNAL = of('node_log/journal');
const AUDIT = of('node_log/audit');

/** Levels of the journal from warning up, in the names of both syslog and Loki. */
const BAD = 'level=~"emerg|alert|crit|fatal|error|warn|warning"';
const OUT_OF_MEMORY = `${JOURNAL} | transport="kernel" |~ "(?i)out of memory|oom-kill|oom_reaper"`;

/** Journal and audit log of nodes. */
export const NODES: DashboardDefinition = {
  title: 'Nodes',
  text: 'What the journal, the audit log and cloud-init of the nodes say.',
  group: 'lines',
  needs: ({ sources = [] }) => sources.includes('journal') || sources.includes('audit'),
  variables: [CLUSTER, nodes(`{${IN_CLUSTER}, job=~"node_log/.+"}`), SEARCH],
  rows: () => [
    {
      title: 'In this range',
      panels: [
        number(
          'Journal: warnings and errors',
          'Entries with the priority of a warning or worse.',
          'short',
          logql(total(`count_over_time(${JOURNAL} | ${BAD} ${RANGE})`)),
        ),
        number(
          'Killed for memory',
          'Entries of the kernel that say that memory ran out. A container over its limit is among them.',
          'short',
          logql(total(`count_over_time(${OUT_OF_MEMORY} ${RANGE})`)),
        ),
        number(
          'Failed in the audit log',
          'Records with res=failed: logins, sudo, services.',
          'short',
          logql(total(`count_over_time(${AUDIT} |= "res=failed" ${RANGE})`)),
        ),
        number(
          'Units that failed',
          'Entries of systemd that say that a unit failed.',
          'short',
          logql(total(`count_over_time(${JOURNAL} |= "Failed with result" ${RANGE})`)),
        ),
      ],
    },
    {
      title: 'Journal',
      panels: [
        stack(
          'Journal by unit',
          'Lines of the kernel have no unit.',
          'cps',
          logql(
            `label_replace(${sumBy('unit', `rate(${JOURNAL}${AUTO})`)}, "unit", "no unit", "unit", "")`,
            '{{unit}}',
          ),
        ),
        bars(
          'Journal by level',
          'The priority of the entry.',
          'short',
          logql(sumBy('level', `count_over_time(${JOURNAL}${AUTO})`), '{{level}}'),
        ),
        graph(
          'Warnings and errors by node',
          'One node alone is broken; all of them at once were changed.',
          'short',
          logql(sumBy('node_name', `count_over_time(${JOURNAL} | ${BAD} ${AUTO})`), '{{node_name}}'),
        ),
        graph(
          'Out of memory by node',
          'A node that kills often has pods without limits, or limits that are too low.',
          'short',
          logql(sumBy('node_name', `count_over_time(${OUT_OF_MEMORY} ${AUTO})`), '{{node_name}}'),
        ),
      ],
    },
    {
      title: 'Audit log',
      panels: [
        stack(
          'Audit records by type',
          'USER_LOGIN and USER_CMD are people; most others are services.',
          'short',
          logql(sumBy('audit_type', `count_over_time(${AUDIT}${AUTO})`), '{{audit_type}}'),
        ),
        graph(
          'Failures in the audit log by node and type',
          'Records with res=failed.',
          'short',
          logql(
            sumBy('node_name, audit_type', `count_over_time(${AUDIT} |= "res=failed" ${AUTO})`),
            '{{node_name}} {{audit_type}}',
          ),
        ),
      ],
    },
    {
      title: 'Lines',
      panels: [
        lines(
          'kubelet and containerd: warnings and errors',
          'Why a pod does not start, or a node is not ready.',
          `${of('node_log/journal', ', unit=~"kubelet.service|containerd.service"')} | ${BAD} ${HAS_TEXT}`,
        ),
        lines(
          'cloud-init: warnings and errors',
          'Why a node did not join.',
          `${of('node_log/init')} | level=~"warning|error|critical" ${HAS_TEXT}`,
        ),
        lines('Journal', 'Every entry with the searched text.', `${JOURNAL} ${HAS_TEXT}`),
      ],
    },
  ],
};
