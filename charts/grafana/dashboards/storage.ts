import { quantile, RANGE, RATE, type Series, sumBy, total } from './context';
import type { DashboardDefinition } from './definition';
import { graph, number, promql, type Row, stack } from './panel';
import { SECONDS_PER_DAY } from '../../input/seconds';
import { betweenZonesFactor, HOPS_TO_DISTRIBUTOR } from '../../loki/traffic';

const MONTH = 30 * SECONDS_PER_DAY;

/** Price of a thousand requests in dollars: the list price of S3 Standard in us-east-1. */
const WRITE_PRICE = 0.005;
const READ_PRICE = 0.0004;

const summed = (window: string) => (expr: string) => `sum(rate(${expr}${window}))`;
const overRange = summed(RANGE);

const cost = (of: Series): Row => {
  const requests = (operations: string) =>
    `(${total(`rate(${of.all('loki_objstore_bucket_operations_total', `operation=~"${operations}"`)}${RANGE})`)})`;
  const stored = overRange(of.all('loki_chunk_store_stored_chunk_bytes_total'));
  const received = overRange(of.all('loki_distributor_bytes_received_total'));
  const deduped = overRange(of.all('loki_chunk_store_deduped_chunks_total'));
  const chunks = overRange(of.all('loki_chunk_store_stored_chunks_total'));
  const pushed = overRange(of.all('loki_write_request_size_bytes_sum'));
  const transmitted = overRange(of.loki('distributor', 'process_network_transmit_bytes_total'));
  return {
    title: 'Cost',
    panels: [
      number(
        'Received a day',
        'Bytes of lines, at the rate of this range. Compare it with the volume of the environment.',
        'bytes',
        promql(`${received} * ${SECONDS_PER_DAY} or vector(0)`),
      ),
      number(
        'Stored a day',
        'Bytes of chunks that go to S3, at the rate of this range.',
        'bytes',
        promql(`${stored} * ${SECONDS_PER_DAY} or vector(0)`),
      ),
      number(
        'Stored bytes per received byte',
        'A tenth to a third is usual. More is lines that compress badly, or chunks that are stored three times.',
        'percentunit',
        promql(`${stored} / (${received} > 0) or vector(0)`),
      ),
      number(
        'Writes saved by equal chunks',
        'Two thirds is the best: each chunk of three ingesters is stored once.',
        'percentunit',
        promql(`${deduped} / (${deduped} + ${chunks} > 0) or vector(0)`),
        { max: 1 },
      ),
      number(
        'Requests to S3, dollars a month',
        'At list prices of us-east-1 and the rate of this range: 0.005 dollars for a thousand writes and lists, 0.0004 for reads.',
        'currencyUSD',
        promql(
          `(${requests('upload|iter')} * ${WRITE_PRICE} + ${requests('get|get_range|attributes|exists')} * ${READ_PRICE}) * ${MONTH / 1000}`,
        ),
      ),
      number(
        'Across zones a day',
        'An estimate: two thirds of what agents push and of what distributors send to ingesters, with three zones.',
        'bytes',
        promql(
          `((${pushed} or vector(0)) * ${betweenZonesFactor(HOPS_TO_DISTRIBUTOR)} + (${transmitted} or vector(0)) * ${betweenZonesFactor()}) * ${SECONDS_PER_DAY}`,
        ),
      ),
    ],
  };
};

const s3 = (of: Series): Row => ({
  title: 'S3',
  panels: [
    stack(
      'Requests to S3',
      'By who asks and what for.',
      'reqps',
      promql(
        sumBy('job, operation', `rate(${of.all('loki_objstore_bucket_operations_total')}${RATE}) > 0`),
        '{{job}} {{operation}}',
      ),
    ),
    graph(
      'Requests to S3 that failed',
      'A few of get at the start are right: a marker that is not there yet.',
      'reqps',
      promql(
        sumBy('job, operation', `rate(${of.all('loki_objstore_bucket_operation_failures_total')}${RATE}) > 0`),
        '{{job}} {{operation}}',
      ),
    ),
    graph(
      'Time of a request to S3',
      '99 of 100 are faster.',
      's',
      promql(
        quantile(0.99, of.all('loki_objstore_bucket_operation_duration_seconds_bucket'), 'operation'),
        '{{operation}}',
      ),
    ),
    graph('Chunks stored and saved', 'Saved are those that another ingester had stored.', 'cps', [
      promql(total(`rate(${of.all('loki_chunk_store_stored_chunks_total')}${RATE})`), 'stored'),
      promql(total(`rate(${of.all('loki_chunk_store_deduped_chunks_total')}${RATE})`), 'saved'),
    ]),
    graph(
      'Index uploads',
      'Tables of the index that ingesters upload. A failure is chunks that no query finds after a restart.',
      'short',
      promql(
        sumBy('status', `increase(${of.all('loki_tsdb_shipper_tables_upload_operation_total')}${RATE})`),
        '{{status}}',
      ),
    ),
  ],
});

const retention = (of: Series): Row => {
  const age = (metric: string) => `time() - max(${of.all(metric)} > 0)`;
  return {
    title: 'Compaction and retention',
    panels: [
      graph(
        'Since the last run',
        'Compaction is due every ten minutes. Without it queries slow down, and nothing is deleted.',
        's',
        [
          promql(
            age('loki_boltdb_shipper_compact_tables_operation_last_successful_run_timestamp_seconds'),
            'compaction',
          ),
          promql(age('loki_compactor_apply_retention_last_successful_run_timestamp_seconds'), 'retention'),
        ],
      ),
      graph('How long a run takes', 'Longer than its interval is too long.', 's', [
        promql(`max(${of.all('loki_boltdb_shipper_compact_tables_operation_duration_seconds')})`, 'compaction'),
        promql(`max(${of.all('loki_compactor_apply_retention_operation_duration_seconds')})`, 'retention'),
      ]),
      graph(
        'Files of marked chunks',
        'Chunks to be deleted from S3, after the delay of the compactor.',
        'short',
        promql(sumBy('from', of.all('loki_boltdb_shipper_retention_sweeper_marker_files_current')), '{{from}}'),
      ),
      graph(
        'Requests to delete',
        'Those that wait.',
        'short',
        promql(`max(${of.all('loki_compactor_pending_delete_requests_count')}) or vector(0)`, 'waiting'),
      ),
    ],
  };
};

/** Storage, retention and cost. */
export const STORAGE: DashboardDefinition = {
  title: 'Storage, retention, cost',
  text: 'What goes to S3, what it costs, whether old lines are deleted, and how full volumes are.',
  group: 'loki',
  rows: (of, { lokiNamespace }) => [
    cost(of),
    s3(of),
    retention(of),
    {
      title: 'Volumes',
      panels: [
        graph(
          'Volumes used',
          'Of the pods of Loki, as the kubelet tells; empty if nobody scrapes it.',
          'percentunit',
          promql(
            `1 - max by (persistentvolumeclaim) (kubelet_volume_stats_available_bytes{namespace="${lokiNamespace}"}) / max by (persistentvolumeclaim) (kubelet_volume_stats_capacity_bytes{namespace="${lokiNamespace}"})`,
            '{{persistentvolumeclaim}}',
          ),
          { max: 1 },
        ),
        graph(
          'Volumes of ingesters used',
          'As ingesters tell themselves.',
          'percentunit',
          promql(`max by (pod) (${of.all('loki_ingester_wal_disk_usage_percent')})`, '{{pod}}'),
          { max: 1 },
        ),
      ],
    },
  ],
};
