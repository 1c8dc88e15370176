import { Block } from '../language/syntax';
import { rawText } from '../language/raw-text';
import { text } from '../language/values';

/**
 * A value that Loki takes as that of a label. A single U+FFFD, which JSON decoders write for half of a surrogate pair,
 * makes Loki refuse the whole batch of all streams (400, `couldn't parse labels`); a value of more than 2048 bytes, its line.
 */
const labelValue = (name: string): string =>
  `{{ with .${name} }}{{ regexReplaceAllLiteral "\\ufffd" (trunc 1024 .) "?" }}{{ end }}`;

/** Name by which templates of Alloy know the value that they change: by chance a field of that name takes its place. */
const CHANGED = 'Value';

/** Makes values of fields ones that Loki takes as those of labels. `read` are all fields that lines may have. */
export const labelValues = (fields: readonly string[], read: readonly string[] = []): Block[] =>
  fields.map((field) =>
    new Block('stage.template')
      .set('source', text(field))
      .set('template', rawText(labelValue(read.includes(CHANGED) ? field : CHANGED))),
  );
