import { GrafanaClient, push, pushTarget } from '../client';
import type { RigCluster } from '../rig/cluster';
import { waitFor } from '../rig/wait';

const HOUR = 3_600_000;

/**
 * Retention: the environment keeps 7 days and the tenant `apps` one. Lines of 50 hours ago are due for `apps` alone.
 */
export function retentionTests(running: () => RigCluster): void {
  test('the compactor deletes what is due, and only that', async () => {
    const cluster = running();
    const old = Date.now() - 50 * HOUR;
    const fresh = Date.now();
    const target = pushTarget(cluster);
    for (const tenant of ['platform', 'apps']) {
      for (const time of [old, fresh]) {
        const pushed = await push({ ...target, tenant }, { job: 'e2e/retention' }, [
          [`${time}000000`, `${tenant} ${time}`],
        ]);
        expect(`${pushed.status} ${await pushed.text()}`).toBe('204 ');
      }
    }
    const chunks = async (tenant: string) =>
      (await cluster.aws.list(cluster.buckets.chunks)).filter(({ key }) => key.startsWith(`${tenant}/`)).length;
    await cluster.flush();
    await waitFor(
      async () => (await chunks('apps')) >= 2,
      60,
      () => 'no chunks of apps',
    );
    const before = { platform: await chunks('platform'), apps: await chunks('apps') };
    await cluster.restart(cluster.component('ingester'));
    const [compactor] = cluster.component('compactor');
    await waitFor(
      async () => (await chunks('apps')) < before.apps,
      150,
      () => `nothing was deleted: ${JSON.stringify(before)}\n${compactor?.log.slice(-4000)}`,
    );
    const texts = async (tenant: string) =>
      (await new GrafanaClient(cluster, tenant).lines('{job="e2e/retention"}', old - HOUR, Date.now())).map(
        ({ text }) => text,
      );
    expect(await texts('platform')).toEqual([`platform ${old}`, `platform ${fresh}`]);
    expect(await texts('apps')).toEqual([`apps ${fresh}`]);
    expect(await chunks('platform')).toBe(before.platform);
  });
}
