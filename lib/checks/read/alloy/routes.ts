import type { Manifests } from '../../../manifests/manifests';
import { type AlloyComponent, attributeOf } from './config';
import { type Finding, oncePerPath } from '../../rule';
import { type AlloyGraph, alloyGraphs, referredIn } from './graph';
import { filePaths, fixedPart } from './targets';
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
