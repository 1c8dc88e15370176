import { Duration } from 'aws-cdk-lib';
import { DEFAULT_RETENTION } from '../../charts/defaults';
import type { LokiChartProps } from '../../charts/loki/chart';
import { lokiSeconds } from '../../charts/loki/config/retention';
import type { TenantRetention } from './lifecycle';

/** What of a Loki decides how long it keeps lines. */
export type RetentionInputs = Pick<LokiChartProps, 'tenants' | 'retention' | 'tenantLimits' | 'config'>;

/**
 * How long each tenant's chunks are needed: the longest of everyone's retention or its own, and of single streams.
 * Tenants with anything that is kept for ever (Loki's 0) are left out: nothing of theirs may expire.
 */
export function expiringTenants({ tenants, retention, tenantLimits, config }: RetentionInputs): TenantRetention[] {
  const everyone = (retention ?? DEFAULT_RETENTION).toSeconds();
  return tenants.flatMap((tenant) => {
    const own = tenantLimits?.[tenant];
    const streams = own?.retention_stream ?? config?.limits_config?.retention_stream ?? [];
    const seconds = [
      own?.retention_period === undefined ? everyone : forever(own.retention_period),
      ...streams.map((stream) => (stream.period === undefined ? 0 : forever(stream.period))),
    ];
    return seconds.includes(0) ? [] : [{ tenant, retention: Duration.seconds(Math.max(...seconds)) }];
  });
}

/** Seconds, or 0 for ever: what cannot be read is kept rather than lost. */
function forever(period: string): number {
  return lokiSeconds(period) ?? 0;
}
