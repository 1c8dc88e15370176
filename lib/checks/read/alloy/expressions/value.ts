import type { AlloyExpression } from '../../../../../charts/alloy/language/tree';

/**
 * Kind of a value. A `secret` cannot become a string; `unknown` is what only a running Alloy knows, and every kind
 * that converts freely.
 */
export type ValueKind =
  'null' | 'number' | 'string' | 'bool' | 'array' | 'object' | 'function' | 'capsule' | 'secret' | 'unknown';

/** Value of an expression, as far as it is known without running Alloy. */
export interface AlloyValue {
  readonly kind: ValueKind;

  /** The text or number itself. @default - only its kind is known */
  readonly literal?: string | number;

  /** Items of an array. @default - unknown */
  readonly items?: readonly AlloyValue[];

  /** Fields of an object. @default - unknown */
  readonly fields?: ReadonlyMap<string, AlloyValue>;

  /** Name of a function. @default - it is none, or unknown */
  readonly name?: string;
}

/** Value about which nothing is known. */
export const UNKNOWN: AlloyValue = { kind: 'unknown' };

/** Names of the kinds in messages. */
export const KIND_NAMES: Readonly<Record<ValueKind, string>> = {
  null: 'null',
  number: 'a number',
  string: 'a string',
  bool: 'a boolean',
  array: 'a list',
  object: 'an object',
  function: 'a function',
  capsule: 'the receiver or the rules of a component',
  secret: 'a secret',
  unknown: 'a value',
};

/** Fault of an expression. */
export interface ExpressionFault {
  readonly found: string;
  readonly fix: string;
}

/** Fault that stops the evaluation of an expression, which `expressionFault` catches. */
export class ExpressionMistake extends Error {
  constructor(public readonly fault: ExpressionFault) {
    super(fault.found);
  }
}

/** Throws a fault of an expression. */
export function mistake(found: string, fix: string): never {
  throw new ExpressionMistake({ found, fix });
}

/** Beginning of the source of an expression, for a message. */
export function excerpt({ source }: Pick<AlloyExpression, 'source'>): string {
  const line = source.replace(/\s+/g, ' ');
  return line.length > 40 ? `${line.slice(0, 39)}…` : line;
}
