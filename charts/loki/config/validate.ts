import type { Problem } from '../../input/problems';
import { constraintFault } from './values/constraints';
import { CONFIG_KEYS, type ConfigKey, keysOf, LIMITS_BLOCK, ROOT_BLOCK } from './keys/keys';
import { isScalar, OF_THAT_TYPE, scalarFault, show } from './values/values';
import { isPlain, lookAlikes, scalarText, short } from '../../input/show';
import { nearestKey, otherPlaces, sameWords } from './keys/hints';
import { GONE_KEYS } from './keys/gone';
import { REMOVED_KEYS, type RemovedKey } from './keys/removed';

/** Kinds of problems. */
export enum ConfigProblemKind {
  /** Unknown key. */
  UNKNOWN = 'unknown',

  /** Key or value that the next major version of Loki removes. */
  REMOVED = 'removed',

  /** Value of the wrong type. */
  VALUE = 'value',
}

/** Problem in a configuration. */
export interface ConfigProblem extends Problem {
  /** Kind of the problem. */
  readonly kind: ConfigProblemKind;

  /** Value of the key. */
  readonly value: unknown;
}

const LOKI = `loki ${CONFIG_KEYS.version}`;

const REMOVED = new Map(REMOVED_KEYS.map((removed) => [removed.path, removed]));

/** Position of the walk: `path` is for messages, `place` begins at the top of the file and has `*` for entries. */
interface Position {
  readonly path: string;
  readonly place: string;
}

function inside({ path, place }: Position, name: string | number, entry = false): Position {
  const part = entry ? '*' : String(name);
  return {
    path: typeof name === 'number' ? `${path}[${name}]` : `${path}.${short(name)}`,
    place: place === '' ? part : `${place}.${part}`,
  };
}

/** True if Loki 4.0 removes the key, or one of the comma-separated values in the table. */
function isRemoved(removed: RemovedKey, value: unknown): boolean {
  if (!removed.values) return true;
  const written = scalarText(value).split(',');
  return removed.values.some((gone) => written.includes(gone));
}

/** True for a default that is not what Loki reads in place of null. */
const isSome = (byDefault: ConfigKey['default']): boolean => ![undefined, '', 0, false, '0', '0s'].includes(byDefault);

/** True for the type of a block with a key that has a default. */
const hasDefaults = (type: string): boolean =>
  Object.values(keysOf(type.slice(1))).some((key) =>
    key.type.startsWith('@') ? hasDefaults(key.type) : isSome(key.default),
  );

/** Walk through a configuration along the tree of keys, which collects problems. */
class Walk {
  public readonly problems: ConfigProblem[] = [];

  /** `nullRemoves` is true if null removes a key of the configuration below. */
  constructor(private readonly nullRemoves: boolean) {}

  /** Validates a block. Loki must know all of its keys. */
  public block(name: string, value: unknown, at: Position): void {
    if (!isPlain(value)) return this.add(at, value, `must be a block of keys, but is ${show(value)}`);
    // Limits have the same keys in limits_config, in overrides of a tenant, and on their own.
    const position = name === LIMITS_BLOCK ? { ...at, place: 'limits_config' } : at;
    const keys = keysOf(name);
    for (const [key, found] of Object.entries(value)) {
      // JSON and YAML leave out undefined values.
      if (found === undefined) continue;
      const known = Object.hasOwn(keys, key) ? keys[key] : undefined;
      if (known) this.key(name, key, known, found, inside(position, key));
      else this.unknown(name, key, found, inside(position, key));
    }
  }

  /** Validates a key that exists. */
  private key(block: string, name: string, known: ConfigKey, value: unknown, at: Position): void {
    const removed = REMOVED.get(at.place);
    if (removed && isRemoved(removed, value)) {
      const what = removed.values ? `${show(value)}, which` : 'a key that';
      this.add(at, value, `${what} ${LOKI} takes and loki 4.0 does not`, removed.instead, ConfigProblemKind.REMOVED);
      // Loki refuses unknown keys inside a removed key too.
      const inner = new Walk(this.nullRemoves);
      inner.value(known.type, value, at);
      this.problems.push(...inner.problems.filter(({ kind }) => kind === ConfigProblemKind.UNKNOWN));
      return;
    }
    if (value === null) return this.unset(known, at);
    const before = this.problems.length;
    this.value(known.type, value, at);
    if (this.problems.length > before) return;
    const entries: [unknown, Position][] = Array.isArray(value)
      ? value.map((entry: unknown, index) => [entry, inside(at, index, true)])
      : [[value, at]];
    for (const [entry, position] of entries) {
      const fault = constraintFault(block, name, known, entry);
      if (fault) this.add(position, entry, `must be ${fault.wrong}`, fault.fix);
    }
  }

  /** Adds the problem of a key without a value, which Loki reads as 0, false or empty, also in a block of the top with its keys. */
  private unset({ type, default: byDefault }: ConfigKey, at: Position): void {
    if (this.nullRemoves) return;
    const isBlock = type.startsWith('@');
    if (isBlock ? at.place.includes('.') || !hasDefaults(type) : !isSome(byDefault)) return;
    const found = isBlock
      ? 'null, so none of its keys has its default'
      : `null, and not ${show(byDefault)}, its default`;
    this.add(at, null, found, 'give it a value, or leave the key out for the default of loki');
  }

  private value(type: string, value: unknown, at: Position): void {
    if (value === null) {
      if (this.nullRemoves) return;
      return this.add(at, value, 'null', 'give it a value, or leave the key out');
    }
    if (isScalar(type)) {
      // The only type with two forms.
      const fault = type === 'list of string or csv' ? undefined : scalarFault(type, value);
      if (fault) this.add(at, value, `must be ${fault.wrong}`, fault.fix);
    } else if (type === 'list of string or csv') {
      if (typeof value !== 'string') this.list('string', value, at);
    } else if (type.startsWith('@')) {
      this.block(type.slice(1), value, at);
    } else if (type.startsWith('list of ')) {
      this.list(type.slice(8), value, at);
    } else {
      this.map(type.slice('map of '.length), value, at);
    }
  }

  private list(type: string, value: unknown, at: Position): void {
    if (!Array.isArray(value)) {
      const fix = isScalar(type) && !isPlain(value) ? `write [${show(value)}]` : OF_THAT_TYPE;
      return this.add(at, value, `must be a list, but is ${show(value)}`, fix);
    }
    value.forEach((entry: unknown, index) => this.value(type, entry, inside(at, index, true)));
  }

  private map(type: string, value: unknown, at: Position): void {
    if (!isPlain(value)) return this.add(at, value, `must be a map with names of your own, but is ${show(value)}`);
    for (const [name, entry] of Object.entries(value)) {
      if (entry !== undefined) this.value(type, entry, inside(at, name, true));
    }
  }

  private unknown(block: string, key: string, value: unknown, at: Position): void {
    const near = nearestKey(keysOf(block), key);
    const elsewhere = near && sameWords(near, key) ? [] : otherPlaces(key);
    const hints = [
      ...(near ? [`did you mean ${near}?`] : []),
      ...(elsewhere.length > 0 ? [`it exists as ${elsewhere.join(' and ')}`] : []),
    ];
    const gone = Object.hasOwn(GONE_KEYS, at.place) ? GONE_KEYS[at.place] : undefined;
    const hint = gone ?? (hints.length > 0 ? hints.join(' ') : 'leave it out');
    this.add(at, value, `not a key of ${LOKI}${lookAlikes(key)}`, hint, ConfigProblemKind.UNKNOWN);
  }

  private add(
    { path }: Position,
    value: unknown,
    found: string,
    fix = OF_THAT_TYPE,
    kind = ConfigProblemKind.VALUE,
  ): void {
    this.problems.push({ kind, path, value, found, fix });
  }
}

function validate(block: string, value: unknown, path: string, nullRemoves = false): ConfigProblem[] {
  const walk = new Walk(nullRemoves);
  walk.block(block, value, { path, place: '' });
  return walk.problems;
}

/**
 * Validates changes to Loki's configuration: unknown keys, values of the wrong type, and keys that the next major
 * version of Loki removes. Loki itself would find the first two, but only when its pods crash.
 *
 * It never throws. `path` is the caller's name of the configuration.
 */
export function validateLokiConfig(config: object, path = 'loki.config'): ConfigProblem[] {
  return validate(ROOT_BLOCK, config, path, true);
}

/** Validates a file of Loki's configuration, in which null is a value and removes nothing. */
export function validateLokiFile(config: object): ConfigProblem[] {
  return validate(ROOT_BLOCK, config, '');
}

/** Validates limits: `limits_config`, or the overrides of one tenant. */
export function validateLimits(limits: object, path = 'loki.config.limits_config'): ConfigProblem[] {
  return validate(LIMITS_BLOCK, limits, path);
}
