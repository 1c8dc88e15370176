import type { AlloyExpression } from '../../../../../charts/alloy/language/tree';
import { callValue, isLibrary, libraryValue, similarInLibrary } from './library';
import {
  type AlloyValue,
  excerpt,
  type ExpressionFault,
  ExpressionMistake,
  KIND_NAMES,
  mistake,
  UNKNOWN,
  type ValueKind,
} from './value';

/** Value of a reference that is not one of the standard library; undefined if nothing has its name. */
export type ValueOfReference = (names: readonly string[]) => AlloyValue | undefined;

/** First fault of an expression that Alloy finds when it evaluates it; undefined without one that is known before. */
export function expressionFault(expression: AlloyExpression, valueOf: ValueOfReference): ExpressionFault | undefined {
  try {
    valueOfExpression(expression, valueOf);
    return undefined;
  } catch (error) {
    if (error instanceof ExpressionMistake) return error.fault;
    throw error;
  }
}

/** Value of an expression; unknown if it has a fault. */
export function knownValue(expression: AlloyExpression, valueOf: ValueOfReference): AlloyValue {
  try {
    return valueOfExpression(expression, valueOf);
  } catch (error) {
    if (error instanceof ExpressionMistake) return UNKNOWN;
    throw error;
  }
}

function valueOfExpression(expression: AlloyExpression, valueOf: ValueOfReference): AlloyValue {
  const evaluate = (part: AlloyExpression): AlloyValue => valueOfExpression(part, valueOf);
  switch (expression.kind) {
    case 'text':
      return { kind: 'string', literal: expression.text };
    case 'number':
      return { kind: 'number', literal: expression.value };
    case 'bool':
    case 'null':
      return { kind: expression.kind };
    case 'array':
      return { kind: 'array', items: expression.parts.map(evaluate) };
    case 'object':
      return { kind: 'object', fields: new Map(expression.fields.map(({ name, value }) => [name, evaluate(value)])) };
    case 'reference':
      return referenceValue(expression.names, valueOf) ?? UNKNOWN;
    case 'call':
      return called(expression, valueOf);
    case 'other':
      return expression.operator === '.' || expression.operator === '[]'
        ? member(expression, evaluate)
        : operation(expression, expression.parts.map(evaluate));
  }
}

function referenceValue(names: readonly string[], valueOf: ValueOfReference): AlloyValue | undefined {
  return valueOf(names) ?? (isLibrary(names[0] ?? '') ? libraryValue(names) : undefined);
}

function called(expression: AlloyExpression & { readonly kind: 'call' }, valueOf: ValueOfReference): AlloyValue {
  const { name, parts } = expression;
  const written = parts.map((part) => ({ value: valueOfExpression(part, valueOf), expression: part }));
  // The source of what is called, if it is no name.
  if (!/^[\p{L}_][\p{L}\p{Nd}_.]*$/u.test(name)) return UNKNOWN;
  const found = referenceValue(name.split('.'), valueOf);
  if (!found) {
    const best = similarInLibrary(name);
    return mistake(
      `calls ${name}, which does not exist`,
      best ? `use ${best}` : 'use a function of the standard library',
    );
  }
  if (found.kind === 'unknown') return UNKNOWN;
  if (found.kind !== 'function') mistake(`calls ${name}, which is ${KIND_NAMES[found.kind]}`, `write ${name}`);
  return callValue(found.name ?? '', written);
}

type Other = AlloyExpression & { readonly kind: 'other' };

/** Value of `a.b`, `a["b"]` and `a[0]`. */
function member(
  { parts, member: literal, operator }: Other,
  evaluate: (part: AlloyExpression) => AlloyValue,
): AlloyValue {
  const [of, by] = parts;
  if (!of) return UNKNOWN;
  const value = evaluate(of);
  const index = by ? evaluate(by) : literalValue(literal);
  const { kind } = value;
  if (kind === 'unknown' || kind === 'capsule' || kind === 'secret') return UNKNOWN;
  if (kind !== 'object' && (kind !== 'array' || operator === '.')) {
    const what = kind === 'array' ? 'write a number in brackets, such as [0]' : 'use it without that';
    mistake(`takes a part of ${excerpt(of)}, which is ${KIND_NAMES[kind]}`, what);
  }
  const wanted = kind === 'array' ? 'number' : 'string';
  if (index.kind !== wanted && index.kind !== 'unknown') {
    mistake(`takes a part of ${KIND_NAMES[kind]} by ${KIND_NAMES[index.kind]}`, `use ${KIND_NAMES[wanted]}`);
  }
  const { literal: at } = index;
  if (kind === 'array') {
    if (value.items === undefined || typeof at !== 'number') return UNKNOWN;
    const item = value.items[Math.trunc(at)];
    return item ?? mistake(`takes item ${at} of a list of ${value.items.length}`, 'count from 0');
  }
  if (value.fields === undefined || typeof at !== 'string') return UNKNOWN;
  const field = value.fields.get(at);
  if (field || operator === '[]') return field ?? { kind: 'null' };
  return mistake(`takes the field ${at} of an object without it`, `use one of ${[...value.fields.keys()].join(', ')}`);
}

const literalValue = (literal: string | number | undefined): AlloyValue =>
  literal === undefined ? UNKNOWN : { kind: typeof literal === 'number' ? 'number' : 'string', literal };

/** Kinds that an operator takes; `==` and `!=` take all. */
const OPERANDS: Readonly<Record<string, readonly ValueKind[]>> = {
  '||': ['bool'],
  '&&': ['bool'],
  '!': ['bool'],
  '<': ['number', 'string'],
  '<=': ['number', 'string'],
  '>': ['number', 'string'],
  '>=': ['number', 'string'],
  '+': ['number', 'string', 'secret', 'capsule'],
};

/** Value of an operation. */
function operation({ operator = '', parts, source }: Other, values: readonly AlloyValue[]): AlloyValue {
  if (operator === '==' || operator === '!=') return { kind: 'bool' };
  const takes = OPERANDS[operator] ?? ['number'];
  values.forEach(({ kind }, index) => {
    if (kind === 'unknown' || takes.includes(kind)) return;
    const part = parts[index];
    mistake(
      `has ${part ? excerpt(part) : 'a value'} at ${operator}, which is ${KIND_NAMES[kind]}`,
      `use ${takes
        .slice(0, 2)
        .map((one) => KIND_NAMES[one])
        .join(' or ')}`,
    );
  });
  const kinds = values.map(({ kind }) => kind);
  const [left = 'unknown', right = left] = kinds;
  if (left !== right && !kinds.includes('unknown') && !kinds.includes('secret')) {
    const fix = operator === '+' ? 'write both as strings, or use string.format' : 'use two of one kind';
    mistake(`has ${KIND_NAMES[left]} and ${KIND_NAMES[right]} at ${operator} in ${excerpt({ source })}`, fix);
  }
  if ((operator === '/' || operator === '%') && values[1]?.literal === 0) {
    mistake(`divides by 0 in ${excerpt({ source })}`, 'use another number');
  }
  if (takes.length === 1) return { kind: takes[0] as ValueKind };
  if (operator !== '+') return { kind: 'bool' };
  if (kinds.includes('secret')) return { kind: 'secret' };
  return left === right ? { kind: left } : UNKNOWN;
}
