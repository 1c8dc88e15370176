import type { AlertGroup } from './alert';

/** The canary: lines that are proven to arrive. */
export const CANARY: AlertGroup = {
  name: 'loki-canary',
  title: 'The canary',
  alerts: () => [
    {
      name: 'LogsMissing',
      // Spot checks count the same line again for hours.
      expr: 'sum by (cluster) (increase(loki_canary_missing_entries_total[15m])) > 0',
      severity: 'critical',
      summary: '{{ $value }} lines of the canary did not arrive',
      why: 'Its lines take the way of all lines: others are missing too.',
      first:
        'Look for the first hop that fails: `AlloyNotDelivering`, `AlloyDroppingLines`, `LokiWriteErrors`, `LokiLinesRefused`.',
    },
    {
      name: 'LogsLate',
      expr: 'histogram_quantile(0.95, sum by (cluster, le) (rate(loki_canary_response_latency_seconds_bucket[15m]))) > 60',
      for: '15m',
      severity: 'warning',
      summary: 'lines can be read {{ $value }} s after they were written',
      why: 'Whoever looks for what just happened does not see it.',
      first: 'Look at `AlloyLate`, `LokiWriteSlow` and `LokiRateLimited`.',
    },
    {
      name: 'LogsCanaryStopped',
      expr: 'absent(loki_canary_entries_total) or sum by (cluster) (rate(loki_canary_entries_total[15m])) == 0',
      for: '15m',
      severity: 'warning',
      summary: 'the canary writes no lines',
      why: 'Nothing proves that lines arrive.',
      first: 'Look at its pod and its log.',
    },
  ],
};
