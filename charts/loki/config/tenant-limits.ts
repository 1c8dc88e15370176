import { Duration } from 'cdk8s';
import type { LimitsConfig } from './generated/types';
import { lokiDuration, lokiSeconds } from './retention';

/**
 * The limits of single tenants, each of whose own retention is as far as its queries look back: without it the lookback
 * of all would hold, and what is kept longer is paid for and never found.
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
  // What cannot be read, or is kept for ever, has no end to look back to.
  const seconds = [lokiDuration(retention), ...periods]
    .filter((period) => period !== undefined)
    .slice(own.retention_period === undefined ? 0 : 1)
    .map((period) => lokiSeconds(period) ?? 0);
  const lookback = seconds.includes(0) ? Duration.seconds(0) : Duration.seconds(Math.max(...seconds));
  return { ...own, max_query_lookback: lokiDuration(lookback) };
}
