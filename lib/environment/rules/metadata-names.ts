import { PROCESSING } from '../../../charts/alloy/fields';
import type { Block } from '../../../charts/alloy/language/syntax';
import { ObjectValue, TextValue } from '../../../charts/alloy/language/values';
import { ALL_SOURCES, isFor, selectedSources, selectorOf } from '../../../charts/alloy/processing/selection';
import type { AlloyProcessing } from '../../../charts/alloy/processing/settings';
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

/** Changes names of structured metadata as stages do for lines for which a selector, or none, holds. */
function addNames(stages: readonly Block[], selector: string | undefined, names: Set<string>): void {
  for (const stage of stages) {
    const values = stage.attributes.find(({ key }) => key === 'values')?.value;
    if (stage.name === 'stage.structured_metadata' && values instanceof ObjectValue)
      for (const name of Object.keys(values.fields)) names.add(name);
    if (stage.name === 'stage.structured_metadata_drop')
      for (const part of values?.parts ?? []) if (part instanceof TextValue) names.delete(part.text);
    if (selector !== undefined && selectorIn(stage) === selector) addNames(stage.blocks, selector, names);
  }
}

/** Numbers of names of structured metadata that stages give lines, by the selector that holds for them. */
function countsOf(stages: readonly Block[]): (selector: string | undefined) => number {
  const naming = namingStages(stages);
  const counts = new Map<string | undefined, number>();
  return (selector) => {
    const known = counts.get(selector);
    if (known !== undefined) return known;
    const own = selector === undefined ? [] : (naming.get(selector) ?? []);
    const all = [...(naming.get(undefined) ?? []), ...own].sort((one, other) => one.at - other.at);
    const names = new Set<string>();
    addNames(
      all.map(({ stage }) => stage),
      selector,
      names,
    );
    counts.set(selector, names.size);
    return names.size;
  };
}

/** Lines with more names of structured metadata than Loki takes, which it would refuse. Of two selections it is not known whether they meet. */
export const metadataNames: LoggingRule = (_name, input) => {
  const { alloy, loki } = input;
  const { processing } = plainCopy({ processing: isObject(alloy) ? alloy.processing : undefined }) as {
    readonly processing?: readonly AlloyProcessing[];
  };
  if (!processing || isSpoke(input) || validProcessing('', processing).length > 0) return [];
  const most = mostOf(loki);
  const named = processing.flatMap((entry) => selectedSources(entry));
  for (const source of new Set(named.map((one) => (one === ALL_SOURCES ? 'pods' : one)))) {
    const countOf = countsOf(processingStages(processing, source));
    for (const [index, entry] of [...processing.entries()].reverse()) {
      if (!isFor(entry, source) || (entry.structuredMetadata ?? entry.stages) === undefined) continue;
      const count = countOf(selectorOf(entry));
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
