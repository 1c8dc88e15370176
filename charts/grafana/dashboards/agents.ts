import { quantile, RATE, sumBy, total, unreadBytes } from './context';
import type { DashboardDefinition } from './definition';
import { graph, number, podsRow, promql, table } from './panel';

/** Collectors of Alloy. */
export const AGENTS: DashboardDefinition = {
  title: 'Agents',
  text: 'Alloy on the nodes and its other collectors: whether they are well, what they read, and what they need.',
  group: 'path',
  rows: (of) => [
    {
      title: 'Health',
      panels: [
        number(
          'Agents that answer',
          'Pods of Alloy that can be scraped, one a node and the other collectors.',
          'short',
          promql(total(of.alloy('.*', 'up'))),
        ),
        number(
          'Agents that do not',
          'Pods of Alloy that cannot be scraped.',
          'short',
          promql(`(count(${of.alloy('.*', 'up')}) or vector(0)) - (sum(${of.alloy('.*', 'up')}) or vector(0))`),
        ),
        number(
          'Components that are not healthy',
          'Alloy on port 12345 names them.',
          'short',
          promql(total(of.all('alloy_component_controller_running_components', 'health_type!="healthy"'))),
        ),
        number(
          'Configurations that were refused',
          'Pods that go on with an earlier one.',
          'short',
          promql(`count(${of.all('alloy_config_last_load_successful')} == 0) or vector(0)`),
        ),
        table('Versions', 'Pods of each.', 'short', promql(`count by (version) (${of.all('alloy_build_info')})`)),
      ],
    },
    {
      title: 'Reading',
      panels: [
        graph(
          'Files that are open',
          'None is a mount or a discovery that fails.',
          'short',
          promql(sumBy('pod', of.all('loki_source_file_files_active_total')), '{{pod}}'),
        ),
        graph(
          'Lines read from files',
          'By agent.',
          'cps',
          promql(sumBy('pod', `rate(${of.all('loki_source_file_read_lines_total')}${RATE})`), '{{pod}}'),
        ),
        graph(
          'Entries read from the journal',
          'A silent one is a wrong path, or no permission.',
          'cps',
          promql(sumBy('pod', `rate(${of.all('loki_source_journal_target_lines_total')}${RATE})`), '{{pod}}'),
        ),
        graph(
          'Behind, by agent',
          'Bytes of files that it has not read. Growing all the time, it will lose lines.',
          'bytes',
          promql(unreadBytes(of), '{{pod}}'),
        ),
        graph('Lines cut or split', 'Longer than a line may be: `alloy.pods` sets how long.', 'cps', [
          promql(sumBy('pod', `rate(${of.all('loki_process_cri_lines_truncated_total')}${RATE})`), 'cut {{pod}}'),
          promql(
            sumBy('pod', `rate(${of.all('loki_process_cri_partial_lines_flushed_total')}${RATE})`),
            'split {{pod}}',
          ),
        ]),
        graph(
          'Failures to watch the API server',
          'Pods that are new are not found meanwhile.',
          'cps',
          promql(sumBy('pod', `rate(${of.all('prometheus_sd_kubernetes_failures_total')}${RATE})`), '{{pod}}'),
        ),
      ],
    },
    {
      title: 'Sending',
      panels: [
        graph(
          'Time of a push, by agent',
          '99 of 100 are faster. One that is slow alone has a slow node.',
          's',
          promql(quantile(0.99, of.all('loki_write_request_duration_seconds_bucket'), 'pod'), '{{pod}}'),
          { more: ['pipeline'] },
        ),
        graph(
          'Pushes that are refused',
          'By agent and status.',
          'reqps',
          promql(
            sumBy(
              'pod, status_code',
              `rate(${of.all('loki_write_request_duration_seconds_count', 'status_code!~"2.."')}${RATE})`,
            ),
            '{{pod}} {{status_code}}',
          ),
          { more: ['pipeline'] },
        ),
      ],
    },
    podsRow(
      of.all('alloy_resources_process_cpu_seconds_total'),
      of.all('alloy_resources_process_resident_memory_bytes'),
    ),
  ],
};
