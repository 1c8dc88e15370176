import { printConfig } from '../../../charts/alloy/language/syntax';
import { processing } from '../../../charts/alloy/processing/validate';
import { isRecord } from '../../manifests/shape';
import { setLabels } from '../client';
import type { Importing } from '../importing';
import { patternsOf } from '../relabel';
import type { Node } from '../tree/account';
import { NoStage, stageBlocks } from './blocks';
import { fieldsOf, type PromtailStage } from './fields';

/** Lines that a pipeline is for: a part of an entry of `processing`. */
export type Selection = Readonly<Record<string, unknown>>;

/** Stages that need no counterpart. */
const READS_FORMAT: Readonly<Record<string, string>> = {
  cri: 'lines of pods are always read as CRI',
  docker: 'containerd writes CRI, which is read here',
};

/** Fields of a selection, by the label that a selector of Promtail names. */
const SELECTED: Readonly<Record<string, string>> = {
  namespace: 'namespaces',
  pod: 'pods',
  app: 'apps',
  container: 'containers',
};

/** Takes the stages of a pipeline over: as fields where they have the same effect, else as stages of Alloy. */
export function importPipeline(importing: Importing, node: Node, selection: Selection = {}): void {
  const stages: { readonly node: Node; readonly stage: PromtailStage }[] = [];
  const flush = (): void => {
    importStages(importing, stages.splice(0), selection);
  };
  for (const item of node.children) {
    const [one, ...others] = item.children;
    if (!one || others.length > 0) {
      item.impossible('not a stage');
      continue;
    }
    const words = READS_FORMAT[one.key];
    if (words) {
      item.same(words);
      continue;
    }
    const settings = Object.keys(selection).length === 0 ? withoutCluster(importing, one) : one.value;
    if (settings === undefined && one.isKnown) continue;
    const inner = one.key === 'match' ? selectionOf(one.at('selector').text ?? '', selection) : undefined;
    const isSelection = inner && one.at('stages').isBlock && !one.at('action').exists;
    if (!isSelection) {
      stages.push({ node: item, stage: { kind: one.key, settings } });
      continue;
    }
    flush();
    importPipeline(importing, one.at('stages'), inner);
    item.taken('alloy.processing', 'as the selection of an entry');
  }
  flush();
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
    const field = SELECTED[label];
    const patterns = operator === '=' ? [value] : operator === '=~' ? patternsOf(value) : undefined;
    if (field === undefined || !patterns || result[field] !== undefined) return undefined;
    result[field] = patterns;
  }
  return result;
}

function importStages(
  importing: Importing,
  stages: readonly { readonly node: Node; readonly stage: PromtailStage }[],
  selection: Selection,
): void {
  const usable = stages.filter(({ node }) => !node.hasHidden);
  for (const { node } of stages)
    if (node.hasHidden) node.decision('has a secret or a template: write it again in alloy.processing');
  if (usable.length === 0) return;
  addTenants(
    importing,
    usable.map(({ stage }) => stage),
  );
  const fields = fieldsOf(
    usable.map(({ stage }) => stage),
    selection,
  );
  const nodes = usable.map(({ node }) => node);
  if (fields) {
    const path = importing.draft.push(['alloy', 'processing'], fields, ...nodes);
    for (const node of nodes) node.taken(`alloy.processing[${String(path.at(-1))}]`);
    return;
  }
  const blocks = usable.flatMap(({ node, stage: { kind, settings } }) => {
    try {
      return stageBlocks(kind, settings);
    } catch (error) {
      if (!(error instanceof NoStage)) throw error;
      node.impossible(`no stage of Alloy does what ${error.message} does`);
      return [];
    }
  });
  if (blocks.length === 0) return;
  importText(importing, printConfig(blocks), selection, nodes);
}

/** Adds stages in the language of Alloy, if an environment takes them. */
export function importText(importing: Importing, stages: string, selection: Selection, nodes: readonly Node[]): void {
  const entry = { ...selection, stages: stages.replaceAll('\t', '  ').trim() };
  const [problem] = processing('stages', [entry]);
  if (problem) {
    for (const node of nodes) node.impossible(`${problem.found}; ${problem.fix}`);
    return;
  }
  const path = importing.draft.push(['alloy', 'processing'], entry, ...nodes);
  for (const node of nodes) node.taken(`alloy.processing[${String(path.at(-1))}].stages`, 'in the language of Alloy');
}

/** A tenant that a stage names is one of the environment. */
function addTenants(importing: Importing, stages: readonly PromtailStage[]): void {
  for (const { kind, settings } of stages) {
    const value = kind === 'tenant' && isRecord(settings) ? settings['value'] : undefined;
    if (typeof value === 'string') importing.addTenant(value);
  }
}
