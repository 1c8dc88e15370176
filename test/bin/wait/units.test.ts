import { Manifests } from '../../../lib/manifests/manifests';
import { nextFor } from '../../../bin/wait/hints';
import { complaint, type KubectlOptions, type KubectlResult } from '../../../bin/wait/kubectl';
import { Progress } from '../../../bin/wait/progress';
import { type Rollout, RolloutState, waitForRollouts } from '../../../bin/wait/rollout';
import { trouble, troublesOf } from '../../../bin/wait/trouble';
import { pod, READY, unscheduled, waiting, warning } from '../../helpers/fake-kubectl';
import type { Workload } from '../../../lib/manifests/workloads';

function workload(kind: string, name: string, component: string): Workload {
  const matchLabels = { 'app.kubernetes.io/name': 'loki', 'app.kubernetes.io/component': component };
  const object = {
    apiVersion: 'apps/v1',
    kind,
    metadata: { name, namespace: 'loki' },
    spec: { selector: { matchLabels } },
  };
  return new Manifests([object]).workloads[0] as Workload;
}

const INGESTER = workload('StatefulSet', 'loki-ingester', 'ingester');
const FRONTEND = workload('Deployment', 'loki-query-frontend', 'query-frontend');

/** What is wrong, from what `kubectl get pods,events` says. */
function wrong(of: Workload, ...items: object[]): string[] {
  const ofKind = (kind: string) => items.filter((item) => (item as { kind: string }).kind === kind) as never[];
  return troublesOf(of, { pods: ofKind('Pod'), events: ofKind('Event') }).map(
    ({ on, reason, message }) => `${on} ${reason}: ${message}`,
  );
}

describe('what is wrong with a workload', () => {
  test('nothing, where its pods are ready or told to go, and another’s are not', () => {
    const leaving = { ...pod('ingester', 'loki-ingester-1', waiting('CrashLoopBackOff')) } as { metadata: object };
    const gone = { ...leaving, metadata: { ...leaving.metadata, deletionTimestamp: '2026-11-21T10:00:00Z' } };
    const other = pod('querier', 'loki-querier-1', waiting('CrashLoopBackOff'));
    expect(wrong(INGESTER, pod('ingester', 'loki-ingester-0', READY), gone, other)).toEqual([]);
  });

  test('nothing is known of a workload without pods and without warnings', () => {
    expect(wrong(INGESTER)).toEqual([]);
  });

  test('the newest warning counts, and a container that is about to start is none', () => {
    const starting = pod('ingester', 'loki-ingester-0', waiting('ContainerCreating'));
    expect(wrong(INGESTER, starting)).toEqual(['loki-ingester-0 ContainerCreating: container main is about to start']);
    const warnings = ['first', 'second'].map((text) => warning('Pod', 'loki-ingester-0', 'FailedAttachVolume', text));
    expect(wrong(INGESTER, starting, ...warnings)).toEqual(['loki-ingester-0 FailedAttachVolume: second']);
  });

  test('an init container that fails is what keeps the others waiting', () => {
    const status = {
      ...waiting('PodInitializing'),
      initContainerStatuses: [
        { name: 'init', restartCount: 2, state: { terminated: { reason: 'Error', exitCode: 2 } } },
      ],
    };
    expect(wrong(INGESTER, pod('ingester', 'loki-ingester-0', status))).toEqual([
      'loki-ingester-0 CrashLoopBackOff: container init ends with exit code 2; started anew 2 times',
    ]);
  });

  test('a ReplicaSet’s warning is its own Deployment’s, and no other’s', () => {
    const refused = warning('ReplicaSet', 'loki-query-frontend-6c4', 'FailedCreate', 'exceeded quota');
    expect(wrong(FRONTEND, refused)).toEqual(['loki-query-frontend FailedCreate: exceeded quota']);
    expect(wrong(workload('Deployment', 'loki-query', 'query'), refused)).toEqual([]);
  });

  test('a message is one line of at most 300 characters', () => {
    const [line] = wrong(INGESTER, pod('ingester', 'loki-ingester-0', unscheduled(`a\n b ${'c'.repeat(500)}`)));
    expect(line).toMatch(/^loki-ingester-0 Pending: a b c+…$/);
    expect(line?.length).toBe('loki-ingester-0 Pending: '.length + 300);
  });
});

describe('what to do next', () => {
  const next = (reason: string, message = '') =>
    nextFor({
      environment: { name: 'dev', clusterName: 'Dev' },
      credentialsSecret: 'loki-credentials',
      namespace: 'loki',
      trouble: trouble('loki-ingester-0', reason, message),
    });

  test.each([
    ['FailedMount', 'secret "loki-credentials" not found', 'npx eks-loki credentials dev | kubectl apply -f -'],
    ['CreateContainerConfigError', 'container a: secret "other" not found', 'make the Secret other in namespace loki'],
    [
      'FailedMount',
      'driver name secrets-store.csi.k8s.io not found in the list of registered CSI drivers',
      'aws eks create-addon --cluster-name Dev --addon-name aws-secrets-store-csi-driver-provider',
    ],
    ['FailedMount', 'AccessDeniedException: not authorized', 'the role of its service account may not read the secret'],
    ['FailedMount', 'something else', 'kubectl describe pod --namespace loki loki-ingester-0'],
    ['ErrImagePull', '', 'look at NAT gateway, proxy'],
    ['Pending', '0/6 nodes: 3 node(s) had volume node affinity conflict', 'add a node in that zone'],
    ['Pending', "0/3 nodes: 3 node(s) didn't match pod anti-affinity rules", 'the three ingesters need three nodes'],
    ['Pending', '0/3 nodes: 3 node(s) had untolerated taint {a: b}', 'by a taint'],
    ['Pending', 'pod has unbound immediate PersistentVolumeClaims', '--addon-name aws-ebs-csi-driver'],
    ['FailedAttachVolume', 'volume attachment failed', '--cluster-name Dev --addon-name aws-ebs-csi-driver'],
    ['FailedCreate', 'error looking up service account: serviceaccount "loki" not found', "npx cdk deploy 'dev/**'"],
    ['FailedCreatePodSandBox', '', 'free addresses of the subnets'],
    ['NotReady', '', 'kubectl logs --namespace loki loki-ingester-0 --all-containers'],
    ['Preempting', 'what nobody has thought of', 'kubectl describe --namespace loki pod loki-ingester-0'],
  ])('%s: %s', (reason, message, expected) => {
    expect(next(reason, message)).toContain(expected);
  });
});

test('what kubectl complains of is its last line, without the log of its libraries', () => {
  const stderr = 'E1121 14:47:37.542838   12695 memcache.go:265] "Unhandled Error"\nThe connection was refused\n\n';
  expect(complaint({ status: 1, stdout: '', stderr })).toBe('The connection was refused');
  expect(complaint({ status: null, stdout: '', stderr: '' })).toBe('');
});

describe('progress', () => {
  const rollout = (of: Workload, change: Partial<Rollout> = {}): Rollout => ({
    workload: of,
    state: RolloutState.WAITING,
    message: 'Waiting for 3 pods to be ready...',
    seconds: 0,
    troubles: [],
    events: [],
    ...change,
  });
  const FAILED = [
    trouble('loki-ingester-0', 'FailedMount', 'secret not found'),
    trouble('loki-ingester-1', 'FailedMount'),
  ];
  const ready = rollout(FRONTEND, { state: RolloutState.READY, seconds: 12 });

  function shown(terminal: { isTTY: boolean; columns: number; rows: number }, ...steps: Rollout[][]): string[] {
    const written: string[] = [];
    const stream = { ...terminal, write: (text: string) => written.push(text) > 0 };
    const progress = new Progress(stream, ({ troubles }) => (troubles.length > 0 ? 'do this' : undefined));
    for (const step of steps) progress.show(step);
    return written;
  }

  test('on a terminal is a table that is drawn over itself, no line wider than the window', () => {
    const steps = [
      [rollout(INGESTER), rollout(FRONTEND)],
      [rollout(INGESTER, { troubles: FAILED }), ready],
    ];
    const [first, second] = shown({ isTTY: true, columns: 200, rows: 40 }, ...steps);
    expect(first?.split('\n').slice(0, 2)).toEqual([
      expect.stringMatching(/WORKLOAD +STATE +WHAT/),
      'StatefulSet loki/loki-ingester       waiting  Waiting for 3 pods to be ready...',
    ]);
    expect(second?.startsWith('\u001b[3A\u001b[J')).toBe(true);
    expect(second).toContain(
      'StatefulSet loki/loki-ingester       waiting  loki-ingester-0 FailedMount: secret not found (and 1 more); next: do this\n' +
        'Deployment loki/loki-query-frontend  ready    after 12 s\n',
    );
    const [narrow] = shown({ isTTY: true, columns: 40, rows: 40 }, [rollout(INGESTER, { troubles: FAILED })]);
    expect(narrow?.split('\n').every((line) => line.length < 40)).toBe(true);
  });

  test.each([
    ['in a file', { isTTY: false, columns: 0, rows: 0 }],
    ['in a window that is too low', { isTTY: true, columns: 200, rows: 3 }],
  ])('%s is a line for each thing that is new', (_where, terminal) => {
    const [waits, fails] = [rollout(INGESTER), rollout(INGESTER, { troubles: FAILED })];
    expect(shown(terminal, [waits, ready], [fails, ready], [fails, ready])).toEqual([
      'Deployment loki/loki-query-frontend: ready after 12 s\n',
      'StatefulSet loki/loki-ingester: waiting: loki-ingester-0 FailedMount: secret not found (and 1 more); next: do this\n',
    ]);
  });
});

test('while it waits it looks at the pods, and forgets what was wrong once they are ready', async () => {
  const items = [pod('ingester', 'loki-ingester-0', waiting('ImagePullBackOff', 'no such image'))];
  let finish: (result: KubectlResult) => void = () => undefined;
  const kubectl = {
    run: (args: readonly string[], { onLine }: KubectlOptions = {}): Promise<KubectlResult> => {
      if (args[0] === 'get') return Promise.resolve({ status: 0, stdout: JSON.stringify({ items }), stderr: '' });
      onLine?.('Waiting for 1 pods to be ready...');
      return new Promise((resolve) => (finish = resolve));
    },
  };
  const seen = new Set<string>();
  const rollouts = await waitForRollouts(kubectl, [INGESTER], {
    timeoutSeconds: 60,
    pollEverySeconds: 0.01,
    onChange: ([rollout]) => {
      const [first] = rollout?.troubles ?? [];
      seen.add(`${rollout?.state} ${first?.reason ?? rollout?.message}`);
      if (first) finish({ status: 0, stdout: '', stderr: '' });
    },
  });
  expect([...seen].slice(0, 3)).toEqual([
    'waiting ',
    'waiting Waiting for 1 pods to be ready...',
    'waiting ImagePullBackOff',
  ]);
  expect(rollouts).toMatchObject([{ state: RolloutState.READY, troubles: [], events: [] }]);
});
