import { isPlain } from '../input/show';
import { Yaml } from 'cdk8s';

/** One line of printable ASCII. */
const PRINTABLE = /^[ -~]+$/;

/** Text that YAML would not read as a text, because it begins with an indicator or contains one. */
const INDICATOR = /^[ ,[\]{}#&*!|>'"%@`]|^[?-]$|^[?-] |: | #|[ :]$/;

/** Words that are not texts in YAML 1.1. */
const WORD = /^(?:~|[Nn]ull|NULL|Y|y|[Yy]es|YES|[Tt]rue|TRUE|[Oo]n|ON|N|n|[Nn]o|NO|[Ff]alse|FALSE|[Oo]ff|OFF)$/;

/** Text that is neither a number nor a time: it has a character that neither has there. `e12` is a number. */
const CLEAR = /^(?:--?)?[A-DF-Za-df-z]|^[/_$(]|^[Ee].*[^-+\d]|^-?\d.*[g-su-wyG-SU-WY/]/;

/** Lines of text that a literal block can hold: without space at either end, except for one line break. */
const LINES = /^[!-~\u00a1-\ud7ff][\t\n -~\u00a1-\ud7ff]*[!-~\u00a1-\ud7ff]\n?$/;

/**
 * Numbers of Go without their underscores. kubectl reads them as numbers, and refuses them where Kubernetes wants
 * texts, such as in annotations. YAML 1.1 reads some of them as texts, such as `0o7` and `0X1F`.
 */
const GO_NUMBER = /^[-+]?(?:0[oO][0-7]+|0[bB][01]+|0[xX][\da-fA-F]+|(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d+)?)$/;

/** True for a text that kubectl would read as a number, and that cdk8s writes without quotes. */
const isNumberOfGo = (text: string): boolean =>
  /^[-+.\d]/.test(text) && GO_NUMBER.test(text.replaceAll('_', '')) && Yaml.stringify(text) === `${text}\n`;

/** Key that is written without quotes. */
const KEY = /^[A-Za-z_/$][\w./-]*$/;

/**
 * Text of documents in YAML 1.1, equal to that of cdk8s' `Yaml.stringify`. That function makes a node of every value
 * first, which took a third of a `render`. It still writes documents with a value that is rare in manifests.
 */
export function yamlOf(...documents: readonly unknown[]): string {
  return documents
    .map((document) => withEscapes(document, new Writer().write(document) ?? textByCdk8s(document)))
    .join('---\n');
}

/** Text of a document as cdk8s writes it; as JSON if that has texts that kubectl would take for numbers. */
function textByCdk8s(document: unknown): string {
  let hasNumber = false;
  const json = JSON.stringify(
    document,
    (key, value: unknown) => {
      hasNumber ||= [key, value].some((text) => typeof text === 'string' && isNumberOfGo(text));
      return value;
    },
    2,
  );
  return hasNumber ? `${json}\n` : Yaml.stringify(document);
}

/**
 * Characters that are line breaks in YAML 1.1, which Kubernetes and Loki read, but not in YAML 1.2; and characters that
 * their parser refuses unescaped.
 */
const ESCAPED = /[\u007f-\u009f\u2028\u2029\ufffe\uffff]/g;

/** Text of a document; as JSON, which is YAML too and can escape them, if it has such characters. */
function withEscapes(document: unknown, text: string): string {
  if (text.search(ESCAPED) < 0) return text;
  const escaped = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return `${JSON.stringify(document, null, 2).replace(ESCAPED, escaped)}\n`;
}

/** Writer of one document. */
class Writer {
  private text = '';
  private readonly seen = new Set<object>();

  /** Text of a document; undefined if it has a value that is not written here. */
  public write(document: unknown): string | undefined {
    if (typeof document !== 'object' || document === null) return undefined;
    return this.value(document, '', '') ? `${this.text}\n` : undefined;
  }

  /** Appends a value. `before` separates a map or a list with items from the key. */
  private value(value: unknown, indent: string, before: string): boolean {
    if (typeof value !== 'object' || value === null) return this.scalar(value, indent, before && ' ');
    // cdk8s would write the second occurrence of an object as an alias.
    if (this.seen.has(value)) return false;
    this.seen.add(value);
    if (Array.isArray(value)) {
      if (value.length === 0) return this.append(`${before && ' '}[]`);
      this.text += before;
      return value.every(
        (item, at) => this.append(at > 0 ? `\n${indent}- ` : '- ') && this.value(item, `${indent}  `, ''),
      );
    }
    if (!isPlain(value) || 'toJSON' in value) return false;
    const keys = Object.keys(value);
    if (keys.length === 0) return this.append(`${before && ' '}{}`);
    this.text += before;
    const inner = `${indent}  `;
    return keys.every((key, at) => {
      if (!KEY.test(key) || !CLEAR.test(key) || WORD.test(key)) return false;
      this.text += at > 0 ? `\n${indent}${key}:` : `${key}:`;
      return this.value((value as Record<string, unknown>)[key], inner, `\n${inner}`);
    });
  }

  private scalar(value: unknown, indent: string, before: string): boolean {
    const text = typeof value === 'string' ? textOf(value, indent) : plainOf(value);
    return text !== undefined && this.append(before + text);
  }

  private append(text: string): true {
    this.text += text;
    return true;
  }
}

function plainOf(value: unknown): string | undefined {
  return typeof value === 'boolean' || (Number.isSafeInteger(value) && !Object.is(value, -0))
    ? String(value)
    : undefined;
}

function textOf(text: string, indent: string): string | undefined {
  if (text === '') return '""';
  if (text.includes('\n')) return LINES.test(text) ? blockOf(text, indent) : undefined;
  if (!PRINTABLE.test(text)) return undefined;
  if (INDICATOR.test(text) || WORD.test(text)) return quoted(text);
  if (CLEAR.test(text) && !isNumberOfGo(text)) return text;
  // Texts that look like numbers. A document mark alone would mean something else.
  return /^(?:---|\.\.\.)/.test(text) ? undefined : numberLike(text);
}

/** Texts of quantities, times and versions, which are rare in manifests. */
const written = new Map<string, string>();

function numberLike(text: string): string {
  const known = written.get(text) ?? (isNumberOfGo(text) ? quoted(text) : Yaml.stringify(text).slice(0, -1));
  if (written.size < 1000) written.set(text, known);
  return known;
}

function quoted(text: string): string {
  return text.includes('"') && !text.includes("'") ? `'${text}'` : JSON.stringify(text);
}

function blockOf(text: string, indent: string): string {
  const ends = text.endsWith('\n');
  const body = ends ? text.slice(0, -1) : text;
  return `|${ends ? '' : '-'}\n${indent}${body.replace(/\n+/g, `$&${indent}`)}`;
}
