import { parseAlloy } from '../../../../charts/alloy/language/parse';
import type { AlloyBlock } from '../../../../charts/alloy/language/tree';
import { selectedField } from '../../../../charts/alloy/processing/selection';
import type { AlloyProcessing, AlloySelection } from '../../../../charts/alloy/processing/settings';
import { FILES_PREFIX } from '../../../../charts/alloy/sources/files/files';
import type { Importing } from '../../importing';
import type { ConfigText } from '../texts';
import { entryOf, stagesText } from './entry';
import { patternsIn } from './patterns';

/** Stages of a user for one source, in their order, each with the selector of its lines. */
interface Inserted {
  readonly source: string;
  readonly parts: readonly { readonly selector: string | undefined; readonly stages: readonly AlloyBlock[] }[];
}

/**
 * Reads the entries of `processing` from the stages that an environment without entries would not have. `render` gives
 * the configurations of the environment so far.
 */
export function readOwnProcessing(
  { draft }: Importing,
  texts: readonly ConfigText[],
  render: () => readonly ConfigText[],
): void {
  const without = processes(render());
  const all = processes(texts);
  const inserted = [...all].flatMap(([source, stages]) => insertedIn(source, stages, without.get(source)) ?? []);
  if (inserted.length === 0) return;
  const path = ['alloy', 'processing'];
  const expected = printed(all);
  for (const entries of [entriesOf(inserted, [...without.keys()]), copied(inserted)]) {
    if (!entries) continue;
    draft.set(path, entries);
    if (printed(processes(render())) === expected) return;
    draft.remove(path);
  }
}

/** Stages of each source, by its name. */
function processes(texts: readonly ConfigText[]): Map<string, readonly AlloyBlock[]> {
  const configs = texts.filter(({ kind }) => kind === 'alloy').flatMap(({ text }) => parseAlloy(text).blocks);
  const found = configs.filter(({ name, label }) => name === 'loki.process' && label !== undefined);
  return new Map(found.map(({ label = '', blocks }) => [label, blocks]));
}

const printed = (all: ReadonlyMap<string, readonly AlloyBlock[]>): string =>
  JSON.stringify([...all].map(([source, stages]) => [source, stagesText(stages)]).sort());

/** Stages of a source that are not there without entries, if they are contiguous. */
function insertedIn(
  source: string,
  stages: readonly AlloyBlock[],
  without: readonly AlloyBlock[] | undefined,
): Inserted | undefined {
  if (!without || stages.length <= without.length) return undefined;
  const [here, there] = [stages, without].map((all) => all.map((stage) => stagesText([stage]))) as [string[], string[]];
  let before = 0;
  while (before < there.length && here[before] === there[before]) before++;
  const after = there.length - before;
  if (here.slice(here.length - after).join('\n') !== there.slice(before).join('\n')) return undefined;
  const own = stages.slice(before, stages.length - after);
  const parts: { selector: string | undefined; stages: AlloyBlock[] }[] = [];
  for (const stage of own) {
    const selector = selectorOf(stage);
    const last = parts.at(-1);
    if (selector !== undefined) parts.push({ selector, stages: [...stage.blocks] });
    else if (last && last.selector === undefined) last.stages.push(stage);
    else parts.push({ selector, stages: [stage] });
  }
  return { source, parts };
}

/** Selector of a stage that only selects lines for its stages. */
function selectorOf({ name, attributes }: AlloyBlock): string | undefined {
  const [selector, ...others] = attributes;
  if (name !== 'stage.match' || selector?.name !== 'selector' || others.length > 0) return undefined;
  return selector.value.kind === 'text' ? selector.value.text : undefined;
}

/** Entries with the fields that make the stages; undefined if a stage has no field. */
function entriesOf(inserted: readonly Inserted[], sources: readonly string[]): AlloyProcessing[] | undefined {
  const found = new Map<string, { readonly entry: AlloyProcessing; readonly sources: string[] }>();
  for (const { source, parts } of inserted) {
    const bySelector = new Map<string | undefined, AlloyBlock[]>();
    for (const { selector, stages } of parts)
      bySelector.set(selector, [...(bySelector.get(selector) ?? []), ...stages]);
    for (const [selector, stages] of bySelector) {
      const selection = selectionOf(selector);
      const fields = entryOf(stages, source);
      if (!selection || !fields) return undefined;
      const entry = { ...selection, ...fields };
      const key = JSON.stringify(entry);
      const present = found.get(key);
      if (present) present.sources.push(source);
      else found.set(key, { entry, sources: [source] });
    }
  }
  return [...found.values()].map(({ entry, sources: own }) => ({ ...sourcesOf(own, sources), ...entry }));
}

/** Value of `sources` of an entry, given all sources. */
function sourcesOf(own: readonly string[], all: readonly string[]): Pick<AlloySelection, 'sources'> {
  if (own.length === 1 && own[0] === 'pods') return {};
  return { sources: own.length > 1 && own.length === all.length ? ['*'] : own.map(fieldOf) };
}

/** Name of a source as in its field. Names of `files` stay unchanged. */
export const fieldOf = (source: string): string =>
  source.startsWith(FILES_PREFIX)
    ? source
    : source.replace(/_([a-z])/g, (_all, letter: string) => letter.toUpperCase());

/** Entries with the stages as text, each `first`, so that stages and their order stay the same. */
function copied(inserted: readonly Inserted[]): AlloyProcessing[] | undefined {
  const entries: AlloyProcessing[] = [];
  for (const { source, parts } of inserted) {
    for (const { selector, stages } of parts) {
      const selection = selectionOf(selector);
      if (!selection) return undefined;
      entries.push({ ...sourcesOf([source], []), ...selection, stages: stagesText(stages), stagesAt: 'first' });
    }
  }
  return entries;
}

/** Selection from which `render` would make a selector; undefined if none would. */
function selectionOf(selector: string | undefined): AlloySelection | undefined {
  if (selector === undefined) return {};
  // `render` quotes this way. Other escapes and control characters do not come from it.
  const form = /(\w+)(=~|!~)("(?:[^"\\\p{Cc}]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*")/gu;
  const matchers = [...selector.matchAll(form)].map(([, label = '', sign, regex = '']) => ({
    label,
    sign,
    regex: JSON.parse(regex) as string,
  }));
  if (selector.replace(form, '').replace(/[{}, ]/g, '') !== '') return undefined;
  const selection: { -readonly [K in keyof AlloySelection]: AlloySelection[K] } = {};
  const match: Record<string, readonly string[]> = {};
  for (const { label, sign, regex } of matchers) {
    const field = selectedField(label);
    if (sign === '!~') selection.exceptNamespaces = patternsIn(regex);
    else if (regex === '.+') continue;
    else if (field) selection[field] = patternsIn(regex);
    else match[label] = patternsIn(regex);
  }
  return { ...selection, ...(Object.keys(match).length > 0 ? { match } : {}) };
}
