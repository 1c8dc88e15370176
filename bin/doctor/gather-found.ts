import { runs } from '../../lib/live/doctor/components';
import type { Setup } from '../../lib/live/doctor/setup-form';
import type { Snapshot, SnapshotPod } from '../../lib/live/doctor/snapshot';
import { isReady } from '../../lib/live/pods';
import { ROLE_ANNOTATION } from '../../lib/manifests/service-accounts';
import { openForward } from '../wait/forward';
import type { KubectlRunner } from '../wait/kubectl';
import { askAws, type AwsSeen } from './aws';
import { Aws } from './aws-ask';
import { discover, type DiscoverOptions } from './discover';
import { type Asked, type GatherOptions, isLookedAt, look, type Start } from './gather';
import { readObjects } from './objects';
import type { Metrics } from './pods';
import { askAround, withRunningConfig } from './running';
import { unseenBecause } from './unseen';

/**
 * Takes a snapshot of a Loki that this library did not make. Its expected setup is the one in the cluster.
 *
 * @throws InputError if the namespace has none
 */
export async function gatherFound(
  kubectl: KubectlRunner,
  subject: DiscoverOptions,
  options: GatherOptions = {},
): Promise<Snapshot> {
  const { open = (target) => openForward(kubectl, target) } = options;
  const { setup, unseen } = await discover(kubectl, subject);
  const start = async (): Promise<Start> => {
    const objects = await readObjects(kubectl, setup, open);
    // Its namespace may have pods of others.
    const pods = objects.pods.filter((pod) => setup.workloads.some((workload) => isPodOf(pod, workload)));
    return { setup, objects: { ...objects, pods, unseen: [...unseen, ...objects.unseen] } };
  };
  const ask = async ({ objects }: Start, metrics: Metrics): Promise<Asked> => {
    const running = await withRunningConfig(setup, metrics);
    const [aws, queries] = await Promise.all([
      isLookedAt(options, 'identity', 'buckets', 'store') ? factsOf(running.setup, options) : { unseen: [] },
      isLookedAt(options, 'query')
        ? askAround(running.setup, objects.pods.filter(isReady), open)
        : { answers: [], unseen: [] },
    ]);
    const all = [...running.unseen, ...aws.unseen, ...queries.unseen];
    return {
      setup: running.setup,
      answers: queries.answers,
      ...('aws' in aws && aws.aws ? { aws: aws.aws } : {}),
      unseen: all,
    };
  };
  return look(kubectl, { start, ask }, options);
}

function isPodOf({ metadata }: SnapshotPod, { namespace, labels }: Setup['workloads'][number]): boolean {
  const selector = Object.entries(labels);
  return (
    metadata.namespace === namespace &&
    selector.length > 0 &&
    selector.every(([key, value]) => metadata.labels?.[key] === value)
  );
}

/** Facts of AWS, if the cluster tells account and region. */
async function factsOf(setup: Setup, { ask }: GatherOptions): Promise<AwsSeen> {
  const { region, account, identity, workloads } = setup;
  const isStored = workloads.some(({ component }) => runs(component, 'ingester'));
  const unknown = (why: string, needs: string): AwsSeen => ({
    unseen: isStored ? [unseenBecause(['identity', 'buckets'], 'AWS', why, needs)] : [],
  });
  if (identity === 'none') {
    return unknown('no service account of Loki names a role', `a role in the annotation ${ROLE_ANNOTATION}`);
  }
  if (region === undefined || account === undefined) {
    return unknown('nothing says in which region and account it is', 'a context that aws eks update-kubeconfig wrote');
  }
  const own = new Aws(region);
  try {
    return await askAws(ask ?? own.ask, setup, Date.now());
  } finally {
    await own.close();
  }
}
