import { takes } from '../../../../charts/alloy/destinations/filter';
import { isFor } from '../../../../charts/alloy/processing/selection';
import { hasSource } from '../../../../charts/alloy/sources/name';
import { chartOf, stages } from '../helpers';

test.each([
  ['cloudInit', 'cloud_init', true],
  ['cloud_init', 'cloud_init', true],
  ['vpcCni', 'vpcCni', true],
  ['vpc_cni', 'vpcCni', true],
  ['pods', 'pods_api', false],
])('%s names the source %s: %s', (name, source, isNamed) => {
  expect(hasSource([name], source)).toBe(isNamed);
  expect(isFor({ sources: [name] }, source)).toBe(isNamed);
  expect(takes({ only: { sources: [name] } }, source)).toBe(isNamed);
  expect(takes({ except: { sources: [name] } }, source)).toBe(!isNamed);
});

test('processing takes the name of the field', () => {
  const { config } = chartOf({
    pipeline: { processing: [{ sources: ['cloudInit'], drop: { matching: ['heartbeat'] } }] },
  });
  expect(stages(config, 'cloud_init')).toContain('drop');
  expect(stages(config, 'journal')).not.toContain('drop');
});
