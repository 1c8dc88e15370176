import { Duration } from 'aws-cdk-lib';
import { DEFAULT_RETENTION } from '../../charts/defaults';
import type { LokiChartProps } from '../../charts/loki/chart';
import { lokiSeconds } from '../../charts/loki/config/retention';
import { MAX_EXPIRING_TENANTS } from '../environment/names';
import type { TenantRetention } from './lifecycle';

/** Properties of a Loki that decide how long it keeps lines. */
export type RetentionInputs = Pick<LokiChartProps, 'tenants' | 'retention' | 'tenantLimits' | 'config'>;

/**
 * Retention of each tenant's chunks: the longest of its own or the common retention, and of its streams. Tenants with
 * anything that is kept forever (0 in Loki) are left out: their chunks never expire. So are tenants for whom the bucket has
 * no room.
 */
export function expiringTenants({ tenants, retention, tenantLimits, config }: RetentionInputs): TenantRetention[] {
  const everyone = (retention ?? DEFAULT_RETENTION).toSeconds();
  const expiring = tenants.flatMap((tenant) => {
    const own = tenantLimits?.[tenant];
    const streams = own?.retention_stream ?? config?.limits_config?.retention_stream ?? [];
    const seconds = [
      own?.retention_period === undefined ? everyone : secondsOf(own.retention_period),
      ...streams.map((stream) => (stream.period === undefined ? 0 : secondsOf(stream.period))),
    ];
    return seconds.includes(0) ? [] : [{ tenant, retention: Duration.seconds(Math.max(...seconds)) }];
  });
  return expiring.slice(0, MAX_EXPIRING_TENANTS);
}

/** Seconds, or 0 for forever. An unreadable period is kept forever rather than lost. */
function secondsOf(period: string): number {
  return lokiSeconds(period) ?? 0;
}
