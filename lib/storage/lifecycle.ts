import { Duration } from 'aws-cdk-lib';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import { RETENTION_DELETE_DELAY } from '../../charts/loki/config/retention';
import { InputError, problemOfValue } from '../../charts/problems';
import { tenantFault } from '../../charts/loki/tenants';
import { MAX_EXPIRING_TENANTS } from '../environment/names';

/** Retention of one tenant. */
export interface TenantRetention {
  /** Tenant, as in the header X-Scope-OrgID. */
  readonly tenant: string;

  /** Longest retention of any stream of the tenant. Leave out a tenant whose logs are kept forever. */
  readonly retention: Duration;
}

/** Inputs of the buckets' lifecycle rules. */
export interface LogLifecycleProps {
  /** Retention of each tenant. @default - no tenant's chunks expire */
  readonly tenants?: TenantRetention[];

  /** Loki's `retention_delete_delay`. @default Duration.hours(2) */
  readonly deleteDelay?: Duration;

  /** Time in which deleted and overwritten objects can be restored. @default Duration.days(7) */
  readonly noncurrentVersionExpiration?: Duration;
}

/** Lifecycle rules of the two buckets. */
export interface LogLifecycle {
  /** Rules for both buckets: they clean up and never expire a current object. */
  readonly housekeeping: s3.LifecycleRule[];

  /** Rules for the chunk bucket only: each expires the chunks of one tenant. */
  readonly tenants: s3.LifecycleRule[];
}

/**
 * Time S3 waits after Loki should have deleted a chunk. The compactor removes a chunk from the index and then deletes
 * it. If S3 deleted it first, queries would fail on chunks that the index still lists. The compactor may be down, or
 * behind, for as long as this margin before that happens.
 */
export const EXPIRY_MARGIN = Duration.days(7);

/** Unfinished uploads are invisible, and AWS charges for them. Loki's uploads take minutes at most. */
const ABANDONED_UPLOAD = Duration.days(3);

/**
 * Lifecycle rules of the two buckets. Only rules with a prefix expire current objects.
 *
 * @throws Error if a tenant's name or retention is invalid, or the tenants exceed the rules of a bucket
 */
export function lifecycleOf(owner: string, props: LogLifecycleProps): LogLifecycle {
  const housekeeping: s3.LifecycleRule[] = [
    {
      id: 'deleted-versions',
      noncurrentVersionExpiration: props.noncurrentVersionExpiration ?? Duration.days(7),
      expiredObjectDeleteMarker: true,
    },
    { id: 'abandoned-uploads', abortIncompleteMultipartUploadAfter: ABANDONED_UPLOAD },
  ];
  const tenants = props.tenants ?? [];
  validateTenants(owner, tenants);
  const delay = props.deleteDelay ?? Duration.hours(RETENTION_DELETE_DELAY.toHours({ integral: false }));
  return {
    housekeeping,
    tenants: tenants.map(({ tenant, retention }) => ({
      id: `expired-${tenant}`,
      // Chunks are at <tenant>/<fingerprint>/<chunk>. The slash keeps `dev` from matching `dev-eu`.
      prefix: `${tenant}/`,
      expiration: Duration.days(Math.ceil(days(retention) + days(delay)) + EXPIRY_MARGIN.toDays()),
    })),
  };
}

function days(duration: Duration): number {
  return duration.toDays({ integral: false });
}

function validateTenants(owner: string, tenants: TenantRetention[]): void {
  if (tenants.length > MAX_EXPIRING_TENANTS) {
    throw new Error(
      `${owner}: ${tenants.length} tenants have a retention, and an S3 bucket has room for ${MAX_EXPIRING_TENANTS} lifecycle rules; ` +
        'leave out tenants whose expired chunks only Loki needs to delete',
    );
  }
  const seen = new Set<string>();
  for (const { tenant, retention } of tenants) {
    const fault = tenantFault(tenant);
    if (fault) throw new InputError([problemOfValue(`${owner}.tenants`, tenant, fault)]);
    if (seen.has(tenant)) throw new Error(`${owner}: tenant '${tenant}' is given twice; keep the longer retention`);
    seen.add(tenant);
    if (retention.isUnresolved()) {
      throw new Error(`${owner}: retention of tenant '${tenant}' is known at deploy time only; write a number`);
    }
    if (days(retention) < 1) {
      throw new Error(
        `${owner}: retention of tenant '${tenant}' is ${retention.toHumanString()}, and Loki's index works in whole ` +
          'days; write one day or more, or leave the tenant out to keep its logs forever',
      );
    }
  }
}
