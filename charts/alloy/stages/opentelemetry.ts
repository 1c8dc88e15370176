import { rawText } from '../language/raw-text';
import { Block } from '../language/syntax';
import { list, text, type Value } from '../language/values';

/** Output of a component of OpenTelemetry to the next. */
export const output = (next: Block): Block => new Block('output').set('logs', list(next.exported('input')));

/**
 * Transform that sends on what its statements have changed. Each says what it is about, and what is done in OTTL: a code
 * or a value that makes it. Where one fails, the lines are not sent on.
 */
export const transform = (
  label: string,
  statements: readonly (readonly [context: 'resource' | 'scope' | 'log', codes: readonly (string | Value)[]])[],
  next: Block,
): Block =>
  new Block('otelcol.processor.transform', label)
    .set('error_mode', text('propagate'))
    .add(
      ...statements.map(([context, codes]) =>
        new Block('log_statements')
          .set('context', text(context))
          .set('statements', list(...codes.map((code) => (typeof code === 'string' ? rawText(code) : code)))),
      ),
      output(next),
    );

/** Attribute of a resource, in OTTL. */
export const attribute = (name: string): string => `resource.attributes[${quoted(name)}]`;

/** A text in OTTL. */
export const quoted = (value: string): string => JSON.stringify(value);
