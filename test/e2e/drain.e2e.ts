import { describeWith } from '../helpers/programs';
import { eksLokiAt } from './rig/living/eks-loki';
import { LIVING } from './rig/living/living-cluster';
import { LivingDev, PATIENCE, UNHARMED } from './rig/living/living-dev';
import { sleep, waitFor } from './rig/wait';

/** Flag of a drain that fails if a pod stays until its grace is over, which is 330 s for a gateway. */
const DRAINED_WITHIN = '--timeout=200s';

describeWith(LIVING, 'nodes of a living cluster', () => {
  let dev: LivingDev;

  beforeAll(async () => {
    dev = new LivingDev();
    await dev.start();
  }, PATIENCE);
  afterAll(() => dev.stop(), 60_000);

  const on = (node: string, component: string): string[] =>
    dev.cluster.agent
      .component(component)
      .filter(({ spec }) => spec.nodeName === node)
      .map(({ object }) => object.metadata.name);
  const isScheduled = (name: string): boolean => {
    const pod = dev.cluster.store.find('Pod', name, 'loki');
    return (pod?.spec as { nodeName?: string } | undefined)?.nodeName !== undefined;
  };

  /** Drains a node, which is the whole of its zone, and lets pods come back. */
  const drain = async (node: string): Promise<void> => {
    const flags = ['--ignore-daemonsets', '--delete-emptydir-data', DRAINED_WITHIN];
    await dev.cluster.kubectl(['drain', node, ...flags]);
    expect(['ingester', 'distributor', 'gateway'].flatMap((component) => on(node, component))).toEqual([]);
    await sleep(10);
    await dev.cluster.kubectl(['uncordon', node]);
    await dev.cluster.ready(300);
  };

  test(
    'every node is drained in turn, as for a new version of Kubernetes: budgets hold, and lines flow',
    async () => {
      for (const node of dev.cluster.nodes.names) {
        const [ingester] = on(node, 'ingester');
        expect(await dev.during(() => drain(node))).toEqual(UNHARMED);
        expect(dev.rollouts.orderOf('loki-ingester')).toEqual([ingester]);
        expect(dev.rollouts.lowestOf('ingester')).toBe(2);
        expect(dev.rollouts.lowestOf('gateway')).toBeGreaterThanOrEqual(1);
        expect(dev.rollouts.lowestOf('distributor')).toBeGreaterThanOrEqual(1);
      }
    },
    3 * PATIENCE,
  );

  test(
    'a second zone is not drained while the ingester of the first is away, and eks-loki wait says why it is',
    async () => {
      const [first, second] = dev.cluster.nodes.names as [string, string];
      const [away] = on(first, 'ingester') as [string];
      const outcome = await dev.during(async () => {
        await dev.cluster.kubectl(['drain', first, '--ignore-daemonsets', '--delete-emptydir-data', DRAINED_WITHIN]);
        await waitFor(
          () => dev.cluster.store.find('Pod', away, 'loki') !== undefined && !isScheduled(away),
          60,
          () => `${away} has a node`,
        );
        const other = dev.cluster.api.run([
          'drain',
          second,
          '--ignore-daemonsets',
          '--delete-emptydir-data',
          '--timeout=30s',
        ]);
        const { status, stderr } = await other;
        expect([status, stderr]).toEqual([1, expect.stringContaining("violate the pod's disruption budget")]);
        expect(on(second, 'ingester')).toHaveLength(1);
        const said = await eksLokiAt(dev.cluster.api, ['wait', 'dev', '--timeout', '20s']);
        expect([said.status, said.stdout + said.stderr]).toEqual([1, expect.stringContaining(away)]);
        process.stdout.write(said.stdout + said.stderr);
        await dev.cluster.kubectl(['uncordon', first, second]);
        await dev.cluster.ready(300);
      });
      expect(outcome).toEqual(UNHARMED);
      expect(dev.rollouts.lowestOf('ingester')).toBe(2);
    },
    PATIENCE,
  );

  test(
    'a node is lost with all its pods, and a new one in its zone gets the volumes: lines of the others flow',
    async () => {
      const node = dev.cluster.nodes.names[2] as string;
      const [ingester] = on(node, 'ingester') as [string];
      const zone = dev.cluster.nodes.zoneOf(node);
      const { missing } = await dev.during(async () => {
        await dev.cluster.loseNode(node);
        await waitFor(
          () => dev.cluster.store.find('Pod', ingester, 'loki') !== undefined && !isScheduled(ingester),
          180,
          () => `${ingester} is not made again`,
        );
        await dev.cluster.nodes.join([{ name: 'ip-10-42-0-104.ec2.internal', zone }]);
        await dev.cluster.ready(300);
      });
      // Pushes that were on their way through a pod of the node end with it, and are sent again.
      expect(missing).toEqual([]);
      expect(on('ip-10-42-0-104.ec2.internal', 'ingester')).toEqual([ingester]);
      expect((await dev.lines.auditAll()).missing).toEqual([]);
    },
    PATIENCE,
  );
});
