import { ACKNOWLEDGEMENT_RULE, checkEnvironment, warningsOf } from '../../../lib/checks/check';
import { checkCharts, type CheckedCharts } from '../../../lib/checks/checked-charts';
import type { Acknowledgement } from '../../../lib/environment/acknowledgement';
import { resolveEnvironment } from '../../../lib/environment/environment';

const ADMINS: Acknowledgement = {
  rule: 'CLUSTER-ADMINS-1',
  path: 'environments.dev.cluster.create.admins',
  reason: 'the platform team adds an access entry',
};

/** Warnings that remain for an environment without administrators when these are acknowledged. */
function warningsWith(...acknowledge: Acknowledgement[]): string[] {
  const environment = resolveEnvironment('dev', {
    account: '111122223333',
    region: 'us-east-1',
    cluster: { create: {} },
    acknowledge,
  });
  const [{ manifests }] = checkCharts([environment]) as [CheckedCharts];
  const { findings } = checkEnvironment({ environment, manifests });
  return warningsOf(findings).map(({ rule, path, found, fix }) => `${rule.id} ${path}: ${found}; ${fix}`);
}

const WARNING = expect.stringMatching(/^CLUSTER-ADMINS-1 environments\.dev\.cluster\.create\.admins: /) as string;

test('a warning is reported until it is acknowledged, with its rule and its path', () => {
  expect(warningsWith()).toEqual([WARNING]);
  expect(warningsWith(ADMINS)).toEqual([]);
});

test.each<[string, Partial<Acknowledgement>, string]>([
  [
    'another path',
    { path: 'environments.dev.cluster.create.admin' },
    'CLUSTER-ADMINS-1 finds nothing at environments.dev.cluster.create.admin; did you mean environments.dev.cluster.create.admins?',
  ],
  [
    'a path that is like no other',
    { path: 'StatefulSet loki/loki-ingester' },
    'CLUSTER-ADMINS-1 finds nothing at StatefulSet loki/loki-ingester; remove it',
  ],
  ['an unknown rule', { rule: 'CLUSTER-ADMIN-1' }, 'CLUSTER-ADMIN-1 is not a rule; did you mean CLUSTER-ADMINS-1?'],
  [
    'an error',
    { rule: 'LOKI-SCHEMA-2' },
    'LOKI-SCHEMA-2 is an error, which cannot be acknowledged; fix what it found, and remove this acknowledgement',
  ],
])('an acknowledgement that matches nothing is a finding: %s', (_what, change, finding) => {
  expect(warningsWith({ ...ADMINS, ...change })).toEqual([
    WARNING,
    `${ACKNOWLEDGEMENT_RULE.id} environments.dev.acknowledge[0]: ${finding}`,
  ]);
});
