import type { AlloyBlock } from '../../../../charts/alloy/language/tree';
import { parseAlloy } from '../../../../charts/alloy/language/parse';
import type { Fault } from '../../../../charts/input/problems';
import { nearest } from '../../../../charts/input/nearest';
import { regexError } from '../../../../charts/input/re2';
import { attributeOf, textOf } from './config';
import { componentSchema, isFamily, isIn, type SchemaField, shapeFields } from './schema';
import { stageFault } from './stage-faults';
import { expressionFault, knownValue, type ValueOfReference } from './expressions/evaluate';
import { UNKNOWN } from './expressions/value';
import { type ExpressionTypes, typeFault } from './types';

/** Attributes of stages that are regular expressions. */
const REGEXES: readonly string[] = [
  'stage.drop expression',
  'stage.multiline firstline',
  'stage.regex expression',
  'stage.replace expression',
];

/** Values of references to components, which stages alone do not show. */
const valueOf: ValueOfReference = ([first = '']) => (isFamily(first) ? UNKNOWN : undefined);

const OWN_TYPES: ExpressionTypes = {
  ofReference: () => undefined,
  valueOf: (value) => knownValue(value, valueOf),
};

/**
 * First fault of stages in Alloy's language, by the table of stages of a version of Alloy; undefined if that version starts
 * with them. The text has no syntax error.
 *
 * @param minor minor version of Alloy 1
 */
export function alloyStagesFault(text: string, minor: number): Fault | undefined {
  const schema = componentSchema('loki.process');
  const fields = schema ? shapeFields(schema.shape) : [];
  for (const stage of parseAlloy(text).blocks) {
    const fault = blockFault(stage, '', fields, minor);
    if (fault) return fault;
  }
  return undefined;
}

function blockFault(
  block: AlloyBlock,
  within: string,
  known: readonly SchemaField[],
  minor: number,
): Fault | undefined {
  const fields = known.filter((field) => isIn(field, minor));
  const at = `on line ${block.line}`;
  const schema = fields.find(({ name, shape }) => name === block.name && shape !== undefined);
  const blocks = fields.filter(({ shape }) => shape !== undefined).map(({ name }) => name);
  const [meant, not] = [`has ${block.name} ${at}`, within === '' ? 'a stage' : `a block of ${within}`];
  if (schema?.shape === undefined)
    return { wrong: `${meant}, which is not ${not} of Alloy 1.${minor}`, fix: advice(block.name, blocks) };
  if (block.label !== undefined) return { wrong: `${meant} with the label ${block.label}`, fix: 'leave the label out' };
  const inner = shapeFields(schema.shape).filter((field) => isIn(field, minor));
  const fault = attributesFault(block, inner, minor) ?? requiredFault(block, inner);
  if (fault) return fault;
  const whole = stageFault(block);
  if (whole) return { wrong: `has a ${block.name} ${at} that ${whole[0]}`, fix: whole[1] };
  for (const one of block.blocks) {
    const below = blockFault(one, block.name, inner, minor);
    if (below) return below;
  }
  return undefined;
}

function attributesFault(block: AlloyBlock, fields: readonly SchemaField[], minor: number): Fault | undefined {
  for (const { name, value, line } of block.attributes) {
    const meant = `has ${name} on line ${line}`;
    const field = fields.find((each) => each.name === name && each.type !== undefined);
    const names = fields.filter(({ type }) => type !== undefined).map((each) => each.name);
    if (field?.type === undefined) {
      return {
        wrong: `${meant}, which is not an attribute of ${block.name} in Alloy 1.${minor}`,
        fix: advice(name, names),
      };
    }
    const fault = typeFault(field.type, value, OWN_TYPES);
    if (fault) return { wrong: `${meant}, where ${fault.found}`, fix: fault.fix };
    const mistake = expressionFault(value, valueOf);
    if (mistake) return { wrong: `${meant}, where it ${mistake.found}`, fix: mistake.fix };
    const regex = REGEXES.includes(`${block.name} ${name}`) ? textOf(attributeOf(block, name)) : undefined;
    const error = regex === undefined ? undefined : regexError(regex);
    if (error) return { wrong: `${meant}, whose character ${error.at + 1} ${error.wrong}`, fix: error.fix };
  }
  return undefined;
}

function requiredFault(block: AlloyBlock, fields: readonly SchemaField[]): Fault | undefined {
  const written = [...block.attributes, ...block.blocks].map(({ name }) => name);
  const missing = fields.find(({ name, isRequired }) => isRequired && !written.includes(name));
  if (!missing) return undefined;
  return { wrong: `has a ${block.name} on line ${block.line} without ${missing.name}`, fix: `add ${missing.name}` };
}

function advice(name: string, names: readonly string[]): string {
  const meant = nearest(name, names);
  return meant ? `did you mean ${meant}?` : names.length > 0 ? `write one of ${names.join(', ')}` : 'leave it out';
}
