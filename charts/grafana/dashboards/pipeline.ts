import { AUTO, quantile, RANGE, RATE, type Series, sumBy, total, unreadBytes } from './context';
import type { DashboardDefinition } from './definition';
import type { DashboardName } from './names';
import { graph, logql, number, type Panel, promql, type Row, stack } from './panel';

/** Lines per second that agents sent directly to Loki. */
const written = (of: Series): string => total(`rate(${of.all('loki_write_sent_entries_total')}${RATE})`);

/** Lines that agents read, sent and dropped, and lines that Loki received. */
const rates = (of: Series, hasKafka: boolean) => ({
  read: `(sum(rate(${of.all('loki_source_file_read_lines_total')}${RATE})) or vector(0)) + (sum(rate(${of.all('loki_source_journal_target_lines_total')}${RATE})) or vector(0))`,
  sent: hasKafka ? `(${written(of)}) + (${total(outOfKafka(of))})` : written(of),
  received: total(`rate(${of.all('loki_distributor_lines_received_total')}${RATE})`),
});

/** Panel with the number of lines that are lost in the range. */
const lost = (title: string, text: string, metric: string, more: readonly DashboardName[]): Panel =>
  number(title, text, 'short', promql(total(`increase(${metric}${RANGE})`)), { more, bad: 0.5 });

const flow = (of: Series, hasCanary: boolean, hasKafka: boolean): Row => {
  const { read, sent, received } = rates(of, hasKafka);
  return {
    title: 'Flow',
    panels: [
      number('Read by agents', 'Lines of files and of the journal, a second.', 'cps', promql(read), {
        more: ['agents'],
      }),
      number('Sent by agents', 'Lines for which Loki gave an answer, a second.', 'cps', promql(sent), {
        more: ['agents'],
      }),
      number(
        'Received by Loki',
        'Lines that distributors took, a second. Lines that others push are among them.',
        'cps',
        promql(received),
        { more: ['write'] },
      ),
      lost(
        'Dropped by agents',
        'Lines that are lost on a node, in this range. 401 is a password, 403 a tenant, 400 is in the log of the agent.',
        of.all('loki_write_dropped_entries_total'),
        ['agents'],
      ),
      lost(
        'Discarded by Loki',
        'Lines over a limit, in this range. Agents send those that are limited by rate again.',
        of.all('loki_discarded_samples_total'),
        ['tenants'],
      ),
      ...(hasCanary ? [missing(of)] : []),
      graph(
        'Lines on their way',
        'The three are one line, one upon the other. A gap below the first is loss or delay; the panels below say which.',
        'cps',
        [promql(read, 'read by agents'), promql(sent, 'sent by agents'), promql(received, 'received by Loki')],
      ),
      graph('Lost, by hop and reason', 'Nothing here is what should be here.', 'cps', [
        promql(sumBy('reason', `rate(${of.all('loki_write_dropped_entries_total')}${RATE}) > 0`), 'agent: {{reason}}'),
        promql(
          sumBy('reason', `rate(${of.all('loki_process_dropped_lines_total')}${RATE})`),
          'dropped on purpose: {{reason}}',
        ),
        promql(sumBy('reason', `rate(${of.all('loki_discarded_samples_total')}${RATE})`), 'Loki: {{reason}}'),
      ]),
      graph('Bytes that agents send', 'As lines, and as they are on the wire.', 'Bps', [
        promql(total(`rate(${of.all('loki_write_sent_bytes_total')}${RATE})`), 'lines'),
        promql(total(`rate(${of.all('loki_write_request_size_bytes_sum')}${RATE})`), 'on the wire'),
      ]),
    ],
  };
};

const delay = (of: Series): Row => {
  const latency = of.all('loki_write_entry_propagation_latency_seconds_bucket');
  const push = of.all('loki_write_request_duration_seconds_bucket');
  return {
    title: 'Delay',
    panels: [
      graph('From the file to the answer of Loki', 'Over a minute, agents catch up or are limited.', 's', [
        promql(quantile(0.5, latency), 'half'),
        promql(quantile(0.99, latency), '99 of 100'),
      ]),
      graph(
        'Time of a push',
        'Over a second, look at the write path.',
        's',
        [promql(quantile(0.5, push), 'half'), promql(quantile(0.95, push), '95 of 100')],
        { more: ['write'] },
      ),
      graph(
        'Waiting in files',
        'Bytes that agents have not read yet. The kubelet keeps 50 MiB a container, and no more.',
        'bytes',
        promql(unreadBytes(of), '{{pod}}'),
      ),
      stack(
        'Pushes by status',
        '204 is right; 429 is a limit, 401 a password, 5xx Loki, -1 no answer at all.',
        'reqps',
        promql(
          sumBy('status_code', `rate(${of.all('loki_write_request_duration_seconds_count')}${RATE})`),
          '{{status_code}}',
        ),
      ),
      graph(
        'Pushes that are tried again',
        'By agent. All at once: Loki or the gateway. One alone: its node.',
        'reqps',
        promql(sumBy('pod', `rate(${of.all('loki_write_batch_retries_total')}${RATE})`), '{{pod}}'),
      ),
    ],
  };
};

/** Lines per second that an exporter of OpenTelemetry has sent: into Kafka, or out of it to Loki. */
const exported = (of: Series, component: string): string =>
  `rate(${of.all('otelcol_exporter_sent_log_records_total', `component_id="otelcol.exporter.${component}"`)}${RATE})`;

const outOfKafka = (of: Series): string => exported(of, 'otlphttp.kafka_consumer');

/** Row about Kafka. Lines count as out of Kafka when consumers have sent them to Loki. */
const kafka = (of: Series): Row => ({
  title: 'Kafka',
  panels: [
    graph('Out of Kafka, by consumer', 'Lines a second. A consumer without any has no partition, or is stuck.', 'cps', [
      promql(sumBy('pod', outOfKafka(of)), '{{pod}}'),
    ]),
    graph(
      'Into Kafka, less out of it',
      'Lines a second: above zero Kafka fills, below it drains. It is what collectors wrote, less what consumers sent.',
      'cps',
      promql(`(${total(exported(of, 'kafka.kafka'))}) - (${total(outOfKafka(of))})`, 'into, less out'),
      { signed: true },
    ),
    graph(
      'Waiting in Kafka',
      'Messages that the consumers have not read, by topic. A message has up to 800 kB of lines.',
      'short',
      promql(sumBy('topic', of.all('otelcol_kafka_receiver_offset_lag_ratio')), '{{topic}}'),
    ),
    graph(
      'Waiting for Kafka',
      'Bytes in the memory of collectors. At 10 MB they read no more files.',
      'bytes',
      promql(
        sumBy('pod', of.all('otelcol_exporter_queue_size', 'component_id="otelcol.exporter.kafka.kafka"')),
        '{{pod}}',
      ),
    ),
  ],
});

const gateway = (namespace: string): Panel =>
  stack(
    'Gateway: answers that are errors',
    'From its access log, which agents ship. 401 is a wrong password of that user, 403 another tenant, 502 no upstream.',
    'short',
    logql(
      `sum by (status, user) (count_over_time({namespace="${namespace}", container="nginx"} | logfmt | status=~"4..|5.." ${AUTO}))`,
      '{{status}} {{user}}',
    ),
  );

const missing = (of: Series): Panel =>
  lost(
    'Missing at the canary',
    'Lines that were written and not found, in this range: proof of a loss.',
    of.all('loki_canary_missing_entries_total'),
    [],
  );

const canary = (of: Series): Panel[] => {
  const latency = of.all('loki_canary_response_latency_seconds_bucket');
  return [
    graph('Canary: from written to seen', 'The whole path, as a user sees it.', 's', [
      promql(quantile(0.5, latency), 'half'),
      promql(quantile(0.95, latency), '95 of 100'),
    ]),
    graph('Canary: missing, late and doubled', 'Lines a second.', 'cps', [
      promql(total(`rate(${of.all('loki_canary_missing_entries_total')}${RATE})`), 'missing'),
      promql(total(`rate(${of.all('loki_canary_websocket_missing_entries_total')}${RATE})`), 'late'),
      promql(total(`rate(${of.all('loki_canary_duplicate_entries_total')}${RATE})`), 'doubled'),
    ]),
  ];
};

/** Path of lines from the files of nodes to Loki. */
export const PIPELINE: DashboardDefinition = {
  title: 'Pipeline',
  text: 'The way of lines from the nodes to Loki: how many, how late, and where some are lost.',
  group: 'path',
  rows: (of, { lokiNamespace, hasCanary = false, hasKafka = false }) => [
    flow(of, hasCanary, hasKafka),
    delay(of),
    ...(hasKafka ? [kafka(of)] : []),
    { title: 'Proof', panels: [gateway(lokiNamespace), ...(hasCanary ? canary(of) : [])] },
  ],
};
