import type { AlertGroup } from './alert';

/** Limit of each tenant: its own, or that of all. `per` is a series for each tenant. */
function limitOf(name: string, per: string): string {
  const own = `label_replace(max by (cluster, namespace, user) (loki_overrides{limit_name="${name}"}), "tenant", "$1", "user", "(.*)")`;
  const all = `max by (cluster, namespace) (loki_overrides_defaults{limit_name="${name}"})`;
  return `(max by (cluster, namespace, tenant) (${own}) or (0 * ${per} + on (cluster, namespace) group_left () ${all}))`;
}

const STREAMS = 'sum by (cluster, namespace, tenant) (loki_ingester_memory_streams)';
const BYTES = 'sum by (cluster, namespace, tenant) (rate(loki_distributor_bytes_received_total[5m]))';
const REPLICATION = 'max by (cluster, namespace) (loki_distributor_replication_factor)';

/** Limits of tenants. */
export const LIMITS: AlertGroup = {
  name: 'loki-limits',
  title: 'Limits of tenants',
  alerts: () => [
    {
      name: 'LokiRateLimited',
      expr: 'sum by (cluster, namespace, tenant, reason) (rate(loki_discarded_samples_total{reason=~"rate_limited|per_stream_rate_limit|stream_limit"}[5m])) > 0',
      for: '15m',
      severity: 'warning',
      summary: '{{ $labels.tenant }} is over its limit: {{ $labels.reason }}',
      why: 'Agents try again, so the lines are late. They are lost when the nodes rotate their files, or if another client does not try again.',
      first:
        'Find who logs so much: `topk(10, sum by (namespace, app) (rate({namespace=~".+"}[5m])))`. Then drop lines in `alloy.processing`, or raise the limit in `loki.tenantLimits`.',
    },
    {
      name: 'LokiStreamsNearLimit',
      expr: `(${STREAMS} / on (cluster, namespace) group_left () ${REPLICATION}) / (${limitOf('max_global_streams_per_user', STREAMS)} > 0) > 0.8`,
      for: '15m',
      severity: 'warning',
      summary: '{{ $labels.tenant }} has {{ $value | humanizePercentage }} of the streams it may have',
      why: 'The next roll-out of an application may be refused.',
      first:
        '`logcli series --analyze-labels` names the label with too many values. Move it to structured metadata, or raise `max_global_streams_per_user`.',
    },
    {
      name: 'LokiIngestNearLimit',
      expr: `${BYTES} / ((${limitOf('ingestion_rate_mb', BYTES)} > 0) * 1048576) > 0.8`,
      for: '15m',
      severity: 'warning',
      summary: '{{ $labels.tenant }} logs {{ $value | humanizePercentage }} of what it may log',
      why: 'The next peak is limited.',
      first: 'Raise `ingestion_rate_mb` of the tenant in `loki.tenantLimits`, or drop lines in `alloy.processing`.',
    },
  ],
};
