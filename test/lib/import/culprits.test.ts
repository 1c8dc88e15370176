import { culpritsOf } from '../../../lib/import/culprits';
import type { Written } from '../../../lib/import/written';

const FIELDS = Array.from({ length: 9 }, (_, index): Written => ({ path: ['f', index], value: index, origins: [] }));
const PROBLEM = { path: 'ConfigMap a/b', found: 'is wrong', fix: 'right it' };

/** Indexes of the culprits where a problem is there as long as one of some fields is. */
const indexes = (makers: readonly number[], others: (gone: readonly number[]) => object[] = () => []) =>
  culpritsOf(PROBLEM, [PROBLEM], FIELDS, (without) => {
    const gone = [...without].map(({ value }) => Number(value));
    const isThere = makers.length === 0 || makers.some((maker) => !gone.includes(maker));
    return [...(isThere ? [PROBLEM] : []), ...(others(gone) as (typeof PROBLEM)[])];
  }).map(({ value }) => value);

test.each([[[0]], [[8]], [[2, 6]], [[0, 1, 8]]])('a problem that %j make is theirs', (makers) => {
  expect(indexes(makers)).toEqual(makers);
});

test('a problem that no field makes is nobody’s', () => {
  expect(indexes([])).toEqual([]);
  expect(culpritsOf(PROBLEM, [PROBLEM], [], () => [PROBLEM])).toEqual([]);
});

test('fields that others need are no culprits', () => {
  const needed = (gone: readonly number[]) =>
    gone.includes(3) ? [{ path: 'f[3]', found: 'is missing', fix: '' }] : [];
  expect(indexes([5], needed)).toEqual([]);
});
