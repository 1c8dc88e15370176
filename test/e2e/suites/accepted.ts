import { push, type PushEntry, type PushTarget } from '../client';
import type { RigCluster } from '../rig/cluster';

/** Components that a push passes. */
const WAY = ['gateway', 'distributor'];

/** Pushes entries of one stream. If Loki does not accept them, the logs of the pods that they pass say why. */
export async function accepted(
  cluster: RigCluster,
  target: PushTarget,
  stream: Record<string, string>,
  values: readonly PushEntry[],
): Promise<void> {
  const { status, ...answer } = await push(target, stream, values).then(async (response) => ({
    status: response.status,
    text: await response.text(),
  }));
  if (status === 204) return;
  const logs = WAY.flatMap((name) => cluster.component(name).map((pod) => `${pod.name}\n${pod.log.slice(-3000)}`));
  throw new Error(`push: ${status} ${answer.text}\n${logs.join('\n')}`);
}
