import { parsedJson } from '../../../lib/manifests/json';

test.each([
  ['{"a":[1,null]}', { a: [1, null] }],
  ['false', false],
  ['', undefined],
  ['{"a":1', undefined],
  ['a: 1', undefined],
])('%j is %j', (text, value) => expect(parsedJson(text)).toEqual(value));
