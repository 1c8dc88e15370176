import { boolYaml11Tag, CORE_SCHEMA, loadAll, mergeTag, YAMLException } from 'js-yaml';

/** YAML as the Go programs read it that get these texts: `yes` is true, a date is text, maps merge. */
const SCHEMA = CORE_SCHEMA.withTags(boolYaml11Tag, mergeTag);

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
