import { rollSets } from '../../bin/roll/roll';
import type { RingMember } from '../../bin/roll/ring';
import environments from '../../bin/environments';
import { INGESTER_ZONES } from '../../charts/loki/workloads/zones';
import { resolveEnvironment } from '../../lib/environment/environment';
import type { EnvironmentProps } from '../../lib/environment/props';
import { Manifests } from '../../lib/manifests/manifests';
import { describeWith } from '../helpers/programs';
import { GrafanaClient, pushTarget } from './client';
import { LOKI_RIG, RigCluster } from './rig/cluster';
import type { Pod } from './rig/pod';
import { RigKubectl } from './rig/roll-kubectl';
import { sleep, waitFor } from './rig/wait';
import { NumberedLines } from './suites/writers';

/** Two ingesters in each of three zones. */
const ZONED: EnvironmentProps = {
  ...(environments.dev as EnvironmentProps),
  alloy: { events: false },
  loki: { ingesterZones: true, sizes: { ingester: { replicas: 6 } } },
};

const LINES = 200_000;
const NOTHING = { missing: [], twice: [] };

/** Member of the ring as Loki prints it. */
interface Shard extends RingMember {
  readonly zone: string;
  readonly tokens: readonly number[];
}

describeWith(LOKI_RIG, 'ingesters in zones', () => {
  let cluster: RigCluster;

  beforeAll(async () => {
    cluster = new RigCluster(resolveEnvironment('dev', ZONED));
    await cluster.startLoki();
  }, 240_000);
  afterAll(() => cluster.stop(), 60_000);

  const ingestersOf = (zone: string): Pod[] =>
    cluster.component('ingester').filter(({ props }) => props.labels['loki.grafana.com/zone'] === zone);
  const ringAt = async (pod: Pod): Promise<Shard[]> => {
    const url = `http://${pod.address}:${pod.port('http-metrics')}/ring`;
    const response = await fetch(url, { headers: { accept: 'application/json' } });
    return ((await response.json()) as { shards: Shard[] }).shards;
  };
  const distributor = (): Pod => cluster.component('distributor')[0] as Pod;
  const tokens = async (): Promise<Record<string, string>> =>
    Object.fromEntries((await ringAt(distributor())).map(({ id, tokens: all }) => [id, all.join()]));
  const during = async (job: string, seconds: number, fault: () => Promise<void>) => {
    const lines = new NumberedLines(pushTarget(cluster), { job }, LINES, seconds);
    await Promise.all([lines.write(), fault()]);
    await cluster.ready();
    const grafana = new GrafanaClient(cluster, pushTarget(cluster).tenant);
    const found = await grafana.lines(`{job="${job}"}`, lines.start - 60_000, Date.now() + 60_000);
    return { ...lines.audit(found.map(({ text }) => text)), refused: lines.failures };
  };

  test('the ring has two members in each of three zones', async () => {
    const zones = (await ringAt(distributor())).map(({ id, zone, state }) => [id, zone, state]).sort();
    expect(zones).toEqual(
      INGESTER_ZONES.flatMap((zone) => [0, 1].map((index) => [`loki-ingester-${zone}-${index}`, zone, 'ACTIVE'])),
    );
  });

  test('each zone has a copy of a stream', async () => {
    expect(await during('e2e/copies', 5, () => sleep(1))).toEqual({ ...NOTHING, refused: [] });
    const streams = await Promise.all(
      INGESTER_ZONES.map(async (zone) => {
        const metrics = await Promise.all(ingestersOf(zone).map((pod) => pod.metrics()));
        const counts = metrics.map((text) => Number(/^loki_ingester_memory_streams\{.*\} (\d+)/m.exec(text)?.[1] ?? 0));
        return counts.reduce((sum, count) => sum + count, 0);
      }),
    );
    expect(Math.min(...streams)).toBeGreaterThan(0);
    expect(new Set(streams).size).toBe(1);
  }, 120_000);

  test('a zone is lost with kill -9, and comes back: no line is lost, refused or twice there', async () => {
    const lost = await during('e2e/zone', 40, async () => {
      await sleep(5);
      const victims = ingestersOf('zone-b');
      await Promise.all(victims.map((pod) => pod.stop('SIGKILL')));
      await sleep(20);
      await Promise.all(victims.map((pod) => pod.start()));
      await cluster.ready(120, victims);
    });
    expect(lost).toEqual({ ...NOTHING, refused: [] });
  }, 300_000);

  test('eks-loki roll restarts zone after zone under lines, and every ingester keeps its tokens', async () => {
    const before = await tokens();
    const orders: string[] = [];
    const rolled = await during('e2e/roll', 120, async () => {
      const sets = new Manifests(cluster.objects.ofKind('StatefulSet') as never).workloads.filter(({ name }) =>
        name.startsWith('loki-ingester-'),
      );
      const results = await rollSets(new RigKubectl(cluster, sets), sets, {
        timeoutSeconds: 180,
        pollEverySeconds: 1,
        ring: (_namespace, pod) => ringAt(cluster.pods.find(({ name }) => name === pod) as Pod),
        onStep: (line) => orders.push(line),
      });
      expect(results.map(({ failure }) => failure)).toEqual([undefined, undefined, undefined]);
      expect(results.map(({ pods }) => pods.length)).toEqual([2, 2, 2]);
    });
    expect(rolled).toEqual({ ...NOTHING, refused: [] });
    expect(orders.filter((line) => line.includes('restarting'))).toHaveLength(3);
    await waitFor(
      async () => (await ringAt(distributor())).every(({ state }) => state === 'ACTIVE'),
      60,
      () => 'the ring is not whole',
    );
    expect(await tokens()).toEqual(before);
  }, 400_000);
});
