import {
  DEV,
  type FakeCluster,
  pod,
  READY,
  unscheduled,
  waiting,
  warning,
  WORKLOADS_OF_DEV,
} from '../../helpers/fake-kubectl';
import { redeliverCommand } from '../../../lib/app/next-commands';
import { rolloutsOfDev } from '../../helpers/rollouts-of-dev';

/** Command that brings the objects of dev to its cluster again. */
const AGAIN = redeliverCommand({ name: 'dev' });

describe('where some workloads do not become ready', () => {
  const events = [
    warning(
      'Pod',
      'loki-gateway-5d-x',
      'FailedMount',
      'MountVolume.SetUp failed for volume "credentials" : secret "loki-credentials" not found',
    ),
    warning('Pod', 'loki-querier-7f-a', 'Unhealthy', 'Readiness probe failed: HTTP probe failed with statuscode: 503'),
    warning('Pod', 'loki-querier-7f-old', 'Unhealthy', 'of a pod that no longer exists'),
    warning(
      'ReplicaSet',
      'loki-query-frontend-6c4',
      'FailedCreate',
      'pods "x" is forbidden: violates PodSecurity "restricted:latest"',
    ),
    warning(
      'PersistentVolumeClaim',
      'data-loki-compactor-0',
      'ProvisioningFailed',
      'storageclass.storage.k8s.io "gp3" not found',
    ),
    { ...warning('Pod', 'loki-ruler-0', 'Pulled', 'not a warning'), type: 'Normal' },
  ];
  const late = { lines: ['Waiting for 1 pods to be ready...'] };
  const cluster: FakeCluster = {
    cluster: DEV,
    rollouts: Object.fromEntries(
      [
        'deployment/loki-gateway',
        'deployment/loki-querier',
        'deployment/loki-query-frontend',
        'deployment/loki-distributor',
        'statefulset/loki-ingester',
        'statefulset/loki-compactor',
        'statefulset/loki-index-gateway',
        'statefulset/loki-ruler',
      ].map((name) => [name, late]),
    ),
    items: {
      loki: [
        ...events,
        pod('gateway', 'loki-gateway-5d-x', waiting('ContainerCreating')),
        pod('querier', 'loki-querier-7f-a', { conditions: [{ type: 'Ready', status: 'False' }] }),
        pod('querier', 'loki-querier-7f-b', READY),
        pod(
          'distributor',
          'loki-distributor-9-a',
          waiting('ImagePullBackOff', 'Back-off pulling image "docker.io/grafana/loki:3.7.6"'),
        ),
        pod('ingester', 'loki-ingester-0', unscheduled('0/3 nodes are available: 3 Insufficient memory.')),
        pod('ingester', 'loki-ingester-1', unscheduled('0/3 nodes are available: 3 Insufficient memory.')),
        pod(
          'compactor',
          'loki-compactor-0',
          unscheduled('pod has unbound immediate PersistentVolumeClaims'),
          'data-loki-compactor-0',
        ),
        pod(
          'index-gateway',
          'loki-index-gateway-0',
          waiting('CrashLoopBackOff', 'back-off 40s', {
            restartCount: 4,
            lastState: { terminated: { reason: 'Error', exitCode: 1 } },
          }),
        ),
        pod(
          'ruler',
          'loki-ruler-0',
          waiting('CrashLoopBackOff', 'back-off 40s', {
            restartCount: 1,
            lastState: { terminated: { reason: 'OOMKilled', exitCode: 137 } },
          }),
        ),
      ],
    },
  };
  let failure = '';
  let isReady = true;
  beforeAll(async () => ({ failure, isReady } = await rolloutsOfDev(cluster, 2)));
  const paragraph = (title: string): string[] =>
    (failure.split(/\n(?=\S)/).find((text) => text.startsWith(`error ${title}`)) ?? '').trimEnd().split('\n');

  test('there is a paragraph for each workload that is not ready, and for no other', () => {
    expect(isReady).toBe(false);
    expect(failure).not.toMatch(/^\s+at /m);
    expect(failure.split(/\n(?=\S)/)).toHaveLength(8);
  });

  test.each([
    [
      'a missing Secret',
      'Deployment loki/loki-gateway',
      'loki-gateway-5d-x: FailedMount: MountVolume.SetUp failed for volume "credentials" : secret "loki-credentials" not found',
      'create the Secret loki-credentials in namespace loki, or find out why its operator does not',
    ],
    [
      'an image that cannot be pulled',
      'Deployment loki/loki-distributor',
      'loki-distributor-9-a: ImagePullBackOff: container main: Back-off pulling image "docker.io/grafana/loki:3.7.6"',
      "the nodes must reach the registry of the image: check NAT gateway, proxy and the image's name",
    ],
    [
      'a container that exits',
      'StatefulSet loki/loki-index-gateway',
      'loki-index-gateway-0: CrashLoopBackOff: container main exits with code 1; 4 restarts',
      'kubectl logs --namespace loki loki-index-gateway-0 --all-containers --previous',
    ],
    [
      'a container without memory',
      'StatefulSet loki/loki-ruler',
      'loki-ruler-0: OOMKilled: container main needed more memory than its limit; 1 restart',
      'give it more memory: loki: { sizes: { … } }, or a larger volume',
    ],
    [
      'a probe that fails',
      'Deployment loki/loki-querier',
      'loki-querier-7f-a: Unhealthy: Readiness probe failed: HTTP probe failed with statuscode: 503',
      'kubectl logs --namespace loki loki-querier-7f-a --all-containers',
    ],
    [
      'a volume that cannot be created',
      'StatefulSet loki/loki-compactor',
      'loki-compactor-0: ProvisioningFailed: storageclass.storage.k8s.io "gp3" not found',
      `${AGAIN}; a class of yours must exist: kubectl get storageclasses`,
    ],
    [
      'a pod that is rejected',
      'Deployment loki/loki-query-frontend',
      'loki-query-frontend: FailedCreate: pods "x" is forbidden: violates PodSecurity "restricted:latest"',
      `the label pod-security.kubernetes.io/enforce of namespace loki says restricted; that of the environment comes with ${AGAIN}`,
    ],
  ])('%s', (_what, title, why, next) => {
    expect(paragraph(title)).toEqual([
      `error ${title}: not ready after 2 s: Waiting for 1 pods to be ready...`,
      `  ${why}`,
      `  next: ${next}`,
    ]);
  });

  test('pods without a node: each of them, the scheduler’s message, and the fix once', () => {
    expect(paragraph('StatefulSet loki/loki-ingester')).toEqual([
      'error StatefulSet loki/loki-ingester: not ready after 2 s: Waiting for 1 pods to be ready...',
      '  loki-ingester-0: Pending: 0/3 nodes are available: 3 Insufficient memory.',
      '  loki-ingester-1: Pending: 0/3 nodes are available: 3 Insufficient memory.',
      '  next: add nodes, or larger ones (cluster.create.nodes, instanceTypes), or write a smaller volume',
    ]);
  });

  test('JSON has all workloads, ready ones included', async () => {
    const { json } = await rolloutsOfDev({ ...cluster, rollouts: { 'deployment/loki-gateway': late } }, 4);
    const outcome = json as {
      ready: boolean;
      workloads: { name: string; state: string; events: object[] }[];
    };
    expect(outcome).toMatchObject({ environment: 'dev', ready: false });
    expect(outcome.workloads).toHaveLength(WORKLOADS_OF_DEV);
    expect(outcome.workloads.filter(({ state }) => state !== 'ready')).toEqual([
      {
        kind: 'Deployment',
        namespace: 'loki',
        name: 'loki-gateway',
        state: 'late',
        seconds: 4,
        message: 'Waiting for 1 pods to be ready...',
        pods: [
          {
            name: 'loki-gateway-5d-x',
            reason: 'FailedMount',
            message: 'MountVolume.SetUp failed for volume "credentials" : secret "loki-credentials" not found',
            next: 'create the Secret loki-credentials in namespace loki, or find out why its operator does not',
          },
        ],
        events: [
          {
            of: 'Pod loki-gateway-5d-x',
            reason: 'FailedMount',
            message: 'MountVolume.SetUp failed for volume "credentials" : secret "loki-credentials" not found',
            at: '2026-11-21T10:00:00Z',
          },
        ],
      },
    ]);
  });

  test('a workload that does not exist is not waited for', async () => {
    const notFound = 'Error from server (NotFound): statefulsets.apps "loki-ruler" not found';
    const rollouts = { 'statefulset/loki-ruler': { exit: 1, stderr: notFound } };
    const outcome = await rolloutsOfDev({ cluster: DEV, rollouts }, 1200);
    expect(outcome).toMatchObject({ isReady: false, seconds: 0 });
    expect(outcome.failure).toBe(`error StatefulSet loki/loki-ruler: cannot become ready: ${notFound}`);
  });

  test('a connection that is lost is asked for again, until the time is over', async () => {
    const rollouts = { 'deployment/loki-gateway': { exit: 1, stderr: 'error: connection refused' } };
    const outcome = await rolloutsOfDev({ cluster: DEV, rollouts }, 1200);
    expect(outcome).toMatchObject({ isReady: false, seconds: 1200 });
    expect(outcome.failure).toBe(
      'error Deployment loki/loki-gateway: not ready after 1200 s: error: connection refused',
    );
  });
});
