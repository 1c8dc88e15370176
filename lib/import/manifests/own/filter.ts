import type { DestinationFilter } from '../../../../charts/alloy/destinations/destination';
import type { AlloyBlock, AlloyExpression } from '../../../../charts/alloy/language/tree';
import { attributeOf, isNodeHop, textOf } from './blocks';
import { patternsIn } from './patterns';
import { fieldOf } from './processing';

/** A matcher of a selector, with its text quoted as `render` does it. */
const MATCHER = /(\w+)(=~|!~|!=|=)("(?:[^"\\]|\\.)*")/g;

interface Selection {
  sources?: readonly string[];
  namespaces?: readonly string[];
  labels?: Record<string, string | readonly string[]>;
}

/** Namespaces and labels of the lines that a destination takes: the stages of its process that drop the others. */
export function filterOf(label: string, process: AlloyBlock | undefined): DestinationFilter {
  const [only, except]: [Selection, Selection] = [{}, {}];
  for (const stage of process?.blocks ?? []) {
    if (textOf(stage, 'drop_counter_reason') !== `not_for_${label}`) continue;
    // Of two names of the namespace, the first is the label.
    const [matcher] = [...(textOf(stage, 'selector') ?? '').matchAll(MATCHER)];
    const [, name = '', operator = '', quoted = '""'] = matcher ?? [];
    const selection = operator.startsWith('!') ? only : except;
    const value = JSON.parse(quoted) as string;
    if (name === 'namespace') selection.namespaces ??= operator.endsWith('~') ? patternsIn(value) : [value];
    else if (!name.startsWith('__'))
      selection.labels = { ...selection.labels, [name]: operator.endsWith('~') ? patternsIn(value) : value };
  }
  return { ...filled('only', only), ...filled('except', except) };
}

const filled = (key: 'only' | 'except', selection: Selection): DestinationFilter =>
  Object.keys(selection).length > 0 ? { [key]: selection } : {};

/**
 * Sources of a destination; undefined if all send to it: `write` is the label of its `loki.write`, `label` its own
 * label. The sources of all collectors count.
 */
export function sourcesTaken(
  configs: readonly (readonly AlloyBlock[])[],
  write: string,
  label: string,
): string[] | undefined {
  const [all, own]: [Set<string>, Set<string>] = [new Set(), new Set()];
  for (const blocks of configs) {
    const ends = new Set([`loki.process.to_${label}`, `loki.write.${write}`]);
    const hops = new Map(
      blocks.filter(isNodeHop).map((block) => [`loki.process.${block.label ?? ''}`, targetsOf(block)]),
    );
    for (const block of blocks) {
      const id = `loki.process.${block.label ?? ''}`;
      if (block.name !== 'loki.process' || hops.has(id) || block.label?.startsWith('to_') !== false) continue;
      const reached = targetsOf(block).flatMap((target) => hops.get(target) ?? [target]);
      all.add(fieldOf(block.label));
      if (reached.some((target) => ends.has(target))) own.add(fieldOf(block.label));
    }
  }
  return own.size === all.size ? undefined : [...own];
}

/** Components that a process forwards to. */
function targetsOf(block: AlloyBlock): string[] {
  const references = (value: AlloyExpression | undefined): string[] => {
    if (value?.kind === 'reference') return [value.names.slice(0, -1).join('.')];
    return value?.kind === 'array' ? value.parts.flatMap(references) : [];
  };
  return references(attributeOf(block, 'forward_to'));
}
