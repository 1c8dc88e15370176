import { GrafanaClient, pushTarget } from '../client';
import { accepted } from './accepted';
import type { RigCluster } from '../rig/cluster';
import { waitFor } from '../rig/wait';
import { ownLoki } from '../../../lib/environment/own-loki';

/** Layout of the buckets. */
export function storageTests(running: () => RigCluster): void {
  const keys = async (purpose: 'chunks' | 'ruler') =>
    (await running().aws.list(running().buckets[purpose])).map(({ key }) => key);

  test('after a flush, the chunk bucket has chunks and their index, and nothing else', async () => {
    const cluster = running();
    const now = Date.now();
    const target = pushTarget(cluster);
    await accepted(cluster, target, { job: 'e2e/storage' }, [[`${now}000000`, 'kept']]);
    await cluster.flush();
    await waitFor(
      async () => (await keys('chunks')).some((key) => key.startsWith(`${target.tenant}/`)),
      60,
      () => 'no chunk',
    );
    // An ingester that restarts writes its index at once; otherwise that takes a quarter of an hour.
    await cluster.restart(cluster.component('ingester'));
    await waitFor(
      async () => (await keys('chunks')).some((key) => /^index\/loki_index_\d+\/.+\.tsdb\.gz$/.test(key)),
      120,
      () => 'no index',
    );
    const others = (await keys('chunks')).filter(
      (key) =>
        !new RegExp(`^(${ownLoki(cluster.environment).loki.tenants.join('|')})/[0-9a-f]+/[0-9a-f:]+$`).test(key) &&
        !/^index\/(loki_index_\d+|delete_requests)\//.test(key) &&
        key !== 'loki_cluster_seed.json',
    );
    expect(others).toEqual([]);
    const lines = await new GrafanaClient(cluster, target.tenant).lines('{job="e2e/storage"}', now - 1000, now + 1000);
    expect(lines.map(({ text }) => text)).toEqual(['kept']);
  });
}
