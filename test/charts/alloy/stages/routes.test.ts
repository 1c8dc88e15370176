import { patternsRegex } from '../../../../charts/input/patterns';
import { routeStages } from '../../../../charts/alloy/stages/routes';
import { printConfig } from '../../../../charts/alloy/language/syntax';
import { chartOf, component, ROUTES, stages } from '../helpers';

const routed = (namespaces: string[], tenant = 'team-a') => chartOf({ routes: [{ tenant, namespaces }] });

test('no routes, no stages for them', () => {
  expect(chartOf().config).not.toContain('stage.match');
  expect(chartOf().config).not.toContain('stage.tenant');
});

test('a route is a stage on the pods, after all others, and on nothing else', () => {
  const { config } = chartOf({ routes: ROUTES });
  expect(stages(config, 'pods').slice(-3)).toEqual(['match', 'match', 'match']);
  expect(config.match(/stage\.match/g)).toHaveLength(3);
  expect(config.match(/stage\.tenant/g)).toHaveLength(3);
});

test('the first route that matches wins: later ones take lines without a tenant only', () => {
  const selectors = component(chartOf({ routes: ROUTES }).config, 'loki.process', 'pods').match(/selector = .*/g) ?? [];
  expect(selectors).toHaveLength(3);
  for (const selector of selectors) expect(selector).toContain('{__tenant_id__=\\"\\", namespace=~');
});

test('successive tenants that are named as their only namespace are one stage', () => {
  const route = (tenant: string, ...more: string[]) => ({ tenant, namespaces: [tenant, ...more] });
  const routes = [route('a'), route('b'), route('c', 'shop'), route('d'), route('e'), route('f')];
  const text = printConfig(routeStages(routes));
  expect([...text.matchAll(/namespace=~\\"([^\\]+)\\"/g)].map(([, regex]) => regex)).toEqual([
    'a|b',
    'c|shop',
    'd|e|f',
  ]);
  expect(text.match(/(label|value) += ".*"/g)?.map((line) => line.replace(/ +/g, ' '))).toEqual([
    'label = "namespace"',
    'value = "c"',
    'label = "namespace"',
  ]);
});

test('the default tenant stays that of what is not routed', () => {
  expect(component(chartOf({ routes: ROUTES }).config, 'loki.write', 'loki')).toMatch(/tenant_id += "main"/);
});

test('the quotes of the selector are escaped once more', () => {
  expect(routed(['team-a', 'team-a-*']).config).toContain(
    String.raw`selector = "{__tenant_id__=\"\", namespace=~\"team-a|team-a-.*\"}"`,
  );
});

test.each([
  [['team-a'], 'team-a', true],
  [['team-a'], 'team-ab', false],
  [['team-a'], 'x-team-a', false],
  [['team-*'], 'team-', true],
  [['team-*'], 'team-x-y', true],
  [['*'], 'anything', true],
  [['*-prod', 'x'], 'shop-prod', true],
  [['*-prod', 'x'], 'x', true],
  [['a*b'], 'a-1-b', true],
  [['a*b'], 'a-1-c', false],
])('%j on %s: %p', (patterns, namespace, matches) => {
  expect(new RegExp(`^(?:${patternsRegex(patterns)})$`).test(namespace)).toBe(matches);
});

test.each([
  [
    'a tenant there is not',
    () => routed(['x'], 'team-c'),
    'routes[0].tenant: team-c is not one of the tenants, main, team-a, team-b; did you mean team-a?',
  ],
  ['no namespaces', () => routed([]), 'routes[0].namespaces: [] is empty'],
  ['an empty namespace', () => routed(['']), 'is not a namespace'],
  ['a regular expression', () => routed(['team-(a|b)']), 'is not a namespace'],
  ['a dot', () => routed(['team.a']), 'is not a namespace'],
  ['upper case', () => routed(['Team']), 'is not a namespace'],
  ['a quote', () => routed(['a"b']), 'is not a namespace'],
  ['more than 63 characters', () => routed(['a'.repeat(64)]), 'is not a namespace'],
  ['a namespace twice', () => routed(['x', 'x']), 'routes[0].namespaces[1]: x goes to team-a twice'],
  [
    'a namespace that an earlier pattern takes',
    () =>
      chartOf({
        routes: [
          { tenant: 'team-a', namespaces: ['a*'] },
          { tenant: 'team-b', namespaces: ['ab*c'] },
        ],
      }),
    'routes[1].namespaces[0]: ab*c never goes to team-b, since a* goes to team-a before',
  ],
])('%s is refused', (_name, make, message) => {
  expect(make).toThrow(message);
});
