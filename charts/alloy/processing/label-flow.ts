import type { Block } from '../language/syntax';
import { ObjectValue, TextValue, type Value } from '../language/values';

/** Labels of the lines of a source that its configuration names. */
export interface LabelFlow {
  /** Labels that lines may have at the end. */
  readonly last: ReadonlySet<string>;

  /** Labels that lines have in some component. */
  readonly ever: ReadonlySet<string>;

  /** True if lines may have labels that the configuration does not name. */
  readonly isOpen: boolean;
}

/** Labels that exclude each other: a pod has one owner, and the environment attribute has an old and a new name. */
const ALTERNATIVES: readonly (readonly string[])[] = [
  ['deployment', 'statefulset', 'daemonset', 'cronjob', 'job', 'replicaset'].map((kind) => `k8s_${kind}_name`),
  ['deployment_environment', 'deployment_environment_name'],
];

/** Number of labels that a line can have. */
export function labelCount(labels: ReadonlySet<string>): number {
  const others = ALTERNATIVES.map((names) => names.filter((name) => labels.has(name)).slice(1).length);
  return labels.size - others.reduce((sum, count) => sum + count, 0);
}

/** Labels that components add by themselves. */
const ADDED: Readonly<Record<string, readonly string[] | undefined>> = {
  'loki.source.file': ['filename'],
  'loki.source.kubernetes': ['instance'],
  'loki.source.kubernetes_events': ['namespace', 'job', 'instance'],
  'loki.source.journal': [],
};

const fieldsOf = (value: Value | undefined): string[] =>
  value instanceof ObjectValue ? Object.keys(value.fields) : [];
const textOf = (value: Value | undefined): string => (value instanceof TextValue ? value.text : '');
const valueOf = (block: Block, name: string): Value | undefined =>
  block.attributes.find(({ key }) => key === name)?.value;

/** True for labels that Alloy sends: names of two underscores are its own. */
const isSent = (name: string): boolean => !name.startsWith('__');

/** Labels of the lines of a source, through its components and those after them. */
export function labelFlow(blocks: readonly Block[], after: readonly Block[]): LabelFlow {
  const isStep = ({ name }: Block) => name === 'loki.process' || name === 'loki.write';
  const first = blocks.filter((block) => !isStep(block));
  const last = new Set(first.flatMap(labelsOf).filter(isSent));
  const ever = new Set(last);
  for (const step of [...blocks.filter(isStep), ...after]) {
    for (const name of fieldsOf(valueOf(step, 'external_labels'))) last.add(name);
    for (const stage of step.blocks) pass(stage, last, ever, true);
  }
  return { last, ever, isOpen: first.some(isOpen) };
}

/** Labels that lines of a source have where some of its stages begin; undefined if it does not have these stages. */
export function labelsBefore(blocks: readonly Block[], stages: readonly Block[]): ReadonlySet<string> | undefined {
  const [begin] = stages;
  const process = blocks.find((block) => begin !== undefined && block.blocks.includes(begin));
  if (!process) return undefined;
  const steps = blocks.filter(({ name }) => name !== 'loki.process' && name !== 'loki.write');
  const labels = new Set(steps.flatMap(labelsOf).filter(isSent));
  for (const stage of process.blocks) {
    if (stage === begin) break;
    pass(stage, labels, new Set(), true);
  }
  return labels;
}

/** Labels that a component sets before stages. */
function labelsOf(block: Block): string[] {
  const targets = valueOf(block, 'targets')?.parts ?? [];
  const rules = block.blocks.filter(({ name }) => name === 'rule');
  return [
    ...(ADDED[block.name] ?? []),
    ...fieldsOf(valueOf(block, 'labels')),
    ...targets.flatMap(fieldsOf),
    ...rules.flatMap((rule) => textOf(valueOf(rule, 'target_label')) || []),
  ];
}

/** True for components whose lines arrive with labels, or get labels by a pattern. */
function isOpen(block: Block): boolean {
  const maps = block.blocks.some((rule) => textOf(valueOf(rule, 'action')) === 'labelmap');
  return maps || (block.name.startsWith('loki.source.') && ADDED[block.name] === undefined);
}

/** Follows the labels through a stage. Stages within `stage.match` remove labels of some lines only. */
function pass(stage: Block, last: Set<string>, ever: Set<string>, isForAll: boolean): void {
  const values = valueOf(stage, 'values');
  const added = {
    'stage.static_labels': fieldsOf(values),
    'stage.labels': fieldsOf(values),
    'stage.cri': ['stream'],
    'stage.docker': ['stream'],
  }[stage.name];
  for (const name of (added ?? []).filter(isSent)) {
    last.add(name);
    ever.add(name);
  }
  for (const inner of stage.blocks) pass(inner, last, ever, false);
  if (!isForAll) return;
  const listed = values?.parts.map(textOf) ?? [];
  if (stage.name === 'stage.label_drop') for (const name of listed) last.delete(name);
  if (stage.name === 'stage.structured_metadata') for (const name of fieldsOf(values)) last.delete(name);
  if (stage.name === 'stage.label_keep') for (const name of last) if (!listed.includes(name)) last.delete(name);
}
