import {
  CORE_SCHEMA,
  defineMappingTag,
  defineScalarTag,
  defineSequenceTag,
  mergeTag,
  NOT_RESOLVED,
  type Schema,
} from 'js-yaml';

/** Word of YAML 1.1 that is a boolean as a value. As a key, programs read it differently. */
class Word {
  constructor(
    public readonly text: string,
    public readonly value: boolean,
  ) {}
}

/** Value that is not a word. */
export function plain(value: unknown): unknown {
  return value instanceof Word ? value.value : value;
}

const TRUE = /^(y|Y|yes|Yes|YES|true|True|TRUE|on|On|ON)$/;
const FALSE = /^(n|N|no|No|NO|false|False|FALSE|off|Off|OFF)$/;
const INTEGER = /^([-+]?)(0b[01]+|0o[0-7]+|0x[\da-fA-F]+|0[0-7]+|[1-9]\d*|0)$/;
const FLOAT = /^[-+]?(\.\d+|\d+(\.\d*)?)([eE][-+]?\d+)?$/;
const SPECIAL = /^([-+]?)\.(inf|Inf|INF)$|^\.(nan|NaN|NAN)$/;

/** Number that Go's parser reads: octal `010`, `0b1`, `1_000`; undefined for any other text. */
function numberOf(source: string): number | undefined {
  const special = SPECIAL.exec(source);
  if (special) return special[2] ? Number(`${special[1]}Infinity`) : NaN;
  if (!/^[-+.\d]/.test(source)) return undefined;
  const text = source.replaceAll('_', '');
  const [, sign, digits] = INTEGER.exec(text) ?? [];
  if (digits !== undefined) return Number(`${sign === '-' ? '-' : ''}1`) * Number(digits.replace(/^0(?=[0-7])/, '0o'));
  return FLOAT.test(text) ? Number(text) : undefined;
}

/** Words that are not texts. */
export const WORD =
  /^(?:~|null|Null|NULL|y|Y|yes|Yes|YES|true|True|TRUE|on|On|ON|n|N|no|No|NO|false|False|FALSE|off|Off|OFF)$/;

/** Value of a text on one line without quotation marks. */
export function scalarOf(source: string): unknown {
  if (!WORD.test(source)) return numberOf(source) ?? source;
  if (TRUE.test(source)) return true;
  return FALSE.test(source) ? false : null;
}

const boolean = (source: string) =>
  TRUE.test(source) || FALSE.test(source) ? new Word(source, TRUE.test(source)) : NOT_RESOLVED;
const number = (source: string) => numberOf(source) ?? NOT_RESOLVED;
const loadOnly = { identify: () => false };

/** Sequence that is complete only at its end, so that none contains itself. */
const sequence = {
  ...loadOnly,
  create: (): unknown[] => [],
  addItem: (items: unknown[], item: unknown) => (items.push(plain(item)), ''),
  finalize: (items: unknown[]) => items,
};

/** Mapping with text keys: as written, or as JSON prints their values. */
const mapping = (keysAsJson: boolean) => {
  const textOf = (key: unknown) => (key instanceof Word && !keysAsJson ? key.text : String(plain(key)));
  return {
    ...loadOnly,
    create: () => new Map<string, unknown>(),
    addPair: (pairs: Map<string, unknown>, key: unknown, value: unknown) => {
      if (typeof key === 'object' && !(key instanceof Word)) return 'a key is not a text';
      pairs.set(textOf(key), plain(value));
      return '';
    },
    has: (pairs: Map<string, unknown>, key: unknown) => pairs.has(textOf(key)),
    keys: (result: Record<string, unknown>) => Object.keys(result),
    get: (result: Record<string, unknown>, key: unknown) => result[String(key)],
    finalize: (pairs: Map<string, unknown>): Record<string, unknown> => Object.fromEntries(pairs),
  };
};

const STANDARD = 'tag:yaml.org,2002:';

/** Schema of Go's parser for YAML 1.1. Tags of applications are ignored. */
export function goSchema(keysAsJson: boolean): Schema {
  const byPrefix = { matchByTagPrefix: true };
  return CORE_SCHEMA.withTags(
    mergeTag,
    ...['bool', 'int', 'float'].map((name) =>
      defineScalarTag<unknown>(`${STANDARD}${name}`, {
        ...loadOnly,
        implicit: true,
        resolve: name === 'bool' ? boolean : number,
      }),
    ),
    defineScalarTag(`${STANDARD}binary`, {
      ...loadOnly,
      resolve: (source) => Buffer.from(source, 'base64').toString('utf8'),
    }),
    defineSequenceTag(`${STANDARD}seq`, sequence),
    defineMappingTag(`${STANDARD}map`, mapping(keysAsJson)),
    ...['!', 'tag:'].flatMap((prefix) => [
      defineScalarTag(prefix, { ...loadOnly, ...byPrefix, resolve: (source) => source }),
      defineSequenceTag(prefix, { ...sequence, ...byPrefix }),
      defineMappingTag(prefix, { ...mapping(keysAsJson), ...byPrefix }),
    ]),
  );
}
