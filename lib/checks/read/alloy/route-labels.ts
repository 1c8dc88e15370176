import type { AlloyBlock } from '../../../../charts/alloy/language/parse';
import { type AlloyComponent, attributeOf, fieldsOf, textOf, textsOf } from './config';
import { type AlloyGraph, referredBy } from './graph';
import { actionOf, afterRules, matcher } from './relabel';
import type { Route } from './routes';
import { rulesOf, stepsTo, targetLabels } from './targets';

/** Names of the labels at the end of a route, including `service_name`, which Loki does not count. */
export function labelsAtEnd({ graph, source, through, end }: Route): string[] {
  const sent = through.reduce((labels, step) => afterStep(labels, step), labelsOfSource(graph, source));
  const added = typeof end === 'string' ? [] : fieldsOf(attributeOf(end.block, 'external_labels')).map(nameOf);
  return [...new Set([...sent, ...added])].filter((name) => !name.startsWith('__'));
}

/** Names of the labels before a stage of a component on a route; undefined if it has no such stage. */
export function labelsBefore(route: Route, component: AlloyComponent, stage: string): string[] | undefined {
  const index = component.block.blocks.findIndex(({ name }) => name === stage);
  return index < 0 ? undefined : labelsAt(route, component, index);
}

/** Labels before each block of a component, by route: rules ask at every block. */
const labelsByBlock = new WeakMap<Route, Map<AlloyComponent, readonly string[][]>>();

/** Names of the labels before a block of a component, by the index of the block. */
export function labelsAt(route: Route, component: AlloyComponent, index: number): string[] {
  const found = labelsByBlock.get(route) ?? new Map<AlloyComponent, readonly string[][]>();
  labelsByBlock.set(route, found);
  const labels = found.get(component) ?? labelsBeforeEach(route, component);
  found.set(component, labels);
  return labels[index] ?? [];
}

function labelsBeforeEach({ graph, source, through }: Route, component: AlloyComponent): string[][] {
  const steps = through.slice(0, through.indexOf(component));
  const all = [steps.reduce((labels, step) => afterStep(labels, step), labelsOfSource(graph, source))];
  for (const block of component.block.blocks) all.push(afterStage(all.at(-1) as string[], block, true));
  return all;
}

/** Sources whose labels the configuration names completely. */
const CLOSED = ['loki.source.file', 'loki.source.journal', 'loki.source.kubernetes', 'loki.source.kubernetes_events'];

/** True if lines may have labels that the configuration does not name: a client or a map of labels sets them. */
export function hasUnknownLabels({ graph, source, through }: Route): boolean {
  const steps = stepsTo(graph, source);
  const relabels = [...through, ...steps.flatMap((step) => (step.kind === 'component' ? step.component : []))];
  return (
    !CLOSED.includes(source.name) ||
    steps.some(({ kind }) => kind === 'unknown') ||
    relabels.some((component) => rulesOf(component).some((rule) => actionOf(rule) === 'labelmap')) ||
    attributeOf(source.block, 'relabel_rules') !== undefined
  );
}

const nameOf = ({ name }: { readonly name: string }): string => name;

function labelsOfSource(graph: AlloyGraph, source: AlloyComponent): string[] {
  const own = fieldsOf(attributeOf(source.block, 'labels')).map(nameOf);
  const rules = attributeOf(source.block, 'relabel_rules');
  const relabel = rules?.kind === 'reference' ? referredBy(graph, rules.names, source) : undefined;
  switch (source.name) {
    case 'loki.source.file':
      return [...targetLabels(graph, source), 'filename'];
    case 'loki.source.kubernetes':
      return targetLabels(graph, source);
    case 'loki.source.kubernetes_events':
      return ['namespace', 'job', 'instance'];
    case 'loki.source.journal':
      return afterRules([...own, 'job'], relabel ? rulesOf(relabel) : []);
    default:
      return afterRules(own, relabel ? rulesOf(relabel) : []);
  }
}

/** Labels after a component. */
export function afterStep(labels: string[], step: AlloyComponent): string[] {
  if (step.name === 'loki.relabel') return afterRules(labels, rulesOf(step));
  return step.name === 'loki.process' ? afterStages(labels, step.block, true) : labels;
}

/** Labels after stages. For stages that run on some lines only, removals count and additions do not. */
function afterStages(labels: string[], { blocks }: AlloyBlock, always: boolean): string[] {
  return blocks.reduce((before, stage) => afterStage(before, stage, always), labels);
}

/** Labels after a stage. If it does not always run, only removals count. */
export function afterStage(labels: string[], stage: AlloyBlock, always: boolean): string[] {
  const values = attributeOf(stage, 'values');
  const add = (names: string[]): string[] => (always ? [...new Set([...labels, ...names])] : labels);
  switch (stage.name) {
    case 'stage.match':
      return afterStages(labels, stage, false);
    case 'stage.cri':
    case 'stage.docker':
      return add(['stream']);
    case 'stage.labels':
    case 'stage.static_labels':
      return add(fieldsOf(values).map(nameOf));
    case 'stage.structured_metadata': {
      // The value names the label that is moved; without a value, the key does.
      const moved = fieldsOf(values).map(({ name, value }) => textOf(value) || name);
      const regex = textOf(attributeOf(stage, 'regex'));
      const matches = regex ? matcher(regex) : () => false;
      return labels.filter((name) => !moved.includes(name) && !matches(name));
    }
    case 'stage.label_drop':
      return labels.filter((name) => !textsOf(values).includes(name));
    case 'stage.label_keep':
      return labels.filter((name) => textsOf(values).includes(name));
    case 'stage.pack':
      return labels.filter((name) => !textsOf(attributeOf(stage, 'labels')).includes(name));
    default:
      return labels;
  }
}
