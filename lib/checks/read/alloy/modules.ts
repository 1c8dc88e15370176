import type { AlloyBlock } from '../../../../charts/alloy/language/tree';
import type { AlloyComponent } from './config';
import { attributeOf, withInner } from './config';
import { kept } from '../kept';
import { componentNames, componentSchema } from './schema';
import { type AlloyGraph, referredBy } from './graph';
import type { ValueOfReference } from './expressions/evaluate';
import { type AlloyValue, UNKNOWN } from './expressions/value';

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

/** First parts of the names of components. */
let families: ReadonlySet<string> | undefined;

/** True if a name begins as those of components do. */
export function isFamily(first: string): boolean {
  families ??= new Set(
    componentNames()
      .filter((name) => name.includes('.'))
      .map((name) => name.split('.')[0] ?? ''),
  );
  return families.has(first);
}

/** Names that only a running Alloy knows. */
const GIVEN = ['argument', 'module_path'];

/** Values of the references of a block. */
export function valuesIn(graph: AlloyGraph, from: AlloyComponent): ValueOfReference {
  return (names) => {
    const [first = ''] = names;
    if (modulesOf(graph).has(first) || GIVEN.includes(first) || isVariable(first, from)) return UNKNOWN;
    if (!isFamily(first)) return undefined;
    const to = referredBy(graph, names, from);
    return to ? exportedValue(to, names.slice(to.id.split('.').length)) : UNKNOWN;
  };
}

/** True for the variable of the loop that a block is in. */
export const isVariable = (name: string, { loop }: AlloyComponent): boolean =>
  loop !== undefined && (loop.variable === undefined || loop.variable === name);

/** Components that read secrets only if they are told so. */
const IS_SECRET = 'is_secret';

function exportedValue(to: AlloyComponent, [name, field, ...more]: readonly string[]): AlloyValue {
  if (to.name === 'remote.kubernetes.secret') {
    return name === 'data' && field !== undefined && more.length === 0 ? { kind: 'secret' } : UNKNOWN;
  }
  const type =
    field === undefined ? componentSchema(to.name)?.exports.find((one) => one.name === name)?.type : undefined;
  if (type === 'secret') {
    const isSecret = attributeOf(to.block, IS_SECRET);
    return isSecret?.kind === 'bool' && isSecret.value ? { kind: 'secret' } : UNKNOWN;
  }
  if (type?.startsWith('list(')) return { kind: 'array' };
  return ['logs', 'metrics', 'consumer', 'rules'].includes(type ?? '') ? { kind: 'capsule' } : UNKNOWN;
}
