import { constructFromEvents, parseEvents, YAMLException } from 'js-yaml';
import { goSchema, plain } from './schema';
import { simpleDocuments } from './simple';

/** Schemas by what a key such as `y` becomes: text as in Go's structures, or `true` as in the JSON that kubectl makes. */
const SCHEMAS = { text: goSchema(false), json: goSchema(true) };

/** Parsed text of YAML. */
export interface ParsedYaml {
  /** Its documents. */
  readonly documents: readonly unknown[];

  /** Its first error. */
  readonly problem?: {
    /** Message of the parser. */
    readonly message: string;

    /** The line, from 1. */
    readonly line: number;
  };
}

/** Differences between programs in reading YAML. */
export interface YamlOptions {
  /** If true, keys become JSON, and the last of equal ones wins, as in kubectl. @default false */
  readonly asKubectl?: boolean;
}

/** Nesting that no configuration reaches. */
export const MAX_DEPTH = 500;

/** Values of a text with all aliases replaced, above which Go's parser refuses aliases that multiply. */
const MAX_VALUES = 400_000;

/** Characters that are parsed again, at most, because lines are indented less than the specification asks. */
const MAX_AGAIN = 20_000_000;

/** Reads all documents of a text, as Go's parser does: it is more lenient than the specification. */
export function parseYaml(text: string, { asKubectl = false }: YamlOptions = {}): ParsedYaml {
  const simple = simpleDocuments(text);
  return simple ? { documents: simple } : parseAll(text, asKubectl);
}

/** As `parseYaml`, for any text. */
export function parseAll(text: string, asKubectl = false): ParsedYaml {
  try {
    const { source, events } = eventsOf(text);
    const schema = asKubectl ? SCHEMAS.json : SCHEMAS.text;
    const documents = constructFromEvents(events, { source, schema, json: asKubectl }).map(plain);
    const isBomb = documents.some((document) => {
      const { values, depth } = extentOf(document);
      return values > Math.max(MAX_VALUES, text.length) || depth > MAX_DEPTH;
    });
    return isBomb ? { documents: [], problem: { message: 'aliases multiply its values', line: 1 } } : { documents };
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    return { documents: [], problem: { message: reasonOf(error), line: (error.mark?.line || templateLine(text)) + 1 } };
  }
}

/**
 * Reasons of the parser that quote the text, and their words here: a password that begins with a mark of YAML and is not
 * quoted is taken for a name, and nobody may read it in a message.
 */
const QUOTING: readonly (readonly [RegExp, string])[] = [
  [/^unidentified alias /, 'an alias has no anchor; a text that begins with * is quoted'],
  [/^recursive alias /, 'an alias refers to a value that it is in'],
  [
    /^(tag name cannot|undeclared tag handle|unknown \w+ tag|cannot resolve a node)/,
    'a tag is unknown; a text that begins with ! is quoted',
  ],
];

const reasonOf = ({ reason }: YAMLException): string =>
  QUOTING.find(([pattern]) => pattern.test(reason))?.[1] ?? reason;

/** Line of the first template, for an error without a line: it is a mapping as key. The first line without one. */
function templateLine(text: string): number {
  const at = text.search(/^[^#\n]*\{\{/m);
  return at < 0 ? 0 : text.slice(0, at).split('\n').length - 1;
}

/** First document of a text of YAML; undefined if it is invalid. */
export function yamlValue(text: string): unknown {
  return parseYaml(text).documents[0];
}

/**
 * Events of a text. Go's parser takes lines of quoted texts and of lists in brackets with any indentation, where it means
 * nothing; those that the parser here refuses are indented.
 */
function eventsOf(text: string): { readonly source: string; readonly events: ReturnType<typeof parseEvents> } {
  let source = text;
  for (let again = 0; ; again += text.length) {
    try {
      return { source, events: parseEvents(source, { maxDepth: MAX_DEPTH }) };
    } catch (error) {
      const line = error instanceof YAMLException && error.reason === 'deficient indentation' && error.mark?.line;
      if (typeof line !== 'number' || again > MAX_AGAIN) throw error;
      const lines = source.split('\n');
      lines[line] = `${' '.repeat(MAX_DEPTH)}${(lines[line] as string).trimStart()}`;
      const next = lines.join('\n');
      if (next === source) throw error;
      source = next;
    }
  }
}

/** Number of values of a document with all aliases replaced, and how deep they are nested. */
function extentOf(value: unknown, known = new Map<object, Extent>()): Extent {
  if (typeof value !== 'object' || value === null) return { values: 1, depth: 0 };
  const counted = known.get(value);
  if (counted) return counted;
  let [values, depth] = [1, 0];
  for (const inner of Object.values(value)) {
    const extent = extentOf(inner, known);
    values += extent.values;
    depth = Math.max(depth, extent.depth + 1);
  }
  known.set(value, { values, depth });
  return { values, depth };
}

/** Size of a value. */
interface Extent {
  readonly values: number;
  readonly depth: number;
}
