import type { KubectlOptions, KubectlResult } from '../../../bin/wait/kubectl';
import { RolloutState, waitForRollouts } from '../../../bin/wait/rollout';
import { pod, waiting, workload } from '../../helpers/fake-kubectl';

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
