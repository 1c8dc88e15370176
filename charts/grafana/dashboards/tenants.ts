import { RANGE, RATE, type Series, sumBy } from './context';
import type { DashboardDefinition } from './definition';
import { graph, promql, type Row, stack, table } from './panel';

/** Limits that a table shows. */
const LIMITS =
  'ingestion_rate_mb|ingestion_burst_size_mb|max_global_streams_per_user|max_line_size|max_query_series|max_entries_limit_per_query';

/** Limit of a tenant: its own if it has one, otherwise the default. */
const limitOf = (of: Series, name: string, tenants: string) => {
  const named = `limit_name="${name}"`;
  const own = `label_replace(max by (user) (${of.all('loki_overrides', named)}), "tenant", "$1", "user", "(.+)")`;
  return `(max by (tenant) (${own}) or (${tenants} * 0 + scalar(max(${of.all('loki_overrides_defaults', named)}))))`;
};

const ingestion = (of: Series): Row => {
  const bytes = sumBy('tenant', `rate(${of.all('loki_distributor_bytes_received_total')}${RATE})`);
  return {
    title: 'What tenants send',
    panels: [
      stack('Bytes of a tenant', 'Bytes of lines a second.', 'Bps', promql(bytes, '{{tenant}}')),
      graph(
        'Share of the limit of bytes',
        'At one, lines are limited: agents send them again, later.',
        'percentunit',
        promql(`${bytes} / on (tenant) (${limitOf(of, 'ingestion_rate_mb', bytes)} * 1048576)`, '{{tenant}}'),
      ),
      graph(
        'Discarded lines',
        'By reason. rate_limited and stream_limit come again; others are lost.',
        'cps',
        promql(
          sumBy('tenant, reason', `rate(${of.all('loki_discarded_samples_total')}${RATE})`),
          '{{tenant}} {{reason}}',
        ),
        { more: ['pipeline'] },
      ),
      graph(
        'Structured metadata',
        'Its share of the bytes. Much of it is many or long attributes of OTLP.',
        'percentunit',
        promql(
          `${sumBy('tenant', `rate(${of.all('loki_distributor_structured_metadata_bytes_received_total')}${RATE})`)} / (${bytes} > 0)`,
          '{{tenant}}',
        ),
      ),
      table(
        'Bytes in this range',
        'By tenant: a bill for each.',
        'bytes',
        promql(sumBy('tenant', `increase(${of.all('loki_distributor_bytes_received_total')}${RANGE})`)),
      ),
    ],
  };
};

const streams = (of: Series): Row => {
  const held = `${sumBy('tenant', of.all('loki_ingester_memory_streams'))} / scalar(max(${of.all('loki_distributor_replication_factor')}))`;
  return {
    title: 'Streams',
    panels: [
      graph('Streams of a tenant', 'Streams that have lines now.', 'short', promql(held, '{{tenant}}')),
      graph(
        'Share of the limit of streams',
        'At one, new streams are refused: a deploy is enough.',
        'percentunit',
        promql(`(${held}) / on (tenant) ${limitOf(of, 'max_global_streams_per_user', `(${held})`)}`, '{{tenant}}'),
      ),
      graph(
        'New streams',
        'Many all the time is a label with values that change.',
        'cps',
        promql(sumBy('tenant', `rate(${of.all('loki_ingester_streams_created_total')}${RATE})`), '{{tenant}}'),
      ),
    ],
  };
};

/** Retention by tenant in seconds. Loki exposes it in nanoseconds. */
const retention = (of: Series): string => {
  const named = 'limit_name="retention_period"';
  const others = `label_replace(max(${of.all('loki_overrides_defaults', named)}), "user", "all others", "", "")`;
  return `(max by (user) (${of.all('loki_overrides', named)}) or ${others}) / 1e9`;
};

/** Tenants and their limits. */
export const TENANTS: DashboardDefinition = {
  title: 'Tenants and limits',
  text: 'What each tenant sends, asks and is refused, and how near it is to its limits.',
  group: 'path',
  rows: (of) => [
    ingestion(of),
    streams(of),
    {
      title: 'Queries and rules',
      panels: [
        graph(
          'Queries of a tenant',
          'Parts of queries that are put into the queue.',
          'reqps',
          promql(sumBy('user', `rate(${of.all('loki_query_scheduler_enqueue_count')}${RATE})`), '{{user}}'),
          { more: ['read'] },
        ),
        graph(
          'Rules that fail',
          'Evaluations a second.',
          'cps',
          promql(
            sumBy('user, rule_group', `rate(${of.all('loki_prometheus_rule_evaluation_failures_total')}${RATE})`),
            '{{user}} {{rule_group}}',
          ),
        ),
        graph(
          'Time of a group of rules',
          'Longer than its interval, it misses evaluations.',
          's',
          promql(
            `max by (user, rule_group) (${of.all('loki_prometheus_rule_group_last_duration_seconds')})`,
            '{{user}} {{rule_group}}',
          ),
        ),
      ],
    },
    {
      title: 'Limits',
      panels: [
        table(
          'Limits of all',
          'Where a tenant has none of its own. Rates and bursts are in MB.',
          'none',
          promql(`max by (limit_name) (${of.all('loki_overrides_defaults', `limit_name=~"${LIMITS}"`)})`),
        ),
        table(
          'Limits of tenants',
          'Those that differ from the limits of all.',
          'none',
          promql(`max by (user, limit_name) (${of.all('loki_overrides', `limit_name=~"${LIMITS}"`)})`),
        ),
        table(
          'Retention',
          'Of tenants that have one of their own, and of all others. Retention of single streams is not here.',
          's',
          promql(retention(of)),
        ),
      ],
    },
  ],
};
