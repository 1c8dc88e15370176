import { parseAlloy } from '../../../charts/alloy/language/parse';
import { printConfig } from '../../../charts/alloy/language/syntax';
import { selectedField } from '../../../charts/alloy/processing/selection';
import { processing } from '../../../charts/alloy/processing/validate';
import { readingFaults } from '../../checks/alloy/values';
import { attributeOf, textOf, withInner } from '../../checks/read/alloy/config';
import { alloyStagesFault } from '../../checks/read/alloy/own-stages';
import { minorOf } from '../../environment/rules/own-stages';
import { isRecord } from '../../manifests/shape';
import { setLabels } from '../client';
import type { Effect, Importing } from '../importing';
import { LABELS_HERE, labelsBeside, patternsOf } from '../relabel';
import type { Node } from '../tree/account';
import { pathText } from '../tree/path';
import { NoStage, stageBlocks } from './blocks';
import { fieldsOf } from './fields';
import { ALWAYS_CRI, NO_DOCKER, NO_FLAGS, onlyReadsFormat } from './formats';
import { keepsOrder, type PromtailStage, type Selection } from './order';
import { labelsOfEntries, lostLabels, missingLabels } from './selectors';

/** A stage of an input, and its key there. */
interface Item {
  readonly node: Node;
  readonly stage: PromtailStage;
}

/** Successive stages for the same lines. */
interface Piece {
  readonly selection: Selection;
  readonly items: Item[];
}

/**
 * Takes the stages of a pipeline over: as fields where they have the same effect, else as stages of Alloy. Entries of
 * `processing` have an order of their own, so a pipeline in another order stays one text.
 */
export function importPipeline(importing: Importing, node: Node, selection: Selection = {}): void {
  const matches: Node[] = [];
  const items = itemsOf(importing, node, selection);
  const pieces = piecesOf(importing, items, selection, matches).map((piece) => ({
    ...piece,
    items: usable(piece.items),
  }));
  const isEach = pieces.every((one) => one.items.length === 0 || fieldsOf(stagesIn(one.items), one.selection));
  if (pieces.length > 1 && !(isEach && keepsOrder(pieces.map(stagesOf)))) {
    importStages(importing, usable(items), selection);
    return;
  }
  for (const piece of pieces) importStages(importing, piece.items, piece.selection);
  for (const match of matches) match.taken('alloy.processing', 'as the selection of an entry');
}

const stagesIn = (items: readonly Item[]): PromtailStage[] => items.map(({ stage }) => stage);

const stagesOf = ({ items, selection }: Piece) => ({ stages: stagesIn(items), selection });

/** Stages of a pipeline, without those that need no counterpart. */
function itemsOf(importing: Importing, node: Node, selection: Selection): Item[] {
  return node.children.flatMap((item): Item[] => {
    const [one, ...others] = item.children;
    if (!one || others.length > 0) {
      item.impossible('not a stage');
      return [];
    }
    if (onlyReadsFormat(item.value)) {
      const text = JSON.stringify(item.value);
      if (text.includes('"flags"')) item.differs(NO_FLAGS);
      else if (text.includes('"docker"')) item.differs(NO_DOCKER);
      else item.same(ALWAYS_CRI);
      return [];
    }
    if (one.key === 'labelallow') return labelDrop(item, node);
    const settings = Object.keys(selection).length === 0 ? withoutCluster(importing, one) : one.value;
    return settings === undefined && one.isKnown ? [] : [{ node: item, stage: { kind: one.key, settings } }];
  });
}

/** A stage that drops labels, in the place of one that keeps others. */
function labelDrop(item: Node, pipeline: Node): Item[] {
  const set = pipeline.children.flatMap((stage) =>
    ['labels', 'static_labels'].flatMap((kind) => stage.at(kind).children.map(({ key }) => key)),
  );
  const others = labelsBeside(set, item.at('labelallow').texts);
  if (others.length > 0) return [{ node: item, stage: { kind: 'labeldrop', settings: others } }];
  item.differs(LABELS_HERE);
  return [];
}

/** Stages by the lines they are for. Those of a `match` whose selector is a selection are for its lines. */
function piecesOf(importing: Importing, items: readonly Item[], selection: Selection, matches: Node[]): Piece[] {
  const pieces: Piece[] = [];
  let last: Piece | undefined;
  for (const item of items) {
    const match = item.stage.kind === 'match' ? item.node.at('match') : undefined;
    const inner = match && selectionOf(match.at('selector').text ?? '', selection);
    if (!inner || !match.at('stages').isBlock || match.at('action').exists) {
      if (!last) pieces.push((last = { selection, items: [] }));
      last.items.push(item);
      continue;
    }
    last = undefined;
    matches.push(item.node);
    pieces.push(...piecesOf(importing, itemsOf(importing, match.at('stages'), inner), inner, matches));
  }
  return pieces;
}

/** Stages whose values are all known. */
function usable(items: readonly Item[]): Item[] {
  for (const { node } of items)
    if (node.hasHidden) node.decision('has a secret or a template: write it again in alloy.processing');
  return items.filter(({ node }) => !node.hasHidden);
}

/** Settings of a stage of all pods without the label of the cluster, which is its name; undefined if nothing else is in it. */
function withoutCluster(importing: Importing, stage: Node): unknown {
  const node = stage.at('cluster');
  if (stage.key !== 'static_labels' || node.text === undefined) return stage.value;
  setLabels(importing, [{ key: 'cluster', text: node.text, node }]);
  const others = Object.entries(stage.value as object).filter(([key]) => key !== 'cluster');
  return others.length > 0 ? Object.fromEntries(others) : undefined;
}

/** Selection of a selector; undefined if a selection cannot say it. */
function selectionOf(selector: string, outer: Selection): Selection | undefined {
  const inner = /^\{(.*)\}$/.exec(selector.trim())?.[1];
  if (inner === undefined) return undefined;
  const matchers = [...inner.matchAll(/\s*(\w+)\s*(=~|=|!=|!~)\s*"((?:[^"\\]|\\.)*)"\s*(?:,|$)/g)];
  if (matchers.map(([text]) => text).join('') !== inner || matchers.length === 0) return undefined;
  const result: Record<string, unknown> = { ...outer };
  for (const [, label = '', operator = '', value = ''] of matchers) {
    const field = selectedField(label);
    const patterns = operator === '=' ? [value] : operator === '=~' ? patternsOf(value) : undefined;
    if (field === undefined || !patterns || result[field] !== undefined) return undefined;
    result[field] = patterns;
  }
  return result;
}

function importStages(importing: Importing, items: readonly Item[], selection: Selection): void {
  if (items.length === 0) return;
  const fields = fieldsOf(stagesIn(items), selection);
  const nodes = items.map(({ node }) => node);
  if (fields) {
    if (typeof fields['tenant'] === 'string') importing.addTenant(fields['tenant'], 'stages');
    if (fields['timestamp'] !== undefined && stagesIn(items).some(fudges)) importing.effects.push(OWN_TIME);
    const path = importing.draft.push(['alloy', 'processing'], fields, ...nodes);
    for (const node of nodes) node.taken(pathText(path));
    return;
  }
  const taken = items.flatMap(({ node, stage: { kind, settings } }) => {
    try {
      const blocks = stageBlocks(kind, settings);
      // One that is refused takes none of the others with it.
      const fault = stageFaultOf(printConfig(blocks), selection);
      if (fault === undefined) return [{ node, blocks }];
      node.impossible(fault);
    } catch (error) {
      if (!(error instanceof NoStage)) throw error;
      node.impossible(error.message);
    }
    return [];
  });
  if (taken.length === 0) return;
  const blocks = taken.flatMap((one) => one.blocks);
  if (blocks.length === 0) return;
  importText(
    importing,
    printConfig(blocks),
    selection,
    taken.map(({ node }) => node),
  );
}

/** True for a stage that gives a line without a time one right after that of the line before. */
const fudges = ({ kind, settings }: PromtailStage): boolean =>
  kind === 'timestamp' && !(isRecord(settings) && settings['action_on_failure'] === 'skip');

/** Difference of lines without a time that a stage reads. */
const OWN_TIME: Effect = {
  subject: 'times of lines without one that is read',
  was: 'right after the line before',
  is: 'that of the container runtime',
};

/** Reason why an environment does not take stages; undefined if it does. */
function faultOf(stages: string, selection: Selection): string | undefined {
  const [problem] = processing('stages', [{ ...selection, stages }]);
  return problem && `${problem.found}; ${problem.fix}`;
}

/** Reason why the Alloy of the library does not start with a stage, or finds nothing by it; undefined without one. */
export function stageFaultOf(text: string, selection: Selection): string | undefined {
  if (text.trim() === '') return undefined;
  const minor = minorOf(undefined);
  const fault = minor === undefined ? undefined : alloyStagesFault(text, minor);
  // Nobody sees the text that the line is of.
  if (fault) return `${fault.wrong.replace(/ on line \d+/, '')}; ${fault.fix}`;
  const [reading] = withInner(parseAlloy(text).blocks).flatMap(readingFaults);
  return reading ? `${reading.found}; ${reading.fix}` : faultOf(text, selection);
}

/** Adds stages in the language of Alloy, if an environment takes them. */
export function importText(importing: Importing, stages: string, selection: Selection, nodes: readonly Node[]): void {
  const entry = { ...selection, stages: stages.replaceAll('\t', '  ').trim() };
  const fault = faultOf(entry.stages, selection);
  if (fault !== undefined) {
    for (const node of nodes) node.impossible(fault);
    return;
  }
  addTenants(importing, entry.stages);
  const path = importing.draft.push(['alloy', 'processing'], entry, ...nodes);
  const isOfPods = selection['sources'] === undefined;
  const lost = isOfPods ? lostLabels(entry.stages, importing.former.labels) : [];
  if (lost.length > 0) {
    importing.decide(
      path,
      `lines of pods have no label ${lost.join(', ')} here, so stages find nothing by it: use another one (docs/reference/labels.md)`,
    );
  }
  const missing = isOfPods ? missingBeside(importing, entry.stages) : [];
  if (missing.length > 0) {
    importing.decide(
      path,
      `lines of pods have no label ${missing.join(', ')} here, so its selector matches none: select by another one (docs/reference/labels.md)`,
    );
  }
  for (const node of nodes) node.taken(pathText([...path, 'stages']), 'in the language of Alloy');
}

/** Labels that selectors of stages ask for, and neither lines of pods have nor another entry sets. */
function missingBeside({ draft }: Importing, stages: string): string[] {
  if (missingLabels(stages).length === 0) return [];
  const entries = draft.below(['alloy', 'processing']).map(({ value }) => value);
  return missingLabels(stages, labelsOfEntries(entries));
}

/** Adds tenants that stages name to the environment, and asks for those that they take from the line. */
function addTenants(importing: Importing, stages: string): void {
  for (const stage of withInner(parseAlloy(stages).blocks).filter(({ name }) => name === 'stage.tenant')) {
    const of = (name: string): string | undefined => textOf(attributeOf(stage, name));
    const [value, from] = [of('value'), of('label') ?? of('source')];
    if (value !== undefined) importing.addTenant(value, 'stages');
    else if (from !== undefined) {
      importing.decide(
        ['tenants'],
        `write each tenant that lines have by ${from}: lines of a tenant that is not in the list are refused`,
      );
    }
  }
}
