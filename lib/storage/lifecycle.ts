import { Duration } from 'aws-cdk-lib';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import { RETENTION_DELETE_DELAY } from '../../charts/loki/config/retention';
import { tenantProblem } from '../../charts/loki/tenants';
import { MAX_TENANTS } from '../environment/names';

/** How long the logs of one tenant are kept. */
export interface TenantRetention {
  /** The tenant, as in the header X-Scope-OrgID. */
  readonly tenant: string;

  /** The longest Loki keeps any stream of the tenant. Leave out a tenant whose logs are kept forever. */
  readonly retention: Duration;
}

/** What the lifecycle of the buckets depends on. */
export interface LogLifecycleProps {
  /** Retention of each tenant. @default - no tenant's chunks expire */
  readonly tenants?: TenantRetention[];

  /** Loki's `retention_delete_delay`. @default Duration.hours(2) */
  readonly deleteDelay?: Duration;

  /** For how long deleted and overwritten objects can be had back. @default Duration.days(7) */
  readonly noncurrentVersionExpiration?: Duration;
}

/** The lifecycle rules of the two buckets. */
export interface LogLifecycle {
  /** For a whole bucket: they clean up, and touch no current object. */
  readonly housekeeping: s3.LifecycleRule[];

  /** For the chunk bucket only: each expires the chunks of one tenant. */
  readonly tenants: s3.LifecycleRule[];
}

/**
 * Days S3 waits beyond the time Loki needs. The compactor takes a chunk out of the index and then deletes it; were S3
 * first, queries would find chunks in the index that are gone, and fail. The margin is how long the compactor may be
 * down, or behind, before that can happen.
 */
export const EXPIRY_MARGIN = Duration.days(7);

/** Uploads that were never finished are invisible, and paid for. None of Loki's takes longer than minutes. */
const ABANDONED_UPLOAD = Duration.days(3);

/**
 * The lifecycle rules of the two buckets. No rule without a prefix expires a current object.
 *
 * @throws where a tenant's name or retention cannot be, or there are more tenants than a bucket has rules for
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
  checkTenants(owner, tenants);
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

function checkTenants(owner: string, tenants: TenantRetention[]): void {
  if (tenants.length > MAX_TENANTS) {
    throw new Error(
      `${owner}: ${tenants.length} tenants have a retention, and S3 leaves room for ${MAX_TENANTS} lifecycle rules; ` +
        'leave out those whose expired chunks Loki alone may delete',
    );
  }
  const seen = new Set<string>();
  for (const { tenant, retention } of tenants) {
    const problem = tenantProblem(tenant);
    if (problem) throw new Error(`${owner}: tenant '${tenant}' ${problem}`);
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
