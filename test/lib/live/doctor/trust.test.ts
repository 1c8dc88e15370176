import { trusts } from '../../../../lib/live/doctor/trust';

const ISSUER = 'oidc.eks.us-east-1.amazonaws.com/id/A';
const WHO = { kind: 'irsa', issuer: ISSUER, subject: 'system:serviceaccount:loki:loki' } as const;

const policy = (Condition: object, more: object = {}) => ({
  Statement: [
    {
      Effect: 'Allow',
      Principal: { Federated: `arn:aws:iam::111122223333:oidc-provider/${ISSUER}` },
      Action: 'sts:AssumeRoleWithWebIdentity',
      Condition,
      ...more,
    },
  ],
});

const equals = (sub: unknown, aud = 'sts.amazonaws.com', issuer = ISSUER) => ({
  StringEquals: { [`${issuer}:sub`]: sub, [`${issuer}:aud`]: aud },
});

/** A policy that also denies everybody. */
const denied = ({ Statement }: { Statement: object[] }, more: object = {}) => ({
  Statement: [...Statement, { Effect: 'Deny', Principal: '*', Action: 'sts:*', ...more }],
});

test.each<[string, unknown, boolean]>([
  ['the very subject', policy(equals(WHO.subject)), true],
  ['one of several subjects', policy(equals(['x', WHO.subject])), true],
  ['a pattern', policy({ StringLike: { [`${ISSUER}:sub`]: 'system:serviceaccount:loki:*' } }), true],
  ['a pattern as if it were a text', policy(equals('system:serviceaccount:loki:*')), false],
  ['another namespace', policy(equals('system:serviceaccount:logging:loki')), false],
  ['another audience', policy(equals(WHO.subject, 'sts.amazonaws.com.cn')), false],
  ['the issuer with https://', policy(equals(WHO.subject, undefined, `https://${ISSUER}`)), false],
  [
    'another cluster',
    policy(equals(WHO.subject), { Principal: { Federated: 'arn:aws:iam::1:oidc-provider/other' } }),
    false,
  ],
  [
    'another namespace, if the claim exists',
    policy({ StringEqualsIfExists: { [`${ISSUER}:sub`]: 'system:serviceaccount:logging:loki' } }),
    false,
  ],
  [
    'upper case, which the operator ignores',
    policy({ StringEqualsIgnoreCase: { [`${ISSUER}:sub`]: WHO.subject.toUpperCase() } }),
    true,
  ],
  ['upper case', policy(equals(WHO.subject.toUpperCase())), false],
  ['an action in lower case', policy(equals(WHO.subject), { Action: 'sts:assumerolewithwebidentity' }), true],
  ['another action', policy(equals(WHO.subject), { Action: 'sts:AssumeRole' }), false],
  ['a denial', policy(equals(WHO.subject), { Effect: 'Deny' }), false],
  ['any action', policy(equals(WHO.subject), { Action: ['sts:*'] }), true],
  ['a single statement', { Statement: (policy(equals(WHO.subject)) as { Statement: object[] }).Statement[0] }, true],
  ['everybody denied beside', denied(policy(equals(WHO.subject))), false],
  ['somebody denied beside', denied(policy(equals(WHO.subject)), { Condition: { Bool: { a: 'true' } } }), true],
  ['nothing', {}, false],
  ['a text', 'x', false],
])('%s', (_what, document, expected) => {
  expect(trusts(document, WHO)).toBe(expected);
});

test('Pod Identity is trusted by its service, which tags sessions unless its association says otherwise', () => {
  const pods = (...Action: string[]) => ({
    Statement: [{ Effect: 'Allow', Principal: { Service: 'pods.eks.amazonaws.com' }, Action }],
  });
  const who = { ...WHO, kind: 'pod-identity' } as const;
  expect(trusts(pods('sts:AssumeRole', 'sts:TagSession'), who)).toBe(true);
  expect(trusts(pods('sts:AssumeRole'), who)).toBe(false);
  expect(trusts(pods('sts:AssumeRole'), { ...who, isUntagged: true })).toBe(true);
  expect(trusts(denied(pods('sts:*')), who)).toBe(false);
  expect(trusts(policy(equals(WHO.subject)), who)).toBe(false);
});
