import { MULTILINE } from '../../../../charts/alloy/processing/multiline';
import type { MultilineName } from '../../../../charts/alloy/processing/settings';
import { TRACES } from '../../../e2e/suites/traces';

const BLOCKS = Object.entries(TRACES).flatMap(([language, blocks]) =>
  blocks.map((block) => [language as MultilineName, block] as const),
);

test.each(BLOCKS)('a block of %s begins with its first line, and with no other: %s', (language, block) => {
  const first = new RegExp(MULTILINE[language]);
  expect(block.split('\n').map((line) => first.test(line))).toEqual(
    block.split('\n').map((_line, index) => index === 0),
  );
});
