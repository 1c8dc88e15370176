import { describeWith } from '../helpers/programs';
import { eksLokiAt } from './rig/living/eks-loki';
import { LIVING } from './rig/living/living-cluster';
import { devWith, LivingDev, PATIENCE, UNHARMED } from './rig/living/living-dev';
import { waitFor } from './rig/wait';
import { misspelt } from './suites/misspelt';
import { testNoneLost } from './suites/none-lost';

/** Environment with another configuration of Loki, and with another one of Alloy too. */
const CHANGED = { loki: { config: { limits_config: { max_entries_limit_per_query: 6000 } } } };
const OTHER = { ...CHANGED, alloy: { cloudInit: false } };

describeWith(LIVING, 'rollouts on a living cluster', () => {
  let dev: LivingDev;

  beforeAll(async () => {
    dev = new LivingDev();
    await dev.start();
  }, PATIENCE);
  afterAll(() => dev.stop(), 60_000);

  test(
    'a changed configuration of Loki rolls one ingester after the other, last first, within the budgets',
    async () => {
      expect(await dev.during(() => dev.deploy(devWith(CHANGED)))).toEqual(UNHARMED);
      expect(dev.rollouts.orderOf('loki-ingester')).toEqual([2, 1, 0].map((index) => `loki-ingester-${index}`));
      expect(dev.rollouts.orderOf('loki-index-gateway')).toEqual([1, 0].map((index) => `loki-index-gateway-${index}`));
      expect(await dev.tooFew()).toEqual([]);
      expect(['loki-gateway', 'loki-chunks-cache', 'alloy'].flatMap((name) => dev.rollouts.orderOf(name))).toEqual([]);
    },
    PATIENCE,
  );

  test(
    'a changed configuration of Alloy rolls one node after the other, and nothing else',
    async () => {
      expect(await dev.during(() => dev.deploy(devWith(OTHER)))).toEqual(UNHARMED);
      expect(dev.rollouts.orderOf('alloy')).toHaveLength(3);
      expect(dev.rollouts.orderOf('loki')).toEqual([]);
      expect(await dev.tooFew()).toEqual([]);
    },
    PATIENCE,
  );

  test(
    'a configuration that Loki refuses stops the rollout: former pods serve, and eks-loki wait says why',
    async () => {
      const broken = devWith({ ...OTHER, customize: misspelt });
      const outcome = await dev.during(async () => {
        await dev.cluster.deploy(broken);
        await waitFor(
          () => dev.cluster.agent.component('ingester').some((pod) => pod.all.some(({ restarts }) => restarts > 1)),
          180,
          () => 'no ingester has failed twice',
        );
        const { status, stdout, stderr } = await eksLokiAt(dev.cluster.api, ['wait', 'dev', '--timeout', '20s']);
        expect([status, stdout + stderr]).toEqual([
          1,
          expect.stringMatching(/loki-ingester-2[\s\S]*exits with code 1/),
        ]);
        expect(stdout + stderr).toContain('--previous');
      });
      expect(outcome).toEqual(UNHARMED);
      expect(dev.rollouts.orderOf('loki-ingester')).toEqual(['loki-ingester-2']);
      expect(await dev.tooFew()).toEqual([]);
    },
    PATIENCE,
  );

  test(
    'the former configuration delivered again repairs everything: broken pods read it when they start again',
    async () => {
      expect(await dev.during(() => dev.deploy(devWith(OTHER)))).toEqual(UNHARMED);
      expect(await dev.tooFew()).toEqual([]);
    },
    PATIENCE,
  );

  testNoneLost(() => dev);
});
