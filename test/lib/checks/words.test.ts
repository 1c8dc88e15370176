import { enumerate, rounded, titlesOf, useOneOf, useSimilar } from '../../../lib/checks/words';

test('words are enumerated', () => {
  expect(['', 'a', 'a and b', 'a, b and c']).toEqual([[], ['a'], ['a', 'b'], ['a', 'b', 'c']].map(enumerate));
});

test('of many workloads three are named', () => {
  const of = (count: number) =>
    titlesOf(['a', 'b', 'c', 'd', 'e'].slice(0, count).map((title) => ({ title }) as never));
  expect([3, 4, 5].map(of)).toEqual(['a, b, c', 'a, b, c and 1 more', 'a, b, c and 2 more']);
});

test('advice names the choices, or what to do if there are none', () => {
  expect(useOneOf(['a', 'b'], 'create it')).toBe('use one of a, b');
  expect(useOneOf(['a'], 'create it')).toBe('use a');
  expect(useOneOf([], 'create it')).toBe('create it');
});

test('advice names the most similar choice, or what to do if none is similar', () => {
  expect(useSimilar('lokki', ['ruler', 'lokkis-2', 'loki'], 'create it')).toBe('use loki');
  expect(useSimilar('lokki', ['ruler'], 'create it')).toBe('create it');
});

test('numbers have at most one digit after the point', () => {
  expect([28.083, 28.06, 5, 0.04].map(rounded)).toEqual(['28.1', '28.1', '5', '0']);
});
