import { canOverlap, isWithin, selectorOf } from '../../../../charts/alloy/processing/selection';

test('a selector has a matcher for each label', () => {
  const selection = { namespaces: ['shop', 'team-*'], apps: ['a.b'], match: { unit: ['x'] } };
  expect(selectorOf(selection)).toBe('{namespace=~"shop|team-.*", app=~"a\\\\.b", unit=~"x"}');
  expect(selectorOf({ exceptNamespaces: ['kube-*'] })).toBe('{namespace=~".+", namespace!~"kube-.*"}');
  expect(selectorOf({ sources: ['journal'] })).toBeUndefined();
});

test.each([
  [{}, {}, true],
  [{ namespaces: ['a'] }, { namespaces: ['b'] }, false],
  [{ namespaces: ['a'] }, { apps: ['b'] }, true],
  [{ namespaces: ['a'] }, { exceptNamespaces: ['a'] }, false],
  [{ namespaces: ['a-*'] }, { exceptNamespaces: ['a-1'] }, true],
  [{ sources: ['journal'] }, {}, false],
  [{ sources: ['*'] }, {}, true],
])('%j and %j overlap: %s', (a, b, overlap) => {
  expect(canOverlap(a, b)).toBe(overlap);
  expect(canOverlap(b, a)).toBe(overlap);
});

test.each([
  [{ namespaces: ['a'] }, { namespaces: ['a', 'b'] }, true],
  [{ namespaces: ['a', 'c'] }, { namespaces: ['a', 'b'] }, false],
  [{ namespaces: ['a'] }, { apps: ['*'] }, true],
  [{ namespaces: ['a'] }, { apps: ['*x'] }, false],
  [{}, { match: { unit: ['a'] } }, false],
  [{ match: { unit: ['a'] } }, {}, true],
  [{ namespaces: ['a*'] }, { exceptNamespaces: ['ab', 'b'] }, false],
  [{ namespaces: ['a*'], exceptNamespaces: ['ab'] }, { exceptNamespaces: ['ab'] }, true],
  [{ namespaces: ['a'] }, { exceptNamespaces: ['b'] }, true],
  [{ exceptNamespaces: ['a', 'b*'] }, { exceptNamespaces: ['bc'] }, true],
  [{ exceptNamespaces: ['a'] }, { exceptNamespaces: ['a', 'b'] }, false],
  [{ apps: ['x'], exceptNamespaces: ['a'] }, { exceptNamespaces: ['a'] }, false],
  [{ apps: ['x'], exceptNamespaces: ['a'] }, { apps: ['x', 'y'], exceptNamespaces: ['a'] }, true],
])('%j is within %j: %s', (inner, outer, within) => {
  expect(isWithin(inner, outer)).toBe(within);
});
