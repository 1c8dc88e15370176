import { OLDEST_LINE_HOURS } from '../../charts/loki/config/retention';
import { durationText, secondsOf } from './durations';
import type { Importing } from './importing';
import type { Node } from './tree/account';
import { SECONDS_PER_DAY } from '../../charts/input/seconds';

/** Longest age that `alloy.journal.maxAge` takes. */
const MAX_SECONDS = OLDEST_LINE_HOURS * 3600;

/** Age and folder of a journal that Promtail or Alloy reads. Both use the same names for them. */
export function importJournalReader({ draft }: Importing, journal: Node): void {
  const age = journal.at('max_age');
  const seconds = secondsOf(age.text);
  if (seconds !== undefined && seconds > 0 && seconds !== SECONDS_PER_DAY) {
    const hours = inHours(durationText(Math.min(seconds, MAX_SECONDS)));
    draft.set(['alloy', 'journal', 'maxAge'], hours, age);
    age.taken('alloy.journal.maxAge', hours);
  } else age.same('24h here');
  importJournalFolder(draft, journal.at('path'));
}

/** Converts the folder of the journal. */
export function importJournalFolder(draft: Importing['draft'], path: Node): void {
  if (path.text?.startsWith('/run/') === true) {
    draft.set(['alloy', 'journal', 'storage'], 'volatile', path);
    path.taken('alloy.journal.storage');
  } else path.same('/var/log/journal, which nodes of EKS have');
}

/** `2d` as `48h`: the field takes hours and minutes. */
const inHours = (text: string): string => text.replace(/^(\d+)d$/, (_all, days: string) => `${Number(days) * 24}h`);
