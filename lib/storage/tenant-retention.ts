import { Duration } from 'aws-cdk-lib';
import type { LokiChartProps } from '../../charts/loki/chart';
import { keptFor, type RetentionInputs } from '../../charts/loki/config/kept';
import { MAX_EXPIRING_TENANTS } from '../environment/names';
import type { TenantRetention } from './lifecycle';

/**
 * Retention of each tenant's chunks. Tenants with anything that is kept for ever are left out, since their chunks never expire.
 * Tenants beyond the number of rules that a bucket can have are left out, too.
 */
export function expiringTenants({ tenants, ...inputs }: RetentionInputs & Pick<LokiChartProps, 'tenants'>) {
  const expiring = tenants.flatMap((tenant): TenantRetention[] => {
    const seconds = keptFor(inputs, tenant);
    return seconds === Infinity ? [] : [{ tenant, retention: Duration.seconds(seconds) }];
  });
  return expiring.slice(0, MAX_EXPIRING_TENANTS);
}

/** Tenants with anything that is kept for ever: S3 may move their chunks, and expires none. */
export const keptTenants = ({ tenants, ...inputs }: RetentionInputs & Pick<LokiChartProps, 'tenants'>): string[] =>
  tenants.filter((tenant) => keptFor(inputs, tenant) === Infinity).slice(0, MAX_EXPIRING_TENANTS);
