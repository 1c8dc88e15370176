import { push, pushTarget } from '../client';
import type { RigCluster } from '../rig/cluster';
import { sleep } from '../rig/wait';

/** Seconds for which a pod serves after SIGTERM, less one for a busy machine. */
const SERVES = 9;

/** A rollout, as those see it who have not noticed yet that a pod ends. */
export function shutdownTests(running: () => RigCluster): void {
  test('a distributor that ends is not ready, and takes every push for ten seconds', async () => {
    const cluster = running();
    const [distributor] = cluster.component('distributor');
    if (!distributor) throw new Error('no distributor');
    const target = { ...pushTarget(cluster), url: `http://${distributor.address}:3100/loki/api/v1/push` };
    const started = Date.now();
    const ended = distributor.stop();
    const pushes: { readonly status: number; readonly seconds: number }[] = [];
    let readiness = 200;
    while (Date.now() - started < SERVES * 1000) {
      const before = Date.now();
      const { status } = await push(target, { job: 'e2e/shutdown' }, [[`${before}000000`, `at ${before}`, {}]]);
      pushes.push({ status, seconds: (Date.now() - before) / 1000 });
      readiness = (await fetch(`http://${distributor.address}:3100/ready`)).status;
      await sleep(0.5);
    }
    expect(pushes.length).toBeGreaterThan(5);
    expect(pushes.filter(({ status, seconds }) => status !== 204 || seconds > 2)).toEqual([]);
    expect(readiness).toBe(503);
    await ended;
    await distributor.start();
    await cluster.ready(120, [distributor]);
  });
}
