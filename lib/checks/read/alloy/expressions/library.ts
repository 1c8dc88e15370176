import { nearest } from '../../../../../charts/input/nearest';
import { ownValue } from '../../../../../charts/input/own-value';
import type { AlloyExpression } from '../../../../../charts/alloy/language/tree';
import { type AlloyValue, excerpt, KIND_NAMES, mistake, UNKNOWN, type ValueKind } from './value';

/** Type of an argument: `texts` is a list of strings. */
type Argument = 'string' | 'secret' | 'texts' | 'array' | 'object' | 'bool' | 'any';

/** Function of the standard library. */
interface LibraryFunction {
  /** Its arguments. */
  readonly takes: readonly Argument[];

  /** Type of any further arguments. @default - it takes no more */
  readonly more?: Argument;

  /** Number of the arguments that may be left out. @default 0 */
  readonly optional?: number;

  /** Kind of its result. */
  readonly gives: ValueKind;

  /** Fault of a literal argument, in words. */
  readonly refuses?: (text: string) => string | undefined;
}

const ONE_TEXT: LibraryFunction = { takes: ['string'], gives: 'string' };
const TWO_TEXTS: LibraryFunction = { takes: ['string', 'string'], gives: 'string' };

const BASE64: LibraryFunction = {
  ...ONE_TEXT,
  refuses: (text) =>
    /^(?:[\w+/]{4})*(?:[\w+/]{2}==|[\w+/]{3}=)?$/.test(text.replace(/[\r\n]/g, '')) && !text.includes('_')
      ? undefined
      : 'no base64',
};

const JSON_TEXT: LibraryFunction = {
  takes: ['string'],
  gives: 'unknown',
  refuses: (text) => {
    try {
      JSON.parse(text);
      return undefined;
    } catch {
      return 'no JSON';
    }
  },
};

const FORMAT: LibraryFunction = { takes: ['string'], more: 'any', gives: 'string' };
const JOIN: LibraryFunction = { takes: ['texts', 'string'], gives: 'string' };
const REPLACE: LibraryFunction = { takes: ['string', 'string', 'string'], gives: 'string' };
const SPLIT: LibraryFunction = { takes: ['string', 'string'], gives: 'array' };
const CONCAT: LibraryFunction = { takes: [], more: 'array', gives: 'array' };
const YAML_TEXT: LibraryFunction = { takes: ['string'], gives: 'unknown' };
const NONSENSITIVE: LibraryFunction = { takes: ['secret'], gives: 'string' };

/** Functions of the standard library of Alloy 1.18, those without a namespace included, which are their former names. */
const FUNCTIONS: Readonly<Record<string, LibraryFunction>> = {
  'array.combine_maps': { takes: ['array', 'array', 'texts', 'bool'], optional: 1, gives: 'array' },
  'array.concat': CONCAT,
  'array.group_by': { takes: ['array', 'string', 'bool'], gives: 'array' },
  coalesce: { takes: [], more: 'any', gives: 'unknown' },
  'convert.nonsensitive': NONSENSITIVE,
  'encoding.from_URLbase64': ONE_TEXT,
  'encoding.from_base64': BASE64,
  'encoding.from_json': JSON_TEXT,
  'encoding.from_yaml': YAML_TEXT,
  'encoding.to_URLbase64': ONE_TEXT,
  'encoding.to_base64': ONE_TEXT,
  'encoding.to_json': { takes: ['object'], gives: 'string' },
  'encoding.url_decode': {
    ...ONE_TEXT,
    refuses: (text) => (/%(?![\da-fA-F]{2})/.test(text) ? 'no part of a URL' : undefined),
  },
  'encoding.url_encode': ONE_TEXT,
  'file.path_join': { takes: [], more: 'string', gives: 'string' },
  json_path: { takes: ['string', 'string'], gives: 'array' },
  'string.format': FORMAT,
  'string.join': JOIN,
  'string.replace': REPLACE,
  'string.split': SPLIT,
  'string.to_lower': ONE_TEXT,
  'string.to_upper': ONE_TEXT,
  'string.trim': TWO_TEXTS,
  'string.trim_prefix': TWO_TEXTS,
  'string.trim_space': ONE_TEXT,
  'string.trim_suffix': TWO_TEXTS,
  'sys.env': ONE_TEXT,
  base64_decode: BASE64,
  concat: CONCAT,
  env: ONE_TEXT,
  format: FORMAT,
  join: JOIN,
  json_decode: JSON_TEXT,
  nonsensitive: NONSENSITIVE,
  replace: REPLACE,
  split: SPLIT,
  to_lower: ONE_TEXT,
  to_upper: ONE_TEXT,
  trim: TWO_TEXTS,
  trim_prefix: TWO_TEXTS,
  trim_space: ONE_TEXT,
  trim_suffix: TWO_TEXTS,
  yaml_decode: YAML_TEXT,
};

const CONSTANTS = ['constants.arch', 'constants.hostname', 'constants.os', 'constants.version'];

/** Names of the standard library, by their first part. */
const LIBRARY = new Map<string, readonly string[]>();
for (const name of [...CONSTANTS, ...Object.keys(FUNCTIONS)]) {
  const [first = ''] = name.split('.');
  LIBRARY.set(first, [...(LIBRARY.get(first) ?? []), name]);
}

/** True if the standard library has a name, or names that begin with it. */
export const isLibrary = (first: string): boolean => LIBRARY.has(first);

/** Name of the standard library that is similar to a wrong one. */
export const similarInLibrary = (name: string): string | undefined => nearest(name, [...LIBRARY.values()].flat());

/** Value of a name of the standard library. */
export function libraryValue(names: readonly string[]): AlloyValue {
  const [first = '', second, ...more] = names;
  const known = LIBRARY.get(first) ?? [];
  const isSpace = !known.includes(first);
  if (isSpace && second === undefined) return { kind: 'object' };
  const name = isSpace ? `${first}.${second}` : first;
  if (!known.includes(name)) {
    const best = nearest(name, known) ?? known.find((one) => one.endsWith(`_${second}`));
    mistake(`has ${name}, which does not exist`, best ? `use ${best}` : `use ${known.join(' or ')}`);
  }
  const value: AlloyValue = CONSTANTS.includes(name) ? { kind: 'string' } : { kind: 'function', name };
  const rest = isSpace ? more : names.slice(1);
  if (rest.length > 0) mistake(`has ${names.join('.')}, and ${name} is ${KIND_NAMES[value.kind]}`, `use ${name}`);
  return value;
}

/** An argument of a call: its value, and how it is written. */
interface Written {
  readonly value: AlloyValue;
  readonly expression: AlloyExpression;
}

/** Kinds that each type of argument takes. */
const TAKES: Readonly<Record<Argument, readonly ValueKind[]>> = {
  string: ['string', 'number', 'null'],
  secret: ['string', 'secret', 'null'],
  texts: ['array', 'null'],
  array: ['array'],
  object: ['object', 'capsule'],
  bool: ['bool'],
  any: ['null', 'number', 'string', 'bool', 'array', 'object', 'function', 'capsule', 'secret'],
};

const ARGUMENT_NAMES: Readonly<Record<Argument, string>> = {
  string: 'a string',
  secret: 'a secret or a string',
  texts: 'a list of strings',
  array: 'a list',
  object: 'an object',
  bool: 'true or false',
  any: 'a value',
};

/** Result of a call. */
export function callValue(name: string, written: readonly Written[]): AlloyValue {
  const called = ownValue(FUNCTIONS, name);
  if (!called) return UNKNOWN;
  const { takes, more, optional = 0, gives, refuses } = called;
  const least = takes.length - optional;
  if (written.length < least || (more === undefined && written.length > takes.length)) {
    const most = more === undefined && optional === 0 ? '' : 'at least ';
    const count = `${most}${least} argument${least === 1 ? '' : 's'}`;
    mistake(
      `calls ${name} with ${written.length || 'no'} argument${written.length === 1 ? '' : 's'}`,
      `write ${count}`,
    );
  }
  written.forEach(({ value, expression }, index) => {
    const wanted = takes[index] ?? more ?? 'any';
    if (value.kind !== 'unknown' && !TAKES[wanted].includes(value.kind)) {
      const fix =
        value.kind === 'secret'
          ? `write convert.nonsensitive(${excerpt(expression)})`
          : `write ${ARGUMENT_NAMES[wanted]}`;
      mistake(`calls ${name} with ${excerpt(expression)}, which is ${KIND_NAMES[value.kind]}`, fix);
    }
    const item =
      wanted === 'texts' ? value.items?.find(({ kind }) => !['unknown', ...TAKES.string].includes(kind)) : undefined;
    if (item) mistake(`calls ${name} with a list that has ${KIND_NAMES[item.kind]}`, 'write a list of strings');
    const wrong = typeof value.literal === 'string' ? refuses?.(value.literal) : undefined;
    if (wrong !== undefined) mistake(`calls ${name} with a text that is ${wrong}`, 'write another text');
  });
  return { kind: gives };
}
