import { eksLoki, environmentsFile, withoutAws, workFolder } from '../../helpers/cli';
import {
  DEV,
  ENVIRONMENTS,
  type FakeCluster,
  FakeKubectl,
  WORKLOADS_OF_DEV,
  waitForDev,
} from '../../helpers/fake-kubectl';

jest.setTimeout(60_000);

const CONNECT = 'run aws eks update-kubeconfig --region us-east-1 --name dev';

describe('where everything becomes ready', () => {
  const { status, stdout, stderr, calls } = waitForDev({ cluster: DEV });

  test('each workload is a line, the last line is all of them, and the exit code is 0', () => {
    expect(stderr).toBe('');
    expect(status).toBe(0);
    const lines = stdout.trim().split('\n');
    expect(lines.at(-1)).toBe(`all ${WORKLOADS_OF_DEV} workloads of dev are ready`);
    expect(lines).toHaveLength(WORKLOADS_OF_DEV + 1);
    expect(lines).toContainEqual(expect.stringMatching(/^StatefulSet loki\/loki-ingester: ready after \d+ s$/));
    expect(lines).toContainEqual(expect.stringMatching(/^DaemonSet alloy\/alloy: ready after \d+ s$/));
  });

  test('kubectl is asked for the rollout of each, with a timeout, and nothing is changed', () => {
    const rollouts = calls.filter((call) => call.startsWith('rollout status '));
    expect(rollouts).toHaveLength(WORKLOADS_OF_DEV);
    expect(rollouts).toContain('rollout status statefulset/loki-ingester --namespace loki --timeout=1200s');
    expect(calls.filter((call) => !/^(rollout status|get|config view) /.test(call))).toEqual([]);
    expect(calls.join('\n')).not.toContain('--context');
  });
});

test('a context is handed on to every kubectl, whatever its cluster is called', () => {
  const { status, calls } = waitForDev(
    { cluster: 'arn:aws:eks:us-east-1:111122223333:cluster/other' },
    '--context',
    'mine',
  );
  expect(status).toBe(0);
  expect(calls.filter((call) => !call.endsWith(' --context mine'))).toEqual([]);
});

test('an answer that breaks off is asked for again', () => {
  const { status, calls } = waitForDev({
    cluster: DEV,
    rollouts: { 'daemonset/alloy': { exit: 1, stderr: 'error: http2: client connection lost', once: true } },
  });
  expect(status).toBe(0);
  expect(calls.filter((call) => call.includes('daemonset/alloy'))).toHaveLength(2);
});

describe('where kubectl cannot be used, that is said once', () => {
  test('it is not installed', () => {
    const result = eksLoki(
      ['wait', 'dev', '--environments', ENVIRONMENTS],
      workFolder(),
      withoutAws({ PATH: workFolder() }),
    );
    expect(result).toEqual({
      status: 1,
      stdout: '',
      stderr:
        'kubectl: not found on PATH; install it (https://kubernetes.io/docs/tasks/tools/), at most one minor version ' +
        'away from the cluster\n',
    });
  });

  test.each([
    [
      'no context',
      {},
      `error: current-context must exist in order to minify; ${CONNECT}, or name a context with --context`,
    ],
    [
      'a context of another cluster',
      { cluster: 'arn:aws:eks:us-east-1:111122223333:cluster/prod' },
      'context arn:aws:eks:us-east-1:111122223333:cluster/prod is of cluster prod in 111122223333 us-east-1, and dev is ' +
        `on dev in 111122223333 us-east-1; ${CONNECT}, or name a context with --context`,
    ],
    [
      'no access',
      { cluster: DEV, unreachable: 'error: You must be logged in to the server (Unauthorized)' },
      'error: You must be logged in to the server (Unauthorized); sign in to AWS as a role the cluster lets in ' +
        '(cluster.create.admins, or an access entry) and run aws eks update-kubeconfig --region us-east-1 --name dev',
    ],
    [
      'nothing deployed',
      { cluster: DEV, deployments: '' },
      "nothing of dev is in namespace loki; run npx cdk deploy 'dev/**'",
    ],
  ] as [string, FakeCluster, string][])('%s', (_what, cluster, said) => {
    const { status, stdout, stderr } = waitForDev(cluster);
    expect({ status, stdout, stderr }).toEqual({ status: 1, stdout: '', stderr: `kubectl: ${said}\n` });
  });

  test('a timeout that is none, and an environment that is none', () => {
    expect(waitForDev({ cluster: DEV }, '--timeout', '10').stderr).toBe(
      "--timeout: 10 is not a duration; write a whole number and s, m, h, d or w, such as '28d'\n",
    );
    const kubectl = new FakeKubectl({ cluster: DEV });
    const folder = workFolder(
      environmentsFile("{ dev: { account: '111122223333', region: 'us-east-1', cluster: { create: {} } } }"),
    );
    const result = eksLoki(['wait', 'dve', '--environments', 'environments.ts'], folder, kubectl.env);
    expect(result.stderr).toBe('dve: not an environment; did you mean dev?\n');
    expect(kubectl.calls).toEqual([]);
  });
});
