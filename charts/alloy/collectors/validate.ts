import { type Problem, show } from '../../input/problems';
import { isIdentifier } from '../language/identifiers';
import { placeOf } from '../sources/place';
import type { AlloySource } from '../sources/source';
import { shapeProblems } from '../sources/shape';
import type { Collector } from './collector';
import { COLLECTOR_KINDS, DEFAULT_KIND } from './kinds';
import type { AlloyCollectorProps } from './props';

/** Name of a user's collector: with prefix and hash, the names of its pods are at most 63 characters long. */
const NAME = /^[a-z]([a-z0-9-]{0,38}[a-z0-9])?$/;

/** A problem without its path. */
type Found = Omit<Problem, 'path'>;

/**
 * Problems in the fields of a user's collectors, apart from their sources. `library` has the names of the library's
 * collectors that run.
 */
export function ownProblems(own: readonly AlloyCollectorProps[], library: readonly string[]): Problem[] {
  return own.flatMap((collector, index) => {
    const { name, kind, replicas } = collector;
    if (typeof name !== 'string' || !NAME.test(name)) {
      const fix = "write at most 40 lower-case letters, digits and hyphens, such as 'push'";
      return [
        { path: `alloy.collectors[${index}].name`, found: `${show(name)} cannot be the name of a collector`, fix },
      ];
    }
    const path = `alloy.collectors.${name}`;
    const problems: Problem[] = [];
    const add = (field: string, found: string, fix: string) => problems.push({ path: `${path}.${field}`, found, fix });
    if (library.includes(name)) add('name', `'${name}' is a collector of the library`, 'use another name');
    if (own.findIndex((other) => other.name === name) < index) add('name', `'${name}' occurs twice`, 'rename one');
    if (!COLLECTOR_KINDS.includes(kind)) {
      add('kind', `${show(kind)} is not a kind of collector`, `write one of ${COLLECTOR_KINDS.join(', ')}`);
    } else if (replicas !== undefined && kind !== 'replicated' && kind !== 'clustered') {
      add('replicas', `${show(replicas)}, and the kind is ${kind}`, "leave it out, or use kind 'replicated'");
    } else if (replicas !== undefined && (!Number.isInteger(replicas) || replicas < 1)) {
      add('replicas', `${show(replicas)} is not a number of pods`, 'write 1 or more');
    }
    return problems;
  });
}

/** Problems of the sources of a collector, each alone and all together. */
export function collectorProblems(collector: Collector, networkPolicies: boolean): Problem[] {
  const { path, kind, sources } = collector;
  if (!COLLECTOR_KINDS.includes(kind)) return [];
  const shapes = sources.flatMap((source) => shapeProblems(placeOf(path, source), source));
  if (shapes.length > 0) return shapes;
  if (sources.length === 0) return [{ path, found: 'no sources are left', fix: 'switch one on, or add one' }];
  return [
    ...sources.flatMap((source) =>
      [
        ...nameProblems(source),
        ...kindProblems(collector, source),
        ...portProblems(collector, source, networkPolicies),
      ].map((problem) => ({ path: placeOf(path, source), ...problem })),
    ),
    ...conflicts(collector, 'mount', ({ mounts }) => mounts),
    ...conflicts(collector, 'environment variable', ({ env }) => env),
    ...conflicts(collector, 'Secret', ({ secrets = [] }) => secrets),
    ...conflicts(collector, 'port', ({ ports = [] }) => ports),
  ];
}

function nameProblems({ name }: AlloySource): Found[] {
  if (typeof name === 'string' && isIdentifier(name)) return [];
  const fix = 'write letters, digits and underscores, not beginning with a digit';
  return [{ found: `${JSON.stringify(name)} cannot be the name of a source`, fix }];
}

/** Problem of a source on a kind of collector that it does not run on, or that lacks a part it needs. */
function kindProblems({ kind }: Collector, { runsOn = [DEFAULT_KIND], mounts, ports = [] }: AlloySource): Found[] {
  const moveTo = (...kinds: string[]) => `run it on a collector of kind ${kinds.join(' or ')}`;
  if (!runsOn.includes(kind)) {
    return [{ found: `runs on ${runsOn.join(' or ')}, but this collector is ${kind}`, fix: moveTo(...runsOn) }];
  }
  const [mount] = mounts;
  if (mount && kind !== 'every-node') {
    return [{ found: `mounts ${mount.path} of the node, but this collector is ${kind}`, fix: moveTo('every-node') }];
  }
  const [port] = ports;
  if (port && kind !== 'replicated') {
    return [{ found: `listens on port ${port.port}, but this collector is ${kind}`, fix: moveTo('replicated') }];
  }
  return [];
}

/** Clients are denied unless named, so a port without clients is a mistake. */
function portProblems(collector: Collector, { ports = [], clients }: AlloySource, networkPolicies: boolean): Found[] {
  const [port] = ports;
  if (!port || collector.kind !== 'replicated' || !networkPolicies) return [];
  const named = clients ? [...clients.namespaces, ...clients.ranges] : collector.clientNamespaces;
  if (named.length > 0) return [];
  const fix = "name them in clientNamespaces, such as ['shop']";
  return [{ found: `listens on port ${port.port}, and no namespace may reach it`, fix }];
}

/** Items with the same name that differ: names are unique in a pod. */
function conflicts(
  { path, sources }: Collector,
  what: string,
  named: (source: AlloySource) => readonly { readonly name: string }[],
): Problem[] {
  const items = sources.flatMap((source) => named(source).map((item) => ({ source, item })));
  return items.flatMap(({ source, item }, index) => {
    const other = items.slice(0, index).find((before) => before.item.name === item.name)?.item;
    if (!other || JSON.stringify(other) === JSON.stringify(item)) return [];
    const found = `another source has a different ${what} ${item.name}`;
    return [{ path: placeOf(path, source), found, fix: 'give one of the two another name' }];
  });
}
