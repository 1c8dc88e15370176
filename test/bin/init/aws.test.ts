import { awsOf } from '../../../bin/init/aws';

const ISSUER = 'https://oidc.eks.us-east-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B716D3041E';
const PROVIDER = `arn:aws:iam::111122223333:oidc-provider/${ISSUER.slice('https://'.length)}`;

/** An AWS CLI that knows some commands, by their first three words. */
const cliOf =
  (known: Readonly<Record<string, unknown>>) =>
  (...args: string[]): Promise<unknown> =>
    Promise.resolve(known[args.slice(0, 2).join(' ')]);

const described = (network: object = { endpointPublicAccess: true }, more: object = {}) => ({
  cluster: {
    name: 'main',
    version: '1.35',
    identity: { oidc: { issuer: ISSUER } },
    resourcesVpcConfig: network,
    ...more,
  },
});

test('clusters are listed by name, and without permission there are none', async () => {
  expect(await awsOf(cliOf({ 'eks list-clusters': { clusters: ['main', 'dev', 1] } })).clusters('us-east-1')).toEqual([
    'dev',
    'main',
  ]);
  for (const nothing of [undefined, null, [], { clusters: 'x' }]) {
    expect(await awsOf(cliOf({ 'eks list-clusters': nothing })).clusters('us-east-1')).toEqual([]);
  }
});

test('a cluster is described with all that an environment must know of it', async () => {
  const providers = { OpenIDConnectProviderList: [{ Arn: `${PROVIDER}0` }, { Arn: PROVIDER }] };
  const known = { 'eks describe-cluster': described(), 'iam list-open-id-connect-providers': providers };
  expect(await awsOf(cliOf(known)).cluster('main', 'us-east-1')).toEqual({
    name: 'main',
    oidcIssuer: ISSUER,
    oidcProviderArn: PROVIDER,
    version: '1.35',
  });
  const network = { endpointPublicAccess: false, vpcId: 'vpc-1', subnetIds: ['s-1'], clusterSecurityGroupId: 'sg-1' };
  const closed = { 'eks describe-cluster': described(network, { computeConfig: { enabled: true } }) };
  expect(await awsOf(cliOf(closed)).cluster('main', 'us-east-1')).toEqual({
    name: 'main',
    oidcIssuer: ISSUER,
    version: '1.35',
    autoMode: true,
    vpcId: 'vpc-1',
    privateSubnetIds: ['s-1'],
    securityGroupId: 'sg-1',
  });
  for (const nothing of [undefined, {}, { cluster: { name: 'main' } }]) {
    expect(await awsOf(cliOf({ 'eks describe-cluster': nothing })).cluster('main', 'us-east-1')).toBeUndefined();
  }
});

test.each([
  ['arn:aws:iam::111122223333:user/ann', {}, 'arn:aws:iam::111122223333:user/ann'],
  ['arn:aws:sts::111122223333:assumed-role/admin/you', {}, 'arn:aws:iam::111122223333:role/admin'],
  ['arn:aws-cn:sts::111122223333:assumed-role/admin/you', {}, 'arn:aws-cn:iam::111122223333:role/admin'],
  [
    'arn:aws:sts::111122223333:assumed-role/deep/you',
    { 'iam get-role': { Role: { Arn: 'arn:aws:iam::111122223333:role/a/deep' } } },
    'arn:aws:iam::111122223333:role/a/deep',
  ],
  ['arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_Admin_0123/you', {}, undefined],
  ['arn:aws:iam::111122223333:root', {}, undefined],
  ['arn:aws:sts::111122223333:federated-user/x', {}, undefined],
  ['nothing', {}, undefined],
])('the principal behind %s', async (arn, known, expected) => {
  expect(await awsOf(cliOf(known)).principal(arn)).toBe(expected);
});
