import { Parts, type Loose, describeRules } from '../harness';
import { AWS_ENVIRONMENT_RULES } from '../../../../lib/checks/aws';
import { IDENTITY_RULES } from '../../../../lib/checks/aws/identity';
import { checkEnvironment, errorsOf } from '../../../../lib/checks/check';
import { checkCharts, type CheckedCharts, renderCharts } from '../../../../lib/checks/checked-charts';
import { type EnvironmentProps, resolveEnvironment } from '../../../../lib/environment/environment';
import environments from '../../../../bin/environments';

const ROLE = 'metadata.annotations.eks.amazonaws.com/role-arn';
const account = (parts: Parts, name = 'loki') => parts.object('ServiceAccount', name)['metadata'] as Loose;

const annotate = (role: string) => (parts: Parts) => {
  account(parts)['annotations'] = { 'eks.amazonaws.com/role-arn': role };
};

const without = (parts: Parts, name: string) =>
  parts.objects.filter(({ kind, metadata }) => kind !== 'ServiceAccount' || metadata.name !== name);

/** Findings of the rules of this file after a change. */
function findings(of: 'prod' | 'training-on-eks', change: (parts: Parts) => unknown): string[] {
  const parts = new Parts(of);
  change(parts);
  const admins = 'CLUSTER-ADMINS-1';
  return AWS_ENVIRONMENT_RULES.flatMap((rule) => rule.check(parts.subject).map(() => rule.id)).filter(
    (id) => id !== admins,
  );
}

describeRules(IDENTITY_RULES, [
  {
    rule: 'IDENTITY-ACCOUNT-1',
    breaks: annotate('arn:aws:iam::444455556666:role/loki-prod-us-east-1'),
    finds: [
      `ServiceAccount loki/loki ${ROLE}: arn:aws:iam::444455556666:role/loki-prod-us-east-1 is in account 444455556666, but the environment is in 111122223333; name a role that begins with arn:aws:iam::111122223333:role/`,
    ],
  },
  {
    rule: 'IDENTITY-ACCOUNT-1',
    breaks: annotate('arn:aws-cn:iam::111122223333:role/loki-prod-us-east-1'),
    finds: [
      `ServiceAccount loki/loki ${ROLE}: arn:aws-cn:iam::111122223333:role/loki-prod-us-east-1 is in partition aws-cn, but region us-east-1 is in aws; name a role that begins with arn:aws:iam::111122223333:role/`,
    ],
  },
  {
    rule: 'IDENTITY-ROLE-1',
    breaks: annotate('arn:aws:iam::111122223333:role/loki'),
    finds: [
      `ServiceAccount loki/loki ${ROLE}: arn:aws:iam::111122223333:role/loki is not the role that this app creates for Loki; write arn:aws:iam::111122223333:role/loki-prod-us-east-1`,
    ],
  },
  {
    rule: 'IDENTITY-ANNOTATION-1',
    breaks: (parts) => (parts.pod('StatefulSet', 'loki-ingester')['serviceAccountName'] = 'loki-no-role'),
    finds: [
      'StatefulSet loki/loki-ingester spec.template.spec.serviceAccountName: ServiceAccount loki/loki-no-role has no annotation eks.amazonaws.com/role-arn; annotate it with arn:aws:iam::111122223333:role/loki-prod-us-east-1, or use loki',
    ],
  },
  {
    rule: 'IDENTITY-ANNOTATION-1',
    breaks: (parts) =>
      (account(parts)['annotations'] = { 'eks.amazonaws.com/role': 'arn:aws:iam::111122223333:role/x' }),
    finds: [
      `ServiceAccount loki/loki ${ROLE}: missing; annotate it with arn:aws:iam::111122223333:role/loki-prod-us-east-1`,
    ],
  },
  {
    rule: 'IDENTITY-ANNOTATION-1',
    breaks: (parts) => delete parts.pod('Deployment', 'loki-querier')['serviceAccountName'],
    finds: [
      'Deployment loki/loki-querier spec.template.spec.serviceAccountName: missing, so its pods have no AWS role; write loki',
    ],
  },
]);

test('an account that is not in the manifests may have a role', () => {
  const remove = (parts: Parts) => parts.objects.splice(0, parts.objects.length, ...without(parts, 'loki'));
  expect(findings('prod', remove)).toEqual([]);
});

test('a role with a path is a role', () => {
  expect(findings('prod', annotate('arn:aws:iam::111122223333:role/apps/loki'))).toEqual(['IDENTITY-ROLE-1']);
});

test.each(['irsa', 'pod-identity'] as const)(
  'a ruler that signs its requests has a role of its own with %s',
  (identity) => {
    const workspaceArn = 'arn:aws:aps:us-east-1:111122223333:workspace/ws-0a1b2c3d-0000-4000-8000-00000000000a';
    const environment = resolveEnvironment('prod', {
      ...(environments.prod as EnvironmentProps),
      identity,
      loki: { ruler: { remoteWrite: { workspaceArn } } },
    });
    const [checked] = checkCharts([environment]) as [CheckedCharts];
    const ruler = checked.manifests.workloads.find(({ name }) => name === 'loki-ruler');
    expect(ruler?.pod.serviceAccountName).toBe('loki-ruler');
    expect(errorsOf(checked.findings)).toEqual([]);
  },
);

test('with Pod Identity, an account needs no annotation', () => {
  const environment = resolveEnvironment('prod', {
    ...(environments.prod as EnvironmentProps),
    identity: 'pod-identity',
  });
  const { manifests } = renderCharts(environment);
  const [own] = manifests.ofKind('ServiceAccount').filter(({ metadata }) => metadata.name === 'loki');
  Object.assign(own?.metadata ?? {}, {
    annotations: { 'eks.amazonaws.com/role-arn': 'arn:aws:iam::111122223333:role/loki' },
  });
  const { findings } = checkEnvironment({ ...renderCharts(environment), manifests });
  expect(findings.map(({ rule, fix }) => [rule.id, fix])).toContainEqual([
    'IDENTITY-ROLE-1',
    `remove it: an association gives the account ${String(environment.identity?.roleArn)}`,
  ]);
});

test('with Pod Identity, accounts that are not ours have no role', () => {
  const environment = resolveEnvironment('prod', {
    ...(environments.prod as EnvironmentProps),
    identity: 'pod-identity',
  });
  const { manifests } = renderCharts(environment);
  const ruler = manifests.workloads.find(({ name }) => name === 'loki-ruler');
  Object.assign(ruler?.pod ?? {}, { serviceAccountName: 'loki-ruler' });
  const { findings } = checkEnvironment({ ...renderCharts(environment), manifests });
  expect(findings.map(({ rule, found }) => [rule.id, found])).toContainEqual([
    'IDENTITY-ANNOTATION-1',
    `ServiceAccount loki/loki-ruler has no Pod Identity association with ${String(environment.identity?.roleArn)}`,
  ]);
});
