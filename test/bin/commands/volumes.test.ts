import { eksLoki, oneLine, ROOT } from '../../helpers/cli';
import { DEV, FakeKubectl } from '../../helpers/fake-kubectl';

const volumes = (...args: string[]) => {
  const kubectl = new FakeKubectl({ cluster: DEV });
  const result = eksLoki(['volumes', 'dev', '--record', 'none', ...args], ROOT, kubectl.env);
  return { ...result, calls: kubectl.calls };
};

test('an environment without StatefulSets in its cluster has nothing to grow', () => {
  const { status, stdout, stderr, calls } = volumes();
  expect([status, stdout, stderr]).toEqual([0, 'all volumes of dev have the sizes of the environment, or more\n', '']);
  expect(calls.filter((call) => !/^(config|get) /.test(call))).toEqual([]);
});

test('the outcome and the steps are JSON', () => {
  expect(JSON.parse(volumes('--json').stdout)).toEqual({ environment: 'dev', complete: true, sets: [] });
  expect(JSON.parse(volumes('--json', '--dry-run').stdout)).toEqual({ environment: 'dev', dryRun: true, steps: [] });
});

test('a timeout that is not a duration is misuse', () => {
  const { status, stderr } = volumes('--timeout', 'soon');
  expect([status, oneLine(stderr)]).toEqual([2, expect.stringContaining('--timeout: soon is not a duration')]);
});

test('the help has an example', () => {
  const { status, stdout } = eksLoki(['volumes', '--help'], ROOT);
  expect([status, stdout]).toEqual([0, expect.stringContaining('$ eks-loki volumes prod --dry-run')]);
});
