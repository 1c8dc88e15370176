import { PROCESSING } from '../../../charts/alloy/fields';
import type { Block } from '../../../charts/alloy/language/syntax';
import { ObjectValue, TextValue } from '../../../charts/alloy/language/values';
import {
  ALL_SOURCES,
  isFor,
  isWithin,
  selectedLabels,
  selectedSources,
  selectorOf,
} from '../../../charts/alloy/processing/selection';
import type { AlloyProcessing, AlloySelection } from '../../../charts/alloy/processing/settings';
import { processingStages } from '../../../charts/alloy/processing/stages';
import { processing as validProcessing } from '../../../charts/alloy/processing/validate';
import { plainCopy } from '../../../charts/input/plain-copy';
import { isSpoke } from '../hub/hub';
import { isObject } from '../values';
import type { LoggingRule } from './rule';

/** Most names of structured metadata on a line that Loki takes, by default. */
const MOST = 128;

const KEY = 'max_structured_metadata_entries_count';

/** The same for an environment: that of the tenant with the most. Infinity for no limit. */
function mostOf(loki: unknown): number {
  if (!isObject(loki)) return MOST;
  const config = isObject(loki['config']) ? loki['config'] : {};
  const tenants = isObject(loki['tenantLimits']) ? Object.values(loki['tenantLimits']) : [];
  const own = [config['limits_config'], ...tenants].flatMap((limits) => (isObject(limits) ? [limits[KEY]] : []));
  const numbers = own.filter((value): value is number => typeof value === 'number');
  if (numbers.some((value) => value <= 0)) return Infinity;
  const everyone = isObject(config['limits_config']) && typeof config['limits_config'][KEY] === 'number';
  return Math.max(...numbers, ...(everyone ? [] : [MOST]));
}

/** A stage and its place among all. */
interface Placed {
  readonly stage: Block;
  readonly at: number;
}

/** Selector of a stage; undefined for one that is for all lines. */
function selectorIn(stage: Block): string | undefined {
  const value = stage.attributes.find(({ key }) => key === 'selector')?.value;
  return stage.name === 'stage.match' && value instanceof TextValue ? value.text : undefined;
}

/** Stages that give or take names, by the selector of the lines that they are for. */
function namingStages(stages: readonly Block[]): ReadonlyMap<string | undefined, readonly Placed[]> {
  const found = new Map<string | undefined, Placed[]>();
  for (const [at, stage] of stages.entries()) {
    if (stage.name !== 'stage.match' && !stage.name.startsWith('stage.structured_metadata')) continue;
    const selector = selectorIn(stage);
    const others = found.get(selector);
    if (others) others.push({ stage, at });
    else found.set(selector, [{ stage, at }]);
  }
  return found;
}

const valuesOf = (stage: Block) => stage.attributes.find(({ key }) => key === 'values')?.value;

/** Names of structured metadata that a stage gives lines. */
function namesIn(stage: Block): string[] {
  const values = valuesOf(stage);
  return stage.name === 'stage.structured_metadata' && values instanceof ObjectValue ? Object.keys(values.fields) : [];
}

/** Changes names of structured metadata as stages do for lines for which some selectors hold. */
function addNames(stages: readonly Block[], selectors: ReadonlySet<string>, names: Set<string>): void {
  for (const stage of stages) {
    for (const name of namesIn(stage)) names.add(name);
    if (stage.name === 'stage.structured_metadata_drop')
      for (const part of valuesOf(stage)?.parts ?? []) if (part instanceof TextValue) names.delete(part.text);
    const own = selectorIn(stage);
    if (own !== undefined && selectors.has(own)) addNames(stage.blocks, selectors, names);
  }
}

/** Counts the names of structured metadata that stages give lines for which some selectors hold. */
function counterOf(stages: readonly Block[]): (selectors: ReadonlySet<string>) => number {
  const naming = namingStages(stages);
  return (selectors) => {
    const all = [undefined, ...selectors].flatMap((selector) => naming.get(selector) ?? []);
    const names = new Set<string>();
    const inOrder = all.sort((one, other) => one.at - other.at).map(({ stage }) => stage);
    addNames(inOrder, selectors, names);
    return names.size;
  };
}

/** All names that stages give any line. A stage that drops names does so for some lines only. */
const allNames = (stages: readonly Block[]): string[] =>
  stages.flatMap((stage) => [...namesIn(stage), ...allNames(stage.blocks)]);

const selectorsOf = (entries: readonly AlloyProcessing[]): ReadonlySet<string> =>
  new Set(entries.flatMap((entry) => selectorOf(entry) ?? []));

/**
 * Selections of lines that an entry is certain to take: one for each value, where only one of its labels has several. Whether the values of
 * two labels meet is not known.
 */
function linesOf(entry: AlloyProcessing): AlloySelection[] {
  const several = selectedLabels(entry).filter(({ patterns }) => patterns.length > 1);
  const [one] = several;
  if (!one || several.length > 1) return [entry];
  const field = one.path.replace(/^match\..*/s, 'match');
  const { match } = entry;
  return one.patterns.map((pattern) => ({
    ...entry,
    [field]: field === 'match' ? { ...match, [one.label]: [pattern] } : [pattern],
  }));
}

/** Number of entries above which no other entry counts for the lines of one: each would be compared with every other. */
const MOST_COMPARED = 500;

/** Entries that are certain to take all lines of a selection of one of them. */
function around(lines: AlloySelection, entry: AlloyProcessing, entries: readonly AlloyProcessing[]): AlloyProcessing[] {
  if (entries.length > MOST_COMPARED) return [entry];
  return entries.filter((other) => other === entry || isWithin(lines, other));
}

/** Lines with more names of structured metadata than Loki takes, which it would refuse. */
export const metadataNames: LoggingRule = (_name, input) => {
  const { alloy, loki } = input;
  const { processing } = plainCopy({ processing: isObject(alloy) ? alloy.processing : undefined }) as {
    readonly processing?: readonly AlloyProcessing[];
  };
  if (!processing || isSpoke(input) || validProcessing('', processing).length > 0) return [];
  const most = mostOf(loki);
  const named = processing.flatMap((entry) => selectedSources(entry));
  for (const source of new Set(named.map((one) => (one === ALL_SOURCES ? 'pods' : one)))) {
    const stages = processingStages(processing, source);
    if (new Set(allNames(stages)).size <= most) continue;
    const countOf = counterOf(stages);
    const chosen = processing.filter((entry) => isFor(entry, source));
    for (const [index, entry] of [...processing.entries()].reverse()) {
      if (!chosen.includes(entry) || (entry.structuredMetadata ?? entry.stages) === undefined) continue;
      const count = Math.max(...linesOf(entry).map((lines) => countOf(selectorsOf(around(lines, entry, chosen)))));
      if (count <= most) continue;
      const found = `lines of ${source} would have up to ${count} names of structured metadata, and Loki refuses those with more than ${most}`;
      return [
        {
          path: `${PROCESSING}[${index}].${entry.structuredMetadata ? 'structuredMetadata' : 'stages'}`,
          found,
          fix: `leave some out, or raise loki.config.limits_config.${KEY}`,
        },
      ];
    }
  }
  return [];
};
