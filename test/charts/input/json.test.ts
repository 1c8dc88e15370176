import { jsonProblems } from '../../../charts/input/json';
import { problemText } from '../../../charts/input/problems';

/** An object in itself. */
function circle(): object {
  const all: Record<string, unknown> = {};
  return Object.assign(all, { links: [all] });
}

class Mine {}

test('values of JSON are right, those that are left out too', () => {
  expect(jsonProblems('at', { a: [null, true, 1.5, '', { b: undefined }], c: {} })).toEqual([]);
});

test.each<[string, object, string[]]>([
  ['a bigint', { version: 10n }, ['version: a bigint (10n)']],
  ['dates and numbers that are not numbers', { time: [new Date(0), Number.NaN] }, ['time[0]: a Date', 'time[1]: NaN']],
  ['a circle', circle(), ['links[0]: an object that contains itself']],
  ['classes and instances', { a: Mine, b: new Mine(), c: new Map() }, ['a: a function', 'b: an inst', 'c: a Map']],
])('others are refused at their paths: %s', (_what, value, starts) => {
  const found = jsonProblems('at', value).map(problemText);
  expect(found).toEqual(starts.map((start) => expect.stringContaining(`at.${start}`) as string));
  for (const text of found) expect(text).toMatch(/ is not a value of JSON; write a text, a number, true,/);
});
