import { quantile, RATE, sumBy } from './context';
import type { DashboardDefinition } from './definition';
import { graph, podsRow, promql, stack } from './panel';

/** Routes of pushes. */
const PUSH = 'route=~"loki_api_v1_push|otlp_v1_logs"';
const SENT = 'operation=~".*Push.*"';

/** The write path of Loki: distributors and ingesters. */
export const WRITE: DashboardDefinition = {
  title: 'Write path',
  text: 'Distributors and ingesters: what they take, how fast, and whether chunks reach S3.',
  group: 'loki',
  rows: (of) => [
    {
      title: 'Distributors',
      panels: [
        stack(
          'Pushes by status',
          'As distributors answered. 429 is a limit of a tenant, 500 a quorum that is lost.',
          'reqps',
          promql(
            sumBy('status_code', `rate(${of.loki('distributor', 'loki_request_duration_seconds_count', PUSH)}${RATE})`),
            '{{status_code}}',
          ),
        ),
        graph('Time of a push', 'Over a second, look at the volumes of ingesters.', 's', [
          promql(quantile(0.5, of.loki('distributor', 'loki_request_duration_seconds_bucket', PUSH)), 'half'),
          promql(quantile(0.99, of.loki('distributor', 'loki_request_duration_seconds_bucket', PUSH)), '99 of 100'),
        ]),
        graph(
          'Lines by tenant',
          'Lines a second.',
          'cps',
          promql(sumBy('tenant', `rate(${of.all('loki_distributor_lines_received_total')}${RATE})`), '{{tenant}}'),
          { more: ['tenants'] },
        ),
        graph(
          'Bytes by tenant',
          'Bytes of lines a second.',
          'Bps',
          promql(sumBy('tenant', `rate(${of.all('loki_distributor_bytes_received_total')}${RATE})`), '{{tenant}}'),
          { more: ['tenants'] },
        ),
        stack(
          'From distributors to ingesters, by status',
          'Three for each push. Errors of one ingester are harmless; two are not.',
          'reqps',
          promql(
            sumBy(
              'status_code',
              `rate(${of.loki('distributor', 'loki_ingester_client_request_duration_seconds_count', SENT)}${RATE})`,
            ),
            '{{status_code}}',
          ),
        ),
        graph(
          'Ingesters in the ring',
          'As distributors see them. One that is lost leaves after a minute.',
          'short',
          promql(`max by (state) (${of.loki('distributor', 'loki_ring_members', 'name="ingester"')})`, '{{state}}'),
        ),
      ],
    },
    {
      title: 'Memory of ingesters',
      panels: [
        graph(
          'Streams in memory',
          'Three for each stream, one an ingester.',
          'short',
          promql(sumBy('pod', of.all('loki_ingester_memory_streams')), '{{pod}}'),
          { more: ['tenants'] },
        ),
        graph(
          'Chunks in memory',
          'They wait until they are full or old.',
          'short',
          promql(sumBy('pod', of.all('loki_ingester_memory_chunks')), '{{pod}}'),
        ),
        graph(
          'Write-ahead log: written',
          'Bytes a second on the volume.',
          'Bps',
          promql(sumBy('pod', `rate(${of.all('loki_ingester_wal_logged_bytes_total')}${RATE})`), '{{pod}}'),
        ),
        graph(
          'Write-ahead log: volume used',
          'A full volume ends the log, and with it the safety of lines.',
          'percentunit',
          promql(`max by (pod) (${of.all('loki_ingester_wal_disk_usage_percent')})`, '{{pod}}'),
          { max: 1 },
        ),
      ],
    },
    {
      title: 'Chunks',
      panels: [
        stack(
          'Chunks flushed, by reason',
          'Mostly full: streams are large. Mostly idle or max_age: many small streams.',
          'cps',
          promql(sumBy('reason', `rate(${of.all('loki_ingester_chunks_flushed_total')}${RATE})`), '{{reason}}'),
        ),
        graph(
          'Flushes that failed',
          'S3, the role, the key or the policy of the bucket; the log of the ingester says which.',
          'cps',
          promql(sumBy('pod', `rate(${of.all('loki_ingester_chunks_flush_failures_total')}${RATE})`), '{{pod}}'),
          { more: ['storage'] },
        ),
        graph(
          'Flush queue',
          'Chunks that wait for S3.',
          'short',
          promql(sumBy('pod', of.all('loki_ingester_flush_queue_length')), '{{pod}}'),
        ),
        graph(
          'How full a chunk is',
          'On average, when it is flushed. Small ones cost requests and slow queries.',
          'percentunit',
          promql(
            `sum(rate(${of.all('loki_ingester_chunk_utilization_sum')}${RATE})) / (sum(rate(${of.all('loki_ingester_chunk_utilization_count')}${RATE})) > 0)`,
            'mean',
          ),
          { max: 1 },
        ),
        graph(
          'Size of a chunk',
          'Half of them are smaller. The goal is 1.5 MB.',
          'bytes',
          promql(quantile(0.5, of.all('loki_ingester_chunk_size_bytes_bucket')), 'half'),
        ),
      ],
    },
    podsRow(
      of.loki('distributor|ingester', 'process_cpu_seconds_total'),
      of.loki('distributor|ingester', 'process_resident_memory_bytes'),
    ),
  ],
};
