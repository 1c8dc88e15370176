import type { AlloyBlock, AlloyExpression, AlloyField } from '../../../charts/alloy/language/tree';

/** Modules within modules that are read, at most: one may not contain itself. */
const MAX_DEPTH = 8;

/** Components of modules that are read, at most. */
const MAX_COMPONENTS = 20_000;

/** Blocks of a module that are no components. */
const OF_MODULES = ['argument', 'export'];

/** Replacement of a reference; undefined if it stays. */
type Replacement = (names: readonly string[]) => AlloyExpression | undefined;

/**
 * Components of a configuration, with those of its modules in the place of each `declare` that is used: arguments and exports are
 * replaced by their values. The blocks that use a module stay beside them.
 */
export function inlined(blocks: readonly AlloyBlock[]): readonly AlloyBlock[] {
  const modules = new Map<string, AlloyBlock>();
  const done: AlloyBlock[] = [];
  let open = blocks;
  for (let depth = 0; depth < MAX_DEPTH; depth++) {
    for (const block of open.filter(isModule)) modules.set(block.label ?? '', block);
    const uses = open.filter(({ name }) => modules.has(name));
    const size = uses.reduce((sum, { name }) => sum + (modules.get(name)?.blocks.length ?? 0), open.length);
    if (uses.length === 0 || size > MAX_COMPONENTS) break;
    done.push(...uses);
    open = withModules(
      open.filter((block) => !uses.includes(block)),
      modules,
      uses,
    );
  }
  const used = new Set(done.map(({ name }) => name));
  return [...open.filter((block) => !isModule(block) || !used.has(block.label ?? '')), ...done];
}

const isModule = ({ name }: AlloyBlock): boolean => name === 'declare';

/** Blocks, and the components of modules that are used among them. */
function withModules(
  blocks: readonly AlloyBlock[],
  modules: ReadonlyMap<string, AlloyBlock>,
  uses: readonly AlloyBlock[],
): AlloyBlock[] {
  const taken = new Set(blocks.map(idOf));
  const exported = new Map<string, AlloyExpression>();
  const inner = uses.flatMap((use) => {
    const { components, values } = componentsOf(use, modules.get(use.name) as AlloyBlock, taken);
    for (const component of components) taken.add(idOf(component));
    for (const [name, value] of values) exported.set(`${idOf(use)}.${name}`, value);
    return components;
  });
  return [...blocks, ...inner].map((block) => replaced(block, (names) => exported.get(names.join('.'))));
}

const idOf = ({ name, label = '' }: AlloyBlock): string => `${name}.${label}`;

/** Components of one use of a module, and the values of its exports. */
function componentsOf(use: AlloyBlock, module: AlloyBlock, taken: ReadonlySet<string>) {
  const args = new Map(
    module.blocks
      .filter(({ name }) => name === 'argument')
      .map((argument) => {
        const given = use.attributes.find(({ name }) => name === argument.label);
        return [argument.label, given?.value ?? argument.attributes.find(({ name }) => name === 'default')?.value];
      }),
  );
  const own = module.blocks.filter(({ name }) => !OF_MODULES.includes(name));
  // Two modules may name a component alike.
  const labels = new Map(
    own
      .filter((block) => block.label !== undefined && taken.has(idOf(block)))
      .map((block) => [idOf(block), `${use.name}_${use.label ?? ''}_${block.label ?? ''}`]),
  );
  const replace: Replacement = (names) => {
    const [first, name = '', last] = names;
    if (first === 'argument' && last === 'value') return args.get(name);
    for (let length = 2; length <= names.length; length++) {
      const label = labels.get(names.slice(0, length).join('.'));
      if (label === undefined) continue;
      const renamed = [...names.slice(0, length - 1), label, ...names.slice(length)];
      return { kind: 'reference', names: renamed, source: renamed.join('.'), line: use.line };
    }
    return undefined;
  };
  const components = own.map((block) => {
    const label = labels.get(idOf(block));
    const read = replaced(block, replace);
    return label === undefined ? read : { ...read, label };
  });
  const values = module.blocks.flatMap(({ name, label = '', attributes }): [string, AlloyExpression][] => {
    const value = attributes.find((one) => one.name === 'value')?.value;
    return name === 'export' && value ? [[label, valueOf(value, replace)]] : [];
  });
  return { components, values };
}

const replaced = (block: AlloyBlock, replace: Replacement): AlloyBlock => ({
  ...block,
  attributes: block.attributes.map((field) => fieldOf(field, replace)),
  blocks: block.blocks.map((inner) => replaced(inner, replace)),
});

const fieldOf = (field: AlloyField, replace: Replacement): AlloyField => ({
  ...field,
  value: valueOf(field.value, replace),
});

/** An expression with its references replaced, in its source text as well. */
function valueOf(value: AlloyExpression, replace: Replacement): AlloyExpression {
  switch (value.kind) {
    case 'reference':
      return replace(value.names) ?? value;
    case 'object': {
      const fields = value.fields.map((field) => fieldOf(field, replace));
      return { ...value, fields, source: sourceOf(value, value.fields.map(valueIn), fields.map(valueIn)) };
    }
    case 'array':
    case 'call':
    case 'other': {
      const parts = value.parts.map((part) => valueOf(part, replace));
      return { ...value, parts, source: sourceOf(value, value.parts, parts) };
    }
    default:
      return value;
  }
}

const valueIn = ({ value }: AlloyField): AlloyExpression => value;

const sourceOf = (
  { source }: AlloyExpression,
  before: readonly AlloyExpression[],
  after: readonly AlloyExpression[],
): string =>
  before.reduce((text, part, index) => {
    const instead = after[index]?.source ?? part.source;
    return instead === part.source ? text : text.split(part.source).join(instead);
  }, source);
