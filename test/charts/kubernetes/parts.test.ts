import { inParts, MAX_PART_BYTES, PART_LABEL } from '../../../charts/kubernetes/parts';

const third = 'x'.repeat(MAX_PART_BYTES / 4);
const texts = (items: readonly string[]) => inParts(items, (item) => item).map((part) => part.items);

test('a short list, and an empty one, are one part with the plain name', () => {
  expect(texts(['a', 'b'])).toEqual([['a', 'b']]);
  const [part, ...more] = inParts([], String);
  expect(more).toEqual([]);
  expect([part?.items, part?.labels, part?.name('loki-runtime')]).toEqual([[], {}, 'loki-runtime']);
});

test('a long list has parts within the limit, in order, and an item that is larger has its own', () => {
  const items = ['a', 'b', 'c', 'd', 'e'].map((letter) => letter + third.slice(1));
  expect(texts(items).map((part) => part.map(([letter]) => letter))).toEqual([['a', 'b', 'c', 'd'], ['e']]);
  const large = 'y'.repeat(MAX_PART_BYTES + 1);
  expect(texts(['a', large, 'b'])).toEqual([['a'], [large], ['b']]);
  const [, second] = inParts(items, String);
  expect([second?.labels, second?.name('loki-runtime')]).toEqual([{ [PART_LABEL]: '2' }, 'loki-runtime-2']);
});

test('items that are added at the end leave earlier parts as they are', () => {
  const items = Array.from({ length: 9 }, (_, index) => `${index}${third.slice(1)}`);
  const before = texts(items.slice(0, 8));
  expect(texts(items).slice(0, before.length)).toEqual(before);
});
