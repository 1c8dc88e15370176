import { isSame } from '../../../lib/import/settle';

test.each<[unknown, unknown]>([
  [5, '5'],
  [true, 'true'],
  ['1h', '60m'],
  [0, '0s'],
  ['', []],
  ['a,b', ['a', 'b']],
  [
    { a: 1, b: ['1h'] },
    { b: ['60m'], a: '1' },
  ],
  [[{ selector: '{a="b"}', priority: 1 }], [{ priority: 1, selector: '{a="b"}' }]],
])('%j means the same as %j', (one, other) => {
  expect(isSame(one, other)).toBe(true);
  expect(isSame(other, one)).toBe(true);
});

test.each<[unknown, unknown]>([
  [undefined, undefined],
  ['1h', '1m'],
  [{ a: 1 }, { a: 2 }],
  [{ a: 1 }, { a: 1, b: 1 }],
  [{ toString: 1 }, { a: 1 }],
  [{ a: 1 }, '[object Object]'],
  [[{ a: 1 }], [{ a: 2 }]],
  [[{ a: 1 }], '[object Object]'],
  [
    ['a', 'b'],
    ['b', 'a'],
  ],
  [['a'], ['a', 'b']],
])('%j does not mean the same as %j', (one, other) => {
  expect(isSame(one, other)).toBe(false);
  expect(isSame(other, one)).toBe(false);
});
