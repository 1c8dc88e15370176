import { AUTO, RANGE, sumBy, total } from './context';
import { bars, graph, lines, logql, number, stack, table } from './panel';
import type { DashboardDefinition } from './definition';
import { CLUSTER, HAS_TEXT, IN_CLUSTER, SEARCH } from './variables';

const SELECTOR = `{${IN_CLUSTER}, namespace=~"$namespace", app=~"$app"}`;
const ERRORS = `${SELECTOR} | detected_level=~"error|critical|fatal"`;

/** Logs of applications. */
export const LOGS: DashboardDefinition = {
  title: 'Applications',
  text: 'What the pods of a namespace or of an application log, how much, and how much of it are errors.',
  group: 'lines',
  variables: [
    CLUSTER,
    { kind: 'label', name: 'namespace', label: 'namespace', of: `{${IN_CLUSTER}}`, all: '.+' },
    { kind: 'label', name: 'app', label: 'app', of: `{${IN_CLUSTER}, namespace=~"$namespace"}`, all: '.*' },
    {
      kind: 'list',
      name: 'level',
      values: ['trace', 'debug', 'info', 'warn', 'error', 'critical', 'fatal', 'unknown'],
    },
    SEARCH,
  ],
  rows: () => [
    {
      title: 'How much',
      panels: [
        number('Lines', 'Lines in this range.', 'short', logql(total(`count_over_time(${SELECTOR}${RANGE})`))),
        number('Bytes', 'Bytes of these lines.', 'bytes', logql(total(`bytes_over_time(${SELECTOR}${RANGE})`))),
        number(
          'Errors',
          'Lines whose level is error, critical or fatal.',
          'short',
          logql(total(`count_over_time(${ERRORS} ${RANGE})`)),
        ),
        number(
          'Share of errors',
          'Errors among all lines.',
          'percentunit',
          logql(`(sum(count_over_time(${ERRORS} ${RANGE})) / sum(count_over_time(${SELECTOR}${RANGE}))) or vector(0)`),
        ),
        stack(
          'Lines per second',
          'By namespace. A step up is often a deploy with another level.',
          'cps',
          logql(sumBy('namespace', `rate(${SELECTOR}${AUTO})`), '{{namespace}}'),
        ),
        stack(
          'Bytes per second',
          'By namespace: what is paid for.',
          'Bps',
          logql(sumBy('namespace', `bytes_rate(${SELECTOR}${AUTO})`), '{{namespace}}'),
          { more: ['storage'] },
        ),
      ],
    },
    {
      title: 'How bad',
      panels: [
        bars(
          'Lines by level',
          'The level that Loki finds in the line or its metadata.',
          'short',
          logql(sumBy('detected_level', `count_over_time(${SELECTOR}${AUTO})`), '{{detected_level}}'),
        ),
        graph(
          'Errors by application',
          'The ten with the most.',
          'short',
          logql(`topk(10, sum by (namespace, app) (count_over_time(${ERRORS} ${AUTO})))`, '{{namespace}}/{{app}}'),
        ),
        graph(
          'Share of errors by application',
          'One that logs little and mostly errors stands out here only.',
          'percentunit',
          logql(
            `${sumBy('app', `count_over_time(${ERRORS} ${AUTO})`)} / ${sumBy('app', `count_over_time(${SELECTOR}${AUTO})`)}`,
            '{{app}}',
          ),
        ),
      ],
    },
    {
      title: 'Who',
      panels: [
        table(
          'Largest applications',
          'Bytes in this range. The first ones decide on the cost.',
          'bytes',
          logql(`topk(10, sum by (namespace, app) (bytes_over_time(${SELECTOR}${RANGE})))`),
        ),
        table(
          'Pods with the most errors',
          'In this range.',
          'short',
          logql(`topk(10, sum by (namespace, pod) (count_over_time(${ERRORS} ${RANGE})))`),
        ),
      ],
    },
    {
      title: 'Lines',
      panels: [
        lines(
          'Lines of these applications',
          'Of the chosen level, with the searched text.',
          `${SELECTOR} | detected_level=~"$level" ${HAS_TEXT}`,
        ),
      ],
    },
  ],
};
