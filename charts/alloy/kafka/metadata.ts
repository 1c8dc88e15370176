import type { Problem } from '../../input/problems';
import { groupNames } from '../../input/re2';
import { Block } from '../language/syntax';
import { textObject } from '../language/text-object';
import { list, ObjectValue, text, texts, TextValue, type Value } from '../language/values';

/** Prefix of a label that is structured metadata under the name of a label. */
export const METADATA_PREFIX = '__metadata_';

/** A block in the form that passes through Kafka, and the parts that cannot. */
interface Carried {
  readonly blocks: Block[];
  readonly problems: Omit<Problem, 'path'>[];

  /** Labels that carry metadata, by the name of the metadata. */
  readonly names: Record<string, string>;

  /** Expressions for labels that carry metadata of the same name. */
  readonly expressions: string[];
}

/**
 * Components of a source whose lines arrive with structured metadata. The producer removes metadata with the names of
 * labels.
 */
export const asTheyAre = (blocks: readonly Block[]): Carried => ({
  blocks: [...blocks],
  problems: [],
  names: {},
  expressions: [],
});

/**
 * Components of a source whose structured metadata goes through Kafka.
 *
 * There labels and metadata are attributes alike: metadata is left a label, and becomes metadata again in Loki, where only
 * names of `labels` are labels. One that has the name of a label gets a prefix, which the consumer takes off.
 */
export function carried(blocks: readonly Block[], labels: readonly string[]): Carried {
  const result: Carried = { blocks: [], problems: [], names: {}, expressions: [] };
  const walk = (block: Block, before: readonly Block[]): Block[] => {
    if (block.name === 'stage.structured_metadata') return stages(block, before, labels, result);
    const copy = new Block(block.name, block.label);
    for (const { key, value } of block.attributes) copy.set(key, value);
    const inner = block.blocks.flatMap((each, index) => walk(each, [...before, ...block.blocks.slice(0, index)]));
    return [copy.add(...inner)];
  };
  return { ...result, blocks: blocks.flatMap((block) => walk(block, [])) };
}

/** Stages that turn labels back into the metadata that they carry, for a path without Kafka. */
export function restored(all: readonly Pick<Carried, 'names' | 'expressions'>[]): Block[] {
  const names = Object.assign({}, ...all.map((one) => one.names)) as Carried['names'];
  const values = Object.entries(names).sort(([one], [other]) => (one < other ? -1 : 1));
  const stage = () => new Block('stage.structured_metadata');
  return [
    ...(values.length > 0 ? [stage().set('values', textObject(Object.fromEntries(values)))] : []),
    ...[...new Set(all.flatMap(({ expressions }) => expressions))].map((regex) => stage().set('regex', text(regex))),
  ];
}

/**
 * Stages for lines whose metadata has any name: one that is a label on the way gets the prefix, and none can be a name of
 * the way itself. `otelcol.receiver.loki` gives an attribute that is a label and metadata the value of the latter.
 */
export function kept(labels: readonly string[], reserved: readonly string[]): Block[] {
  const values = Object.fromEntries(labels.map((name) => [`${METADATA_PREFIX}${name}`, name]));
  return [
    new Block('stage.labels').set('source_type', text('structured_metadata')).set('values', textObject(values)),
    new Block('stage.structured_metadata_drop').set('values', texts(...labels, ...reserved)),
  ];
}

function stages(block: Block, before: readonly Block[], labels: readonly string[], result: Carried): Block[] {
  const [{ key, value: given } = {}, ...others] = block.attributes;
  if (key === 'regex' && given instanceof TextValue && others.length === 0) {
    // Labels that an expression extracts travel as labels, and Loki turns them into metadata. Values outside labels would be lost.
    const isLost = matches(given.text);
    if (![...labels, ...extracted(before)].some(isLost)) {
      result.expressions.push(given.text);
      return [];
    }
  }
  const values = block.attributes.find((attribute) => attribute.key === 'values')?.value;
  if (!(values instanceof ObjectValue) || block.attributes.length > 1) {
    const found = 'makes structured metadata of names that are not in its values, which Kafka does not carry';
    result.problems.push({ found, fix: 'name each one in values' });
    return [];
  }
  const moves = Object.entries(values.fields).map(([name, value]) => {
    const from = (value instanceof TextValue && value.text) || name;
    const to = labels.includes(name) ? `${METADATA_PREFIX}${name}` : name;
    result.names[name] = to;
    return { from, to };
  });
  const dropped = moves.filter(({ from, to }) => from !== to).map(({ from }) => from);
  return [
    // A static label must become a value before a stage can rename it.
    ...dropped.flatMap((from) => staticValues(before, from)),
    new Block('stage.labels').set('values', textObject(Object.fromEntries(moves.map(({ from, to }) => [to, from])))),
    ...(dropped.length > 0
      ? [new Block('stage.label_drop').set('values', list(...dropped.map((name) => text(name))))]
      : []),
  ];
}

/** Names of the values that stages extract. */
function extracted(blocks: readonly Block[]): string[] {
  return blocks.flatMap((block) => [
    ...block.attributes.flatMap(({ key, value }) => {
      if (value instanceof ObjectValue) return Object.keys(value.fields);
      if (!(value instanceof TextValue)) return [];
      if (key === 'source') return [value.text];
      return key === 'expression' ? groupNames(value.text) : [];
    }),
    ...extracted(block.blocks),
  ]);
}

/** True for names that an expression matches. If JavaScript cannot read the expression, it counts as matching all. */
function matches(regex: string): (name: string) => boolean {
  try {
    const expression = new RegExp(regex, 'u');
    return (name) => expression.test(name);
  } catch {
    return () => true;
  }
}

/** Stage that copies the label of an earlier stage into a value. */
function staticValues(before: readonly Block[], name: string): Block[] {
  const values = before
    .filter((block) => block.name === 'stage.static_labels')
    .flatMap(({ attributes }) => attributes.map(({ value }) => fieldOf(value, name)));
  const last = values.filter((value) => value !== undefined).at(-1);
  return last ? [new Block('stage.template').set('source', text(name)).set('template', last)] : [];
}

function fieldOf(value: Value, name: string): Value | undefined {
  return value instanceof ObjectValue ? value.fields[name] : undefined;
}
