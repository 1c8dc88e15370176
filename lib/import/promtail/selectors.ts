import { parseAlloy } from '../../../charts/alloy/language/parse';
import type { AlloyBlock } from '../../../charts/alloy/language/tree';
import { OWN_LABELS } from '../../../charts/alloy/processing/forms';
import { labelsOfStages } from '../../../charts/alloy/processing/own-stages';
import { attributeOf, textOf } from '../../checks/read/alloy/config';
import { extractedBy, labelsReadBy, labelsSetBy, readBy } from '../../checks/read/alloy/stages';
import { isRecord } from '../../manifests/shape';

/** Matcher of a selector that a line without its label does not fit. */
const MATCHER = /([a-zA-Z_]\w*)\s*(=~?)\s*(?:"((?:[^"\\]|\\.)*)"|`([^`]*)`)/g;

/** Patterns that fit a line without the label. */
const FITS_NONE = /^$|^(\.\*|\|)|\|$/;

/**
 * Labels that selectors of stages ask for, and lines of pods do not have here: these stages do nothing. `set` are labels that other
 * entries set.
 */
export function missingLabels(stages: string, set: readonly string[] = []): string[] {
  const known = [...OWN_LABELS, ...set, ...labelsOfStages(stages)];
  const selectors = matchesIn(parseAlloy(stages).blocks).flatMap((one) => textOf(attributeOf(one, 'selector')) ?? []);
  const asked = selectors.flatMap((selector) =>
    // What follows the braces filters lines.
    [...(/^\s*\{[^}]*\}/.exec(selector)?.[0] ?? '').matchAll(MATCHER)]
      .filter(([, , , quoted, raw]) => !FITS_NONE.test(quoted ?? raw ?? ''))
      .map(([, name = '']) => name),
  );
  return [...new Set(asked)].filter((name) => !known.includes(name));
}

const matchesIn = (blocks: readonly AlloyBlock[]): AlloyBlock[] =>
  blocks.flatMap((block) => [...(block.name === 'stage.match' ? [block] : []), ...matchesIn(block.blocks)]);

/** Stages that read labels in another way than by their name: a selector is read above, and one may drop any label. */
const OTHER_READERS = ['stage.match', 'stage.label_drop'];

/** Labels of the former lines that stages read as values, and that lines of pods do not have here: these stages find nothing. */
export function lostLabels(stages: string, former: ReadonlySet<string>): string[] {
  const known = new Set(OWN_LABELS);
  const lostIn = (blocks: readonly AlloyBlock[]): string[] =>
    blocks.flatMap((stage) => {
      const labels = OTHER_READERS.includes(stage.name) ? [] : labelsReadBy(stage);
      const lost = [...readBy(stage), ...labels].filter((name) => former.has(name) && !known.has(name));
      const inner = lostIn(stage.blocks);
      const names = extractedBy(stage);
      for (const name of [...(names === 'any' ? [] : names), ...labelsSetBy(stage)]) known.add(name);
      return [...lost, ...inner];
    });
  return former.size === 0 ? [] : [...new Set(lostIn(parseAlloy(stages).blocks))];
}

/** Labels that entries of `processing` set. */
export const labelsOfEntries = (entries: readonly unknown[]): string[] =>
  entries
    .filter(isRecord)
    .flatMap(({ labels, stages, level }) => [
      ...(isRecord(labels) ? Object.keys(labels) : []),
      ...(typeof stages === 'string' ? labelsOfStages(stages) : []),
      ...(level === undefined ? [] : ['level']),
    ]);
