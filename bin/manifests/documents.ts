import { nearest } from '../../charts/input/nearest';
import { InputError } from '../../charts/input/problems';
import { MAX_DEPTH, parseYaml } from '../../lib/manifests/yaml/parse';
import type { Manifest } from '../../lib/manifests/manifest';
import { isRecord } from '../../lib/manifests/shape';

/** Text of a file: UTF-8, or UTF-16 with a byte order mark. */
export function textOf(bytes: Buffer): string {
  const [first, second] = bytes;
  if (first === 0xfe && second === 0xff)
    return bytes
      .subarray(2, bytes.length & ~1)
      .swap16()
      .toString('utf16le');
  if (first === 0xff && second === 0xfe) return bytes.subarray(2).toString('utf16le');
  return bytes.toString('utf8').replace(/^\uFEFF/, '');
}

/**
 * Objects of a text as kubectl reads it: JSON objects, or documents of YAML; the items of a `List` one by one.
 *
 * @throws InputError if it is neither, or an object has a misspelt `kind` or `metadata`
 */
export function parseManifests(text: string, file: string): Manifest[] {
  const json = jsonObjects(text);
  const read = (value: unknown): Manifest[] => {
    refuseMisspelt(value, file);
    return objectsOf(value);
  };
  if (json) return json.flatMap(read);
  const refuse = (line: number, message: string) => {
    const fix = 'correct it, or leave the file out of the folder';
    return new InputError([{ path: `${file}:${line}`, found: `not YAML: ${message}`, fix }]);
  };
  return documentsOf(text, (line, separator) => refuse(line, `${separator} does not separate documents`)).flatMap(
    ({ line, text: document }) => {
      const { documents, problem } = parseYaml(document, { asKubectl: true });
      if (problem) throw refuse(line + problem.line, problem.message);
      // kubectl reads the first document between two separators.
      return documents.slice(0, 1).flatMap(read);
    },
  );
}

/** Keys by which an object is known as one, beside its version. */
const KNOWN_BY = ['kind', 'metadata'];

/** Refuses an object with a misspelt key. It would be taken for a file of another program, and not be checked. */
function refuseMisspelt(value: unknown, file: string): void {
  if (!isRecord(value) || value['apiVersion'] === undefined) return;
  const missing = KNOWN_BY.filter((key) => !(key in value));
  const [meant = ''] = missing;
  const key = Object.keys(value).find((one) => nearest(one, missing) !== undefined);
  if (missing.length !== 1 || key === undefined) return;
  throw new InputError([{ path: `${file} ${key}`, found: 'is not a key of an object', fix: `use ${meant}` }]);
}

/** JSON objects one after the other; undefined if a text is anything else, such as YAML that begins with a brace. */
function jsonObjects(text: string): unknown[] | undefined {
  if (!/^\s*\{/.test(text)) return undefined;
  const ends: number[] = [0];
  let depth = 0;
  const tokens = /["{}[\]]/g;
  for (let found = tokens.exec(text); found; found = tokens.exec(text)) {
    const { 0: token, index } = found;
    if (token === '"') {
      const end = endOfString(text, index);
      if (end === undefined) return undefined;
      tokens.lastIndex = end;
    }
    if (token === '{' || token === '[') depth++;
    // The parser of YAML refuses such nesting with its line.
    if (depth > MAX_DEPTH) return undefined;
    if ((token === '}' || token === ']') && --depth === 0) ends.push(index + 1);
  }
  try {
    if (text.slice(ends.at(-1)).trim() !== '') return undefined;
    return ends.slice(1).map((end, index) => JSON.parse(text.slice(ends[index], end)) as unknown);
  } catch {
    return undefined;
  }
}

/** Place after a string of JSON; undefined if it has no end. An expression for all of it would overflow on megabytes. */
function endOfString(text: string, start: number): number | undefined {
  for (let quote = text.indexOf('"', start + 1); quote >= 0; quote = text.indexOf('"', quote + 1)) {
    let escapes = 0;
    while (text[quote - 1 - escapes] === '\\') escapes++;
    if (escapes % 2 === 0) return quote + 1;
  }
  return undefined;
}

/** A document, and the number of lines before it. */
interface Document {
  readonly line: number;
  readonly text: string;
}

/** Documents of a text. kubectl divides it at lines with `---` and possibly a comment; after `...` it reads nothing. */
function documentsOf(text: string, refuse: (line: number, separator: string) => InputError): Document[] {
  const documents: Document[] = [];
  const lines = text.split('\n');
  let start = 0;
  for (const [index, line] of [...lines, '---'].entries()) {
    if (!line.startsWith('---')) continue;
    if (!/^---\s*(#.*)?$/.test(line)) throw refuse(index + 1, line.trim());
    const document = lines.slice(start, index);
    const end = document.findIndex((one) => /^\.\.\.(\s|$)/.test(one));
    documents.push({ line: start, text: (end < 0 ? document : document.slice(0, end)).join('\n') });
    start = index + 1;
  }
  return documents;
}

/** Objects in a value: itself, or the items of a list. Items may omit kind and version, which the list then has. */
function objectsOf(value: unknown, common: { readonly kind?: string; readonly apiVersion?: unknown } = {}): Manifest[] {
  if (typeof value !== 'object' || value === null) return [];
  const { kind = common.kind, apiVersion = common.apiVersion, ...rest } = value as Partial<Manifest>;
  if (typeof kind !== 'string') return [];
  const { metadata, items } = rest;
  if (kind.endsWith('List') && Array.isArray(items) && !metadata?.name) {
    const of = kind.slice(0, -'List'.length);
    return items.flatMap((item) => objectsOf(item, of ? { kind: of, apiVersion } : {}));
  }
  if (typeof metadata !== 'object' || metadata === null) return [];
  return [('kind' in value ? value : { apiVersion, kind, ...rest }) as Manifest];
}
