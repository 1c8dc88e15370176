import { GIB, MIB, parseBinarySize, parseQuantity } from '../../../lib/manifests/quantity';

test.each<[unknown, number | undefined]>([
  ['512Mi', 512 * MIB],
  ['1.5Gi', 1.5 * GIB],
  ['2G', 2e9],
  ['1e9', 1e9],
  ['100', 100],
  [0.5, 0.5],
  [' 1Ki ', 1024],
  ['1 Gi', undefined],
  ['-1', undefined],
  ['1Xi', undefined],
  ['', undefined],
  [undefined, undefined],
  [{}, undefined],
])('the quantity %p is %p', (value, quantity) => {
  expect(parseQuantity(value)).toBe(quantity);
});

test('cores are counted in thousandths too', () => {
  expect(parseQuantity('250m')).toBeCloseTo(0.25);
});

test.each<[string, number | undefined]>([
  ['512k', 512 * 1024],
  ['5M', 5 * MIB],
  ['1g', GIB],
  ['0.5m', MIB / 2],
  ['7', 7],
  ['1t', undefined],
  ['k', undefined],
])('the size %s of nginx and memcached is %p bytes', (text, size) => {
  expect(parseBinarySize(text)).toBe(size);
});
