import { Block } from '../language/syntax';
import { rawText } from '../language/raw-text';
import { text } from '../language/values';

/**
 * Template that makes a value one that Loki accepts in a label. For a single U+FFFD, which JSON decoders write for half
 * of a surrogate pair, Loki refuses the whole batch of all streams (400, `couldn't parse labels`). For a value of more
 * than 2048 bytes, it refuses the line.
 */
const labelValue = (name: string): string =>
  `{{ with .${name} }}{{ regexReplaceAllLiteral "\\ufffd" (trunc 1024 .) "?" }}{{ end }}`;

/** Name of the changed value in templates of Alloy. A field of a line with this name takes its place. */
const CHANGED = 'Value';

/**
 * Stages that change the values of fields so that Loki accepts them in labels. `read` lists all fields that lines may
 * have.
 */
export const labelValues = (fields: readonly string[], read: readonly string[] = []): Block[] =>
  fields.map((field) =>
    new Block('stage.template')
      .set('source', text(field))
      .set('template', rawText(labelValue(read.includes(CHANGED) ? field : CHANGED))),
  );
