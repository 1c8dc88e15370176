import { namedLayout, timeRegex } from '../../input/go-time';
import { Block } from '../language/syntax';
import { text } from '../language/values';
import { rawText } from '../language/raw-text';
import type { AlloyTimestamp } from './settings';

/** Name of the extracted time. It differs from the field's name, whose value stays if the expression does not match. */
const FOUND = 'found_time';

/**
 * Sets the time of a line, if that of its field has the format and a year from 1900 to 2099. With a single time that
 * protobuf cannot hold, such as milliseconds read as seconds, Alloy drops the batch of all streams, which no counter
 * shows. Any other line keeps its time.
 */
export function timestampStages({ field, format = 'RFC3339Nano', location }: AlloyTimestamp): Block[] {
  const guard = timeRegex(format).replace(/^\^(.*)\$$/s, (_all, regex: string) => `^(?P<${FOUND}>${regex})$`);
  // With the name of a layout, such as ANSIC, Alloy ignores the location.
  const layout = location === undefined ? format : namedLayout(format);
  const stage = new Block('stage.timestamp').set('source', text(FOUND)).set('format', text(layout));
  if (location !== undefined) stage.set('location', text(location));
  return [
    new Block('stage.regex').set('source', text(field)).set('expression', rawText(guard)),
    stage.set('action_on_failure', text('skip')),
  ];
}
