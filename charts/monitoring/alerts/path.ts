import type { AlertGroup } from './alert';

/** Path of lines from the nodes to the ingesters, on which lines may be lost or late. */
export const PATH: AlertGroup = {
  name: 'loki-path',
  title: 'The way of lines',
  alerts: ({ loki }) => [
    {
      name: 'LokiWriteErrors',
      expr: `sum by (cluster, namespace) (rate(loki_request_duration_seconds_count{job="${loki}/distributor", route=~"loki_api_v1_push|otlp_v1_logs", status_code=~"5.."}[5m])) / sum by (cluster, namespace) (rate(loki_request_duration_seconds_count{job="${loki}/distributor", route=~"loki_api_v1_push|otlp_v1_logs"}[5m])) > 0.01`,
      for: '5m',
      severity: 'critical',
      summary: '{{ $value | humanizePercentage }} of pushes fail',
      why: 'Agents try again and wait: lines are late, and lost when the nodes rotate their files.',
      first:
        "The distributors' log says which ingesters fail; `loki_ring_members` says who is in the ring; then look at the ingesters' volumes.",
    },
    {
      name: 'LokiWriteSlow',
      expr: `histogram_quantile(0.99, sum by (cluster, namespace, le) (rate(loki_request_duration_seconds_bucket{job="${loki}/distributor", route=~"loki_api_v1_push|otlp_v1_logs"}[5m]))) > 5`,
      for: '15m',
      severity: 'warning',
      summary: 'one push in a hundred takes {{ $value }} s',
      why: 'Agents fall behind.',
      first: "Look at the ingesters' CPU and the throughput of their volumes (`loki.sizes.ingester`).",
    },
    {
      name: 'LogsLost',
      expr: '1 - sum by (cluster) (rate(loki_distributor_lines_received_total[15m])) / sum by (cluster) (rate(loki_write_sent_entries_total{component_id="loki.write.loki"}[15m])) > 0.02',
      for: '15m',
      severity: 'warning',
      summary: '{{ $value | humanizePercentage }} of the lines that agents sent did not arrive',
      why: 'Alloy counts a line as sent when it has an answer. What the distributors did not count was lost between them. Lines that others push hide a loss.',
      first: 'Compare `LokiLinesRefused` and `AlloyDroppingLines`, then the status codes in the log of the gateway.',
    },
    {
      name: 'LokiLinesRefused',
      expr: 'sum by (cluster, namespace, tenant, reason) (rate(loki_discarded_samples_total{reason!~"rate_limited|per_stream_rate_limit|stream_limit"}[5m])) > 0',
      for: '15m',
      severity: 'warning',
      summary: 'lines of {{ $labels.tenant }} are refused: {{ $labels.reason }}',
      why: 'These lines are lost: no agent sends them again.',
      first:
        'The reason says which limit: too old, too long, in the future, too many labels. Change the lines in `alloy.processing`, or the limit in `loki.tenantLimits`.',
    },
    {
      name: 'LokiFlushFailing',
      expr: 'sum by (cluster, namespace, pod) (rate(loki_ingester_chunks_flush_failures_total[5m])) / sum by (cluster, namespace, pod) (rate(loki_ingester_chunks_flush_requests_total[5m])) > 0.2',
      for: '15m',
      severity: 'critical',
      summary: '{{ $value | humanizePercentage }} of the chunks of {{ $labels.pod }} are not stored',
      why: 'Chunks stay in memory and on the volume until one of them is full.',
      first: "The ingester's log names the error of S3: role, bucket policy, KMS key or endpoint.",
    },
    {
      name: 'LokiWalDiskFull',
      expr: 'sum by (cluster, namespace, pod) (increase(loki_ingester_wal_disk_full_failures_total[5m])) > 0',
      severity: 'critical',
      summary: 'the volume of {{ $labels.pod }} is full',
      why: 'The ingester goes on without a write-ahead log: a crash of all three loses lines.',
      first:
        'Enlarge the volume ([how](how-to/volumes.md)). If chunks cannot be stored, `LokiFlushFailing` has the reason.',
    },
    {
      name: 'LokiWalDiskFilling',
      expr: 'max by (cluster, namespace, pod) (loki_ingester_wal_disk_usage_percent) > 0.75',
      for: '10m',
      severity: 'warning',
      summary: '{{ $value | humanizePercentage }} of the volume of {{ $labels.pod }} are used',
      why: 'A full volume ends the write-ahead log.',
      first: 'Look whether chunks are stored (`LokiFlushFailing`). If they are, enlarge the volume.',
    },
    {
      name: 'LokiWalCheckpointFailing',
      expr: 'sum by (cluster, namespace, pod) (increase(loki_ingester_checkpoint_creations_failed_total[15m])) > 0',
      severity: 'warning',
      summary: '{{ $labels.pod }} makes no checkpoints of its write-ahead log',
      why: 'The log grows without end, and its replay with it.',
      first: 'Look for room on the volume, and for `checkpoint` in the log of the pod.',
    },
    {
      name: 'LokiWalCorrupt',
      expr: 'sum by (cluster, namespace, pod) (increase(loki_ingester_wal_discarded_samples_total[15m])) > 0',
      severity: 'warning',
      summary: '{{ $labels.pod }} left out {{ $value }} lines when it replayed its write-ahead log',
      why: 'Those lines are in the other ingesters only. If their logs lack them too, they are lost.',
      first: 'Look for `wal` in the log of the pod, and at the disk errors of its node. Restart no other ingester.',
    },
  ],
};
