import type { AlloyProcessing } from '../../../../charts/alloy/chart';
import { chartOf } from '../helpers';

const KEEP_APP = 'stage.label_keep { values = ["app"] }';
const ROUTED = [{ tenant: 'team-b', namespaces: ['shop', 'web-*'] }];

test.each<[string, AlloyProcessing, string | undefined]>([
  ['the namespace of routes', { stages: KEEP_APP }, 'stage.label_keep removes namespace, by which lines of pods have'],
  [
    'the same by name',
    { namespaces: ['web-1'], stages: 'stage.label_drop { values = ["namespace"] }' },
    'stage.label_drop removes namespace, by which lines of pods have their tenant; leave it out of its values',
  ],
  [
    'the tenant that is set before',
    { namespaces: ['a'], tenant: 'team-a', stages: KEEP_APP, stagesAt: 'last' },
    'stage.label_keep removes __tenant_id__, by which lines of pods have their tenant; add __tenant_id__ to its values',
  ],
  [
    'nothing of it, since the tenant comes after',
    { namespaces: ['shop'], tenant: 'team-a', stages: KEEP_APP },
    undefined,
  ],
  ['nothing of it, since no route is for the lines', { namespaces: ['legacy'], stages: KEEP_APP }, undefined],
  ['nothing of it', { stages: 'stage.label_keep { values = ["app", "namespace"] }' }, undefined],
])('own stages that take away %s', (_what, entry, problem) => {
  const found = () => chartOf({ routes: ROUTED, pipeline: { processing: [entry] } });
  if (problem === undefined) expect(found).not.toThrow();
  else expect(found).toThrow(`alloy.processing[0].stages: ${problem}`);
});

test('what senders choose a tenant by is not taken away', () => {
  const of = (tenants?: string[]) => () =>
    chartOf({
      sources: { push: { clientNamespaces: ['ci'], ...(tenants && { tenants }) } },
      pipeline: { processing: [{ sources: ['push'], stages: KEEP_APP }] },
    });
  expect(of(['main', 'team-a'])).toThrow('stage.label_keep removes __tenant_id__, by which lines of push have');
  expect(of()).not.toThrow();
});
