import { counted } from '../../../charts/input/counted';

test.each([
  [0, '0 nodes'],
  [1, '1 node'],
  [2, '2 nodes'],
])('%d of a thing', (number, words) => {
  expect(counted(number, 'node')).toBe(words);
});

test('a noun with a plural of its own', () => {
  expect([1, 2].map((number) => counted(number, 'push', 'pushes'))).toEqual(['1 push', '2 pushes']);
});
