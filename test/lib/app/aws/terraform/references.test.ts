import { literal, References } from '../../../../../lib/app/aws/terraform/references';

const references = new References(
  { Bucket: { Type: 'AWS::S3::Bucket' }, Queue: { Type: 'AWS::SQS::Queue' } },
  { account: '111122223333', region: 'cn-north-1' },
  (type) =>
    type === 'AWS::S3::Bucket' ? { type: 'aws_s3_bucket', attributes: { Ref: 'bucket', Arn: 'arn' } } : undefined,
);

test.each<[string, unknown, unknown]>([
  ['a text', 'logs', 'logs'],
  ['a variable of IAM', 'loki/${aws:PrincipalTag/team}', 'loki/$${aws:PrincipalTag/team}'],
  ['a directive of Terraform', '%{ if x }', '%%{ if x }'],
  ['a key', { '${a}': 1 }, { '$${a}': 1 }],
  ['a number in a list', [1, true, null], [1, true, null]],
  ['a resource', { Ref: 'Bucket' }, '${aws_s3_bucket.Bucket.bucket}'],
  ['an attribute', { 'Fn::GetAtt': ['Bucket', 'Arn'] }, '${aws_s3_bucket.Bucket.arn}'],
  ['an attribute as one text', { 'Fn::GetAtt': 'Bucket.Arn' }, '${aws_s3_bucket.Bucket.arn}'],
  ['the account', { Ref: 'AWS::AccountId' }, '111122223333'],
  ['the region', { Ref: 'AWS::Region' }, 'cn-north-1'],
  ['the partition', { Ref: 'AWS::Partition' }, 'aws-cn'],
  ['the suffix of hosts', { Ref: 'AWS::URLSuffix' }, 'amazonaws.com.cn'],
  ['no value', { a: { Ref: 'AWS::NoValue' }, b: [{ Ref: 'AWS::NoValue' }] }, { b: [] }],
  [
    'a join',
    { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':s3:::${a}', { Ref: 'Bucket' }]] },
    'arn:aws-cn:s3:::$${a}${aws_s3_bucket.Bucket.bucket}',
  ],
  [
    'a substitution',
    { 'Fn::Sub': ['${Bucket.Arn}/${Name}/${!aws:userid}/${AWS::Region}', { Name: { Ref: 'Bucket' } }] },
    '${aws_s3_bucket.Bucket.arn}/${aws_s3_bucket.Bucket.bucket}/$${aws:userid}/cn-north-1',
  ],
])('%s', (_, value, expected) => {
  expect(references.resolve(value)).toEqual(expected);
});

test.each<[string, unknown, string]>([
  ['another function', { 'Fn::Select': [0, ['a']] }, 'Fn::Select'],
  ['a join of one text', { 'Fn::Join': 'a' }, 'Fn::Join'],
  ['a resource that is not there', { Ref: 'Table' }, 'a reference to Table'],
  ['a resource of another type', { 'Fn::GetAtt': ['Queue', 'Arn'] }, 'a reference to Queue'],
  ['an unknown attribute', { 'Fn::GetAtt': ['Bucket', 'WebsiteURL'] }, 'WebsiteURL of Bucket'],
  ['a list in a text', { 'Fn::Join': ['', [['a']]] }, '["a"]'],
])('%s has no form', (_, value, message) => {
  expect(() => references.resolve(value)).toThrow(message);
});

test('a literal is what Terraform reads', () => {
  expect(literal('$ { $$ % ${ %{')).toBe('$ { $$ % $${ %%{');
});
