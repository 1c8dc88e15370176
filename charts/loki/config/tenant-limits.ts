import { Duration } from 'cdk8s';
import type { LimitsConfig } from './generated/types';
import { lokiDuration, lokiSeconds } from './retention';

/**
 * Limits by tenant. The queries of a tenant with its own retention look back as far as that retention: with the common
 * lookback, lines that are kept longer would be paid for and never found.
 */
export function tenantLimits(
  limits: Readonly<Record<string, LimitsConfig>>,
  retention: Duration,
): Record<string, LimitsConfig> {
  return Object.fromEntries(Object.entries(limits).map(([tenant, own]) => [tenant, withLookback(own, retention)]));
}

function withLookback(own: LimitsConfig, retention: Duration): LimitsConfig {
  if (own.max_query_lookback !== undefined) return own;
  const periods = [own.retention_period, ...(own.retention_stream ?? []).map(({ period }) => period)];
  if (periods.every((period) => period === undefined)) return own;
  // An unreadable or endless period has an endless lookback, which is 0.
  const seconds = [lokiDuration(retention), ...periods]
    .filter((period) => period !== undefined)
    .slice(own.retention_period === undefined ? 0 : 1)
    .map((period) => lokiSeconds(period) ?? 0);
  const lookback = seconds.includes(0) ? Duration.seconds(0) : Duration.seconds(Math.max(...seconds));
  return { ...own, max_query_lookback: lokiDuration(lookback) };
}
