import { byText } from '../language/by-text';
import { parseAlloy } from '../language/parse';
import { Block } from '../language/syntax';
import { call, expression, list, object, raw, text, type Value } from '../language/values';
import type { AlloyBlock, AlloyExpression } from '../language/tree';
import { hasNoBound } from '../../input/labels';
import type { Fault } from '../../input/problems';
import { NODE_NAME } from '../stages/node';

/** Quotes a piece of text; descriptions such as `the end of the line` stay unquoted. */
const quoted = (got: string): string => (/^(the end|a NUL|a byte)/.test(got) ? got : `'${got}'`);

const STAGES_ONLY = 'write stages only, such as stage.decolorize { }';

/** Fault of stages in Alloy's language; undefined if they are blocks `stage.…` and nothing else. */
export const ownStagesFault: (source: string) => Fault | undefined = byText(stagesFault);

function stagesFault(source: string): Fault | undefined {
  const { blocks, attributes, error } = parseAlloy(source);
  if (error) {
    const wrong = `is not Alloy: line ${error.line} has ${quoted(error.got)} in place of ${error.expected}`;
    return { wrong, fix: `write ${error.expected} there` };
  }
  const [attribute] = attributes;
  if (attribute) {
    const wrong = `has the attribute ${attribute.name} on line ${attribute.line}, outside of a stage`;
    return { wrong, fix: STAGES_ONLY };
  }
  const other = blocks.find(({ name }) => !name.startsWith('stage.'));
  if (other) {
    const wrong = `has the block ${other.name} on line ${other.line}, which is not a stage`;
    return { wrong, fix: STAGES_ONLY };
  }
  const labelled = blocks.find(({ label }) => label !== undefined);
  if (labelled) {
    return {
      wrong: `has a label after ${labelled.name} on line ${labelled.line}`,
      fix: `write ${labelled.name} { … }`,
    };
  }
  const variable = [...source.matchAll(/sys\.env\(\s*"(\w+)"/g)]
    .map(([, name]) => name)
    .find((name) => name !== NODE_NAME.name);
  if (variable !== undefined) {
    const wrong = `reads the environment variable ${variable}, which no pod of Alloy has`;
    return { wrong, fix: `write its value, or a source of your own` };
  }
  const unbounded = labelsSet(blocks).find(hasNoBound);
  if (unbounded !== undefined) {
    return {
      wrong: `makes a label of ${unbounded}, whose values have no bound`,
      fix: 'use stage.structured_metadata for it',
    };
  }
  return blocks.length === 0 ? { wrong: 'has no stage', fix: 'write one, or leave it out' } : expressionFault(blocks);
}

/** Labels that stages of a user's text set. */
export const labelsOfStages = (source: string): string[] => labelsSet(parseAlloy(source).blocks);

/** Labels that stages set. */
function labelsSet(blocks: readonly AlloyBlock[]): string[] {
  return blocks.flatMap(({ name, attributes, blocks: inner }) => {
    const values = attributes.find((attribute) => attribute.name === 'values')?.value;
    const sets = ['stage.labels', 'stage.static_labels'].includes(name) && values?.kind === 'object';
    return [...(sets ? values.fields.map((field) => field.name) : []), ...labelsSet(inner)];
  });
}

/** Fault of an expression that cannot be printed again. */
function expressionFault(blocks: readonly AlloyBlock[]): Fault | undefined {
  try {
    ownBlocks(blocks);
    return undefined;
  } catch (error) {
    return { wrong: `cannot be copied: ${(error as Error).message}`, fix: 'write its expressions on one line' };
  }
}

/** Stages of a user's text, which is valid, in the form that Alloy's formatter gives them. */
export function ownStages(source: string): Block[] {
  return ownBlocks(parseAlloy(source).blocks);
}

/** Blocks that were parsed, to print them. @throws Error if an expression cannot be printed again */
export const ownBlocks = (blocks: readonly AlloyBlock[]): Block[] => blocks.map(blockOf);

function blockOf({ name, label, attributes, blocks }: AlloyBlock): Block {
  const block = new Block(name, label);
  for (const attribute of attributes) block.set(attribute.name, valueOf(attribute.value));
  return block.add(...ownBlocks(blocks));
}

function valueOf(value: AlloyExpression): Value {
  switch (value.kind) {
    case 'text':
      return value.source.startsWith('`') && !/[\r\n]/.test(value.source) ? raw(value.text) : text(value.text);
    case 'array':
      return list(...value.parts.map(valueOf));
    case 'object':
      return object(Object.fromEntries(value.fields.map(({ name, value: field }) => [name, valueOf(field)])));
    case 'call':
      return call(value.name, ...value.parts.map(valueOf));
    default:
      return expression(value.source.trim());
  }
}
