/**
 * Values of Alloy's configuration language.
 *
 * A value prints itself exactly as `alloy fmt` would, so a generated file is already formatted, and a diff of two
 * files shows only what changed.
 */

import { checkPath, isIdentifier } from './identifiers';

/** Maximum length of a list on one line, so that the file stays readable in `kubectl get configmap`. */
const MAX_INLINE_LIST = 100;

/** Half of a surrogate pair: not a character, and neither UTF-8 nor Alloy can write it. */
const LONE_SURROGATE = /\p{Surrogate}/u;

/** Value of Alloy's configuration language. The functions of this file make them. */
export abstract class Value {
  /** The text of the value. `indent` is the number of tabs before the line it begins on. */
  public abstract print(indent: number): string;

  /** Values it is composed of. */
  public get parts(): Value[] {
    return [];
  }
}

/** A string. */
export class TextValue extends Value {
  constructor(
    /** The string itself, without quotes or escapes. */
    public readonly text: string,
    private readonly quoted: string,
  ) {
    super();
  }

  public print(): string {
    return this.quoted;
  }
}

/** Code that is copied into the file unchanged: numbers, booleans, references, expressions. */
export class CodeValue extends Value {
  constructor(
    /** The code. */
    public readonly code: string,
  ) {
    super();
  }

  public print(): string {
    return this.code;
  }
}

/** Several items of a list, passed as one value. */
class ItemsValue extends Value {
  constructor(private readonly items: Value[]) {
    super();
  }

  public override get parts(): Value[] {
    return this.items;
  }

  public print(indent: number): string {
    return this.items.map((item) => item.print(indent)).join(', ');
  }
}

/** A list. */
class ListValue extends Value {
  private readonly items: Value[];

  constructor(items: Value[]) {
    super();
    this.items = items.flatMap((item) => (item instanceof ItemsValue ? item.parts : [item]));
  }

  public override get parts(): Value[] {
    return this.items;
  }

  public print(indent: number): string {
    const inline = `[${this.items.map((item) => item.print(indent)).join(', ')}]`;
    if (inline.length <= MAX_INLINE_LIST && !inline.includes('\n')) return inline;
    const tabs = '\t'.repeat(indent + 1);
    const lines = this.items.map((item) => `${tabs}${item.print(indent + 1)},\n`);
    return `[\n${lines.join('')}${'\t'.repeat(indent)}]`;
  }
}

/** An object. */
export class ObjectValue extends Value {
  constructor(
    /** Its fields. */
    public readonly fields: Record<string, Value>,
  ) {
    super();
  }

  public override get parts(): Value[] {
    return Object.values(this.fields);
  }

  public print(indent: number): string {
    const entries = Object.entries(this.fields);
    if (entries.length === 0) return '{}';
    const fields = entries.map(([key, value]): Field => ({ key: printKey(key), value }));
    return `{\n${printFields(fields, indent + 1, ',')}${'\t'.repeat(indent)}}`;
  }
}

/** A function call. */
export class CallValue extends Value {
  constructor(
    /** Name of the function. */
    public readonly name: string,
    private readonly args: Value[],
  ) {
    super();
  }

  public override get parts(): Value[] {
    return this.args;
  }

  public print(indent: number): string {
    return `${this.name}(${this.args.map((arg) => arg.print(indent)).join(', ')})`;
  }
}

/** Concatenation of strings. */
class ConcatValue extends Value {
  constructor(private readonly items: Value[]) {
    super();
  }

  public override get parts(): Value[] {
    return this.items;
  }

  public print(indent: number): string {
    return this.items.map((item) => item.print(indent)).join(' + ');
  }
}

/** `key = value`, in a block or an object. */
export interface Field {
  /** The key, as printed. */
  readonly key: string;

  /** The value. */
  readonly value: Value;
}

/**
 * Prints one field per line, with aligned equals signs. A value of several lines ends a group: the fields after it are
 * aligned separately.
 */
export function printFields(fields: Field[], indent: number, end = ''): string {
  const tabs = '\t'.repeat(indent);
  let text = '';
  let run: Field[] = [];
  const flush = (): void => {
    const width = Math.max(0, ...run.map(({ key }) => key.length));
    for (const { key, value } of run) text += `${tabs}${key.padEnd(width)} = ${value.print(indent)}${end}\n`;
    run = [];
  };
  for (const field of fields) {
    run.push(field);
    if (field.value.print(indent).includes('\n')) flush();
  }
  flush();
  return text;
}

/** Alloy takes a quoted key literally, escapes included, so a key that would need an escape cannot be written. */
function printKey(key: string): string {
  if (isIdentifier(key)) return key;
  if (key === '' || /[\\"\u0000-\u001f\u007f-\u009f\ufeff]/.test(key) || LONE_SURROGATE.test(key)) {
    throw new Error(
      `${JSON.stringify(key)} cannot be a key of an object in an Alloy configuration: write at least one character, ` +
        'and no quote, backslash or control character',
    );
  }
  return `"${key}"`;
}

/** A string in double quotes. @throws Error if it contains half of a surrogate pair, which Alloy cannot read */
export function text(value: string): Value {
  if (LONE_SURROGATE.test(value)) {
    throw new Error(`${JSON.stringify(value)} contains half of a surrogate pair: write the whole character`);
  }
  // Alloy reads every escape of JSON. Unlike JSON, it refuses a byte order mark within a file.
  return new TextValue(value, JSON.stringify(value).replaceAll('\ufeff', '\\ufeff'));
}

/**
 * A string in backticks, without escapes: for regular expressions.
 *
 * @throws Error if it contains a backtick or a line break
 */
export function raw(value: string): Value {
  if (/[`\r\n\0\ufeff]/.test(value) || LONE_SURROGATE.test(value)) {
    throw new Error(`${JSON.stringify(value)} cannot be written in backticks: use text() for it`);
  }
  return new TextValue(value, `\`${value}\``);
}

/** A number. @throws Error if it is not finite or JavaScript would print it with an exponent */
export function number(value: number): Value {
  const code = String(Object.is(value, -0) ? 0 : value);
  if (!/^-?\d+(\.\d+)?$/.test(code)) {
    throw new Error(`${code} cannot be a number in an Alloy configuration: write one between 1e-6 and 1e21`);
  }
  return new CodeValue(code);
}

/** A boolean. */
export function bool(value: boolean): Value {
  return new CodeValue(String(value));
}

/** The value `null`. */
export function nothing(): Value {
  return new CodeValue('null');
}

/** A list of values, on one line if it is short and each of its values fits on one line. */
export function list(...items: Value[]): Value {
  return new ListValue(items);
}

/** Several values for a list, passed as one. */
export function items(...values: Value[]): Value {
  const [first] = values;
  return values.length === 1 && first ? first : new ItemsValue(values);
}

/** A list of strings. @throws Error if one of them contains half of a surrogate pair */
export function texts(...items: string[]): Value {
  return list(...items.map((item) => text(item)));
}

/**
 * An object, one field per line.
 *
 * @throws Error if a key is empty or contains a quote, a backslash or a control character
 */
export function object(fields: Record<string, Value>): Value {
  for (const key of Object.keys(fields)) printKey(key);
  return new ObjectValue(fields);
}

/**
 * An export of another component, such as `discovery.relabel.pods.output`.
 *
 * @throws Error if it is not a series of identifiers separated by dots
 */
export function reference(path: string): Value {
  return new CodeValue(checkPath(path, 'part of a reference'));
}

/**
 * Any other expression. It is copied unchanged, so write it as `alloy fmt` would.
 *
 * @throws Error if it is not one line, or has spaces around it
 */
export function expression(code: string): Value {
  if (code.trim() !== code || code === '' || /[\r\n]/.test(code)) {
    throw new Error(`${JSON.stringify(code)} is not one line of code: write one, without spaces around it`);
  }
  return new CodeValue(code);
}

/**
 * A call of a function of the standard library, such as `sys.env("NODE_NAME")`.
 *
 * @throws Error if the name is not a series of identifiers separated by dots
 */
export function call(name: string, ...args: Value[]): Value {
  return new CallValue(checkPath(name, 'the name of a function'), args);
}

/** Concatenation of strings. @throws Error if there are fewer than two */
export function concat(...items: Value[]): Value {
  if (items.length < 2) throw new Error(`${items.length} strings cannot be concatenated: write at least two`);
  return new ConcatValue(items);
}
