import { GIB, isSameQuantity, MIB, parseBinarySize, parseQuantity } from '../../../lib/manifests/quantity';

test.each<[unknown, number]>([
  ['3', 3],
  ['0.5', 0.5],
  ['1.', 1],
  ['250m', 0.25],
  ['2k', 2000],
  ['2M', 2e6],
  ['2G', 2e9],
  ['2T', 2e12],
  ['2P', 2e15],
  ['2E', 2e18],
  ['1Ki', 1024],
  ['512Mi', 512 * MIB],
  ['1.5Gi', 1.5 * GIB],
  ['1Ti', 1024 * GIB],
  ['1Pi', 1024 ** 5],
  ['1Ei', 1024 ** 6],
  ['1e9', 1e9],
  ['12E+2', 1200],
  ['5e-1', 0.5],
  [' 4Gi ', 4 * GIB],
  [2, 2],
])('the quantity %j is %d', (text, value) => {
  expect(parseQuantity(text)).toBeCloseTo(value, 10);
});

test.each(['', 'Mi', '1 Gi', '1gb', '1K', '1GiB', '-1', '.5', '1,5', '1Mi1', 'true', null, undefined, true, {}, ['1']])(
  '%j is not a quantity',
  (text) => {
    expect(parseQuantity(text)).toBeUndefined();
  },
);

test.each([
  ['100', 100],
  ['512k', 512 * 1024],
  ['512K', 512 * 1024],
  ['5m', 5 * MIB],
  ['5M', 5 * MIB],
  ['1g', GIB],
  ['1.5G', 1.5 * GIB],
])('the size %s is %d bytes', (text, bytes) => {
  expect(parseBinarySize(text)).toBe(bytes);
});

test.each(['', 'k', '1t', '1Mi', '1mb', '-1m', '1 m', '1.m'])('%j is not a size', (text) => {
  expect(parseBinarySize(text)).toBeUndefined();
});

test.each<[string, unknown, unknown, boolean]>([
  ['spec.containers[a].resources.limits.cpu', '1000m', 1, true],
  ['spec.containers[a].resources.requests.cpu', '0.7', '700m', true],
  ['spec.containers[a].resources.limits[nvidia.com/gpu]', '1', 1, true],
  ['spec.volumeClaimTemplates[data].spec.resources.requests.storage', '10Gi', '10240Mi', true],
  ['spec.volumes[tmp].emptyDir.sizeLimit', '0.5Gi', '512Mi', true],
  ['spec.containers[a].resources.limits.cpu', '1000m', '1001m', false],
  ['spec.containers[a].resources.limits.cpu', '1', undefined, false],
  ['spec.containers[a].env[SIZE].value', '1000', '1k', false],
  ['data.size', '1Gi', '1024Mi', false],
])('%s: %s and %s are the same quantity: %s', (path, was, is, isSame) => {
  expect(isSameQuantity(path, was, is)).toBe(isSame);
});
