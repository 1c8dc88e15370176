import { Intrinsics, isKnown, isLiteral, issuerOf } from '../../../../../lib/checks/read/templates/intrinsics';
import type { Template } from '../../../../../lib/checks/read/templates/template';

const templates: Template[] = [
  {
    stack: 'Storage',
    bytes: 0,
    resources: {
      Bucket: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'chunks' } },
      BucketKey: { Type: 'AWS::KMS::Key' },
      Unnamed: { Type: 'AWS::S3::Bucket' },
    },
  },
  {
    stack: 'Logging',
    bytes: 0,
    resources: {
      Role: { Type: 'AWS::IAM::Role', Properties: { RoleName: 'loki', Path: '/apps/' } },
      Provider: { Type: 'AWS::IAM::OIDCProvider', Properties: { Url: { 'Fn::GetAtt': ['Cluster', 'Issuer'] } } },
      Known: { Type: 'AWS::IAM::OIDCProvider', Properties: { Url: 'https://oidc.example/id/1' } },
      Cluster: { Type: 'AWS::EKS::Cluster' },
    },
  },
];

const china = new Intrinsics(templates, { account: '111122223333', region: 'cn-north-1' });
const issuer = { 'Fn::Select': [1, { 'Fn::Split': ['//', { 'Fn::GetAtt': ['Cluster', 'Issuer'] }] }] };

test.each<[string, unknown, unknown]>([
  ['text', 'x', 'x'],
  ['numbers', 3, 3],
  ['nothing', undefined, undefined],
  ['what is inside', { a: [{ Ref: 'AWS::Region' }], Ref: 'x' }, { a: ['cn-north-1'], Ref: 'x' }],
  ['the account', { Ref: 'AWS::AccountId' }, '111122223333'],
  ['no value', { Ref: 'AWS::NoValue' }, undefined],
  ['a name', { Ref: 'Role' }, 'loki'],
  ['an ARN', { 'Fn::GetAtt': 'Role.Arn' }, 'arn:aws-cn:iam::111122223333:role/apps/loki'],
  ['an attribute', { 'Fn::GetAtt': ['Cluster', 'Issuer'] }, '<Logging/Cluster.Issuer>'],
  ['what is not there', { 'Fn::GetAtt': ['Nothing', 'Arn'] }, '${Logging/Nothing.Arn}'],
  ['a provider', { Ref: 'Known' }, 'arn:aws-cn:iam::111122223333:oidc-provider/oidc.example/id/1'],
  [
    'a provider whose issuer only the deploy knows',
    { Ref: 'Provider' },
    'arn:aws-cn:iam::111122223333:oidc-provider/<Logging/Cluster.Issuer from //>',
  ],
  ['a part of what only the deploy knows', issuer, '<Logging/Cluster.Issuer from //>'],
  ['a part', { 'Fn::Select': ['0', { 'Fn::Split': ['-', 'a-b'] }] }, 'a'],
  ['an import', { 'Fn::ImportValue': 'prod-Storage:ExportsOutputFnGetAttBucketArn0A1B2C3D' }, 'arn:aws-cn:s3:::chunks'],
  [
    'an import of a longer id',
    { 'Fn::ImportValue': 'prod-Storage:ExportsOutputRefBucketKey0A1B2C3D' },
    '<Storage/BucketKey.Ref>',
  ],
  [
    'an import of no name',
    { 'Fn::ImportValue': 'prod-Storage:ExportsOutputRefUnnamed0A1B2C3D' },
    '<Storage/Unnamed.Ref>',
  ],
  [
    'an import of a stack that is not ours',
    { 'Fn::ImportValue': 'net:ExportsOutputRefBucket0A1B2C3D' },
    '${net:ExportsOutputRefBucket0A1B2C3D}',
  ],
  ['a join', { 'Fn::Join': ['/', ['a', { Ref: 'Role' }]] }, 'a/loki'],
  ['a join of what is not a list', { 'Fn::Join': ['/', { Ref: 'Subnets' }] }, '${[/,Ref:Subnets]}'],
  [
    'a substitution',
    { 'Fn::Sub': 'arn:${AWS::Partition}:${Role.Arn}:${!aws:username}' },
    'arn:aws-cn:arn:aws-cn:iam::111122223333:role/apps/loki:${!aws:username}',
  ],
  ['a substitution of its own', { 'Fn::Sub': ['${A}/${B}', { A: 'a', B: { Ref: 'Role' } }] }, 'a/loki'],
  ['a function it does not know', { 'Fn::If': ['C', 'a', 'b'] }, '${Fn::If:[C,a,b]}'],
])('reads %s', (_, value, expected) => {
  expect(china.resolve(value, 'Logging')).toEqual(expected);
});

test('says what is known', () => {
  expect(['a', '<S/A.Arn>', '${x}'].map((text) => [isLiteral(text), isKnown(text)])).toEqual([
    [true, true],
    [false, true],
    [false, false],
  ]);
  expect(issuerOf('https://oidc.example/id/1')).toBe('oidc.example/id/1');
});
