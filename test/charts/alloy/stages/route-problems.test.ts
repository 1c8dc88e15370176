import {
  namespaceProblems,
  placedRoutes,
  routeConflicts,
  unknownTenants,
} from '../../../../charts/alloy/stages/route-problems';
import { problemText } from '../../../../charts/input/problems';

const conflicts = (...routes: readonly (readonly [tenant: string, ...namespaces: string[]])[]) =>
  routeConflicts(placedRoutes(routes.map(([tenant, ...namespaces]) => ({ tenant, namespaces })))).map(problemText);

test.each<[string, string, boolean]>([
  ['*', 'x', true],
  ['*', 'x-*', true],
  ['x-*', 'x-1', true],
  ['x-*', 'x-a-*', true],
  ['x-*', '*', false],
  ['x-*', 'x', false],
  ['*-x', 'a-*-x', true],
  ['a*b*c', 'a*c', false],
  ['a*c', 'a*b*c', true],
  ['a**c', 'a*c', true],
])('%s takes all lines of %s: %p', (earlier, later, taken) => {
  expect(conflicts(['a', earlier], ['b', later])).toHaveLength(taken ? 1 : 0);
});

test('a pattern may cover another namespace of the same tenant', () => {
  expect(conflicts(['a', 'shop-*', 'shop-a'])).toEqual([]);
});

test('a thousand tenants take no time', () => {
  const routes = Array.from({ length: 1000 }, (_, index) => [`t${index}`, `n${index}-*`, `n${index}`] as const);
  expect(conflicts(...routes)).toEqual([]);
});

test('problems have the paths of routes', () => {
  const routes = placedRoutes([{ tenant: 'x\n', namespaces: ['A', 'a'] }]);
  expect([...unknownTenants(routes, ['a']), ...namespaceProblems(routes)].map(problemText)).toEqual([
    'routes[0].tenant: x\\n is not one of the tenants, a; add x\\n to them, or leave it out',
    "routes[0].namespaces[0]: A is not a namespace; write one such as 'shop' or 'shop-*'",
  ]);
});
