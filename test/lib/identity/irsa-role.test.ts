import { CfnParameter, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { WorkloadIdentity } from '../../../charts/endpoint/identity';
import { IrsaRole } from '../../../lib/identity/irsa-role';
import { type IOidcTrust, OidcTrust } from '../../../lib/identity/oidc-trust';
import { ACCOUNT, evaluate, ISSUER, lokiIdentity, resourceOf, resourcesOf, testStack } from '../helpers';
import { fastApp } from '../../helpers/fast-app';

const PARTITIONS = [
  ['eu-west-1', 'aws', 'oidc.eks.eu-west-1.amazonaws.com/id/ABC'],
  ['cn-north-1', 'aws-cn', 'oidc.eks.cn-north-1.amazonaws.com.cn/id/ABC'],
  ['us-gov-west-1', 'aws-us-gov', 'oidc.eks.us-gov-west-1.amazonaws.com/id/ABC'],
] as const;

const trustDocument = (stack: Stack) => resourceOf(stack, 'AWS::IAM::Role').Properties.AssumeRolePolicyDocument;

function expectedTrust(providerArn: string, issuer: string): unknown {
  return {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Federated: providerArn },
        Action: 'sts:AssumeRoleWithWebIdentity',
        Condition: {
          StringEquals: {
            [`${issuer}:aud`]: 'sts.amazonaws.com',
            [`${issuer}:sub`]: 'system:serviceaccount:loki:loki',
          },
        },
      },
    ],
  };
}

describe('OidcTrust', () => {
  test('creates the native provider, without Lambda or custom resource', () => {
    const stack = testStack();
    const trust = new OidcTrust(stack, 'Trust', { issuerUrl: `https://${ISSUER}` });
    expect(trust.issuer).toBe(ISSUER);
    expect(Object.values(resourcesOf(stack))).toEqual([
      {
        Type: 'AWS::IAM::OIDCProvider',
        Properties: { Url: `https://${ISSUER}`, ClientIdList: ['sts.amazonaws.com'] },
      },
    ]);
  });

  test.each([
    ['oidc.example/id/1', 'does not begin with https://'],
    ['http://oidc.example/id/1', 'does not begin with https://'],
    ['https://', 'is not the issuer of an EKS cluster'],
    [`https://${ISSUER}/`, 'is not the issuer of an EKS cluster'],
    [`https://${ISSUER.replace('eu', 'us')}`, 'is in region us-west-1, and the stack is in eu-west-1'],
  ])("refuses issuerUrl '%s'", (issuerUrl, wrong) => {
    expect(() => new OidcTrust(testStack(), 'Trust', { issuerUrl })).toThrow(
      new RegExp(`^Test/Trust\\.issuerUrl: .* ${wrong}; `),
    );
  });

  test('the issuer of an existing provider comes from its ARN', () => {
    const from = (providerArn: string, issuerUrl?: string) =>
      OidcTrust.fromOidcTrustAttributes(testStack(), 'Trust', { providerArn, issuerUrl });
    const arn = `arn:aws:iam::${ACCOUNT}:oidc-provider/${ISSUER}`;
    expect(from(arn).issuer).toBe(ISSUER);
    expect(from(arn, `https://${ISSUER}`).issuer).toBe(ISSUER);
    expect(() => from(arn, `https://${ISSUER.slice(0, -1)}0`)).toThrow('is of another issuer than issuerUrl; name the');
    expect(() => from(arn.replace('123', '321'))).toThrow('belongs to account 321456789012, and the stack is in 123');
    expect(() => from('arn:aws:iam::123456789012:role/x')).toThrow(
      'role/x is not the ARN of an OIDC provider; find it',
    );
  });
});

describe('trust policy', () => {
  test.each(PARTITIONS)('literal issuer, %s', (region, partition, issuer) => {
    const stack = testStack(region);
    const providerArn = `arn:${partition}:iam::${ACCOUNT}:oidc-provider/${issuer}`;
    const trust = OidcTrust.fromOidcTrustAttributes(stack, 'Trust', { providerArn });
    new IrsaRole(stack, 'Role', { trust, identity: lokiIdentity('loki-test', partition) });
    expect(trustDocument(stack)).toEqual(expectedTrust(providerArn, issuer));
  });

  test.each(PARTITIONS)('issuer known at deploy time, %s', (region, partition, issuer) => {
    const stack = testStack(region);
    const url = new CfnParameter(stack, 'Url').valueAsString;
    const trust = new OidcTrust(stack, 'Trust', { issuerUrl: url });
    new IrsaRole(stack, 'Role', { trust, identity: lokiIdentity('loki-test', partition) });
    const providerArn = `arn:${partition}:iam::${ACCOUNT}:oidc-provider/${issuer}`;
    const [provider] = Object.keys(resourcesOf(stack, 'AWS::IAM::OIDCProvider'));
    const text = evaluate(trustDocument(stack), {
      partition,
      attributes: { Url: `https://${issuer}`, [provider as string]: providerArn },
    });
    expect(JSON.parse(text as string)).toEqual(expectedTrust(providerArn, issuer));
    expect(JSON.stringify(resourcesOf(stack))).not.toMatch(/Custom::|AWS::Lambda/);
  });

  test('workloads that need the same may share a role: each of them is named', () => {
    const stack = testStack();
    const trust = OidcTrust.fromOidcTrustAttributes(stack, 'Trust', {
      providerArn: `arn:aws:iam::${ACCOUNT}:oidc-provider/${ISSUER}`,
    });
    const other = new WorkloadIdentity({ namespace: 'loki', serviceAccountName: 'other' });
    new IrsaRole(stack, 'Role', { trust, identity: lokiIdentity(), otherIdentities: [other] });
    const [statement] = (trustDocument(stack) as { Statement: Record<string, unknown>[] }).Statement;
    expect(statement?.Condition).toEqual({
      StringEquals: {
        [`${ISSUER}:aud`]: 'sts.amazonaws.com',
        [`${ISSUER}:sub`]: ['system:serviceaccount:loki:loki', 'system:serviceaccount:loki:other'],
      },
    });
  });

  test('provider ARN known at deploy time: the issuer comes from it', () => {
    const stack = testStack();
    const providerArn = new CfnParameter(stack, 'Arn').valueAsString;
    const trust = OidcTrust.fromOidcTrustAttributes(stack, 'Trust', { providerArn });
    new IrsaRole(stack, 'Role', { trust, identity: lokiIdentity() });
    const arn = `arn:aws:iam::${ACCOUNT}:oidc-provider/${ISSUER}`;
    const text = evaluate(trustDocument(stack), { attributes: { Arn: arn } }) as string;
    expect(JSON.parse(text)).toEqual(expectedTrust(arn, ISSUER));
  });
});

describe('role', () => {
  const trustOf = (stack: Stack): IOidcTrust => new OidcTrust(stack, 'Trust', { issuerUrl: `https://${ISSUER}` });
  const make = (roleArn: string | undefined, stack = testStack()) =>
    new IrsaRole(stack, 'Role', {
      trust: trustOf(stack),
      identity: new WorkloadIdentity({ namespace: 'loki', serviceAccountName: 'loki', roleArn }),
    });

  test('has the name and path of the ARN, one hour, and grants inline', () => {
    const stack = testStack();
    const role = make(`arn:aws:iam::${ACCOUNT}:role/team/logs/loki-test`, stack);
    role.role.addToPrincipalPolicy(
      new iam.PolicyStatement({ actions: ['s3:ListBucket'], resources: ['arn:aws:s3:::x'] }),
    );
    expect(resourceOf(stack, 'AWS::IAM::Role').Properties).toMatchObject({
      RoleName: 'loki-test',
      Path: '/team/logs/',
      MaxSessionDuration: 3600,
    });
    expect(role.roleArn).toBe(`arn:aws:iam::${ACCOUNT}:role/team/logs/loki-test`);
    expect(Object.keys(resourcesOf(stack)).sort()).toMatchInlineSnapshot(`
     [
       "Role8C6B06EB",
       "RoleDefaultPolicyDAAEFD87",
       "TrustProvider31FF0E09",
     ]
    `);
  });

  test('has the permissions boundary', () => {
    const stack = testStack();
    const permissionsBoundary = iam.ManagedPolicy.fromManagedPolicyArn(stack, 'B', `arn:aws:iam::${ACCOUNT}:policy/b`);
    new IrsaRole(stack, 'Role', { trust: trustOf(stack), identity: lokiIdentity(), permissionsBoundary });
    expect(resourceOf(stack, 'AWS::IAM::Role').Properties.PermissionsBoundary).toBe(`arn:aws:iam::${ACCOUNT}:policy/b`);
  });

  test.each([
    [
      undefined,
      'Role.identity.roleArn: missing: system:serviceaccount:loki:loki has no role; give its WorkloadIdentity a roleArn',
    ],
    [
      'loki-test',
      'WorkloadIdentity.roleArn: loki-test is not the ARN of a role; write arn:<partition>:iam::<account>:role/',
    ],
    [`arn:aws:iam::${ACCOUNT}:role/${'x'.repeat(65)}`, 'has a role name of 65 characters, but IAM accepts at most 64'],
    ['arn:aws:iam::999999999999:role/loki', 'belongs to account 999999999999, and the stack is in 123456789012'],
  ])('%s is refused', (roleArn, message) => {
    expect(() => make(roleArn)).toThrow(message);
  });

  test('a role ARN known at deploy time is refused', () => {
    const stack = new Stack(fastApp(), 'Test');
    expect(() => make(new CfnParameter(stack, 'Arn').valueAsString, stack)).toThrow(
      'WorkloadIdentity.roleArn: a value that is known at deploy time only is not the ARN of a role',
    );
  });
});
