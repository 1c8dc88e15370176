import { Parts, type Loose, describeRules } from '../harness';
import { TRUST_RULES } from '../../../../lib/checks/aws/trust';
import { POLICY_RULES } from '../../../../lib/checks/aws/policy';

const RULES = [...TRUST_RULES, ...POLICY_RULES];
const TRUST = 'Logging/DeliveryLokiRole8256ECA7 AssumeRolePolicyDocument';
const ISSUER = 'oidc.eks.us-east-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B716D3041E';

const lokiRole = (parts: Parts) =>
  parts.resource('AWS::IAM::Role', ({ RoleName }) => /^loki-[^.]+$/.test(String(RoleName)))['Properties'] as Loose;

/** Changes the text of the trust policy of an issuer that is known at deploy time only. */
const trustText = (from: string, to: string) => (parts: Parts) => {
  const sub = lokiRole(parts)['AssumeRolePolicyDocument']['Fn::Sub'] as [string, Loose];
  if (!sub[0].includes(from)) throw new Error(`no ${from}`);
  sub[0] = sub[0].replace(from, to);
};

const statement = (parts: Parts) => lokiRole(parts)['AssumeRolePolicyDocument']['Statement'][0] as Loose;

/** Findings of the rules of this file after a change. */
function findings(of: 'prod' | 'training-on-eks', change: (parts: Parts) => unknown): string[] {
  const parts = new Parts(of);
  expect(parts.templates).toBeDefined();
  change(parts);
  return RULES.flatMap((rule) => rule.check(parts.subject).map(() => rule.id));
}

describeRules(TRUST_RULES, [
  {
    rule: 'IDENTITY-TRUST-1',
    breaks: trustText('system:serviceaccount:loki:loki', 'system:serviceaccount:logging:loki'),
    finds: [
      `${TRUST}: trusts system:serviceaccount:logging:loki, but system:serviceaccount:loki:loki names the role; trust exactly system:serviceaccount:loki:loki`,
    ],
  },
  {
    rule: 'IDENTITY-TRUST-1',
    breaks: (parts) => {
      const { templates, objects } = parts;
      const loki = parts.object('ServiceAccount', 'loki');
      objects.push({ ...loki, metadata: { ...loki['metadata'], name: 'loki-ingester' } });
      return templates;
    },
    finds: [
      `${TRUST}: trusts system:serviceaccount:loki:loki, but system:serviceaccount:loki:loki and system:serviceaccount:loki:loki-ingester name the role; trust exactly system:serviceaccount:loki:loki and system:serviceaccount:loki:loki-ingester`,
    ],
  },
  {
    rule: 'IDENTITY-TRUST-1',
    of: 'training-on-eks',
    breaks: (parts) => (statement(parts)['Condition'] = { StringEquals: { [`${ISSUER}:aud`]: 'sts.amazonaws.com' } }),
    finds: [
      `${TRUST}.Statement[0].Condition: has no condition on sub, so every pod of the cluster may assume the role; trust exactly system:serviceaccount:loki:loki`,
    ],
  },
  {
    rule: 'IDENTITY-TRUST-1',
    of: 'training-on-eks',
    breaks: (parts) =>
      (statement(parts)['Principal'] = { Service: 'ec2.amazonaws.com' }) &&
      (statement(parts)['Action'] = 'sts:AssumeRole'),
    finds: [
      `${TRUST}: trusts no service account, but system:serviceaccount:loki:loki names the role; trust exactly system:serviceaccount:loki:loki`,
    ],
  },
  {
    rule: 'IDENTITY-TRUST-2',
    of: 'training-on-eks',
    breaks: (parts) =>
      (statement(parts)['Condition'] = {
        StringEquals: { [`${ISSUER}:aud`]: 'sts.amazonaws.com' },
        StringLike: { [`${ISSUER}:sub`]: 'system:serviceaccount:loki:*' },
      }),
    finds: [
      `${TRUST}.Statement[0].Condition.StringLike: sub system:serviceaccount:loki:* may match more than one service account; use StringEquals with system:serviceaccount:loki:loki`,
    ],
  },
  {
    rule: 'IDENTITY-TRUST-2',
    breaks: trustText('"sts.amazonaws.com"', '["sts.amazonaws.com", "kubernetes"]'),
    finds: [
      `${TRUST}.Statement[0].Condition.StringEquals: requires aud sts.amazonaws.com and kubernetes, but EKS issues sts.amazonaws.com; require sts.amazonaws.com with StringEquals`,
    ],
  },
  {
    rule: 'IDENTITY-TRUST-2',
    of: 'training-on-eks',
    breaks: (parts) =>
      (statement(parts)['Condition'] = { StringEquals: { [`${ISSUER}:sub`]: 'system:serviceaccount:loki:loki' } }),
    finds: [`${TRUST}.Statement[0].Condition: has no condition on aud; require sts.amazonaws.com with StringEquals`],
  },
  {
    rule: 'IDENTITY-TRUST-3',
    of: 'training-on-eks',
    breaks: (parts) =>
      (statement(parts)['Condition'] = {
        StringEquals: {
          [`https://${ISSUER}:aud`]: 'sts.amazonaws.com',
          [`https://${ISSUER}:sub`]: 'system:serviceaccount:loki:loki',
        },
      }),
    finds: [
      `${TRUST}.Statement[0].Condition: https://${ISSUER} is not the issuer of the provider, ${ISSUER}; begin the keys with ${ISSUER}`,
    ],
  },
  {
    rule: 'IDENTITY-TRUST-3',
    of: 'training-on-eks',
    breaks: (parts) => {
      const other = 'oidc.eks.us-east-1.amazonaws.com/id/OTHER';
      const { StringEquals } = statement(parts)['Condition'] as Loose;
      statement(parts)['Principal'] = { Federated: `arn:aws:iam::111122223333:oidc-provider/${other}` };
      statement(parts)['Condition'] = {
        StringEquals: Object.fromEntries(
          Object.entries(StringEquals as Loose).map(([key, value]) => [key.replace(ISSUER, other), value]),
        ),
      };
    },
    finds: [
      `${TRUST}.Statement[0].Condition: oidc.eks.us-east-1.amazonaws.com/id/OTHER is not the issuer of cluster training-on-eks; use ${ISSUER}`,
    ],
  },
  {
    rule: 'IDENTITY-TRUST-3',
    breaks: (parts) => {
      const issuer = 'oidc.eks.eu-west-1.amazonaws.com/id/OTHER';
      const sub = lokiRole(parts)['AssumeRolePolicyDocument']['Fn::Sub'] as [string, Loose];
      sub[1] = { Issuer: issuer, Provider: `arn:aws:iam::111122223333:oidc-provider/${issuer}` };
    },
    finds: [
      `${TRUST}.Statement[0].Condition: oidc.eks.eu-west-1.amazonaws.com/id/OTHER is in region eu-west-1, but the environment is in us-east-1; use the issuer of cluster prod in us-east-1`,
    ],
  },
]);

test('a role may trust a second cluster, as while one replaces the other', () => {
  const second = (parts: Parts) => {
    const other = 'oidc.eks.eu-west-1.amazonaws.com/id/OTHER';
    const text = JSON.stringify({ ...statement(parts), Principal: { Federated: `x:oidc-provider/${other}` } });
    lokiRole(parts)['AssumeRolePolicyDocument']['Statement'].push(JSON.parse(text.replaceAll(ISSUER, other)));
  };
  expect(findings('training-on-eks', second)).toEqual([]);
});

test.each<[string, (parts: Parts) => unknown]>([
  ['a trust that is not JSON', trustText('{"Version"', 'Version')],
  [
    'an issuer that only the deploy knows',
    (parts) => (lokiRole(parts)['AssumeRolePolicyDocument']['Fn::Sub'][1]['Issuer'] = { 'Fn::If': [] }),
  ],
  ['a subject that only the deploy knows', trustText('"system:serviceaccount:loki:loki"', '"${Subject}"')],
  ['a role that no account names', (parts) => (lokiRole(parts)['RoleName'] = 'other')],
  [
    'a role without a trust',
    (parts) => (parts.objects.splice(0), (lokiRole(parts)['AssumeRolePolicyDocument'] = null)),
  ],
])('%s has no findings', (_, change) => {
  expect(findings('prod', change)).toEqual([]);
});
