import { Duration, Stack } from 'aws-cdk-lib';
import type { CfnBucket } from 'aws-cdk-lib/aws-s3';
import { lifecycleOf } from '../../../lib/storage/lifecycle';
import { resolveEnvironment } from '../../../lib/environment/environment';
import { resourcesOf, stageOf, templatesOf } from '../../helpers/environments';
import { library } from '../app/loki-logging/doors';

const tenant = (name: string, days: number) => ({ tenant: name, retention: Duration.days(days) });
const movesOf = (props: Parameters<typeof lifecycleOf>[0]) =>
  lifecycleOf(props).tenants.map(({ id, prefix, transitions = [] }) => [
    id,
    prefix,
    ...transitions.map(
      ({ storageClass, transitionAfter }) => `${storageClass.toString()} ${transitionAfter?.toDays()}`,
    ),
  ]);

test('chunks that stay long enough are moved, those of tenants that are kept for ever too', () => {
  const transition = { to: 'STANDARD_IA', afterDays: 30 } as const;
  const tenants = [tenant('short', 28), tenant('long', 90), tenant('edge', 60)];
  expect(movesOf({ tenants, keptTenants: ['audit'], transition })).toEqual([
    ['expired-short', 'short/'],
    ['expired-long', 'long/', 'STANDARD_IA 30'],
    ['expired-edge', 'edge/', 'STANDARD_IA 30'],
    ['kept-audit', 'audit/', 'STANDARD_IA 30'],
  ]);
});

test('without a move there is no rule for tenants that are kept for ever', () => {
  expect(movesOf({ tenants: [tenant('a', 28)], keptTenants: ['audit'] })).toEqual([['expired-a', 'a/']]);
});

test('both doors make the same rule, of chunks alone', () => {
  const transition = { to: 'INTELLIGENT_TIERING', afterDays: 7 } as const;
  const environment = resolveEnvironment('prod', {
    account: '111122223333',
    region: 'us-east-1',
    cluster: { create: {} },
    storage: { transition },
  });
  const { Storage } = templatesOf(stageOf(environment));
  const moved = Storage
    ? resourcesOf(Storage, 'AWS::S3::Bucket').map(([, { Properties }]) => JSON.stringify(Properties))
    : [];
  expect(moved.map((text) => /"StorageClass":"(\w+)","TransitionInDays":(\d+)/.exec(text)?.slice(1))).toEqual([
    ['INTELLIGENT_TIERING', '7'],
    undefined,
  ]);
  const { chunkBucket } = library({ storageTransition: transition });
  const { rules = [] } = Stack.of(chunkBucket).resolve(
    (chunkBucket.node.defaultChild as CfnBucket).lifecycleConfiguration,
  ) as {
    rules?: { transitions?: { transitionInDays: number }[] }[];
  };
  const days = rules.flatMap(({ transitions = [] }) => transitions.map((each) => each.transitionInDays));
  expect(days).toEqual([7]);
});
