import { imported, keyOf } from './helpers';

const RULES = 'config.snippets.extraRelabelConfigs';

const of = (rule: string) => {
  const result = imported(`config: { clients: [], snippets: { extraRelabelConfigs: [${rule}] } }`);
  return { ...result, outcome: (key: string) => keyOf(result, `${RULES}[0].${key}`) };
};

test('a label with one value is set here', () => {
  const { environment, outcome } = of('{ target_label: team, replacement: shop }');
  expect(environment).toMatchObject({ alloy: { processing: [{ labels: { team: 'shop' } }] } });
  expect(outcome('replacement')).toMatchObject({ class: 'taken', to: 'alloy.processing[0].labels.team' });
  const cluster = of('{ target_label: cluster, replacement: shop-eu }');
  expect(cluster.environment).toMatchObject({ cluster: { existing: { name: 'shop-eu' } } });
});

test.each([
  ['a value of the pod', '{ source_labels: [__meta_kubernetes_pod_label_x], target_label: team }'],
  ['a part of a value', '{ source_labels: [__meta_kubernetes_pod_label_x], target_label: team, replacement: a-$1 }'],
  [
    'a value of some pods',
    '{ source_labels: [__meta_kubernetes_namespace], regex: shop, target_label: team, replacement: shop }',
  ],
])('%s is not one for all lines', (_what, rule) => {
  const { environment, outcome } = of(rule);
  expect(JSON.stringify(environment)).not.toContain('processing');
  expect(outcome('target_label')).toMatchObject({
    class: 'differs',
    note: expect.stringContaining('no label team here') as string,
  });
});

test('a label that the library sets has its own value', () => {
  const { outcome, effects } = of('{ target_label: app, replacement: all }');
  expect(outcome('replacement')).toMatchObject({
    class: 'differs',
    note: expect.stringContaining('is that of the pod') as string,
  });
  expect(effects).toContainEqual({ subject: 'labels', was: 'app as all', is: 'app of the pod' });
});

test('the tenant of a rule is asked for, unless it is the same for all lines', () => {
  const byPod = of('{ source_labels: [__meta_kubernetes_pod_label_tenant], target_label: __tenant_id__ }');
  expect(byPod.outcome('target_label')).toMatchObject({ class: 'decision', to: 'tenantNamespaces' });
  const fixed = of('{ target_label: __tenant_id__, replacement: apps }');
  expect(fixed.environment).toMatchObject({
    tenants: ['imported', 'apps'],
    alloy: { processing: [{ tenant: 'apps' }] },
  });
});

test('a label with another name and the same value is named', () => {
  const { outcome, effects } = of('{ source_labels: [__meta_kubernetes_pod_node_name], target_label: node }');
  expect(outcome('target_label')).toMatchObject({
    class: 'differs',
    note: 'the label node is node_name here: queries with it need the new name',
  });
  expect(effects).toContainEqual({ subject: 'labels', was: 'node', is: 'node_name' });
});
