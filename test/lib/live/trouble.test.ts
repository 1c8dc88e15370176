import { messageWith, trouble, troublesOf } from '../../../lib/live/trouble';
import type { Workload } from '../../../lib/manifests/workloads';
import { pod, READY, unscheduled, waiting, warning, workload } from '../../helpers/fake-kubectl';

const INGESTER = workload('StatefulSet', 'loki-ingester', 'ingester');
const FRONTEND = workload('Deployment', 'loki-query-frontend', 'query-frontend');

/** Troubles of a workload in a namespace with these pods and events. */
function troubles(of: Workload, ...items: object[]): string[] {
  const ofKind = (kind: string) => items.filter((item) => (item as { kind: string }).kind === kind) as never[];
  return troublesOf(of, { pods: ofKind('Pod'), events: ofKind('Event') }).map(
    ({ on, reason, message }) => `${on} ${reason}: ${message}`,
  );
}

describe('the troubles of a workload', () => {
  test('are empty if its pods are ready or deleted, whatever the state of other pods', () => {
    const leaving = { ...pod('ingester', 'loki-ingester-1', waiting('CrashLoopBackOff')) } as { metadata: object };
    const gone = { ...leaving, metadata: { ...leaving.metadata, deletionTimestamp: '2026-11-21T10:00:00Z' } };
    const other = pod('querier', 'loki-querier-1', waiting('CrashLoopBackOff'));
    expect(troubles(INGESTER, pod('ingester', 'loki-ingester-0', READY), gone, other)).toEqual([]);
  });

  test('are empty without pods and warnings', () => {
    expect(troubles(INGESTER)).toEqual([]);
  });

  test('are the newest warning; a starting container is not trouble', () => {
    const starting = pod('ingester', 'loki-ingester-0', waiting('ContainerCreating'));
    expect(troubles(INGESTER, starting)).toEqual(['loki-ingester-0 ContainerCreating: container main is starting']);
    const warnings = ['first', 'second'].map((text) => warning('Pod', 'loki-ingester-0', 'FailedAttachVolume', text));
    expect(troubles(INGESTER, starting, ...warnings)).toEqual(['loki-ingester-0 FailedAttachVolume: second']);
  });

  test('name the Fargate node that a pod of a DaemonSet is for, which waits for ever', () => {
    const agent = workload('DaemonSet', 'alloy', 'agent');
    const full = unscheduled('0/5 nodes are available: 1 Too many pods.');
    const on = (node: string) => {
      const terms = [{ matchFields: [{ key: 'metadata.name', operator: 'In', values: [node] }] }];
      const required = { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: terms } };
      return { ...pod('agent', 'alloy-x', full), spec: { affinity: { nodeAffinity: required } } };
    };
    expect(troubles(agent, on('fargate-ip-10-0-1-7.ec2.internal'))).toEqual([
      'alloy-x Fargate: fargate-ip-10-0-1-7.ec2.internal runs no pods of a DaemonSet',
    ]);
    expect(troubles(agent, on('ip-10-0-1-7.ec2.internal'))).toEqual([
      'alloy-x Pending: 0/5 nodes are available: 1 Too many pods.',
    ]);
  });

  test('name an init container that fails, for which the others wait', () => {
    const status = {
      ...waiting('PodInitializing'),
      initContainerStatuses: [
        { name: 'init', restartCount: 2, state: { terminated: { reason: 'Error', exitCode: 2 } } },
      ],
    };
    expect(troubles(INGESTER, pod('ingester', 'loki-ingester-0', status))).toEqual([
      'loki-ingester-0 CrashLoopBackOff: init container init exits with code 2; 2 restarts',
    ]);
  });

  test('name the hook for which the kubelet ends a container again and again', () => {
    const status = {
      ...{ phase: 'Running', conditions: [] },
      containerStatuses: [
        {
          ...{ name: 'main', restartCount: 6, state: { waiting: { reason: 'CrashLoopBackOff' } } },
          lastState: { terminated: { reason: 'Error', exitCode: 137 } },
        },
      ],
    };
    const hook = warning('Pod', 'loki-ingester-0', 'FailedPostStartHook', 'PostStartHook failed');
    expect(troubles(INGESTER, pod('ingester', 'loki-ingester-0', status), hook)).toEqual([
      'loki-ingester-0 FailedPostStartHook: PostStartHook failed',
    ]);
  });

  test('are what a pod waits for, not that it waits, and not a warning that does not keep it from starting', () => {
    const starting = pod('ingester', 'loki-ingester-0', waiting('ContainerCreating'));
    const about = (reason: string, text: string) => warning('Pod', 'loki-ingester-0', reason, text);
    const mount = about('FailedMount', 'MountVolume.SetUp failed for volume "c" : configmap "loki" not found');
    const waits = about('FailedMount', 'Unable to attach or mount volumes: unmounted volumes=[c]: timed out');
    const dns = about('DNSConfigForming', 'Nameserver limits were exceeded');
    const said = ['loki-ingester-0 FailedMount: MountVolume.SetUp failed for volume "c" : configmap "loki" not found'];
    expect(troubles(INGESTER, starting, mount, waits)).toEqual(said);
    expect(troubles(INGESTER, starting, waits, mount, dns)).toEqual(said);
    expect(troubles(INGESTER, starting, waits)).toEqual([
      'loki-ingester-0 FailedMount: Unable to attach or mount volumes: unmounted volumes=[c]: timed out',
    ]);
    expect(troubles(INGESTER, starting, dns)).toEqual([
      'loki-ingester-0 ContainerCreating: container main is starting',
    ]);
  });

  test('name a Secret of a registry that does not exist if the registry refuses the image, and not otherwise', () => {
    const lacks = 'Unable to retrieve some image pull secrets (regcred); attempting to pull the image may not succeed.';
    const event = warning('Pod', 'loki-ingester-0', 'FailedToRetrieveImagePullSecret', lacks);
    const pulling = (message: string) => pod('ingester', 'loki-ingester-0', waiting('ErrImagePull', message));
    expect(troubles(INGESTER, pulling('failed: 401 Unauthorized'), event)).toEqual([
      `loki-ingester-0 PullSecretMissing: ${lacks}`,
    ]);
    expect(troubles(INGESTER, pulling('i/o timeout'), event)).toEqual([
      'loki-ingester-0 ErrImagePull: container main: i/o timeout',
    ]);
  });

  test('name the pod that took the place of one of the workload, and why the Cluster Autoscaler makes no node', () => {
    const full = unscheduled('0/3 nodes are available: 3 Insufficient cpu.');
    const next = pod('query-frontend', 'loki-query-frontend-6c4d9-x2x9z', full);
    const normal = (name: string, reason: string, message: string, more = {}) => ({
      ...(warning('Pod', name, reason, message) as object),
      ...{ type: 'Normal', ...more },
    });
    const by = { related: { namespace: 'batch', name: 'job-1' } };
    const said = 'Preempted by pod 1 on node a';
    const preempted = normal('loki-query-frontend-6c4d9-aaaaa', 'Preempted', said, by);
    expect(troubles(FRONTEND, next, preempted)).toEqual([
      `loki-query-frontend-6c4d9-x2x9z Preempted: loki-query-frontend-6c4d9-aaaaa: ${said} (pod batch/job-1); now: 0/3 nodes are available: 3 Insufficient cpu.`,
    ]);
    // One of another workload, and a pod that waits for something else than room.
    const waits = ['loki-query-frontend-6c4d9-x2x9z Pending: 0/3 nodes are available: 3 Insufficient cpu.'];
    expect(troubles(FRONTEND, next, normal('loki-querier-6c4d9-aaaaa', 'Preempted', said))).toEqual(waits);
    const tainted = pod(
      'query-frontend',
      'loki-query-frontend-6c4d9-x2x9z',
      unscheduled('3 node(s) had untolerated taint(s)'),
    );
    expect(troubles(FRONTEND, tainted, preempted)).toEqual([
      'loki-query-frontend-6c4d9-x2x9z Pending: 3 node(s) had untolerated taint(s)',
    ]);
    const held = normal(
      'loki-query-frontend-6c4d9-x2x9z',
      'NotTriggerScaleUp',
      "pod didn't trigger scale-up: 2 max node group size reached",
    );
    expect(troubles(FRONTEND, next, held)).toEqual([
      "loki-query-frontend-6c4d9-x2x9z NotTriggerScaleUp: pod didn't trigger scale-up: 2 max node group size reached; 0/3 nodes are available: 3 Insufficient cpu.",
    ]);
  });

  test('are the probe for which the kubelet ended a container, however it ended, and not the end of another container', () => {
    const crashing = (exitCode: number) =>
      waiting('CrashLoopBackOff', 'back-off', { lastState: { terminated: { reason: 'Error', exitCode } } }) as {
        containerStatuses: object[];
      };
    const probe = warning('Pod', 'loki-ingester-0', 'Unhealthy', 'Liveness probe failed: HTTP 503');
    const reasons = (status: object) =>
      troubles(INGESTER, pod('ingester', 'loki-ingester-0', status), probe).map((text) => text.split(' ')[1]);
    // A program that ends in good order when it is told to exits with 0.
    for (const code of [0, 137, 143]) expect(reasons(crashing(code))).toEqual(['ProbeFailed:']);
    expect(reasons(crashing(1))).toEqual(['CrashLoopBackOff:']);
    const outOfMemory = {
      ...{ name: 'sidecar', restartCount: 1, state: { running: {} } },
      lastState: { terminated: { reason: 'OOMKilled', exitCode: 137 } },
    };
    const { containerStatuses, ...status } = crashing(1);
    expect(reasons({ ...status, containerStatuses: [...containerStatuses, outOfMemory] })).toEqual([
      'CrashLoopBackOff:',
    ]);
  });

  test('are that no node has the volume of a pod, and not a former warning about its claim', () => {
    const conflict = '0/3 nodes are available: 3 node(s) had volume node affinity conflict.';
    const item = pod('ingester', 'loki-ingester-0', unscheduled(conflict), 'data-loki-ingester-0');
    const former = warning('PersistentVolumeClaim', 'data-loki-ingester-0', 'ProvisioningFailed', 'no such class');
    expect(troubles(INGESTER, item, former)).toEqual([`loki-ingester-0 Pending: ${conflict}`]);
  });

  test('include warnings of its own ReplicaSets and of no others', () => {
    const refused = warning('ReplicaSet', 'loki-query-frontend-6c4', 'FailedCreate', 'exceeded quota');
    expect(troubles(FRONTEND, refused)).toEqual(['loki-query-frontend FailedCreate: exceeded quota']);
    const last = `(combined from similar events): Error creating: exceeded quota`;
    const combined = warning('ReplicaSet', 'loki-query-frontend-6c4', 'FailedCreate', last);
    expect(troubles(FRONTEND, combined)).toEqual(['loki-query-frontend FailedCreate: Error creating: exceeded quota']);
    expect(troubles(workload('Deployment', 'loki-query', 'query'), refused)).toEqual([]);
  });

  test('are what the cluster says of the new version that it refuses, while pods of the former one serve', () => {
    const refused = warning('ReplicaSet', 'loki-query-frontend-7d9', 'FailedCreate', 'exceeded quota');
    const serving = pod('query-frontend', 'loki-query-frontend-6c4-x', READY);
    expect(troubles(FRONTEND, serving, refused)).toEqual(['loki-query-frontend FailedCreate: exceeded quota']);
    const other = warning('ReplicaSet', 'loki-query-frontend-7d9', 'Odd', 'nothing about pods');
    expect(troubles(FRONTEND, serving, other)).toEqual([]);
  });

  test('leave out what Kubernetes 1.35 says of every pod without a node', () => {
    const message =
      '0/3 nodes are available: 3 Insufficient cpu. no new claims to deallocate, preemption: 0/3 nodes are available';
    expect(troubles(INGESTER, pod('ingester', 'loki-ingester-0', unscheduled(message)))).toEqual([
      'loki-ingester-0 Pending: 0/3 nodes are available: 3 Insufficient cpu.',
    ]);
  });

  test('are not those of a former pod of the same name', () => {
    const uid = (object: object, of: string) => {
      const { metadata } = object as { metadata: object };
      return { ...object, metadata: { ...metadata, uid: of } };
    };
    const event = warning('Pod', 'loki-ingester-0', 'FailedMount', 'of the former one');
    const former = { ...event, involvedObject: { kind: 'Pod', name: 'loki-ingester-0', uid: 'former' } };
    const starting = uid(pod('ingester', 'loki-ingester-0', waiting('ContainerCreating')), 'new');
    expect(troubles(INGESTER, starting, former)).toEqual([
      'loki-ingester-0 ContainerCreating: container main is starting',
    ]);
  });

  test('are the claim that nobody makes a volume for, though the scheduler says nothing of it', () => {
    const claims = [
      {
        metadata: {
          name: 'data-0',
          annotations: {
            'volume.kubernetes.io/selected-node': 'node-a',
            'volume.kubernetes.io/storage-provisioner': 'ebs.csi.aws.com',
          },
        },
        status: { phase: 'Pending' },
      },
    ];
    const waits = pod('ingester', 'loki-ingester-0', { conditions: [] }, 'data-0') as never;
    const found = troublesOf(INGESTER, { pods: [waits], events: [], claims });
    expect(found.map(({ reason, message }) => `${reason}: ${message}`)).toEqual([
      'VolumeNotProvisioned: volume claim data-0 waits for ebs.csi.aws.com to make a volume',
    ]);
  });

  test('have a message of one line with at most 300 characters, which ends as the whole does: with the cause', () => {
    const [line] = troubles(
      INGESTER,
      pod('ingester', 'loki-ingester-0', unscheduled(`a\n b ${'c'.repeat(500)} cause`)),
    );
    expect(line).toMatch(/^loki-ingester-0 Pending: a b c+…c+ cause$/);
    expect(line?.length).toBe('loki-ingester-0 Pending: '.length + 300);
  });
});

describe('a message shows the words by which its cause is recognized', () => {
  const long = (words: string) =>
    trouble('a', 'FailedCreate', `create ${'x'.repeat(400)} ${words} ${'y'.repeat(400)} end`);

  test('also if they are in the middle of a long one', () => {
    const message = messageWith(long('exceeded quota: logs'), 'exceeded quota');
    expect(message).toMatch(/^create x+…x+ exceeded quota: logs y+…y+ end$/);
    expect(message.length).toBeLessThan(450);
  });

  test.each(['create', 'end', ''])('and nothing else if it shows %j already', (words) => {
    expect(messageWith(long('exceeded quota'), words)).toBe(long('exceeded quota').message);
  });

  test('and a short one is whole', () => {
    expect(messageWith(trouble('a', 'b', 'create x end'), 'x')).toBe('create x end');
  });
});
