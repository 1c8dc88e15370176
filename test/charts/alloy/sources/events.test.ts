import { chartOf, component, ROUTES, stages } from '../helpers';

const configOf = (props: Parameters<typeof chartOf>[0] = {}) => chartOf(props).configs['alloy-events'] as string;

test('the whole configuration with routes to tenants', () => {
  expect(configOf({ routes: ROUTES })).toMatchSnapshot();
});

test('trap 22: events are in a collector of one replica, and not in the DaemonSet', () => {
  expect(chartOf().config).not.toContain('kubernetes_events');
  expect(configOf()).toContain('loki.source.kubernetes_events "events" {');
});

test('routes are those of pods, and come while the namespace is a label', () => {
  const routed = stages(configOf({ routes: ROUTES }), 'events');
  expect(routed).toEqual(['json', 'template', 'match', 'match', 'match', 'structured_metadata', 'label_drop']);
  const selectors = (config: string, label: string) => component(config, 'loki.process', label).match(/selector = .*/g);
  const chart = chartOf({ routes: ROUTES });
  expect(selectors(chart.configs['alloy-events'] as string, 'events')).toEqual(selectors(chart.config, 'pods'));
});

test('the object, its namespace and the level are structured metadata; no label is left that a restart changes', () => {
  const process = component(configOf(), 'loki.process', 'events');
  for (const name of ['reason', 'type', 'kind', 'name', 'namespace', 'level']) {
    expect(process).toMatch(new RegExp(`\\b${name} += "${name}"`));
  }
  expect(process).toContain('values = ["instance"]');
});
