import { Parts, type Loose, describeRules } from '../harness';
import { TRUST_RULES } from '../../../../lib/checks/aws/trust';
import { POLICY_RULES } from '../../../../lib/checks/aws/policy';

const RULES = [...TRUST_RULES, ...POLICY_RULES];
const POLICY = 'Logging/DeliveryLokiRoleDefaultPolicy96472E79 PolicyDocument';
const CHUNKS = 'arn:aws:s3:::loki-prod-chunks-111122223333-us-east-1';
const RULER = 'arn:aws:s3:::loki-prod-ruler-111122223333-us-east-1';

const lokiRole = (parts: Parts) =>
  parts.resource('AWS::IAM::Role', ({ RoleName }) => /^loki-[^.]+$/.test(String(RoleName)))['Properties'] as Loose;

const policy = (parts: Parts) =>
  parts.resource('AWS::IAM::Policy', ({ Roles }) => JSON.stringify(Roles).includes('DeliveryLokiRole'))['Properties'][
    'PolicyDocument'
  ]['Statement'] as Loose[];

/** Findings of the rules of this file after a change. */
function findings(of: 'prod' | 'training-on-eks', change: (parts: Parts) => unknown): string[] {
  const parts = new Parts(of);
  expect(parts.templates).toBeDefined();
  change(parts);
  return RULES.flatMap((rule) => rule.check(parts.subject).map(() => rule.id));
}

describeRules(POLICY_RULES, [
  {
    rule: 'IDENTITY-POLICY-1',
    breaks: (parts) => (policy(parts)[1] as Loose)['Action'].splice(1, 1),
    finds: [CHUNKS, RULER].map(
      (arn) =>
        `Logging/DeliveryLokiRole8256ECA7 Policies: nothing allows s3:DeleteObject on ${arn}/*; allow s3:DeleteObject on ${arn}/*`,
    ),
  },
  {
    rule: 'IDENTITY-POLICY-1',
    breaks: (parts) =>
      policy(parts).forEach(
        (one) => (one['Resource'] = ['arn:aws:s3:::loki-chunks', 'arn:aws:s3:::loki-chunks/*', RULER, `${RULER}/*`]),
      ),
    finds: [
      `Logging/DeliveryLokiRole8256ECA7 Policies: nothing allows s3:ListBucket on ${CHUNKS}, or s3:GetObject, s3:PutObject and s3:DeleteObject on ${CHUNKS}/*; allow s3:ListBucket on ${CHUNKS}, and s3:GetObject, s3:PutObject and s3:DeleteObject on ${CHUNKS}/*`,
    ],
  },
  {
    rule: 'IDENTITY-POLICY-2',
    breaks: (parts) => ((policy(parts)[1] as Loose)['Action'] = 's3:*'),
    finds: [
      `${POLICY}.Statement[1].Action: s3:* is more than Loki needs; name s3:ListBucket, s3:GetObject, s3:PutObject and s3:DeleteObject`,
    ],
  },
  {
    rule: 'IDENTITY-POLICY-2',
    breaks: (parts) => ((policy(parts)[0] as Loose)['Resource'] = ['arn:aws:s3:::loki-*', '*']),
    finds: [
      `${POLICY}.Statement[0].Resource: arn:aws:s3:::loki-* and * is more than Loki needs; name loki-prod-chunks-111122223333-us-east-1 and loki-prod-ruler-111122223333-us-east-1, or the key of both`,
    ],
  },
]);

describe('permissions of a role are found', () => {
  const move = (parts: Parts, into: (statements: Loose[]) => unknown) => {
    const statements = policy(parts);
    const resources = parts.templates['Logging']?.['Resources'] as Loose;
    delete resources['DeliveryLokiRoleDefaultPolicy96472E79'];
    return into(statements);
  };
  const logging = (parts: Parts) => parts.templates['Logging']?.['Resources'] as Loose;

  test('in a policy of the role itself', () => {
    const inline = (parts: Parts) =>
      move(parts, (Statement) => (lokiRole(parts)['Policies'] = [{ PolicyName: 'x', PolicyDocument: { Statement } }]));
    expect(findings('prod', inline)).toEqual([]);
  });

  test('in a managed policy that the role names', () => {
    const managed = (parts: Parts) =>
      move(parts, (Statement) => {
        logging(parts)['Managed'] = { Type: 'AWS::IAM::ManagedPolicy', Properties: { PolicyDocument: { Statement } } };
        lokiRole(parts)['ManagedPolicyArns'] = [{ Ref: 'Managed' }];
      });
    expect(findings('prod', managed)).toEqual([]);
  });

  test('in a policy that names the role', () => {
    const named = (parts: Parts) =>
      move(parts, (Statement) => {
        const Properties = { RoleName: 'loki-prod-us-east-1', PolicyDocument: { Statement } };
        logging(parts)['Named'] = { Type: 'AWS::IAM::RolePolicy', Properties };
      });
    expect(findings('prod', named)).toEqual([]);
  });

  test('nowhere', () => {
    expect(findings('prod', (parts) => move(parts, () => undefined))).toEqual(Array(2).fill('IDENTITY-POLICY-1'));
  });

  test('and there are no findings if a policy is not in the templates, or cannot be read', () => {
    const elsewhere = (parts: Parts) =>
      move(parts, () => (lokiRole(parts)['ManagedPolicyArns'] = ['arn:aws:iam::111122223333:policy/loki']));
    expect(findings('prod', elsewhere)).toEqual([]);
    const inverted = (parts: Parts) => (policy(parts)[1] = { Effect: 'Allow', NotAction: 'iam:*', Resource: CHUNKS });
    expect(findings('prod', inverted)).toEqual([]);
    const unknown = (parts: Parts) =>
      policy(parts).forEach((one) => (one['Resource'] = { 'Fn::GetAtt': 'Elsewhere.Arn' }));
    expect(findings('prod', unknown)).toEqual([]);
  });
});
