import type { AlloyBlock } from '../../../charts/alloy/language/tree';

/** Components right beside one, on the way of lines or targets. */
export type Beside = (block: AlloyBlock) => readonly AlloyBlock[];

/** Components that ways from some others lead to, for any length of the way. */
export function reached(starts: readonly AlloyBlock[], after: Beside): AlloyBlock[] {
  const found = new Set<AlloyBlock>();
  const open = [...starts];
  for (let block = open.pop(); block !== undefined; block = open.pop()) {
    for (const one of after(block)) {
      if (found.has(one)) continue;
      found.add(one);
      open.push(one);
    }
  }
  return [...found];
}

/** Components in the order in which lines reach them. Those of a circle come last. */
export function inOrder(blocks: readonly AlloyBlock[], after: Beside): AlloyBlock[] {
  const known = new Set(blocks);
  const missing = new Map<AlloyBlock, number>();
  for (const next of blocks.flatMap(after)) missing.set(next, (missing.get(next) ?? 0) + 1);
  const order = new Set(blocks.filter((block) => !missing.has(block)));
  // It grows while it is read.
  for (const block of order) {
    for (const next of after(block)) {
      const left = (missing.get(next) ?? 0) - 1;
      missing.set(next, left);
      if (left === 0 && known.has(next)) order.add(next);
    }
  }
  return [...order, ...blocks.filter((block) => !order.has(block))];
}

/**
 * Components that all lines of a source pass before they are sent; all that it reaches if none is. `sends` is true for a component
 * that sends lines.
 */
export function onEveryWay(
  source: AlloyBlock,
  after: Beside,
  sends: (block: AlloyBlock) => boolean,
): ReadonlySet<AlloyBlock> {
  const all = [source, ...reached([source], after)];
  const ends = all.filter(sends);
  if (ends.length === 0) return new Set(all);
  const before = new Map<AlloyBlock, AlloyBlock[]>(all.map((block) => [block, []]));
  for (const block of all) for (const next of after(block)) before.get(next)?.push(block);
  const sending = new Set([...ends, ...reached(ends, (block) => before.get(block) ?? [])]);
  const found = new Set<AlloyBlock>();
  // Steps to components that come later: if all of them lead to the next one, no way leads past it.
  let open = 0;
  const openTo = new Map<AlloyBlock, number>();
  for (const block of inOrder(all, after)) {
    if (!sending.has(block) || sends(block)) continue;
    const own = openTo.get(block) ?? 0;
    if (own === open) found.add(block);
    open -= own;
    for (const next of after(block)) {
      if (!sending.has(next)) continue;
      openTo.set(next, (openTo.get(next) ?? 0) + 1);
      open += 1;
    }
  }
  return found;
}
