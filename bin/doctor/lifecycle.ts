import type { BucketFacts } from '../../lib/live/doctor/aws-facts';
import { at, isRecord, isText, record, records, text } from '../../lib/manifests/shape';

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

/** Time at which a rule acts; undefined if it does not act on current objects. From a date on, it acts on all of them. */
function timeOf(action: unknown): { days: number; date?: string } | undefined {
  const { Days: days, Date: date } = record(action);
  if (typeof days === 'number') return { days };
  const on = date instanceof Date || isText(date) ? new Date(date) : undefined;
  if (!on || Number.isNaN(on.getTime())) return undefined;
  return { days: 0, date: on.toISOString().slice(0, 'yyyy-mm-dd'.length) };
}

/** Rules that delete current objects. */
export const expirations = (lifecycle: unknown): BucketFacts['expires'] =>
  lifecycleRules(lifecycle).flatMap(({ rule, ...of }) => {
    const time = timeOf(at(rule, 'Expiration'));
    return time ? [{ ...of, ...time }] : [];
  });

/** Rules that move current objects to an archive, whose objects cannot be read at once. */
export const archivals = (lifecycle: unknown): BucketFacts['archives'] =>
  lifecycleRules(lifecycle).flatMap(({ rule, ...of }) =>
    records(at(rule, 'Transitions')).flatMap((transition) => {
      const to = text(transition['StorageClass']);
      const time = timeOf(transition);
      return time && to !== undefined && ARCHIVES.includes(to) ? [{ ...of, ...time, to }] : [];
    }),
  );
