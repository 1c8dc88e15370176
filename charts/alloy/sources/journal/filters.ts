import { rawText } from '../../language/raw-text';
import { Block } from '../../language/syntax';
import { text, texts } from '../../language/values';
import { presentRegex } from '../../../input/patterns';
import type { SourceFilter } from '../settings';
import { JOURNAL_MATCHES, JOURNAL_META } from './fields';
import { JOURNAL_PRIORITIES, type JournalPriority, type JournalSettings } from './settings';

/** Transports of the kernel's own entries, which have no unit. */
export const KERNEL_TRANSPORTS = 'kernel|audit';

/** Filters of a journal: those of journald where possible, otherwise rules. */
export interface JournalFilters {
  /** The component's `matches`. Those of one field are alternatives; different fields must all match. */
  readonly matches: readonly string[];

  /** Rules of its `loki.relabel`. */
  readonly rules: readonly Block[];
}

/** Names that journald can match: whole names, in a text that Alloy splits at spaces and `=`. */
const isExact = (names: readonly string[]): boolean => names.every((name) => !/[*\s=]/.test(name));

/** Filters for the settings. */
export function journalFilters(settings: JournalSettings): JournalFilters {
  const { units, identifiers } = settings;
  const kernel = settings.kernel ?? !(units?.keep ?? identifiers?.keep);
  const fields = [
    { filter: units, field: JOURNAL_MATCHES.unit, label: JOURNAL_META.unit },
    { filter: identifiers, field: JOURNAL_MATCHES.identifier, label: JOURNAL_META.identifier },
  ].map((each) => filterOfField(each, kernel));
  const priorities = filterOfPriorities(settings.priorities);
  const parts = [...fields, priorities];
  // Entries of the kernel have no unit, so a match of units leaves them out.
  const dropsKernel = !kernel && fields[0]?.matches.length === 0;
  return {
    matches: parts.flatMap(({ matches }) => matches),
    rules: [
      ...(dropsKernel ? [rule('drop', KERNEL_TRANSPORTS, JOURNAL_META.transport)] : []),
      ...parts.flatMap(({ rules }) => rules),
    ],
  };
}

interface Field {
  readonly filter?: SourceFilter;
  readonly field: string;
  readonly label: string;
}

/** Filter of units or programs. It does not concern entries of the kernel. */
function filterOfField({ filter: { keep, drop } = {}, field, label }: Field, kernel: boolean): JournalFilters {
  const isMatched = keep !== undefined && !kernel && isExact(keep);
  const rules: Block[] = [];
  if (drop) rules.push(rule('drop', presentRegex(drop), label));
  if (keep && kernel)
    rules.push(rule('keep', `(?:${KERNEL_TRANSPORTS});.*|.*;(?:${presentRegex(keep)})`, JOURNAL_META.transport, label));
  else if (keep && !isMatched) rules.push(rule('keep', presentRegex(keep), label));
  return { matches: isMatched ? keep.map((name) => `${field}=${name}`) : [], rules };
}

function filterOfPriorities(priorities: JournalSettings['priorities'] = {}): JournalFilters {
  const { keep, drop } = typeof priorities === 'string' ? { keep: atLeast(priorities), drop: undefined } : priorities;
  return {
    matches: (keep ?? []).map((priority) => `${JOURNAL_MATCHES.priority}=${JOURNAL_PRIORITIES.indexOf(priority)}`),
    rules: drop ? [rule('drop', drop.join('|'), JOURNAL_META.priority)] : [],
  };
}

/** A priority and all more urgent ones; undefined if all entries pass, including those without a priority. */
function atLeast(priority: JournalPriority): readonly JournalPriority[] | undefined {
  return priority === 'debug' ? undefined : JOURNAL_PRIORITIES.slice(0, JOURNAL_PRIORITIES.indexOf(priority) + 1);
}

const rule = (action: 'keep' | 'drop', regex: string, ...from: string[]): Block =>
  new Block('rule')
    .set('source_labels', texts(...from))
    .set('regex', rawText(regex))
    .set('action', text(action));
