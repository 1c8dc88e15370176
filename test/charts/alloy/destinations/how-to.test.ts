import * as environments from '../../../../lib/environment';
import { environmentCharts, type EnvironmentsProps, resolveEnvironment } from '../../../../lib/environment';
import { blocksOf, exportsOf, pageOf } from '../../../helpers/pages';
import { component, stages } from '../helpers';

/** Configurations of Alloy in the environment of a page. */
function configsOf(page: string): Readonly<Record<string, string>> {
  const [block = ''] = blocksOf(pageOf(`how-to/${page}`));
  const { prod } = exportsOf<{ default: EnvironmentsProps }>(block, () => environments).default;
  const props = { account: '111122223333', region: 'us-east-1', cluster: { create: {} }, ...prod };
  return environmentCharts(resolveEnvironment('prod', props)).alloy.configs;
}

test('the environment of the page on labels of nodes has those that the page queries', () => {
  const { alloy = '' } = configsOf('node-labels.md');
  const text = component(alloy, 'loki.process', 'node');
  for (const name of ['zone', 'node_pool', 'instance_type', 'example_com_team']) expect(text).toContain(`["${name}"]`);
});

test('the environment of the page on destinations sends as the page says', () => {
  const { alloy = '', 'alloy-events': events = '' } = configsOf('destinations.md');
  expect(component(alloy, 'loki.process', 'audit')).toContain(
    '[loki.process.to_here.receiver, loki.process.to_security.receiver, loki.write.second.receiver]',
  );
  expect(component(alloy, 'loki.process', 'pods')).toContain(
    '[loki.process.to_here.receiver, loki.write.second.receiver]',
  );
  expect(component(events, 'loki.process', 'events')).toContain('loki.process.to_security.receiver');
  expect(stages(alloy, 'to_here')).toEqual(['match']);
});
