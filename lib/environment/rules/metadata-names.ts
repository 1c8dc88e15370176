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

/** Names of structured metadata that stages give lines for which some selectors hold. */
function namesOf(stages: readonly Block[], selectors: ReadonlySet<string>, names = new Set<string>()): Set<string> {
  for (const stage of stages) {
    const values = stage.attributes.find(({ key }) => key === 'values')?.value;
    if (stage.name === 'stage.structured_metadata' && values instanceof ObjectValue)
      for (const name of Object.keys(values.fields)) names.add(name);
    if (stage.name === 'stage.structured_metadata_drop')
      for (const part of values?.parts ?? []) if (part instanceof TextValue) names.delete(part.text);
    const own = stage.attributes.find(({ key }) => key === 'selector')?.value;
    if (stage.name === 'stage.match' && own instanceof TextValue && selectors.has(own.text))
      namesOf(stage.blocks, selectors, names);
  }
  return names;
}

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

/** Most names of structured metadata that entries give to lines of one of them. */
function mostNames(entry: AlloyProcessing, entries: readonly AlloyProcessing[], stages: readonly Block[]): number {
  const counts = linesOf(entry).map((lines) => {
    const around = entries.filter((other) => other === entry || isWithin(lines, other));
    return namesOf(stages, new Set(around.flatMap((other) => selectorOf(other) ?? []))).size;
  });
  return Math.max(...counts);
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
    const chosen = processing.filter((entry) => isFor(entry, source));
    for (const [index, entry] of [...processing.entries()].reverse()) {
      if (!chosen.includes(entry) || (entry.structuredMetadata ?? entry.stages) === undefined) continue;
      const count = mostNames(entry, chosen, stages);
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
