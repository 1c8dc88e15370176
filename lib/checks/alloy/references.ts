import { nearest } from '../../../charts/input/nearest';
import { type AlloyComponent, expressionsOf, withinOf } from '../read/alloy/config';
import { componentSchema, isFamily } from '../read/alloy/schema';
import { distinctBy, type Finding, type ManifestsRule, Severity } from '../rule';
import { type AlloyGraph, alloyGraphs, blocksIn, referredBy, visibleTo } from '../read/alloy/graph';
import { isVariable, moduleOf, modulesOf, valuesIn } from '../read/alloy/modules';
import { isLibrary, similarInLibrary } from '../read/alloy/expressions/library';
import { programOf } from '../read/alloy/versions';

const referenceThere: ManifestsRule = {
  id: 'ALLOY-REFERENCE-1',
  severity: Severity.ERROR,
  title: 'components refer to existing components',
  why: 'Alloy does not start with a reference to a missing component',
  evidence: 'https://grafana.com/docs/alloy/latest/get-started/expressions/referencing_exports/',
  check: ({ manifests }) =>
    alloyGraphs(manifests)
      // The components of a file with a syntax error are unknown.
      .filter(({ together }) => together.every(({ config }) => !config.error))
      .flatMap((graph) =>
        blocksIn(graph).flatMap((component) =>
          referencesOf(component)
            .filter((names) => isMissing(graph, names, component))
            .map((names) => ({
              path: component.path,
              found: `refers to ${names.join('.')}, which does not exist`,
              fix: adviceFor(graph, names, component),
            })),
        ),
      ),
};

/** True if a reference names neither a component, nor anything else that a configuration can name. */
function isMissing(graph: AlloyGraph, names: readonly string[], from: AlloyComponent): boolean {
  const [first = ''] = names;
  if (isVariable(first, from)) return false;
  if (isFamily(first) || modulesOf(graph).has(first)) return !referredBy(graph, names, from);
  return !isLibrary(first) && !valuesIn(graph, from)(names) && !programOf(graph.reading).isOther;
}

function adviceFor(graph: AlloyGraph, names: readonly string[], from: AlloyComponent): string {
  if (names[0] === 'argument') {
    if (from.scope === '') return 'only modules have arguments: refer to another value';
    return `write argument.${names[1] ?? 'name'}.value, and add argument "${names[1] ?? 'name'}" { } to the module`;
  }
  if (!isFamily(names[0] ?? '') && !modulesOf(graph).has(names[0] ?? '')) {
    const similar = similarInLibrary(names.join('.'));
    return similar ? `write ${similar}` : 'put it in double quotes if it is a text';
  }
  const there = visibleTo(graph, from).map(({ id }) => id);
  const best = nearest(names.slice(0, -1).join('.'), there);
  return best ? `write ${best}.${names.at(-1) ?? ''}` : 'add the component, or refer to an existing one';
}

const referenceExport: ManifestsRule = {
  id: 'ALLOY-REFERENCE-2',
  severity: Severity.ERROR,
  title: 'components refer to exports that exist',
  why: 'Alloy does not start with a reference to a missing export',
  evidence: 'https://grafana.com/docs/alloy/latest/get-started/expressions/referencing_exports/',
  check: ({ manifests }) =>
    alloyGraphs(manifests).flatMap((graph) =>
      blocksIn(graph).flatMap((component) =>
        referencesOf(component).flatMap((names): Finding[] => {
          const to = referredBy(graph, names, component);
          const given = to && exportsOf(graph, to);
          const wanted = to && names.join('.').slice(to.id.length + 1);
          if (!to || !given || wanted === undefined || given.includes(wanted.split('.')[0] ?? '')) return [];
          return [
            {
              path: component.path,
              found: `refers to ${names.join('.')}, but ${to.name} exports no ${wanted || 'value of its own'}`,
              fix:
                given.length > 0 ? `write ${given.map((name) => `${to.id}.${name}`).join(' or ')}` : 'refer to another',
            },
          ];
        }),
      ),
    ),
};

/** Names of the exports of a component; undefined if unknown. */
function exportsOf(graph: AlloyGraph, { name }: AlloyComponent): readonly string[] | undefined {
  const schema = componentSchema(name);
  if (schema) return schema.exports.map((one) => one.name);
  return moduleOf(graph, name)?.blocks.flatMap((one) => (one.name === 'export' && one.label ? [one.label] : []));
}

const cycles: ManifestsRule = {
  id: 'ALLOY-REFERENCE-3',
  severity: Severity.ERROR,
  title: 'no component refers to itself, directly or through others',
  why: 'Alloy does not start with a cycle of references; a running Alloy keeps the old configuration',
  evidence: 'https://github.com/grafana/alloy/blob/v1.18.1/internal/dag/validate.go',
  check: ({ manifests }) =>
    alloyGraphs(manifests).flatMap((graph) => {
      const known = new Set<AlloyComponent>();
      return graph.reading.components.flatMap((component): Finding[] => {
        if (known.has(component)) return [];
        const cycle = cycleOf(graph, component);
        if (!cycle) return [];
        for (const one of cycle) known.add(one);
        const others = cycle.slice(1).map(({ id }) => id);
        return [
          {
            path: component.path,
            found: `refers to itself${others.length > 0 ? ` through ${others.join(', ')}` : ''}`,
            fix: 'remove one of these references',
          },
        ];
      });
    }),
};

/** Shortest cycle of references that begins at a component; undefined without a cycle. */
function cycleOf(graph: AlloyGraph, start: AlloyComponent): AlloyComponent[] | undefined {
  const before = new Map<AlloyComponent, AlloyComponent | undefined>([[start, undefined]]);
  for (const one of before.keys()) {
    for (const next of referencesOf(one).flatMap((names) => referredBy(graph, names, one) ?? [])) {
      if (next === start) return wayTo(one, before);
      if (!before.has(next)) before.set(next, one);
    }
  }
  return undefined;
}

function wayTo(end: AlloyComponent, before: ReadonlyMap<AlloyComponent, AlloyComponent | undefined>): AlloyComponent[] {
  const way = [end];
  for (let one = before.get(end); one; one = before.get(one)) way.unshift(one);
  return way;
}

/** References of a component, without duplicates. */
function referencesOf({ name, block }: AlloyComponent): string[][] {
  // Blocks in modules and loops have references of their own.
  const isOuter = ['declare', 'foreach'].includes(name);
  const all = isOuter ? block.attributes.flatMap(({ value }) => withinOf(value)) : expressionsOf(block);
  const names = all.flatMap((value) => (value.kind === 'reference' ? [[...value.names]] : []));
  return distinctBy(names, (one) => one.join('.'));
}

/** Rules about references between components. */
export const REFERENCE_RULES: readonly ManifestsRule[] = [referenceThere, referenceExport, cycles];
