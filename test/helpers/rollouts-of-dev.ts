import environments from '../../bin/environments';
import type { KubectlOptions, KubectlResult } from '../../bin/wait/kubectl';
import { allReady, failureText, rolloutsJson, type NextFor } from '../../bin/wait/report';
import { waitForRollouts } from '../../bin/wait/rollout';
import { WORKLOAD_KINDS } from '../../charts/kubernetes/workload-kinds';
import { environmentCharts, type EnvironmentProps, resolveEnvironment } from '../../lib/environment/environment';
import { nextFor } from '../../lib/live/hints';
import { Manifests } from '../../lib/manifests/manifests';
import type { FakeCluster } from './fake-kubectl';
import { idleClock } from './idle-clock';

/** Output without colours, which is wide enough for every line. */
const WIDE = { isTTY: false, columns: 1000 } as never;

/** Outcome of waiting. */
interface Outcome {
  readonly isReady: boolean;

  /** Paragraphs about what is not ready. */
  readonly failure: string;

  readonly json: unknown;

  /** Seconds that went by on the clock of the test. */
  readonly seconds: number;
}

/** Waits for the workloads of dev on a cluster, on a clock of its own. */
export async function rolloutsOfDev(cluster: FakeCluster, timeoutSeconds: number): Promise<Outcome> {
  const environment = resolveEnvironment('dev', environments['dev'] as EnvironmentProps);
  const objects = environmentCharts(environment)
    .manifests()
    .flatMap((chart) => chart.objects);
  const workloads = new Manifests(objects as never).workloads.filter(({ kind }) => WORKLOAD_KINDS.includes(kind));
  const clock = idleClock();
  const run = async (args: readonly string[], { onLine }: KubectlOptions = {}): Promise<KubectlResult> => {
    if (args[0] === 'get') {
      const items = cluster.items?.[args[args.indexOf('--namespace') + 1] ?? ''] ?? [];
      return { status: 0, stdout: JSON.stringify({ items }), stderr: '' };
    }
    const rollout = cluster.rollouts?.[args[2] ?? ''];
    if (!rollout) return { status: 0, stdout: '', stderr: '' };
    for (const line of rollout.lines ?? []) onLine?.(line);
    if (rollout.exit !== undefined) return { status: rollout.exit, stdout: '', stderr: rollout.stderr ?? '' };
    const [, seconds] = /--timeout=(\d+)s/.exec(args.join(' ')) ?? [];
    const end = clock.now() + Number(seconds) * 1000;
    // The others are ready before.
    await new Promise(setImmediate);
    clock.until(end);
    return { status: 1, stdout: '', stderr: 'error: timed out waiting for the condition' };
  };
  const rollouts = await waitForRollouts({ run }, workloads, { timeoutSeconds, clock });
  const next: NextFor = ({ workload }, trouble) =>
    nextFor({
      ...{ environment, credentialsSecret: undefined, trouble },
      ...{ namespace: workload.namespace ?? 'default', kind: workload.kind },
    });
  return {
    isReady: allReady(rollouts),
    failure: failureText(rollouts, next, WIDE),
    json: rolloutsJson('dev', rollouts, next),
    seconds: clock.now() / 1000,
  };
}
