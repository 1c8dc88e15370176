import { isSame } from '../../../lib/import/settle';
import { imported } from './helpers';

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

test('thousands of keys that Loki does not know take seconds', () => {
  const keys = Array.from({ length: 4000 }, (_, index) => `    some_limit_${index}: 1d\n`).join('');
  const result = imported(`loki:\n  auth_enabled: false\n  limits_config:\n${keys}read: { replicas: 0 }\n`);
  expect(result.keys.filter((key) => key.class === 'impossible')).toHaveLength(4000);
}, 15_000);
