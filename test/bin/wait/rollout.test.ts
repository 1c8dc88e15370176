import type { KubectlOptions, KubectlResult } from '../../../bin/wait/kubectl';
import { RolloutState, waitForRollouts } from '../../../bin/wait/rollout';
import { pod, waiting, workload } from '../../helpers/fake-kubectl';
import { idleClock } from '../../helpers/idle-clock';

const INGESTER = workload('StatefulSet', 'loki-ingester', 'ingester');

test('pods are polled while it waits, and troubles are forgotten once they are ready', async () => {
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

test('a workload that is late has its last three warnings', async () => {
  const events = [1, 2, 3, 4].map((minute) => ({
    ...{ kind: 'Event', type: 'Warning', reason: `Warning${minute}`, message: 'again' },
    involvedObject: { kind: 'Pod', name: 'loki-ingester-0' },
    lastTimestamp: `2026-11-29T12:0${minute}:00Z`,
  }));
  const items = [pod('ingester', 'loki-ingester-0', waiting('ContainerCreating', '')), ...events];
  const kubectl = {
    run: (args: readonly string[]): Promise<KubectlResult> =>
      Promise.resolve(
        args[0] === 'get'
          ? { status: 0, stdout: JSON.stringify({ items }), stderr: '' }
          : { status: 1, stdout: '', stderr: 'error: timed out waiting for the condition' },
      ),
  };
  const [late] = await waitForRollouts(kubectl, [INGESTER], { timeoutSeconds: 5, clock: idleClock() });
  expect(late?.state).toBe(RolloutState.LATE);
  expect(late?.events.map(({ reason }) => reason)).toEqual(['Warning2', 'Warning3', 'Warning4']);
});
