import { isToken } from './tokens';

/** Longest text that a message shows of a value, in characters. */
const MOST = 60;

/**
 * Invisible characters, and characters that change the text around them: controls, line breaks, directions, joiners,
 * fillers, and unusual spaces.
 */
const INVISIBLE = /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]|[^\S ]/u;

/** Characters that look like an ASCII one, by that character. NFKC maps the full-width and mathematical ones. */
const LOOK_ALIKES: Readonly<Record<string, string>> = {
  ...{
    a: 'аɑα',
    b: 'Ь',
    c: 'сϲ',
    d: 'ԁ',
    e: 'еҽ',
    g: 'ɡ',
    h: 'һ',
    i: 'іıι',
    j: 'ј',
    k: 'κк',
    l: 'ӏ',
    n: 'ո',
    o: 'оοօ',
  },
  ...{ p: 'рρ', q: 'ԛ', r: 'г', s: 'ѕ', t: 'τ', u: 'υս', v: 'νѵ', w: 'ԝω', x: 'хχ', y: 'уγ', z: 'ᴢ' },
  ...{
    A: 'АΑ',
    B: 'ВΒ',
    C: 'СϹ',
    E: 'ЕΕ',
    G: 'Ԍ',
    H: 'НΗ',
    I: 'ІΙӀ',
    J: 'Ј',
    K: 'КΚ',
    L: 'Ꮮ',
    M: 'МΜ',
    N: 'Ν',
    O: 'ОΟՕ',
  },
  ...{ P: 'РΡ', Q: 'Ԛ', S: 'ЅՏ', T: 'ТΤ', V: 'Ѵ', W: 'Ԝ', X: 'ХΧ', Y: 'ҮΥ', Z: 'Ζ', 3: 'З' },
  ...{
    '-': '‐‑‒–—―−⁃˗',
    '/': '⁄∕',
    '*': '∗٭',
    '.': '․·۔',
    ':': '։∶ː',
    "'": '‘’‛′´ʹ',
    '"': '“”″',
    '!': 'ǃ',
    _: 'ˍ',
    ',': '‚',
  },
};
const TWINS = new Map(Object.entries(LOOK_ALIKES).flatMap(([ascii, odd]) => [...odd].map((each) => [each, ascii])));

/** Code of a character: `U+0430`. */
const codeOf = (character: string): string =>
  `U+${(character.codePointAt(0) as number).toString(16).toUpperCase().padStart(4, '0')}`;

/** Escape of a character, as in code. */
function escape(character: string): string {
  const short = JSON.stringify(character);
  if (/^"\\[^u]"$/.test(short)) return short.slice(1, -1);
  const code = (character.codePointAt(0) as number).toString(16).padStart(4, '0');
  return code.length > 4 ? `\\u{${code}}` : `\\u${code}`;
}

/** Finds all of these characters in a text. */
export const UNSEEN = new RegExp(INVISIBLE, 'gu');

/** Text on one line, with invisible characters escaped. */
export function visible(text: string): string {
  return INVISIBLE.test(text) ? text.replace(UNSEEN, escape) : text;
}

/** Secrets in texts, and what a message shows of them: messages end in logs. */
const SECRETS: readonly (readonly [RegExp, string])[] = [
  // The password in a URL, before a host without a scheme, and in a query.
  [/(:\/\/[^\s:/?#@]*:)[^\s/?#@]+@/gu, '$1…@'],
  [/(^|["'\s,[])([\w.-]+:)[^\s/?#@"']+@(?!sha\d+:)(?=[\w.-]+(?::\d|$|["',\]]))/gu, '$1$2…@'],
  [/([?&][\w-]{0,40}(?:token|key|secret|passw|pwd|signature|auth)[\w-]{0,40}=)[^&\s#"']+/giu, '$1…'],
  [/\b(Basic|Bearer) +(?=[\w+/.~=-]*[\d=])[\w+/.~=-]{6,}/gu, '$1 …'],
  [/(-----BEGIN [A-Z ]*PRIVATE KEY-----)[^]*/gu, '$1…'],
];

/** Keys whose values are secrets, and keys that name a Secret, into which people write the secret itself. */
const SECRET_KEY =
  /^(x-)?(password|passwd|token|auth|authorization|api-?key|access-?key|client-?secret|password-?secret)$/i;
const NAME_KEY = /^(secret|secret-?name|secret-?access-?key)$/i;

/** True for a text that no person chose as a name: a mix of letters and digits, or one with Base64 characters. */
const looksRandom = (text: string): boolean =>
  text.length >= 12 && ((/[A-Z]/.test(text) && /[a-z]/.test(text) && /\d/.test(text)) || /[^\w./:@ -]/.test(text));

/** HTTP headers with credentials, by the last word of their names; and values with credentials in any header. */
const SECRET_HEADER =
  /(^|[-_])(authorization|auth|(api|access|private|secret|client|subscription|license|insert|auth)[-_]?key|token|secret|passw(or)?d|credentials?|cookie)$/i;
const SECRET_VALUE = /^(basic|bearer)\s+\S/i;
const NO_SECRET = /^(no-?check|none|true|false|\d)?$/i;

/** True for a header of HTTP whose value is a secret. */
export const isSecretHeader = (name: string, value: unknown): boolean =>
  typeof value === 'string' && !NO_SECRET.test(value) && (SECRET_HEADER.test(name) || SECRET_VALUE.test(value));

/** True if messages must not show a text below a key. */
export const isSecretText = (key: string, text: unknown): text is string =>
  typeof text === 'string' &&
  text !== '' &&
  (NAME_KEY.test(key) ? looksRandom(text) : SECRET_KEY.test(key) || isSecretHeader(key, text));

/** Text on one line, cut to a length, without secrets. */
export function short(given: string, most = MOST): string {
  const text = SECRETS.reduce((shown, [secret, instead]) => shown.replace(secret, instead), given);
  const whole = visible(text.length > most * 2 ? text.slice(0, most * 2) : text);
  if (whole.length <= most && text.length <= most * 2) return whole;
  return `${whole.slice(0, most - 3).replace(/[\ud800-\udbff]$|\\(u\{?[0-9a-f]{0,5})?$/, '')}…`;
}

/** Characters of a text that look like another one, in words: ` (U+0430 looks like a)`; '' if it has none. */
export function lookAlikes(text: string): string {
  const ascii = (character: string) => TWINS.get(character) ?? asciiForm(character);
  const odd = [...new Set(text.slice(0, 1000))].flatMap((character) => {
    const twin = character > '~' ? ascii(character) : undefined;
    return twin === undefined ? [] : [`${codeOf(character)} looks like ${twin}`];
  });
  return odd.length > 0 ? ` (${odd.slice(0, 3).join(', ')})` : '';
}

function asciiForm(character: string): string | undefined {
  const form = character.normalize('NFKC');
  return /^[!-~]$/.test(form) ? form : undefined;
}

/** Names as a message lists them: at most ten, each cut to a length. */
export function showAll(names: readonly string[]): string {
  const shown = names.slice(0, 10).map((name) => short(name));
  return [...shown, ...(names.length > shown.length ? [`${names.length - shown.length} more`] : [])].join(', ');
}

/** Value as a message shows it: on one line, cut to a length, without characters that cannot be seen. */
export function show(value: unknown): string {
  if (value === undefined) return 'missing';
  if (isToken(value)) return 'a value that is known at deploy time only';
  // Spaces at an end are only seen in quotes.
  if (typeof value === 'string' && /^$|^ | $/.test(value)) return `'${short(value)}'${lookAlikes(value)}`;
  if (typeof value === 'string') return `${short(value)}${lookAlikes(value)}`;
  if (typeof value === 'bigint') return `a bigint (${short(literal(value))})`;
  return short(literal(value));
}

/** Literal of a value, as in code; its kind if it has none. */
function literal(value: unknown, above: readonly unknown[] = []): string {
  if (typeof value === 'string') return JSON.stringify(value.slice(0, MOST * 2));
  if (typeof value === 'bigint') return `${value}n`;
  if (Object.is(value, -0)) return '-0';
  if (['number', 'boolean', 'undefined'].includes(typeof value)) return String(value);
  if (above.includes(value)) return 'itself';
  if (above.length > 4) return '…';
  try {
    if (Array.isArray(value)) {
      return `[${Array.from(value.slice(0, MOST), (item: unknown) => literal(item, [...above, value])).join(',')}]`;
    }
    if (!isPlain(value)) return kindOf(value);
    const fields = Object.entries(Object.getOwnPropertyDescriptors(value)).filter(([, field]) => field.enumerable);
    const shown = fields
      .slice(0, MOST)
      .map(([key, field]) => `${JSON.stringify(key.slice(0, MOST))}:${fieldText(key, field, [...above, value])}`);
    return `{${shown.join(',')}}`;
  } catch (error) {
    return throwingKind(error);
  }
}

function fieldText(key: string, { get, value }: PropertyDescriptor, above: readonly unknown[]): string {
  if (isSecretText(key, value)) return '"…"';
  return get ? 'a getter' : literal(value, above);
}

/** True for an object that code writes in braces. Objects of another realm count, and those without a prototype. */
export function isPlain(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** Text of a string, number or boolean; '' for anything else, whose conversion may throw. */
export function scalarText(value: unknown): string {
  return ['string', 'number', 'boolean'].includes(typeof value) ? String(value) : '';
}

/** Kind of a value, with its article: `a list`, `a Map`, `an instance of Stack`. */
export function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (typeof value === 'symbol') return SUBSTITUTES.get(value) ?? 'a symbol';
  if (typeof value === 'undefined') return 'undefined';
  if (typeof value !== 'object') return withArticle(typeof value);
  try {
    if (Array.isArray(value)) return 'a list';
    return isPlain(value) ? 'an object' : instanceKind(value);
  } catch (error) {
    return throwingKind(error);
  }
}

/** Kind of an object that throws an error when it is read. */
export function throwingKind(error: unknown): string {
  const message = messageOf(error);
  return message.includes('revoked') ? 'a revoked proxy' : `an object that throws ${message}`;
}

/** Message of what was thrown, which need not be an error. */
export function messageOf(error: unknown, most = 200): string {
  try {
    // `instanceof` fails for an error of another realm.
    const isError = Object.prototype.toString.call(error) === '[object Error]';
    if (!isError) return error === undefined ? 'undefined' : show(error);
    const message = short((error as Error).message, most);
    return message.trim() === '' ? 'an error without a message' : message;
  } catch {
    return kindOf(error);
  }
}

function instanceKind(value: object): string {
  const tag = Object.prototype.toString.call(value).slice(8, -1);
  if (tag === 'Date') return `a Date (${Number.isNaN(Number(value)) ? 'invalid' : (value as Date).toISOString()})`;
  if (['String', 'Number', 'Boolean'].includes(tag)) return `a ${tag} object`;
  if (tag !== 'Object') return withArticle(short(tag));
  const { constructor } = value;
  const name = typeof constructor === 'function' ? classNameOf(constructor) : '';
  return ['', 'Object'].includes(name) ? 'an object that inherits from another' : `an instance of ${short(name)}`;
}

/** Name of a class. Bundles number those of the CDK, which have their names beside. */
function classNameOf(type: { readonly name: string; readonly PROPERTY_INJECTION_ID?: unknown }): string {
  const { name, PROPERTY_INJECTION_ID: id } = type;
  const own = typeof id === 'string' ? id.split('.').at(-1) : undefined;
  return own !== undefined && name.replace(/\d+$/, '') === own ? own : name;
}

const withArticle = (noun: string): string => `${/^[aeio]/i.test(noun) ? 'an' : 'a'} ${noun}`;

/** Descriptions of values that a copy cannot hold, by the symbols in their places. */
const SUBSTITUTES = new Map<symbol, string>();

/** Substitute for a value that cannot be read. No field accepts it, and `show` shows the description. */
export function substitute(description: string): symbol {
  for (const [symbol, known] of SUBSTITUTES) if (known === description) return symbol;
  const symbol = Symbol(description);
  SUBSTITUTES.set(symbol, description);
  return symbol;
}
