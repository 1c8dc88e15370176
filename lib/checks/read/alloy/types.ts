import type { AlloyExpression } from '../../../../charts/alloy/language/parse';
import { type AlloyValue, KIND_NAMES, UNKNOWN, type ValueKind } from './expressions/value';

/** Fault of a value: what it is, and what its type wants. */
export interface TypeFault {
  /** `"yes" is a string`. */
  readonly found: string;

  /** `write true or false`. */
  readonly fix: string;

  /** The value, which may be within a list or an object. */
  readonly value: AlloyExpression;
}

/** Facts about expressions that are no literals. */
export interface ExpressionTypes {
  /** Type of the export that a reference names; undefined if unknown. */
  readonly ofReference: (names: readonly string[]) => string | undefined;

  /** Value of an expression, as far as it is known. */
  readonly valueOf: (value: AlloyExpression) => AlloyValue;
}

/** Facts about text that is read without the rest of its configuration. */
export const NO_TYPES: ExpressionTypes = { ofReference: () => undefined, valueOf: () => UNKNOWN };

/** Types that only exports of components have, and the advice of each. */
const EXPORTED: Record<string, string> = {
  logs: 'name the receiver of a component of loki.*, such as loki.write.default.receiver',
  metrics: 'name the receiver of a component of prometheus.*',
  consumer: 'name the input of a component of otelcol.*',
  rules: 'name the rules of a discovery.relabel or a loki.relabel',
};

/** Advice for the other types. */
const ADVICE: Record<string, string> = {
  string: 'write a string in double quotes',
  secret: 'write a string in double quotes',
  number: 'write a number',
  bool: 'write true or false',
  duration: 'write a duration of Go, such as "30s" or "1h30m": its largest unit is h',
  bytes: 'write a size with its unit, such as "512KiB" or "1MiB"',
  target: 'write an object, or name the targets of another component',
  ...EXPORTED,
};

/** True for a duration as Go reads it. */
export const isGoDuration = (text: string): boolean => DURATION.test(text);

const DURATION = /^[-+]?(0|((\d+(\.\d*)?|\.\d+)(ns|us|µs|μs|ms|s|m|h))+)$/;
const BYTES = /^(0|((\d+(\.\d*)?|\.\d+)([KMGTPE]i?)?B)+)$/;
const NUMBER = /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i;

/** Kinds of literals that a type accepts, apart from the form of their text. */
const ACCEPTED: Record<string, readonly AlloyExpression['kind'][]> = {
  string: ['text', 'number'],
  secret: ['text'],
  number: ['number', 'text'],
  bool: ['bool'],
  duration: ['text', 'number'],
  bytes: ['text', 'number'],
  target: ['object'],
};

const NAMES: Record<string, string> = { text: 'a string', number: 'a number', bool: 'a boolean', array: 'a list' };

/** The first fault of a value, which Alloy refuses; undefined if it is right, or known only when Alloy runs. */
export function typeFault(type: string, value: AlloyExpression, types: ExpressionTypes): TypeFault | undefined {
  const [, outer, inner = 'any'] = /^(list|map)\((.*)\)$/.exec(type) ?? [];
  if (type === 'any' || value.kind === 'null') return undefined;
  if (value.kind === 'reference') {
    return referenceFault(type, value, types.ofReference(value.names)) ?? valueFault(type, value, types.valueOf(value));
  }
  if (value.kind === 'call' || value.kind === 'other') return valueFault(type, value, types.valueOf(value));
  if (outer === 'list' && value.kind === 'array') return firstFault(inner, value.parts, types);
  if (outer === 'map' && value.kind === 'object') {
    return firstFault(
      inner,
      value.fields.map((field) => field.value),
      types,
    );
  }
  if (type === 'target' && value.kind === 'object') return undefined;
  if ((ACCEPTED[type] ?? []).includes(value.kind) && isWellFormed(type, value)) return undefined;
  const name = NAMES[value.kind] ?? 'an object';
  const isForm = (ACCEPTED[type] ?? []).includes(value.kind);
  const found = `${excerpt(value.source)} is ${isForm ? `not a ${nameOf(type)}` : name}`;
  return { found, fix: adviceOf(type, value), value };
}

function firstFault(type: string, values: readonly AlloyExpression[], types: ExpressionTypes): TypeFault | undefined {
  for (const value of values) {
    const fault = typeFault(type, value, types);
    if (fault) return fault;
  }
  return undefined;
}

/** Kinds that each type takes when Alloy evaluates an expression, apart from those of exports. */
const TAKES: Readonly<Record<string, readonly ValueKind[]>> = {
  string: ['string', 'number'],
  secret: ['string', 'secret'],
  number: ['number', 'string'],
  bool: ['bool'],
  duration: ['string', 'number'],
  bytes: ['string', 'number'],
  target: ['object', 'capsule'],
  list: ['array'],
  map: ['object', 'capsule'],
};

/** Fault of the value of an expression; its own parts are evaluated, so only its kind can be wrong. */
function valueFault(type: string, value: AlloyExpression, { kind }: AlloyValue): TypeFault | undefined {
  const [base = ''] = type.split('(');
  const takes = type in EXPORTED ? ['capsule'] : TAKES[base];
  if (takes === undefined || ['unknown', 'null', ...takes].includes(kind)) return undefined;
  const found = `${excerpt(value.source)} is ${KIND_NAMES[kind]}`;
  if (kind !== 'secret') return { found, fix: adviceOf(type, value), value };
  const whole = `convert.nonsensitive(${excerpt(value.source)})`;
  return { found: `${found}, which cannot become another value`, fix: `write ${whole} if it may be seen`, value };
}

function isWellFormed(type: string, value: AlloyExpression): boolean {
  const text = value.kind === 'text' ? value.text : value.kind === 'number' ? String(value.value) : '';
  if (type === 'number') return NUMBER.test(text);
  if (type === 'duration') return isGoDuration(text);
  return type !== 'bytes' || BYTES.test(text);
}

/** Fault of a reference between exports that no conversion connects. */
function referenceFault(type: string, value: AlloyExpression, exported: string | undefined): TypeFault | undefined {
  const isStrict = (one: string): boolean => /^(list\()?(logs|metrics|consumer|rules|target)\)?$/.test(one);
  if (exported === undefined || exported === type || !isStrict(exported)) return undefined;
  if (type === `list(${exported})`) {
    return { found: `${excerpt(value.source)} is not a list`, fix: `write [${value.source}]`, value };
  }
  // Labels are exported and accepted in several forms.
  if (!isStrict(type) && !['string', 'secret', 'number', 'bool', 'duration', 'bytes'].includes(type)) return undefined;
  if (type === 'target' && exported === 'list(target)') {
    return { found: `${excerpt(value.source)} is a list within a list`, fix: 'use array.concat to join lists', value };
  }
  const fix = adviceOf(/^list\((.*)\)$/.exec(type)?.[1] ?? type, value);
  return { found: `${excerpt(value.source)} has another type: ${nameOf(exported)}`, fix, value };
}

function nameOf(type: string): string {
  const names: Record<string, string> = {
    logs: 'a receiver of logs',
    metrics: 'a receiver of metrics',
    consumer: 'an input of otelcol',
    rules: 'rules',
    bytes: 'size',
    'list(target)': 'targets',
  };
  return names[type] ?? type;
}

function adviceOf(type: string, value: AlloyExpression): string {
  if (type.startsWith('list('))
    return value.kind === 'object' ? 'write a list: […]' : `write [${excerpt(value.source)}]`;
  return type.startsWith('map(') ? 'write an object: { name = … }' : (ADVICE[type] ?? 'write a value of its type');
}

function excerpt(source: string): string {
  const line = source.replace(/\s+/g, ' ');
  return line.length > 40 ? `${line.slice(0, 39)}…` : line;
}
