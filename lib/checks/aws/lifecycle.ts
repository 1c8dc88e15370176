import { keptSeconds } from '../../../charts/loki/config/kept';
import { lokiDuration, RETENTION_DELETE_DELAY } from '../../../charts/loki/config/retention';
import { tenantFault } from '../../../charts/endpoint/tenants';
import type { Manifests } from '../../manifests/manifests';
import { readLoki } from '../read/loki/loki';
import { record, records, at } from '../../manifests/shape';
import { type TemplatesRule, type TemplatesSubject, type Finding, Severity } from '../rule';
import { type LokiBucket, lokiBuckets } from './buckets';
import { Templates } from '../read/templates/templates';
import { rounded, enumerate } from '../words';
import { seconds } from '../read/loki/duration';
import { SECONDS_PER_DAY } from '../../../charts/input/seconds';

/** A lifecycle rule of one of Loki's buckets. */
interface LifecycleRule {
  readonly bucket: LokiBucket;
  readonly path: string;
  readonly rule: Readonly<Record<string, unknown>>;
  readonly prefix: string;

  /** Days after which current objects expire, 0 for a date; undefined if they do not expire. */
  readonly days: number | undefined;
}

/** The enabled rules. Those that select tags are left out, since Loki writes none. */
function rulesOf(subject: TemplatesSubject): LifecycleRule[] {
  return lokiBuckets(new Templates(subject), subject).flatMap((bucket) =>
    records(record(bucket.properties['LifecycleConfiguration'])['Rules']).flatMap((rule, index) => {
      if (rule['Status'] !== 'Enabled' || records(rule['TagFilters']).length > 0) return [];
      const path = `${bucket.path} LifecycleConfiguration.Rules[${index}]`;
      const given = rule['ExpirationDate'] === undefined ? rule['ExpirationInDays'] : 0;
      const days = given === undefined ? undefined : Number(given);
      return [{ bucket, path, rule, prefix: typeof rule['Prefix'] === 'string' ? rule['Prefix'] : '', days }];
    }),
  );
}

/** Tenant whose folder a rule is about: a present or a former one. */
function tenantOf({ prefix }: LifecycleRule): string | undefined {
  const [folder = '', ...inside] = prefix.split('/');
  return inside.length > 0 && tenantFault(folder) === undefined ? folder : undefined;
}

const expiryIsLate: TemplatesRule = {
  id: 'STORAGE-LIFECYCLE-1',
  severity: Severity.ERROR,
  title: 'S3 expires no chunk before Loki deletes it',
  why: 'the index still lists expired chunks: lines are lost, and queries over them fail',
  evidence: 'https://github.com/grafana/loki/pull/22437',
  check: (subject) =>
    rulesOf(subject).flatMap((rule): Finding[] => {
      const tenant = rule.bucket.purpose === 'chunks' ? tenantOf(rule) : undefined;
      const needed = tenant === undefined ? undefined : secondsNeeded(subject.manifests, tenant);
      if (tenant === undefined || needed === undefined || rule.days === undefined) return [];
      if (rule.days * SECONDS_PER_DAY >= needed) return [];
      const field = rule.rule['ExpirationDate'] === undefined ? 'ExpirationInDays' : 'ExpirationDate';
      const path = `${rule.path}.${field}`;
      const value = String(rule.rule[field]);
      if (needed === Infinity) {
        return [{ path, found: `${value}, but lines of ${tenant} are kept for ever`, fix: 'remove the rule' }];
      }
      return [
        {
          path,
          found: `${value} is less than the ${rounded(needed / SECONDS_PER_DAY)} days that Loki needs chunks of ${tenant}`,
          fix: `use ExpirationInDays of at least ${Math.ceil(needed / SECONDS_PER_DAY)}, and more in case the compactor is down for days`,
        },
      ];
    }),
};

/** Retention of a tenant's lines plus the delay of their deletion; undefined if unknown. */
function secondsNeeded(manifests: Manifests, tenant: string): number | undefined {
  const needed = manifests.read(readLoki).lokis.map(({ config, limits }) => {
    const own = limits.find((each) => each.tenant === tenant) ?? limits.find((each) => each.tenant === undefined);
    const delay = seconds(at(config, 'compactor.retention_delete_delay') ?? lokiDuration(RETENTION_DELETE_DELAY));
    const kept = keptSeconds(own?.all ?? {});
    return kept === undefined || delay === undefined ? undefined : kept + delay;
  });
  return needed.includes(undefined) || needed.length === 0 ? undefined : Math.max(...(needed as number[]));
}

const onlyChunksExpire: TemplatesRule = {
  id: 'STORAGE-LIFECYCLE-2',
  severity: Severity.ERROR,
  title: 'S3 expires only chunks of tenants',
  why: 'index, seed, delete requests and rules never become obsolete: without them lines are not found, or never deleted',
  evidence: 'https://github.com/grafana/loki/issues/15528',
  check: (subject) =>
    rulesOf(subject).flatMap((rule): Finding[] => {
      if (rule.days === undefined) return [];
      const { path } = rule;
      if (rule.bucket.purpose === 'rules') {
        return [
          {
            path,
            found: 'expires rules of the ruler, which are needed regardless of their age',
            fix: 'remove the rule',
          },
        ];
      }
      if (tenantOf(rule) !== undefined) return [];
      const prefixes = (subject.environment.chartsProps.loki?.tenants ?? []).map((tenant) => `${tenant}/`);
      return [
        {
          path: `${path}.Prefix`,
          found:
            rule.prefix === ''
              ? 'missing, so the index and all other objects of Loki expire too'
              : `${rule.prefix} is not the folder of a tenant`,
          fix: `use ${enumerate(prefixes)}, one rule each`,
        },
      ];
    }),
};

/** Classes and tiers whose objects must be restored before they can be read. */
const ARCHIVES = ['GLACIER', 'DEEP_ARCHIVE', 'ARCHIVE_ACCESS', 'DEEP_ARCHIVE_ACCESS'];

const nothingIsArchived: TemplatesRule = {
  id: 'STORAGE-LIFECYCLE-3',
  severity: Severity.ERROR,
  title: 'S3 archives no object of Loki',
  why: 'an archived object cannot be read until it is restored: queries over its age fail',
  evidence: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/archived-objects.html',
  check: (subject) => [
    ...rulesOf(subject).flatMap(({ path, rule }) =>
      archives(path, [...records(rule['Transitions']), record(rule['Transition'])], 'StorageClass'),
    ),
    ...lokiBuckets(new Templates(subject), subject).flatMap((bucket) =>
      records(bucket.properties['IntelligentTieringConfigurations']).flatMap((tiering, index) => {
        const path = `${bucket.path} IntelligentTieringConfigurations[${index}]`;
        return tiering['Status'] === 'Enabled' ? archives(path, records(tiering['Tierings']), 'AccessTier') : [];
      }),
    ),
  ],
};

function archives(path: string, moves: readonly Readonly<Record<string, unknown>>[], field: string): Finding[] {
  return moves
    .map((move) => String(move[field]))
    .filter((where) => ARCHIVES.includes(where))
    .map((where) => ({
      path,
      found: `moves objects to ${where}, where Loki cannot read them`,
      fix: 'remove it, or move them to INTELLIGENT_TIERING or GLACIER_IR',
    }));
}

/** Rules about the lifecycle of objects in S3. */
export const LIFECYCLE_RULES: readonly TemplatesRule[] = [expiryIsLate, onlyChunksExpire, nothingIsArchived];
