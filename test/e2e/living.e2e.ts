import type { CommandResult } from '../helpers/cli';
import { describeWith } from '../helpers/programs';
import { eksLokiAt } from './rig/living/eks-loki';
import { LIVING } from './rig/living/living-cluster';
import { LivingDev, PATIENCE, UNHARMED } from './rig/living/living-dev';
import { Operator } from './rig/living/operator';
import { sleep } from './rig/wait';
import { WrittenEnvironment } from './suites/apply';

/** Seconds from nothing to all workloads of `dev` ready, on two quiet cores. */
const READY_WITHIN = 90;

/** Most seconds of a look of doctor. */
const DOCTOR_WITHIN = 15;

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

  test(
    'eks-loki wait finds all workloads ready',
    async () => {
      const { status, stdout, stderr } = await eksLokiAt(dev.cluster.api, ['wait', 'dev', '--timeout', '2m']);
      expect([status, stdout + stderr]).toEqual([0, expect.stringMatching(/all \d+ workloads of dev are ready/)]);
    },
    PATIENCE,
  );

  test(
    `eks-loki doctor looks at all of it within ${DOCTOR_WITHIN} s`,
    async () => {
      const operator = new Operator(dev.cluster);
      const took: number[] = [];
      // Files are read for the first time, and other work may slow a look down.
      for (let looks = 0; looks < 4 && Math.min(...took) >= DOCTOR_WITHIN; looks++) {
        const { seconds, stdout } = await operator.eksLoki('doctor', 'dev', '--json');
        expect((JSON.parse(stdout) as { hops: object[] }).hops).toHaveLength(11);
        took.push(seconds);
      }
      process.stdout.write(`doctor took ${took.join(' s, ')} s\n`);
      expect(Math.min(...took)).toBeLessThan(DOCTOR_WITHIN);
    },
    PATIENCE,
  );

  test(
    'rendered files are applied on the side of the server after a deploy, with the flag of the how-to, and restart nothing',
    async () => {
      const written = new WrittenEnvironment(dev.cluster.environment);
      const pods = () => Object.entries(dev.versions()).filter(([name]) => name.startsWith('Pod '));
      const before = pods();
      dev.rollouts.begin();
      const apply = async (...flags: string[]) => {
        const results: CommandResult[] = [];
        for (const file of written.files) {
          results.push(await dev.cluster.api.run(['apply', '--server-side', ...flags, '-f', file]));
        }
        return results;
      };
      const refused = (await apply()).map(({ stderr }) => stderr).join('');
      expect(refused).toContain('conflict');
      expect(refused).toContain('kubectl-client-side-apply');
      for (const flags of [['--force-conflicts'], []]) {
        expect((await apply(...flags)).map(({ status, stderr }) => [status, stderr])).toEqual(
          written.files.map(() => [0, '']),
        );
      }
      await dev.cluster.ready(120);
      await sleep(5);
      expect(dev.rollouts.made).toBe(0);
      expect(pods()).toEqual(before);
      written.remove();
    },
    PATIENCE,
  );
});
