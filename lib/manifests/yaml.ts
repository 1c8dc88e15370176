import { boolYaml11Tag, CORE_SCHEMA, loadAll, mergeTag, YAMLException } from 'js-yaml';

/** YAML as the Go programs read it that these texts are for: `yes` is true, a day is the text it is, maps merge. */
const SCHEMA = CORE_SCHEMA.withTags(boolYaml11Tag, mergeTag);

/** Parsed text of YAML. */
export interface ParsedYaml {
  /** Its documents. */
  readonly documents: readonly unknown[];

  /** The first thing wrong with it. */
  readonly problem?: {
    /** Message of the parser. */
    readonly message: string;

    /** The line, from 1. */
    readonly line: number;
  };
}

/** Reads all documents of a text. */
export function parseYaml(text: string): ParsedYaml {
  try {
    return { documents: loadAll(text, { schema: SCHEMA }) };
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    return { documents: [], problem: { message: error.reason, line: (error.mark?.line ?? 0) + 1 } };
  }
}

/** First document of a text of YAML; undefined if it is invalid. */
export function yamlValue(text: string): unknown {
  return parseYaml(text).documents[0];
}
