import { entryProblems } from '../../../../charts/alloy/processing/entry-problems';
import { problemText } from '../../../../charts/input/problems';

test('a first line that every line is joins none', () => {
  const of = (firstLine: string) => entryProblems('p', { multiline: { firstLine } }).map(problemText);
  expect(of('^.*')).toEqual([
    'p.multiline.firstLine: ^.* matches every line, so none joins another; write what only the first line of a block has',
  ]);
  expect(of('^\\S')).toEqual([]);
});
