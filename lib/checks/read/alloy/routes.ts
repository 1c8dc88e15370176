import type { AlloyBlock } from '../../../../charts/alloy/language/parse';
import type { Manifests } from '../../../manifests/manifests';
import { type AlloyComponent, attributeOf, fieldsOf, textOf, textsOf } from './config';
import { type Finding, oncePerPath } from '../../rule';
import { type AlloyGraph, alloyGraphs, referredBy, referredIn } from './graph';
import { actionOf, afterRules, matcher } from './relabel';
import { filePaths, fixedPart, rulesOf, stepsTo, targetLabels } from './targets';
import { isWithin } from '../../../manifests/mounts';

/** Route of the lines of a source. */
export interface Route {
  /** The configuration it is in. */
  readonly graph: AlloyGraph;

  /** Source of the lines. */
  readonly source: AlloyComponent;

  /** Components between source and end, in order. */
  readonly through: readonly AlloyComponent[];

  /** End: `loki.write`, a component that forwards lines to others we cannot follow, nowhere, or unknown. */
  readonly end: AlloyComponent | 'nowhere' | 'unknown';
}

/** Components that forward lines. */
const FORWARDERS = ['loki.process', 'loki.relabel', 'loki.enrich', 'loki.secretfilter'];

/** Maximum number of routes that are followed. */
const MAX_ROUTES = 200;

/** Routes of all sources of lines. */
export function routes(manifests: Manifests): readonly Route[] {
  return manifests.read(readRoutes);
}

function readRoutes(manifests: Manifests): Route[] {
  return alloyGraphs(manifests).flatMap((graph) =>
    graph.reading.components
      .filter(({ name }) => name.startsWith('loki.source.'))
      .flatMap((source) => follow(graph, source, source, []).slice(0, MAX_ROUTES)),
  );
}

function follow(
  graph: AlloyGraph,
  source: AlloyComponent,
  at: AlloyComponent,
  through: readonly AlloyComponent[],
): Route[] {
  const forward = attributeOf(at.block, 'forward_to');
  // Without the attribute Alloy does not start, and the destination is unknown.
  const next = forward ? referredIn(graph, forward, at) : [undefined];
  if (next.length === 0) return [{ graph, source, through, end: 'nowhere' }];
  return next.flatMap((to): Route[] => {
    if (!to || through.includes(to) || through.length > 20) return [{ graph, source, through, end: 'unknown' }];
    if (FORWARDERS.includes(to.name)) return follow(graph, source, to, [...through, to]);
    return [{ graph, source, through, end: to }];
  });
}

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

/** Findings on all routes, the first of each path. */
export function onRoutes(manifests: Manifests, find: (route: Route) => Finding[]): Finding[] {
  return oncePerPath(routes(manifests).flatMap(find));
}

/** Folders in which container runtimes write the output of pods, each line after its time and stream. */
const FOLDERS = ['/var/log/pods', '/var/log/containers'];

/** The files of pods a source reads. */
export function podFiles({ graph, source }: Pick<Route, 'graph' | 'source'>): string[] {
  if (source.name !== 'loki.source.file') return [];
  return filePaths(graph, source)
    .map(({ path }) => path)
    .filter(isPodFile);
}

/** True if a path is one of files with the output of pods. */
export function isPodFile(path: string): boolean {
  return FOLDERS.some((folder) => isWithin(fixedPart(path), folder));
}
