import { brokenBy } from './setup';

/** Ids of rules about stages that a `stage.drop` with these attributes breaks. */
const brokenByDrop = (...attributes: string[]): string[] =>
  brokenBy({
    files: `
loki.process "pods" {
  stage.drop {
    ${attributes.join('\n    ')}
  }
  forward_to = []
}`,
  }).filter((id) => id.startsWith('ALLOY-STAGE'));

const [source, value, expression] = ['source = "level"', 'value = "debug"', 'expression = "debug"'];

test.each([[[expression]], [[source]], [[source, expression]], [[source, value]], [['older_than = "1h"']]])(
  'a stage may drop lines by %j',
  (attributes) => expect(brokenByDrop(...attributes)).toEqual([]),
);

test.each([[[]], [[value]], [[source, value, expression]], [['drop_counter_reason = "x"']]])(
  'a stage may not drop lines by %j',
  (attributes) => expect(brokenByDrop(...attributes)).toEqual(['ALLOY-STAGE-2']),
);
