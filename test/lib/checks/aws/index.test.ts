import { Parts, type Loose } from '../harness';
import { AWS_ENVIRONMENT_RULES, AWS_RULES } from '../../../../lib/checks/aws';

/** Findings of the rules under test after a change. */
function findings(of: 'prod' | 'training-on-eks', change: (parts: Parts) => unknown): string[] {
  const parts = new Parts(of);
  change(parts);
  const admins = 'CLUSTER-ADMINS-1';
  return AWS_ENVIRONMENT_RULES.flatMap((rule) => rule.check(parts.subject).map(() => rule.id)).filter(
    (id) => id !== admins,
  );
}

test.each(['dev', 'prod', 'training-on-eks'] as const)('%s keeps every rule about AWS but that of admins', (name) => {
  const parts = new Parts(name);
  expect(Object.keys(parts.templates)).not.toEqual([]);
  const found = [...AWS_ENVIRONMENT_RULES, ...AWS_RULES].flatMap((rule) =>
    rule.check(parts.subject).map(() => rule.id),
  );
  expect(found).toEqual(name === 'training-on-eks' ? [] : ['CLUSTER-ADMINS-1']);
});

test('objects of wrong shapes, or none, have no findings', () => {
  const odd: Loose[] = [
    { kind: 'ServiceAccount' },
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'x', annotations: null } },
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'y', annotations: ['eks'] } },
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'z' },
      spec: { template: { spec: { containers: [{ args: 5 }] } } },
    },
    { apiVersion: 'apps/v1', kind: 'DaemonSet', metadata: { name: 'z' }, spec: null },
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'c' },
      data: { 'config.yaml': 'schema_config: {}\nserver: []' },
    },
  ];
  expect(findings('training-on-eks', (parts) => parts.objects.splice(0, parts.objects.length, ...odd))).toEqual([]);
  expect(findings('prod', (parts) => parts.objects.splice(0))).toEqual([]);
});
