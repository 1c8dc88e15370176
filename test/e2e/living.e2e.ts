import { describeWith } from '../helpers/programs';
import { LIVING } from './rig/living/living-cluster';
import { LivingDev, PATIENCE, UNHARMED } from './rig/living/living-dev';
import { sleep } from './rig/wait';

/** Seconds from nothing to all workloads of `dev` ready, on two quiet cores. */
const READY_WITHIN = 90;

describeWith(LIVING, 'dev on a living cluster', () => {
  let dev: LivingDev;

  beforeAll(async () => {
    dev = new LivingDev();
    await dev.start();
  }, PATIENCE);
  afterAll(() => dev.stop(), 60_000);

  test(`is ready within ${READY_WITHIN} s, without a restart`, () => {
    expect(dev.seconds).toBeLessThan(READY_WITHIN);
    const restarted = [...dev.cluster.agent.pods.values()].filter((pod) => pod.all.some((one) => one.restarts > 0));
    expect(restarted.map((pod) => pod.object.metadata.name)).toEqual([]);
  });

  test('has an ingester and an Alloy in each zone', () => {
    const zones = (app: string, label = 'component') =>
      dev.cluster.store
        .ofKind('Pod')
        .filter(({ metadata }) => metadata.labels?.[`app.kubernetes.io/${label}`] === app)
        .map(({ spec }) => dev.cluster.nodes.zoneOf((spec as { nodeName: string }).nodeName))
        .sort();
    const all = dev.cluster.nodes.names.map((node) => dev.cluster.nodes.zoneOf(node)).sort();
    expect(zones('ingester')).toEqual(all);
    expect(zones('agent')).toEqual(all);
  });

  test(
    'carries lines of every node',
    async () => {
      expect(await dev.during(() => sleep(10))).toEqual(UNHARMED);
    },
    PATIENCE,
  );

  test(
    'the same delivery again changes no object and restarts no container',
    async () => {
      const before = dev.versions();
      expect(Object.keys(before).length).toBeGreaterThan(50);
      expect(await dev.during(async () => void (await dev.cluster.deploy()))).toEqual(UNHARMED);
      await sleep(5);
      expect(dev.versions()).toEqual(before);
      expect(dev.rollouts.made).toBe(0);
    },
    PATIENCE,
  );
});
