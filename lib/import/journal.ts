import { JOURNAL_MATCHES, JOURNAL_META } from '../../charts/alloy/sources/journal/fields';
import { OLDEST_LINE_HOURS } from '../../charts/loki/config/retention';
import { durationText, secondsOf } from './durations';
import type { Importing } from './importing';
import { patternsOf } from './relabel';
import type { Node } from './tree/account';
import { SECONDS_PER_DAY } from '../../charts/input/seconds';

/** Longest age that `alloy.journal.maxAge` takes. */
const MAX_SECONDS = OLDEST_LINE_HOURS * 3600;

/** Converts a journal that Promtail or Alloy reads. Both use the same names, but for one. */
export function importJournalReader({ draft, former }: Importing, journal: Node): void {
  former.sources.add('journal');
  const age = journal.at('max_age');
  const seconds = secondsOf(age.text);
  if (seconds !== undefined && seconds > 0 && seconds !== SECONDS_PER_DAY) {
    const hours = inHours(durationText(Math.min(seconds, MAX_SECONDS)));
    draft.set(['alloy', 'journal', 'maxAge'], hours, age);
    age.taken('alloy.journal.maxAge', hours);
  } else age.same('24h here');
  importJournalFolder(draft, journal.at('path'));
  importMatches(draft, journal.at('matches'));
  journal.at('labels').differs('lines of the journal have job="node_log/journal" and unit here');
  for (const key of ['json', 'format_as_json'])
    journal.at(key).differs('the text of the entry is the line; its fields are structured metadata');
  journal.same('the journal is read on every node');
}

/** Converts fields of entries and their values: lines of any of the units, and of one value of each other field. */
function importMatches(draft: Importing['draft'], matches: Node): void {
  const all = (matches.text ?? '').split(/\s+/).filter((one) => one !== '');
  const ofUnit = `${JOURNAL_MATCHES.unit}=`;
  const units = all.flatMap((one) => (one.startsWith(ofUnit) && one !== ofUnit ? one.slice(ofUnit.length) : []));
  if (units.length > 0) draft.set(['alloy', 'journal', 'units'], { keep: units }, matches);
  if (units.length < all.length)
    matches.decision(
      'fields of the journal other than the unit: alloy.journal.identifiers and priorities choose by two of them',
      'alloy.journal',
    );
  else if (units.length > 0) matches.taken('alloy.journal.units.keep');
  else matches.same('all');
}

/** Converts a rule of a journal that keeps or drops entries; its labels are those of the source here. */
export function importJournalRule({ draft }: Importing, rule: Node): void {
  const action = (rule.at('action').text ?? '').toLowerCase();
  if (action !== 'keep' && action !== 'drop') {
    rule.differs('labels of this source are those of docs/reference/labels.md here');
    return;
  }
  const sources = rule.at('source_labels').texts;
  const patterns = sources.join() === JOURNAL_META.unit ? patternsOf(rule.at('regex').text ?? '') : undefined;
  if (!patterns) {
    const text = `entries that a rule ${action === 'keep' ? 'keeps' : 'drops'}: alloy.journal has units, identifiers and priorities`;
    rule.decision(text, 'alloy.journal');
    return;
  }
  draft.set(['alloy', 'journal', 'units', action], patterns, rule);
  rule.taken(`alloy.journal.units.${action}`);
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
