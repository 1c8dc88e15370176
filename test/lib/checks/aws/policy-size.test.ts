import { Parts, type Loose, describeRules } from '../harness';
import { POLICY_SIZE_RULES } from '../../../../lib/checks/aws/policy-size';

/** A policy of exactly some characters. */
const policyOf = (size: number): Loose => {
  const made = (name: string) => ({
    Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: `arn:aws:s3:::${name}` }],
  });
  return made('x'.repeat(size - JSON.stringify(made('')).length));
};

/** Adds resources to the stack of Loki, as others write them. */
const add = (resources: Record<string, Loose>) => (parts: Parts) =>
  Object.assign(parts.templates['Logging']?.['Resources'] as Loose, resources);

const role = (properties: Loose): Loose => ({
  Type: 'AWS::IAM::Role',
  Properties: { AssumeRolePolicyDocument: policyOf(300), ...properties },
});
const attached = (size: number): Loose => ({
  Type: 'AWS::IAM::Policy',
  Properties: { PolicyName: 'own', Roles: [{ Ref: 'Own' }], PolicyDocument: policyOf(size) },
});
const managed = (document: Loose): Loose => ({
  Type: 'AWS::IAM::ManagedPolicy',
  Properties: { PolicyDocument: document },
});
const FEWER = 'name fewer resources, or use patterns';

describeRules(POLICY_SIZE_RULES, [
  {
    rule: 'IDENTITY-SIZE-1',
    breaks: add({
      Own: role({ Policies: [{ PolicyName: 'inside', PolicyDocument: policyOf(6000) }] }),
      OwnPolicy: attached(4241),
    }),
    finds: [`Logging/Own inline policies: has 10241 characters, and IAM takes 10240; ${FEWER}`],
  },
  {
    rule: 'IDENTITY-SIZE-1',
    breaks: add({ Own: managed(policyOf(6145)), Fits: managed(policyOf(6144)) }),
    finds: [`Logging/Own PolicyDocument: has 6145 characters, and IAM takes 6144; ${FEWER}`],
  },
  {
    rule: 'IDENTITY-SIZE-1',
    breaks: add({ Own: role({ AssumeRolePolicyDocument: policyOf(8193) }) }),
    finds: [
      'Logging/Own AssumeRolePolicyDocument: has 8193 characters, and IAM takes 8192; trust fewer service accounts',
    ],
  },
  {
    rule: 'IDENTITY-SIZE-2',
    breaks: add({ Own: role({ AssumeRolePolicyDocument: policyOf(2049) }) }),
    finds: [
      'Logging/Own AssumeRolePolicyDocument: has 2049 characters, and IAM takes 2048 by default; raise the quota "Role trust policy length" of the account in Service Quotas, or trust fewer service accounts',
    ],
  },
]);

test.each<[string, Record<string, Loose>]>([
  [
    'policies as long as they may be',
    { Own: role({ AssumeRolePolicyDocument: policyOf(2048) }), OwnPolicy: attached(10_240) },
  ],
  ['white space, which IAM does not count', { Own: managed({ ...policyOf(6000), Id: ' '.repeat(500) }) }],
  ['what only the deployment knows', { Own: managed({ Statement: { 'Fn::ImportValue': 'x'.repeat(7000) } }) }],
])('finds nothing in %s', (_what, resources) => {
  const parts = new Parts('prod');
  add(resources)(parts);
  expect(POLICY_SIZE_RULES.flatMap((rule) => rule.check(parts.subject))).toEqual([]);
});
