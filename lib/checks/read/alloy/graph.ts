import type { AlloyExpression } from '../../../../charts/alloy/language/parse';
import type { Manifests } from '../../../manifests/manifests';
import { type AlloyComponent, type AlloyReading, alloyReadings, components, partsOf } from './config';
import { componentSchema, type SchemaField } from './schema';

/** A configuration whose references can be followed. */
export interface AlloyGraph {
  /** The file. */
  readonly reading: AlloyReading;

  /** The files Alloy may read along with it: of the same ConfigMap, or mounted by the same pods; itself included. */
  readonly together: readonly AlloyReading[];
}

/** Target of a reference: a component, or something unknown here, such as an argument of a module. */
export type Referred = AlloyComponent | undefined;

/** Every valid configuration, with the components it can refer to. */
export function alloyGraphs(manifests: Manifests): readonly AlloyGraph[] {
  return manifests.read(readGraphs);
}

function readGraphs(manifests: Manifests): AlloyGraph[] {
  const readings = alloyReadings(manifests);
  return readings
    .filter(({ config }) => !config.error)
    .map((reading) => ({ reading, together: readings.filter((other) => isTogether(reading, other)) }));
}

function isTogether(one: AlloyReading, other: AlloyReading): boolean {
  const folder = ({ path, file }: AlloyReading): string => path.slice(0, -file.length);
  return folder(one) === folder(other) || other.workloads.some((workload) => one.workloads.includes(workload));
}

/** A component, and the configuration it is in. */
export interface PlacedComponent {
  /** The configuration. */
  readonly graph: AlloyGraph;

  /** The component. */
  readonly component: AlloyComponent;
}

/** Components of every valid configuration, of some kinds or of all. */
export function everyComponent(manifests: Manifests, ...names: string[]): PlacedComponent[] {
  return alloyGraphs(manifests).flatMap((graph) =>
    components(graph.reading, ...names).map((component) => ({ graph, component })),
  );
}

/** Every block that Alloy evaluates in a valid configuration: components, and those of modules and loops. */
export function everyBlock(manifests: Manifests): PlacedComponent[] {
  return alloyGraphs(manifests).flatMap((graph) => blocksIn(graph).map((component) => ({ graph, component })));
}

/** Blocks of a configuration that Alloy evaluates. */
export const blocksIn = ({ reading }: AlloyGraph): AlloyComponent[] => [...reading.components, ...reading.others];

/** Component whose id the reference begins with. */
export function referredBy(graph: AlloyGraph, names: readonly string[], from: AlloyComponent): Referred {
  const path = `${names.join('.')}.`;
  for (const { components, others } of filesOf(graph)) {
    const is = (one: AlloyComponent): boolean => path.startsWith(`${one.id}.`) && isVisible(one, from);
    const found = components.find(is) ?? (from.loop ? others.find(is) : undefined);
    if (found) return found;
  }
  return undefined;
}

/** Exported value that a reference names; undefined if unknown. */
export function exportOf(graph: AlloyGraph, names: readonly string[], from: AlloyComponent): SchemaField | undefined {
  const to = referredBy(graph, names, from);
  const wanted = to && names.join('.').slice(to.id.length + 1);
  return to && componentSchema(to.name)?.exports.find(({ name }) => name === wanted);
}

/** The components another can refer to. */
export function visibleTo(graph: AlloyGraph, from: AlloyComponent): AlloyComponent[] {
  return filesOf(graph).flatMap(({ components }) => components.filter((one) => isVisible(one, from)));
}

/** The file, and then the others that Alloy may read along with it. */
const filesOf = ({ reading, together }: AlloyGraph): AlloyReading[] => [
  reading,
  ...together.filter((other) => other !== reading),
];

const isVisible = ({ scope, label }: AlloyComponent, from: AlloyComponent): boolean =>
  label !== undefined && (scope === from.scope || scope === from.loop?.scope);

/** Components that the references of a list refer to, in order. */
export function referredIn(graph: AlloyGraph, value: AlloyExpression | undefined, from: AlloyComponent): Referred[] {
  if (value === undefined) return [];
  if (value.kind === 'reference') return [referredBy(graph, value.names, from)];
  const parts = partsOf(value).flatMap((part) => referredIn(graph, part, from));
  // Results of operators and indexes are not followed.
  return value.kind === 'array' || (value.kind === 'call' && JOINS.includes(value.name))
    ? parts
    : [...parts, undefined];
}

/** Functions that concatenate lists. */
export const JOINS = ['concat', 'array.concat'];
