import { INVENTORY } from '../../charts/monitoring/keep';
import { resolveEnvironment } from '../../lib/environment/environment';
import { describeWith } from '../helpers/programs';
import { LOKI_RIG, RigCluster } from './rig/cluster';
import { KubernetesApi } from './rig/kubernetes-api';
import { FakeNode } from './rig/node';
import { RigPrometheus } from './rig/prometheus';
import { alertTests } from './suites/alerts';
import { waitFor } from './rig/wait';

describeWith([...LOKI_RIG, 'alloy', 'prometheus'], 'alerts in a Prometheus with the rendered files', () => {
  let cluster: RigCluster;
  let api: KubernetesApi;
  let node: FakeNode;
  let prometheus: RigPrometheus;

  beforeAll(async () => {
    cluster = new RigCluster(
      resolveEnvironment('alerts', {
        account: '111122223333',
        region: 'eu-west-1',
        cluster: { create: {} },
        volume: '20 GB/day',
        credentials: { from: 'kubernetes-secret' },
        monitoring: { from: 'scrape-config', namespace: 'monitoring' },
        loki: {
          // Nobody listens there.
          alertmanagerUrl: 'http://alertmanager.monitoring:9093',
          config: { ruler: { evaluation_interval: '5s', poll_interval: '5s' } },
        },
      }),
      { claimBytes: { ingester: 256 * 1024 * 1024 } },
    );
    node = new FakeNode(cluster.node);
    api = new KubernetesApi(cluster.folder);
    await api.start();
    await cluster.startLoki();
    await cluster.startAlloy(api.mounts, api.env);
    prometheus = new RigPrometheus(cluster, ['chunks-cache', 'results-cache']);
    await prometheus.start();
  });
  afterAll(async () => {
    prometheus?.stop();
    api?.stop();
    await cluster?.stop();
  });

  test('series have the labels of the mixin', async () => {
    const up = await prometheus.query('up');
    expect([...new Set(up.map(({ metric }) => metric.cluster))]).toEqual(['alerts']);
    const jobs = [...new Set(up.map(({ metric }) => metric.job))].sort();
    expect(jobs).toEqual(
      [
        ...['compactor', 'distributor', 'index-gateway', 'ingester', 'overrides-exporter', 'pattern-ingester'],
        ...['querier', 'query-frontend', 'query-scheduler', 'ruler'],
      ]
        .map((component) => `loki/${component}`)
        .concat('alloy/agent')
        .sort(),
    );
    expect(up.every(({ metric: { namespace, pod, container } }) => namespace && pod && container)).toBe(true);
  });

  test('only what is kept is stored, a third of what is exposed', async () => {
    const texts = await Promise.all(prometheus.pods.map((pod) => pod.metrics()));
    const exposed = texts
      .join('\n')
      .split('\n')
      .filter((line) => line && !line.startsWith('#')).length;
    const stored = (await prometheus.query('sum(scrape_samples_post_metric_relabeling)'))[0]?.value ?? 0;
    process.stdout.write(`${prometheus.pods.length} pods expose ${exposed} series, of which ${stored} are stored\n`);
    expect(stored).toBeGreaterThan(1000);
    expect(stored / exposed).toBeLessThan(1 / 3);
  });

  test('the names and labels of the inventory are those of the real programs', async () => {
    const texts = (await Promise.all(prometheus.pods.map((pod) => pod.metrics()))).join('\n');
    const wrong = Object.entries(INVENTORY).flatMap(([name, { labels }]) => {
      const lines = texts.split('\n').filter((line) => line.startsWith(`${name}{`));
      const found = new Set(lines.flatMap((line) => [...line.matchAll(/[{,](\w+)="/g)].map(([, label = '']) => label)));
      return [...found].filter((label) => !labels.includes(label)).map((label) => `${name}: ${label}`);
    });
    expect(wrong).toEqual([]);
  });

  test('on a node without pods and without a journal, only that fires', async () => {
    const expected = ['AlloyJournalSilent', 'AlloyReadsNoFiles'];
    let firing: string[] = [];
    await waitFor(
      async () => {
        firing = (await prometheus.firing()).sort();
        return firing.join() === expected.join();
      },
      120,
      () => `these fire: ${firing.join()}`,
    );
  });

  alertTests(() => ({ cluster, node, api, prometheus }));
});
