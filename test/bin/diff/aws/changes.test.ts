import { awsChanges, formerStacks } from '../../../../bin/diff/aws/changes';
import type { StackTemplate } from '../../../../bin/diff/aws/templates';

const stack = (Resources: object, name = 'dev-Storage', isNested = false): StackTemplate => ({
  ...{ stack: name, template: { Resources }, isNested },
});
const bucket = (BucketName: string, more: object = {}) => ({
  Type: 'AWS::S3::Bucket',
  Properties: { BucketName },
  ...more,
});
const changes = (before: object, after: object) => awsChanges([stack(before)], [stack(after)]);

test('replacements are first, with the property that replaces and what becomes of the data', async () => {
  const group = (type: string, size: number) => ({
    Type: 'AWS::EKS::Nodegroup',
    Properties: { InstanceTypes: [type], ScalingConfig: { MinSize: size } },
  });
  const found = await changes(
    {
      Other: group('m6i.large', 1),
      Kept: bucket('a', { UpdateReplacePolicy: 'Retain' }),
      Lost: bucket('b'),
      Group: group('a', 1),
    },
    { Other: group('m6i.large', 2), Kept: bucket('c'), Lost: bucket('d'), Group: group('b', 1), New: bucket('e') },
  );
  expect(found.map(({ id, effect, data, because }) => [id, effect, data, because])).toEqual([
    ['Kept', 'replaced', 'stays', ['BucketName']],
    ['Lost', 'replaced', 'deleted', ['BucketName']],
    ['Group', 'replaced', undefined, ['InstanceTypes']],
    ['Other', 'updated', undefined, undefined],
    ['New', 'created', undefined, undefined],
  ]);
  expect(found[3]?.fields).toEqual([{ path: 'ScalingConfig.MinSize', was: 1, is: 2 }]);
});

test('a resource that leaves is deleted with its data, or let go if it is retained', async () => {
  const found = await changes({ Kept: bucket('a', { DeletionPolicy: 'Retain' }), Lost: bucket('b') }, {});
  expect(found.map(({ id, effect, data }) => [id, effect, data])).toEqual([
    ['Lost', 'deleted', 'deleted'],
    ['Kept', 'let go', 'stays'],
  ]);
});

test('what only carries objects is left out, as are metadata and templates that are equal', async () => {
  const piece = (Manifest: string) => ({ Type: 'Custom::AWSCDK-EKS-KubernetesResource', Properties: { Manifest } });
  const marked = (text: string) => bucket('a', { Metadata: { text } });
  expect(await changes({ Piece: piece('a'), B: marked('a') }, { Piece: piece('b'), B: marked('b') })).toEqual([]);
});

test('a stack that is new is created, and one that leaves the app stays', async () => {
  const after = [stack({ A: bucket('a') }, 'dev-New')];
  expect(await awsChanges([stack({})], after)).toMatchObject([{ stack: 'dev-New', id: 'A', effect: 'created' }]);
  expect(formerStacks([stack({}), stack({})], after)).toEqual(['dev-Storage']);
});
