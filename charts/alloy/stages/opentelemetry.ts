import { rawText } from '../language/raw-text';
import { Block } from '../language/syntax';
import { list, text, type Value } from '../language/values';

/** Output of a component of OpenTelemetry to the next. */
export const output = (next: Block): Block => new Block('output').set('logs', list(next.exported('input')));

/**
 * Transform that applies statements in OTTL to lines and sends the lines on. A statement is a text or a value that
 * gives one. If a statement fails, the lines are not sent on.
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

/** String of OTTL, in quotes. */
export const quoted = (value: string): string => JSON.stringify(value);
