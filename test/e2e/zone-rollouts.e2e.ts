import { INGESTER_ZONES, ZONE_LABEL } from '../../charts/loki/workloads/zones';
import { isServing, type Pod } from '../../lib/live/pods';
import type { EnvironmentProps } from '../../lib/environment/props';
import { describeWith } from '../helpers/programs';
import { eksLokiAt } from './rig/living/eks-loki';
import { LIVING } from './rig/living/living-cluster';
import { devWith, LivingDev, PATIENCE, UNHARMED } from './rig/living/living-dev';
import { waitFor } from './rig/wait';
import { testNoneLost } from './suites/none-lost';

/** Ingesters in each zone, each on a node of its own. */
const IN_ZONE = 2;

/** Components that need only one pod here. */
const FEW = ['querier', 'queryFrontend', 'queryScheduler', 'indexGateway', 'patternIngester'];

/** Ingesters in three zones, which rollout-operator restarts and protects from evictions. */
const withZones = (config = {}): Partial<EnvironmentProps> => ({
  alloy: { events: false },
  loki: {
    ...{ ingesterZones: true, rolloutOperator: { zoneBudget: true }, config },
    sizes: {
      ingester: { replicas: IN_ZONE * INGESTER_ZONES.length },
      ...Object.fromEntries(FEW.map((name) => [name, { replicas: 1 }])),
    },
  },
});

const DRAIN = ['--ignore-daemonsets', '--delete-emptydir-data'];

describeWith([...LIVING, 'rollout-operator'], 'ingesters in zones on a living cluster', () => {
  let dev: LivingDev;
  /** Zones with ingesters that were away at the same time, since the act began. */
  const together = new Set<string>();

  beforeAll(async () => {
    dev = new LivingDev(devWith(withZones()), IN_ZONE);
    await dev.start();
    dev.cluster.store.on('Pod', () => void together.add(away().join(' ')));
  }, PATIENCE);
  afterAll(() => dev.stop(), 60_000);

  const ingestersOf = (zone: string) =>
    dev.cluster.store.ofKind('Pod').filter(({ metadata }) => metadata.labels?.[ZONE_LABEL] === zone);
  const away = () =>
    INGESTER_ZONES.filter((zone) => ingestersOf(zone).filter((pod) => isServing(pod as Pod)).length < IN_ZONE);
  const nodesOf = (zone: string): string[] => [
    ...new Set(ingestersOf(zone).map(({ spec }) => (spec as { nodeName?: string }).nodeName ?? '')),
  ];
  const zonesOf = (zone: string) => [...new Set(nodesOf(zone).map((node) => dev.cluster.nodes.zoneOf(node)))];
  const allZones = () => INGESTER_ZONES.flatMap(zonesOf).sort();
  const during = (act: () => Promise<void>) => {
    together.clear();
    return dev.during(act);
  };
  const oneByOne = () => [...together].filter((zones) => zones.includes(' '));

  test('each set has a zone of the cluster to itself, and each ingester a node', () => {
    const all = dev.cluster.nodes.names;
    expect(allZones()).toEqual([...new Set(all.map((node) => dev.cluster.nodes.zoneOf(node)))].sort());
    expect(INGESTER_ZONES.flatMap(nodesOf).sort()).toEqual([...all].sort());
  });

  test(
    'rollout-operator restarts zone after zone after a change of the configuration, all ingesters of one at once',
    async () => {
      const changed = withZones({ limits_config: { max_entries_limit_per_query: 6000 } });
      expect(await during(() => dev.deploy(devWith(changed)))).toEqual(UNHARMED);
      const order = dev.rollouts.orderOf('loki-ingester').map((name) => name.replace(/-\d+$/, ''));
      expect(order).toHaveLength(IN_ZONE * INGESTER_ZONES.length);
      // All of one, then all of the next.
      expect(order).toEqual([...new Set(order)].flatMap((set) => Array.from({ length: IN_ZONE }, () => set)));
      expect(oneByOne()).toEqual([]);
      expect(dev.rollouts.lowestOf('ingester')).toBe(IN_ZONE * (INGESTER_ZONES.length - 1));
      const command = ['wait', 'dev', '--timeout', '2m', '--environments', dev.fileWith(changed)];
      const { status, stdout, stderr } = await eksLokiAt(dev.cluster.api, command);
      expect([status, stdout + stderr]).toEqual([0, expect.stringContaining('are ready')]);
    },
    PATIENCE,
  );

  test(
    'all nodes of a zone are drained at once, and none of another meanwhile',
    async () => {
      const [first, [other]] = [nodesOf('zone-a'), nodesOf('zone-b') as [string]];
      const outcome = await during(async () => {
        // The operator is evicted too. No ingester may go until it is back on another node, and a drain may be repeated.
        await waitFor(
          async () => (await dev.cluster.api.run(['drain', ...first, ...DRAIN, '--timeout=200s'])).status === 0,
          400,
          () => dev.cluster.unready.join(),
        );
        await waitFor(
          () => !dev.cluster.unready.includes('Deployment loki/rollout-operator'),
          120,
          () => dev.cluster.unready.join(),
        );
        // The API server may have a connection to the pod that ended, whose next request fails: then nobody is evicted either.
        let refused = await dev.cluster.api.run(['drain', other, ...DRAIN, '--timeout=30s']);
        for (let turn = 0; turn < 2 && /failed to call webhook/.test(refused.stderr); turn++) {
          refused = await dev.cluster.api.run(['drain', other, ...DRAIN, '--timeout=30s']);
        }
        await dev.cluster.kubectl(['uncordon', ...first, other]);
        expect([refused.status, refused.stderr]).toEqual([
          1,
          expect.stringMatching(/pods? not ready.* in loki-ingester-zone-a/),
        ]);
        await dev.cluster.ready(300);
      });
      expect(outcome).toEqual(UNHARMED);
      expect(oneByOne()).toEqual([]);
    },
    PATIENCE,
  );

  test(
    'all nodes of a zone are lost: lines of the others flow, and ingesters on new nodes get the volumes',
    async () => {
      const [zone] = zonesOf('zone-c') as [string];
      const lost = nodesOf('zone-c');
      // Pushes through a distributor of a lost node fail until Kubernetes knows of it, and are sent again.
      const others = '--pod-selector=app.kubernetes.io/component in (gateway,distributor)';
      await dev.cluster.kubectl(['drain', ...lost, ...DRAIN, others]);
      await dev.cluster.ready(180);
      const outcome = await during(async () => {
        await Promise.all(lost.map((node) => dev.cluster.loseNode(node)));
        await waitFor(
          () => ingestersOf('zone-c').length === IN_ZONE && nodesOf('zone-c').every((node) => node === ''),
          180,
          () => 'its ingesters are not made again',
        );
        const names = Array.from({ length: IN_ZONE }, (_, index) => `ip-10-42-0-${120 + index}.ec2.internal`);
        await dev.cluster.nodes.join(names.map((name) => ({ name, zone })));
        await dev.cluster.ready(300);
        expect(names).toEqual(expect.arrayContaining(nodesOf('zone-c')));
      });
      expect(outcome).toEqual(UNHARMED);
      expect(oneByOne()).toEqual([]);
    },
    PATIENCE,
  );

  testNoneLost(() => dev);
});
