import { awayOf, awsLine, countsOf, restartsHeading, timeOf, waitHint } from '../../../../bin/diff/report/sections';
import type { AwsChange } from '../../../../bin/diff/aws/changes';
import type { Rollout } from '../../../../lib/planner/changes/rollouts';

const ROLLOUT: Rollout = {
  ...{ object: 'StatefulSet loki/a', by: 'kubernetes', step: 1, pods: 3, together: 1, away: 1 },
  ...{ least: 0, most: 1815, arithmetic: '3 × 605 s' },
};
const BUCKET: AwsChange = {
  stack: 'dev-Storage',
  id: 'Bucket',
  type: 'AWS::S3::Bucket',
  effect: 'replaced',
  fields: [],
};

test.each<[string, Partial<Rollout>, string]>([
  ['one after the other', {}, '1 of 3 away'],
  ['with others in their place first', { away: 0 }, '0 of 3 away, 1 at a time'],
  ['more than the budget', { away: 3, budget: 1 }, '3 of 3 away, more than its budget of 1'],
  ['as many as the budget', { budget: 1 }, '1 of 3 away'],
  ['of an unknown number', { pods: undefined }, 'unknown'],
])('pods that restart %s', (_how, more, words) => {
  expect(awayOf({ ...ROLLOUT, ...more })).toBe(words);
});

test('times have their arithmetic, and the heading the longest one', () => {
  expect(timeOf(ROLLOUT)).toBe('at most 31 min = 3 × 605 s');
  expect(timeOf({ ...ROLLOUT, most: 119 })).toContain('at most 119 s');
  expect(restartsHeading([ROLLOUT, { ...ROLLOUT, most: 60 }])).toContain('at most 31 min in all');
  const { most, ...unknown } = ROLLOUT;
  expect(most).toBe(1815);
  expect(restartsHeading([ROLLOUT, unknown])).not.toContain('at most');
});

test('wait gets a longer time if the usual one is not enough', () => {
  const result = { environment: 'dev', base: '', changes: [], losses: [], problems: [], notes: [] };
  expect(waitHint({ ...result, rollouts: [ROLLOUT] })).toBe('npx eks-loki wait dev --timeout 31m');
  expect(waitHint({ ...result, rollouts: [{ ...ROLLOUT, most: 1200 }] })).toBeUndefined();
  expect(waitHint({ ...result, rollouts: [{ ...ROLLOUT, by: 'eks-loki roll' }] })).toBeUndefined();
});

test.each<[Partial<AwsChange>, string]>([
  [
    { because: ['BucketName'], data: 'stays' },
    '! dev-Storage AWS::S3::Bucket Bucket: replaced by BucketName, the former one stays with its data',
  ],
  [{ data: 'deleted' }, '! dev-Storage AWS::S3::Bucket Bucket: replaced, its data is deleted'],
  [{ effect: 'let go', data: 'stays' }, '- dev-Storage AWS::S3::Bucket Bucket: leaves the stack and stays'],
  [{ effect: 'deleted' }, '- dev-Storage AWS::S3::Bucket Bucket: deleted'],
])('a resource of AWS: %j', (more, line) => {
  expect(awsLine({ ...BUCKET, ...more })).toBe(line);
});

test('numbers of changes, with those of AWS if they were compared', () => {
  const changes = [{ kind: 'added' as const, object: 'a', restarts: false, fields: [] }];
  expect(countsOf({ changes })).toBe('1 added, 0 changed, 0 removed');
  expect(countsOf({ changes, aws: [] })).toBe('1 added, 0 changed, 0 removed; AWS: no change');
  expect(countsOf({ changes, aws: [BUCKET, BUCKET] })).toContain('; AWS: 2 replaced');
});
