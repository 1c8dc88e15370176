import type { AlloyBlock } from '../../../../charts/alloy/language/tree';
import { JOURNAL_MATCHES, JOURNAL_META } from '../../../../charts/alloy/sources/journal/fields';
import { MAX_AGE } from '../../../../charts/alloy/sources/journal/journal';
import { KERNEL_TRANSPORTS } from '../../../../charts/alloy/sources/journal/filters';
import {
  JOURNAL_PRIORITIES,
  type JournalPriority,
  type JournalSettings,
} from '../../../../charts/alloy/sources/journal/settings';
import { blockOf, textOf, textsOf } from './blocks';
import { patternsIn } from './patterns';

/** Beginning of the expression of a rule that keeps lines of some names, and lets those of the kernel pass. */
const BESIDE_KERNEL = `(?:${KERNEL_TRANSPORTS});.*|.*;(?:`;

/** Settings of the journal that a configuration shows; undefined if it has no journal. */
export function journalOf(blocks: readonly AlloyBlock[]): JournalSettings | undefined {
  const persistent = blockOf(blocks, 'loki.source.journal', 'journal');
  const volatile = blockOf(blocks, 'loki.source.journal', 'journal_volatile');
  const source = persistent ?? volatile;
  if (!source) return undefined;
  const rules = blockOf(blocks, 'loki.relabel', 'journal')?.blocks ?? [];
  const rulesOf = (action: string, label: string): string[] =>
    rules
      .filter((rule) => textOf(rule, 'action') === action && textsOf(rule, 'source_labels').at(-1) === label)
      .flatMap((rule) => textOf(rule, 'regex') ?? []);
  const matches = (textOf(source, 'matches') ?? '').split(' ').map((match) => match.split('=') as [string, string]);
  const matched = (field: string): string[] => matches.flatMap(([name, value]) => (name === field ? [value] : []));
  const filterOf = (name: 'unit' | 'identifier') => {
    const label = JOURNAL_META[name];
    const keep = [
      ...matched(JOURNAL_MATCHES[name]),
      ...rulesOf('keep', label).flatMap((regex) =>
        patternsIn(regex.startsWith(BESIDE_KERNEL) ? regex.slice(BESIDE_KERNEL.length, -1) : regex),
      ),
    ];
    const drop = rulesOf('drop', label).flatMap(patternsIn);
    return keep.length + drop.length === 0
      ? undefined
      : { ...(keep.length > 0 ? { keep } : {}), ...(drop.length > 0 ? { drop } : {}) };
  };
  const units = filterOf('unit');
  const identifiers = filterOf('identifier');
  const priorities = prioritiesOf(
    matched(JOURNAL_MATCHES.priority).map(Number),
    rulesOf('drop', JOURNAL_META.priority).flatMap(patternsIn),
  );
  const isBeside = rules.some((rule) => textOf(rule, 'regex')?.startsWith(BESIDE_KERNEL));
  const isWithout = !units?.keep && !identifiers?.keep && rulesOf('drop', JOURNAL_META.transport).length > 0;
  const maxAge = textOf(source, 'max_age');
  const metadata = rules.map((rule) => textOf(rule, 'target_label'));
  const isFallback = rules.some((rule) => textsOf(rule, 'source_labels').join() === `unit,${JOURNAL_META.transport}`);
  return {
    ...(units ? { units } : {}),
    ...(identifiers ? { identifiers } : {}),
    ...(priorities === undefined ? {} : { priorities }),
    ...(isBeside ? { kernel: true } : isWithout ? { kernel: false } : {}),
    ...(volatile ? { storage: persistent ? ('both' as const) : ('volatile' as const) } : {}),
    ...(maxAge === undefined || maxAge === MAX_AGE ? {} : { maxAge }),
    ...(metadata.includes('priority') ? { levels: 'common' as const } : {}),
    ...(isFallback ? { fallbackUnit: true } : {}),
  };
}

function prioritiesOf(kept: readonly number[], dropped: readonly string[]): JournalSettings['priorities'] {
  const keep = kept.flatMap((at) => JOURNAL_PRIORITIES[at] ?? []);
  const drop = dropped as JournalPriority[];
  const isLeast = kept.length > 0 && kept.every((at, index) => at === index);
  if (isLeast && drop.length === 0) return keep.at(-1);
  if (keep.length + drop.length === 0) return undefined;
  return { ...(keep.length > 0 ? { keep } : {}), ...(drop.length > 0 ? { drop } : {}) };
}
