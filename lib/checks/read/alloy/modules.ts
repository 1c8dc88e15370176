import type { AlloyBlock } from '../../../../charts/alloy/language/tree';
import type { AlloyComponent } from './config';
import { attributeOf, withInner } from './config';
import { kept } from '../kept';
import { componentSchema, isFamily } from './schema';
import { type AlloyGraph, referredBy } from './graph';
import { knownValue, type ValueOfReference } from './expressions/evaluate';
import { type AlloyValue, mistake, UNKNOWN } from './expressions/value';

/** Names by which a configuration uses its modules, those of `declare` and `import`, with the blocks that define them. */
export const modulesOf = kept(({ together }: AlloyGraph): ReadonlyMap<string, readonly AlloyBlock[]> => {
  const modules = new Map<string, AlloyBlock[]>();
  for (const block of withInner(together.flatMap(({ config }) => config.blocks))) {
    if (block.label === undefined || !/^(declare|import\.\w+)$/.test(block.name)) continue;
    modules.set(block.label, [...(modules.get(block.label) ?? []), block]);
  }
  return modules;
});

/** The `declare` block that a component is made by; undefined if none, or several, have its name. */
export function moduleOf(graph: AlloyGraph, name: string): AlloyBlock | undefined {
  const [module, another] = modulesOf(graph).get(name) ?? [];
  return another === undefined && module?.name === 'declare' ? module : undefined;
}

/** Values of the references of a block; undefined for names that nothing has. */
export function valuesIn(graph: AlloyGraph, from: AlloyComponent): ValueOfReference {
  return (names) => valueOfReference(graph, names, from, 0);
}

/** Modules that use each other, at most, in the search for a value. */
const MAX_DEPTH = 8;

function valueOfReference(
  graph: AlloyGraph,
  names: readonly string[],
  from: AlloyComponent,
  depth: number,
): AlloyValue | undefined {
  const [first = ''] = names;
  if (first === 'module_path' || isVariable(first, from)) return UNKNOWN;
  const isModule = modulesOf(graph).has(first);
  if (first === 'argument' && !isModule) return argumentValue(graph, names.slice(1), from);
  if (!isModule && !isFamily(first)) return undefined;
  const to = referredBy(graph, names, from);
  if (!to) return UNKNOWN;
  const rest = names.slice(to.id.split('.').length);
  if (!isModule) return exportedValue(to, rest);
  const block = moduleOf(graph, to.name)?.blocks.find(({ name, label }) => name === 'export' && label === rest[0]);
  const value = attributeOf(block, 'value');
  const within = graph.reading.others.find((other) => other.block === block);
  if (!value || !within || rest.length > 1 || depth > MAX_DEPTH) return UNKNOWN;
  return knownValue(value, (inner) => valueOfReference(graph, inner, within, depth + 1));
}

/** True for the variable of the loop that a block is in. */
export const isVariable = (name: string, { loop }: AlloyComponent): boolean =>
  loop !== undefined && (loop.variable === undefined || loop.variable === name);

/** Value of `argument.<name>.value` in a module; undefined if the module has no such argument. */
function argumentValue(
  { reading }: AlloyGraph,
  [name, value, ...more]: readonly string[],
  { scope, loop }: AlloyComponent,
): AlloyValue | undefined {
  const module = loop?.scope ?? scope;
  const isKnown = reading.others.some((one) => one.name === 'argument' && one.scope === module && one.label === name);
  // A loop within a loop has the arguments of the module around both.
  if (!isKnown) return loop && module !== '' ? UNKNOWN : undefined;
  if (value === undefined) return { kind: 'object' };
  return value === 'value' || more.length > 0 ? UNKNOWN : undefined;
}

/** Attribute of components that read secrets only if they are told so. */
const IS_SECRET = 'is_secret';

function exportedValue(to: AlloyComponent, [name, field, ...more]: readonly string[]): AlloyValue {
  if (to.name === 'remote.kubernetes.secret') {
    return name === 'data' && field !== undefined && more.length === 0 ? { kind: 'secret' } : UNKNOWN;
  }
  const type = componentSchema(to.name)?.exports.find((one) => one.name === name)?.type ?? '';
  if (type.startsWith('list(')) {
    if (field === undefined) return { kind: 'array' };
    if (/^\d+$/.test(field)) return UNKNOWN;
    return mistake(`takes the field ${field} of ${to.id}.${name}, which is a list`, 'take an item, such as [0]');
  }
  if (field !== undefined) return UNKNOWN;
  if (type === 'secret') {
    const isSecret = attributeOf(to.block, IS_SECRET);
    return isSecret?.kind === 'bool' && isSecret.value ? { kind: 'secret' } : UNKNOWN;
  }
  return ['logs', 'metrics', 'consumer', 'rules'].includes(type) ? { kind: 'capsule' } : UNKNOWN;
}
