import type { MigrationOutcome } from '../../bin/migrate/report';
import { INGESTER_ZONES } from '../../charts/loki/workloads/zones';
import type { IngesterZones } from '../../charts/loki/workloads/migration';
import type { EnvironmentProps } from '../../lib/environment/props';
import { describeWith } from '../helpers/programs';
import { eksLokiAt } from './rig/living/eks-loki';
import { LIVING } from './rig/living/living-cluster';
import { devWith, LivingDev, PATIENCE, UNHARMED } from './rig/living/living-dev';
import { Operator } from './rig/living/operator';
import { waitFor } from './rig/wait';
import { testNoneLost } from './suites/none-lost';

/** Components that need only one pod here. */
const FEW = ['querier', 'queryFrontend', 'queryScheduler', 'indexGateway', 'patternIngester'];

/** `dev` with ingesters as a user writes them in a step. What an index gateway learns within minutes, it learns within seconds. */
const propsOf = (ingesterZones: IngesterZones): Partial<EnvironmentProps> => ({
  alloy: { events: false },
  loki: {
    ingesterZones,
    sizes: Object.fromEntries(FEW.map((name) => [name, { replicas: 1 }])),
    config: { storage_config: { tsdb_shipper: { resync_interval: '5s' } } },
  },
});

describeWith(LIVING, 'one StatefulSet of ingesters becomes three on a living cluster', () => {
  let dev: LivingDev;
  let operator: Operator;

  beforeAll(async () => {
    dev = new LivingDev(devWith(propsOf(false)));
    await dev.start();
    operator = new Operator(dev.cluster);
  }, PATIENCE);
  afterAll(() => dev.stop(), 60_000);

  const namesOf = () => dev.cluster.agent.component('ingester').map(({ object }) => object.metadata.name);
  const former = [0, 1, 2].map((index) => `loki-ingester-${index}`);
  const ofZones = INGESTER_ZONES.map((zone) => `loki-ingester-${zone}-0`);

  /** Outcome of `eks-loki migrate zones` beside a state that is deployed. */
  const migrate = async (deployed: IngesterZones): Promise<MigrationOutcome> => {
    const args = ['migrate', 'zones', 'dev', '--json', '--environments', dev.fileWith(propsOf(deployed))];
    const { stdout, stderr } = await eksLokiAt(dev.cluster.api, args);
    if (stdout === '') throw new Error(stderr);
    return JSON.parse(stdout) as MigrationOutcome;
  };

  /** Waits until the command allows the next step: the ring spreads within seconds. */
  const nextMayStart = async (deployed: IngesterZones): Promise<MigrationOutcome> => {
    let last: MigrationOutcome | undefined;
    await waitFor(
      async () => {
        last = await migrate(deployed);
        return last.mayStart;
      },
      120,
      () => JSON.stringify(last),
    );
    return last as MigrationOutcome;
  };

  const step = (ingesterZones: IngesterZones) => dev.during(() => dev.deploy(devWith(propsOf(ingesterZones))));

  test(
    'step 1: the former ingesters become a zone, one after the other',
    async () => {
      expect(await nextMayStart(false)).toMatchObject({ cluster: 'one', next: 'step 1' });
      expect(await step({ step: 1 })).toEqual(UNHARMED);
      expect(dev.rollouts.orderOf('loki-ingester')).toEqual([...former].reverse());
      expect(dev.rollouts.lowestOf('ingester')).toBe(2);
    },
    PATIENCE,
  );

  test(
    'step 2: the ingesters of the zones start beside them, and none of the former restarts',
    async () => {
      expect(await nextMayStart({ step: 1 })).toMatchObject({ cluster: 'step 1', next: 'step 2' });
      expect(await step({ step: 2 })).toEqual(UNHARMED);
      expect(dev.rollouts.orderOf('loki-ingester').sort()).toEqual(ofZones);
      expect(namesOf().sort()).toEqual([...former, ...ofZones].sort());
    },
    PATIENCE,
  );

  test(
    'step 3: distributors write to three zones, and the command says how long to wait',
    async () => {
      expect(await nextMayStart({ step: 2 })).toMatchObject({ cluster: 'step 2', next: 'step 3' });
      expect(await step({ step: 3 })).toEqual(UNHARMED);
      await waitFor(
        async () => (await migrate({ step: 3 })).reasons.every((reason) => reason.includes('wait')),
        60,
        () => 'something else is in the way',
      );
      const { mayStart, reasons } = await migrate({ step: 3 });
      expect([mayStart, reasons]).toEqual([
        false,
        [expect.stringMatching(/last 180 min: wait 1(?:[67]\d|80) min more$/)],
      ]);
    },
    PATIENCE,
  );

  test(
    'three hours: chunks and index of the lines from before are in the object store',
    async () => {
      const outcome = await dev.during(async () => {
        await dev.flush();
        for (const name of former) {
          await dev.cluster.kubectl(['delete', 'pod', name, '-n', 'loki']);
          await dev.cluster.ready(180);
        }
      });
      expect(outcome).toEqual(UNHARMED);
    },
    PATIENCE,
  );

  test(
    'step 4: queriers expect a copy in each zone, and the printed commands drain the former ingesters',
    async () => {
      expect(await step({ step: 4 })).toEqual(UNHARMED);
      const { mayStart, reasons, commands } = await migrate({ step: 4 });
      expect([mayStart, reasons]).toEqual([
        false,
        former.map((name) => expect.stringMatching(new RegExp(`^${name} is ACTIVE in zone zone-default of the ring`))),
      ]);
      expect(commands).toHaveLength(2 * former.length);
      const outcome = await dev.during(async () => {
        for (let index = 0; index < commands.length; index += 2) {
          expect(await operator.shell(commands.slice(index, index + 2).join('\n'))).toMatchObject({ status: 0 });
        }
        await nextMayStart({ step: 4 });
      });
      expect(outcome).toEqual(UNHARMED);
    },
    PATIENCE,
  );

  test(
    'step 5 and the end: the former StatefulSet goes, zone after zone restarts, and its volumes are deleted',
    async () => {
      expect(await step({ step: 5 })).toEqual(UNHARMED);
      await waitFor(
        () => namesOf().join() === ofZones.join(),
        120,
        () => namesOf().join(),
      );
      expect(await nextMayStart({ step: 5 })).toMatchObject({ cluster: 'step 5', next: 'zones' });
      const outcome = await dev.during(async () => {
        await dev.cluster.deploy(devWith(propsOf(true)));
        const args = ['roll', 'dev', '--environments', dev.fileWith(propsOf(true))];
        const { status, stdout, stderr } = await eksLokiAt(dev.cluster.api, args);
        expect([status, stdout + stderr]).toEqual([
          0,
          expect.stringContaining('all zones of dev have the deployed version'),
        ]);
        await dev.cluster.ready(300);
      });
      expect(outcome).toEqual(UNHARMED);
      const { done, commands } = await migrate(true);
      expect([done, commands]).toEqual([
        true,
        [expect.stringContaining('delete persistentvolumeclaims data-loki-ingester-0')],
      ]);
      expect(await operator.shell(commands.join('\n'))).toMatchObject({ status: 0 });
      expect(dev.cluster.store.ofKind('PersistentVolumeClaim').map(({ metadata }) => metadata.name)).not.toContain(
        'data-loki-ingester-0',
      );
    },
    PATIENCE,
  );

  testNoneLost(() => dev);
});
