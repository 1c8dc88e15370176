import { Duration } from 'aws-cdk-lib';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { RETENTION_DELETE_DELAY } from '../../charts/loki/config/retention';
import { CHUNK_VERSION_DAYS, type ChunkTransition, isMoved } from '../environment/transition';

/** Retention of one tenant. */
export interface TenantRetention {
  /** Tenant, as in the header X-Scope-OrgID. */
  readonly tenant: string;

  /** Longest retention of any stream of the tenant. Leave out a tenant whose logs are kept for ever. */
  readonly retention: Duration;
}

/** Inputs of the buckets' lifecycle rules. */
export interface LogLifecycleProps {
  /** Retention of each tenant. @default - no tenant's chunks expire */
  readonly tenants?: TenantRetention[];

  /** Tenants whose chunks never expire. Only with `transition`. @default - none */
  readonly keptTenants?: readonly string[];

  /** Move of chunks to a cheaper class. @default - they stay in S3 Standard */
  readonly transition?: ChunkTransition;

  /** Loki's `retention_delete_delay`. @default Duration.hours(2) */
  readonly deleteDelay?: Duration;

  /**
   * Time in which deleted and overwritten objects can be restored.
   *
   * @default - 3 days for the chunks of tenants with a retention, 7 days for all other objects
   */
  readonly noncurrentVersionExpiration?: Duration;
}

/** Lifecycle rules of the two buckets. */
export interface LogLifecycle {
  /** Rules for both buckets: they clean up and never expire a current object. */
  readonly housekeeping: s3.LifecycleRule[];

  /** Rules for the chunk bucket only: each expires, or moves, the chunks of one tenant. */
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

/** Time in which chunks can be restored. Of several rules for an object, S3 applies the one that ends first. */
const CHUNK_VERSIONS = Duration.days(CHUNK_VERSION_DAYS);

/**
 * Lifecycle rules of the two buckets. Only rules with a prefix expire current objects.
 */
export function lifecycleOf(props: LogLifecycleProps): LogLifecycle {
  const housekeeping: s3.LifecycleRule[] = [
    {
      id: 'deleted-versions',
      noncurrentVersionExpiration: props.noncurrentVersionExpiration ?? Duration.days(7),
      expiredObjectDeleteMarker: true,
    },
    { id: 'abandoned-uploads', abortIncompleteMultipartUploadAfter: ABANDONED_UPLOAD },
  ];
  const tenants = props.tenants ?? [];
  const delay = props.deleteDelay ?? Duration.hours(RETENTION_DELETE_DELAY.toHours({ integral: false }));
  // Chunks are at <tenant>/<fingerprint>/<chunk>. The slash keeps `dev` from matching `dev-eu`.
  const prefix = (tenant: string) => `${tenant}/`;
  return {
    housekeeping,
    tenants: [
      ...tenants.map(({ tenant, retention }) => {
        const kept = Math.ceil(days(retention) + days(delay));
        return {
          id: `expired-${tenant}`,
          prefix: prefix(tenant),
          expiration: Duration.days(kept + EXPIRY_MARGIN.toDays()),
          noncurrentVersionExpiration: props.noncurrentVersionExpiration ?? CHUNK_VERSIONS,
          ...moved(props.transition, kept),
        };
      }),
      ...(props.transition ? (props.keptTenants ?? []) : []).map((tenant) => ({
        id: `kept-${tenant}`,
        prefix: prefix(tenant),
        ...moved(props.transition),
      })),
    ],
  };
}

/** Move of the chunks of a tenant, unless they are deleted too soon after it to save anything. */
function moved(transition: ChunkTransition | undefined, kept = Infinity): Pick<s3.LifecycleRule, 'transitions'> {
  if (!transition || !isMoved(transition, kept)) return {};
  const transitionAfter = Duration.days(transition.afterDays);
  return { transitions: [{ storageClass: new s3.StorageClass(transition.to), transitionAfter }] };
}

function days(duration: Duration): number {
  return duration.toDays({ integral: false });
}
