import type { Setup } from '../../../../lib/planner/setup/setup';
import { isSetup } from '../../../../lib/planner/setup/validate';
import { setupWith } from './environments';

const setup = setupWith({ storage: { transition: { to: 'STANDARD_IA', afterDays: 30 } }, retention: '90d' });

test.each([
  ['nothing', undefined],
  ['null', null],
  ['a list', []],
  ['a later form', { ...setup, form: 2 }],
  ['no pods', { ...setup, pods: undefined }],
  ['a pod that is null', { ...setup, pods: [null] }],
  ['a negative volume', { ...setup, volumes: [{ ...setup.volumes[0], count: -1 }] }],
  ['nodes as a text', { ...setup, cluster: { ...setup.cluster, nodes: '3' } }],
  ['an unknown cluster', { ...setup, cluster: { ...setup.cluster, kind: 'other' } }],
  ['an unknown field', { ...setup, more: 1 }],
  ['an unknown compression', { ...setup, loki: { ...setup.loki, s3: { encoding: 'zip', nodeLabel: true } } }],
  ['days as a text', { ...setup, loki: { ...setup.loki, retentions: [{ days: '7', tenants: 1 }] } }],
])('%s is not a setup', (_, value) => {
  expect(isSetup(value)).toBe(false);
});

test('a setup is one, also without Loki', () => {
  const { loki, ...spoke } = setup;
  expect(loki).toBeDefined();
  expect([isSetup(setup), isSetup(spoke satisfies Setup)]).toEqual([true, true]);
});
