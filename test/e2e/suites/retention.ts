import { GrafanaClient, pushTarget } from '../client';
import { accepted } from './accepted';
import type { RigCluster } from '../rig/cluster';
import { waitFor } from '../rig/wait';

const HOUR = 3_600_000;

/** Retention is 7 days, and one day for the tenant `apps`: lines of 50 hours ago expire for `apps` only. */
export function retentionTests(running: () => RigCluster): void {
  test('the compactor deletes expired chunks, and no others', async () => {
    const cluster = running();
    const old = Date.now() - 50 * HOUR;
    const fresh = Date.now();
    const target = pushTarget(cluster);
    for (const tenant of ['platform', 'apps']) {
      for (const time of [old, fresh]) {
        await accepted(cluster, { ...target, tenant }, { job: 'e2e/retention' }, [
          [`${time}000000`, `${tenant} ${time}`],
        ]);
      }
    }
    const chunks = async (tenant: string) =>
      (await cluster.aws.list(cluster.buckets.chunks)).filter(({ key }) => key.startsWith(`${tenant}/`)).length;
    await cluster.flush();
    await waitFor(
      async () => (await chunks('apps')) >= 2,
      60,
      () => 'apps has no chunks',
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
