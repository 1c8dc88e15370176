import { eksLoki, environmentsFile, oneLine, ROOT, workFolder } from '../../helpers/cli';

const ZONED = `{ a: { account: '111122223333', region: 'us-east-1', cluster: { create: {} }, loki: { ingesterZones: true } } }`;

test('an environment without zones has nothing to roll', () => {
  const { status, stderr } = eksLoki(['roll', 'dev'], ROOT);
  expect(status).toBe(1);
  expect(oneLine(stderr)).toContain(
    'environments.dev: Kubernetes restarts all pods of this environment by itself; run npx eks-loki wait dev; ',
  );
});

test('where rollout-operator restarts ingesters, nobody else does', () => {
  const folder = workFolder(environmentsFile(ZONED.replace('true', 'true, rolloutOperator: true')));
  const { status, stderr } = eksLoki(['roll', 'a', '--environments', 'environments.ts'], folder);
  expect([status, oneLine(stderr)]).toEqual([
    1,
    expect.stringContaining(
      'environments.a.loki.rolloutOperator: rollout-operator restarts these ingesters by itself; run npx eks-loki wait a',
    ),
  ]);
});

test('a timeout that is not a duration is misuse', () => {
  const folder = workFolder(environmentsFile(ZONED));
  const { status, stderr } = eksLoki(['roll', 'a', '--environments', 'environments.ts', '--timeout', 'soon'], folder);
  expect([status, oneLine(stderr)]).toEqual([2, expect.stringContaining('--timeout: soon is not a duration')]);
});
