import { counted } from '../../../charts/input/counted';

test.each([
  [0, '0 nodes'],
  [1, '1 node'],
  [2, '2 nodes'],
])('%d of a thing', (number, words) => {
  expect(counted(number, 'node')).toBe(words);
});
