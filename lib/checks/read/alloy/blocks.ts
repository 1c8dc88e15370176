import type { AlloyBlock } from '../../../../charts/alloy/language/tree';
import type { AlloyComponent } from './config';
import { componentSchema, type SchemaField, shapeFields } from './schema';

/** A block within a component. */
export interface BlockWithin {
  /** The block. */
  readonly block: AlloyBlock;

  /** `ConfigMap alloy/alloy config.alloy loki.write.loki endpoint.basic_auth`. */
  readonly path: string;
}

/** A block whose fields are known. */
export interface KnownBlock extends BlockWithin {
  /** Name by which messages call it: `loki.write`, `endpoint`. */
  readonly name: string;

  /** Begins the paths of its fields: a component ends with a space, a block within it with a dot. */
  readonly prefix: string;

  /** Its fields. */
  readonly fields: readonly SchemaField[];
}

/** Blocks right within a block. Repeated blocks are numbered: `endpoint[1]`. */
function innerBlocks({ block, path }: BlockWithin, join: string): BlockWithin[] {
  const counts = new Map<string, number>();
  const numbered = block.blocks.map((inner) => {
    const number = counts.get(inner.name) ?? 0;
    counts.set(inner.name, number + 1);
    return { inner, number };
  });
  return numbered.map(({ inner, number }) => {
    const index = (counts.get(inner.name) ?? 0) > 1 ? `[${number}]` : '';
    return { block: inner, path: `${path}${join}${inner.name}${index}` };
  });
}

/** Blocks within a component. */
export function blocksWithin(component: BlockWithin, join = ' '): BlockWithin[] {
  return innerBlocks(component, join).flatMap((within) => [within, ...blocksWithin(within, '.')]);
}

/** Blocks by component: ten rules ask for them. */
const knownByComponent = new WeakMap<AlloyComponent, readonly KnownBlock[]>();

/** A component that Alloy knows, and the blocks within it that it knows. */
export function knownBlocks(component: AlloyComponent): readonly KnownBlock[] {
  const found = knownByComponent.get(component) ?? findKnown(component);
  knownByComponent.set(component, found);
  return found;
}

function findKnown({ name, block, path }: AlloyComponent): KnownBlock[] {
  const schema = componentSchema(name);
  return schema ? known({ name, block, path, prefix: `${path} `, fields: shapeFields(schema.shape) }) : [];
}

function known(outer: KnownBlock): KnownBlock[] {
  if (outer.block.blocks.length === 0) return [outer];
  const join = outer.prefix.slice(outer.path.length);
  const within = innerBlocks(outer, join).flatMap((inner) => {
    const { name } = inner.block;
    const shape = outer.fields.find((field) => field.name === name && field.shape !== undefined)?.shape;
    return shape === undefined ? [] : known({ ...inner, name, prefix: `${inner.path}.`, fields: shapeFields(shape) });
  });
  return [outer, ...within];
}
