import { IDENTITY_FORM_RULES } from '../../../../lib/checks/kubernetes/identities';
import { Manifests } from '../../../../lib/manifests/manifests';
import type { Manifest } from '../../../../lib/manifests/manifest';
import { describeRules, type Loose, type Parts } from '../harness';

const ANNOTATION = 'eks.amazonaws.com/role-arn';
const ROLE = `metadata.annotations.${ANNOTATION}`;
const ARN = 'arn:aws:iam::111122223333:role/loki';

const annotate = (role: string) => (parts: Parts) => {
  parts.object('ServiceAccount', 'loki')['metadata'].annotations[ANNOTATION] = role;
};

describeRules(IDENTITY_FORM_RULES, [
  {
    rule: 'IDENTITY-ARN-1',
    breaks: annotate('arn:aws:iam::::111122223333:role/loki'),
    finds: [
      `ServiceAccount loki/loki ${ROLE}: 'arn:aws:iam::::111122223333:role/loki' is not the ARN of a role; write arn:aws:iam::111122223333:role/<name>`,
    ],
  },
  {
    rule: 'IDENTITY-ARN-1',
    breaks: annotate('arn:aws:iam::111122223333:role/*'),
    finds: [
      `ServiceAccount loki/loki ${ROLE}: 'arn:aws:iam::111122223333:role/*' is a pattern, not the ARN of a role; write arn:aws:iam::111122223333:role/<name>`,
    ],
  },
  ...[`role/${'a'.repeat(65)}`, 'role/lo:ki', 'role//', 'user/loki', 'assumed-role/loki/session'].map((resource) => ({
    rule: 'IDENTITY-ARN-1',
    breaks: annotate(`arn:aws:iam::111122223333:${resource}`),
    finds: [
      `ServiceAccount loki/loki ${ROLE}: 'arn:aws:iam::111122223333:${resource}' is not the ARN of a role; write arn:aws:iam::111122223333:role/<name>`,
    ],
  })),
  {
    rule: 'IDENTITY-ARN-1',
    breaks: annotate('arn:aws-us-gov:iam::111122223333:user/loki'),
    finds: [
      `ServiceAccount loki/loki ${ROLE}: 'arn:aws-us-gov:iam::111122223333:user/loki' is not the ARN of a role; write arn:aws-us-gov:iam::111122223333:role/<name>`,
    ],
  },
  {
    rule: 'IDENTITY-ARN-1',
    breaks: annotate('loki'),
    finds: [
      `ServiceAccount loki/loki ${ROLE}: 'loki' is not the ARN of a role; write arn:aws:iam::<account>:role/<name>`,
    ],
  },
  {
    rule: 'K8S-IDENTITY-2',
    breaks: (parts) => {
      parts.object('StatefulSet', 'loki-ingester')['spec'].template.metadata.annotations = { [ANNOTATION]: ARN };
    },
    finds: [
      `StatefulSet loki/loki-ingester spec.template.${ROLE}: has no effect on a StatefulSet; ` +
        'annotate the ServiceAccount of the pods',
    ],
  },
  {
    rule: 'K8S-IDENTITY-2',
    breaks: (parts) => {
      parts.object('Namespace', 'loki')['metadata'].annotations = { [ANNOTATION]: ARN };
    },
    finds: [`Namespace loki ${ROLE}: has no effect on a Namespace; annotate the ServiceAccount of the pods`],
  },
]);

describe('roles that are right', () => {
  const found = (...objects: Loose[]): string[] =>
    IDENTITY_FORM_RULES.flatMap((rule) =>
      rule.check({ manifests: new Manifests(objects as Manifest[]) }).map(({ path }) => path),
    );
  const account = (role: string) => ({
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { name: 'a', namespace: 'a', annotations: { [ANNOTATION]: role } },
  });
  const other = (apiVersion: string, kind: string) => ({
    apiVersion,
    kind,
    metadata: { name: 'a', namespace: 'a', annotations: { [ANNOTATION]: ARN } },
  });

  test.each([
    '${ROLE_ARN}',
    'arn:aws:iam::${ACCOUNT}:role/loki',
    'arn:aws:iam::<account-id>:role/loki',
    '{{ .Values.role }}',
  ])('a placeholder: %s', (role) => {
    expect(found(account(role))).toEqual([]);
  });

  test('a role of another partition', () => {
    expect(found(account('arn:aws-cn:iam::111122223333:role/loki'))).toEqual([]);
  });

  test('a copy of what the account has', () => {
    expect(found(account(ARN), { ...other('v1', 'Pod'), spec: { containers: [] } })).toEqual([]);
  });

  test('an object of a controller, which may read it', () => {
    expect(found(other('crossplane.io/v1', 'Provider'))).toEqual([]);
  });
});
