import type { BucketFacts } from '../../lib/live/doctor/aws-facts';
import { at, isRecord, records, text } from '../../lib/manifests/shape';

/** Classes of storage whose objects must be restored before they are read. */
const ARCHIVES = ['GLACIER', 'DEEP_ARCHIVE'];

/** Enabled rules of a lifecycle, each with its prefix. Rules that select tags are left out, since Loki writes no tags. */
function lifecycleRules(lifecycle: unknown): { id: string; prefix: string; rule: unknown }[] {
  return records(at(lifecycle, 'Rules')).flatMap((rule) => {
    const selectsTags = isRecord(at(rule, 'Filter.Tag')) || records(at(rule, 'Filter.And.Tags')).length > 0;
    if (rule['Status'] !== 'Enabled' || selectsTags) return [];
    const prefix = text(at(rule, 'Filter.Prefix')) ?? text(at(rule, 'Filter.And.Prefix')) ?? text(rule['Prefix']) ?? '';
    return [{ id: text(rule['ID']) ?? '', prefix, rule }];
  });
}

/** Rules that delete current objects. */
export const expirations = (lifecycle: unknown): BucketFacts['expires'] =>
  lifecycleRules(lifecycle).flatMap(({ rule, ...of }) => {
    const days = at(rule, 'Expiration.Days');
    return typeof days === 'number' ? [{ ...of, days }] : [];
  });

/** Rules that move current objects to an archive, whose objects cannot be read at once. */
export const archivals = (lifecycle: unknown): BucketFacts['archives'] =>
  lifecycleRules(lifecycle).flatMap(({ rule, ...of }) =>
    records(at(rule, 'Transitions')).flatMap(({ Days: days, StorageClass }) => {
      const to = text(StorageClass);
      return typeof days === 'number' && to !== undefined && ARCHIVES.includes(to) ? [{ ...of, days, to }] : [];
    }),
  );
