import { DEV, waitForDev } from '../../helpers/fake-kubectl';

jest.setTimeout(60_000);

test('a kubectl that ignores its timeout is ended', () => {
  const result = waitForDev({ cluster: DEV, rollouts: { 'daemonset/alloy': { deaf: true } } }, '--timeout', '1s');
  expect(result.status).toBe(1);
  expect(result.stderr).toMatch(/^error DaemonSet alloy\/alloy: not ready after \d s\n$/);
});
