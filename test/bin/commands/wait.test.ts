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

describe('where all workloads become ready', () => {
  const { status, stdout, stderr, calls } = waitForDev({ cluster: DEV });

  test('there is a line for each workload and one for all of them, and the exit code is 0', () => {
    expect(stderr).toBe('');
    expect(status).toBe(0);
    const [report = '', next] = stdout.split('\n\n');
    const lines = report.split('\n');
    expect(lines.at(-1)).toBe(`all ${WORKLOADS_OF_DEV} workloads of dev are ready`);
    expect(lines).toHaveLength(WORKLOADS_OF_DEV + 1);
    expect(next).toMatch(/^Next, read its last log lines:\n {2}kubectl .*\n {2}PASSWORD=.*\n {2}curl .*\n$/);
    expect(lines).toContainEqual(expect.stringMatching(/^StatefulSet loki\/loki-ingester: ready after \d+ s$/));
    expect(lines).toContainEqual(expect.stringMatching(/^DaemonSet alloy\/alloy: ready after \d+ s$/));
  });

  test('kubectl is asked for each rollout, with a timeout, and changes nothing', () => {
    const rollouts = calls.filter((call) => call.startsWith('rollout status '));
    expect(rollouts).toHaveLength(WORKLOADS_OF_DEV);
    expect(rollouts).toContain('rollout status statefulset/loki-ingester --namespace loki --timeout=1200s');
    expect(calls.filter((call) => !/^(rollout status|get|config view) /.test(call))).toEqual([]);
    expect(calls.join('\n')).not.toContain('--context');
  });
});

test('a Grafana that is deployed is waited for, and opened', () => {
  const folder = workFolder(
    environmentsFile(
      "{ dev: { account: '111122223333', region: 'us-east-1', cluster: { create: {} }, grafana: { deploy: true } } }",
    ),
  );
  const { env } = new FakeKubectl({ cluster: DEV });
  const { status, stdout } = eksLoki(['wait', 'dev', '--environments', 'environments.ts'], folder, env);
  expect(status).toBe(0);
  expect(stdout).toMatch(/^Deployment grafana\/grafana: ready after \d+ s$/m);
  const [, open = ''] = stdout.split('And open Grafana:\n');
  expect(open.split('\n').map((line) => line.trim().split(' ').slice(0, 4).join(' '))).toEqual([
    'kubectl -n grafana port-forward',
    'aws secretsmanager get-secret-value --region',
    '',
  ]);
});

test('a named context is passed to every kubectl, whatever its cluster is called', () => {
  const { status, calls } = waitForDev(
    { cluster: 'arn:aws:eks:us-east-1:111122223333:cluster/other' },
    '--context',
    'mine',
  );
  expect(status).toBe(0);
  expect(calls.filter((call) => !call.endsWith(' --context mine'))).toEqual([]);
});

test('a status that fails is asked for again', () => {
  const { status, calls } = waitForDev({
    cluster: DEV,
    rollouts: { 'daemonset/alloy': { exit: 1, stderr: 'error: http2: client connection lost', once: true } },
  });
  expect(status).toBe(0);
  expect(calls.filter((call) => call.includes('daemonset/alloy'))).toHaveLength(2);
});

describe('where a workload cannot become ready', () => {
  const stderr = 'Error from server (NotFound): statefulsets.apps "loki-ruler" not found';
  const cluster = { cluster: DEV, rollouts: { 'statefulset/loki-ruler': { exit: 1, stderr } } };

  test('the others are reported as ready, its problem is on standard error, and the exit code is 1', () => {
    const result = waitForDev(cluster);
    expect(result.status).toBe(1);
    expect(result.stdout).toMatch(/^DaemonSet alloy\/alloy: ready after/m);
    expect(result.stdout).not.toContain('are ready');
    expect(result.stderr).toBe(`error StatefulSet loki/loki-ruler: cannot become ready: ${stderr}\n`);
  });

  test('JSON is on standard output alone', () => {
    const result = waitForDev(cluster, '--json');
    expect([result.status, result.stderr]).toEqual([1, '']);
    expect(JSON.parse(result.stdout)).toMatchObject({ environment: 'dev', ready: false });
  });
});

describe('where kubectl cannot be used, there is one problem', () => {
  test('it is not installed', () => {
    const result = eksLoki(
      ['wait', 'dev', '--environments', ENVIRONMENTS],
      workFolder(),
      withoutAws({ PATH: workFolder(), COLUMNS: '1000' }),
    );
    expect(result).toEqual({
      status: 1,
      stdout: '',
      stderr:
        'error kubectl: not found on PATH; install it (https://kubernetes.io/docs/tasks/tools/), at most one minor version ' +
        'away from the cluster\n',
    });
  });

  test.each([
    ['no context', {}, `has no current context; ${CONNECT}, or name a context with --context`],
    [
      'a context of another cluster',
      { cluster: 'arn:aws:eks:us-east-1:111122223333:cluster/prod' },
      'context arn:aws:eks:us-east-1:111122223333:cluster/prod points to cluster prod in 111122223333 us-east-1, and dev is ' +
        `on dev in 111122223333 us-east-1; ${CONNECT}, or name a context with --context`,
    ],
    [
      'no AWS CLI',
      {
        cluster: DEV,
        unreachable: 'Unable to connect to the server: getting credentials: exec: executable aws not found',
      },
      'Unable to connect to the server: getting credentials: exec: executable aws not found; install the AWS CLI 2 ' +
        '(https://docs.aws.amazon.com/cli/latest/userguide/getting-started-install.html), and ' +
        'run aws eks update-kubeconfig --region us-east-1 --name dev',
    ],
    [
      'no access',
      { cluster: DEV, unreachable: 'error: You must be logged in to the server (Unauthorized)' },
      'error: You must be logged in to the server (Unauthorized); sign in to AWS as a role that the cluster admits ' +
        '(environments.dev.cluster.create.admins) and run aws eks update-kubeconfig --region us-east-1 --name dev',
    ],
    [
      'nothing deployed',
      { cluster: DEV, deployments: '' },
      "namespace loki has no Deployment of dev; run npx cdk deploy 'dev/**'",
    ],
  ] as [string, FakeCluster, string][])('%s', (_what, cluster, message) => {
    const { status, stdout, stderr } = waitForDev(cluster);
    expect({ status, stdout, stderr }).toEqual({ status: 1, stdout: '', stderr: `error kubectl: ${message}\n` });
  });

  test('a timeout that is not a duration, and an unknown environment', () => {
    expect(waitForDev({ cluster: DEV }, '--timeout', '10').stderr).toBe(
      'error --timeout: 10 is not a duration; write a whole number above 0 and s, m, h, d or w, such as 20m\n',
    );
    const kubectl = new FakeKubectl({ cluster: DEV });
    const folder = workFolder(
      environmentsFile("{ dev: { account: '111122223333', region: 'us-east-1', cluster: { create: {} } } }"),
    );
    const result = eksLoki(['wait', 'dve', '--environments', 'environments.ts'], folder, kubectl.env);
    expect(result.stderr).toBe('error dve: not an environment; did you mean dev?\n');
    expect(kubectl.calls).toEqual([]);
  });
});
