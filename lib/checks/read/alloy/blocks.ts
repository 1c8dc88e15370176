import type { AlloyBlock } from '../../../../charts/alloy/language/tree';
import type { AlloyComponent } from './config';

/** A block within a component. */
export interface BlockWithin {
  /** The block. */
  readonly block: AlloyBlock;

  /** `ConfigMap alloy/alloy config.alloy loki.write.loki endpoint.basic_auth`. */
  readonly path: string;
}

/** Blocks within a component. Repeated blocks are numbered: `endpoint[1]`. */
export function blocksWithin({ block, path }: Pick<AlloyComponent, 'block' | 'path'>, join = ' '): BlockWithin[] {
  return block.blocks.flatMap((inner) => {
    const alike = block.blocks.filter(({ name }) => name === inner.name);
    const index = alike.length > 1 ? `[${alike.indexOf(inner)}]` : '';
    const within = { block: inner, path: `${path}${join}${inner.name}${index}` };
    return [within, ...blocksWithin(within, '.')];
  });
}
