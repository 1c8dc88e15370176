import environments from '../../bin/environments';
import type { LiveIngesters, LiveWorkload } from '../../bin/migrate/cluster';
import { DRAIN_PATH } from '../../bin/migrate/drained';
import { type MigrationPlan, planMigration } from '../../bin/migrate/plan';
import type { RingMember } from '../../bin/roll/ring';
import { rollSets } from '../../bin/roll/roll';
import { INGESTER_ZONES } from '../../charts/loki/workloads/zones';
import type { IngesterZones } from '../../charts/loki/workloads/migration';
import { resolveEnvironment } from '../../lib/environment/environment';
import type { EnvironmentProps } from '../../lib/environment/props';
import { Manifests } from '../../lib/manifests/manifests';
import type { KubernetesObject } from '../helpers/charts';
import { describeWith } from '../helpers/programs';
import { GrafanaClient, pushTarget } from './client';
import { LOKI_RIG, RigCluster } from './rig/cluster';
import { Deploys } from './rig/deploys';
import type { Pod } from './rig/pod';
import { RigKubectl } from './rig/roll-kubectl';
import { sleep, waitFor } from './rig/wait';
import { LINES, NumberedLines } from './suites/writers';

/** Streams, so that every ingester has some. */
const STREAMS = 12;

/** Phases of the migration. A part of the lines is written in each. */
const PHASES = 10;

/** Milliseconds for a step on a busy machine. */
const PATIENCE = 900_000;

/** Seconds in which the lines of a phase are written, if it does not take longer. */
const SECONDS = 30;

/** Time for which queriers ask ingesters, in seconds. */
const THREE_HOURS = 10_800;

/** Components that need only one pod here. */
const FEW = ['querier', 'queryFrontend', 'queryScheduler', 'indexGateway', 'patternIngester', 'gateway'];

const environmentOf = (ingesterZones: IngesterZones) =>
  resolveEnvironment('dev', {
    ...(environments.dev as EnvironmentProps),
    alloy: { events: false },
    loki: {
      ingesterZones,
      sizes: Object.fromEntries(FEW.map((component) => [component, { replicas: 1 }])),
      // What an index gateway learns within minutes, it learns within seconds.
      config: {
        storage_config: { tsdb_shipper: { resync_interval: '5s' } },
        // A few more than there are: a quarter of them, which the former ingesters would take beside three zones, is too few.
        limits_config: { max_global_streams_per_user: 150 },
      },
    },
  });

describeWith(LOKI_RIG, 'one StatefulSet of ingesters becomes three, under lines', () => {
  let cluster: RigCluster;
  let deploys: Deploys;
  const streams: { readonly job: string; readonly lines: NumberedLines }[] = [];
  const start = Date.now();

  beforeAll(async () => {
    cluster = new RigCluster(environmentOf(false));
    await cluster.startLoki();
    deploys = new Deploys(cluster);
  }, 240_000);
  afterAll(() => cluster.stop(), 60_000);

  const ingesters = (zone: string): Pod[] =>
    cluster.component('ingester').filter(({ props }) => props.labels['loki.grafana.com/zone'] === zone);
  const former = (): Pod[] => cluster.component('ingester').filter(({ name }) => /^loki-ingester-\d+$/.test(name));
  const podOf = (name: string): Pod => cluster.pods.find((pod) => pod.name === name) as Pod;
  const ring = async (_namespace: string, pod: string): Promise<RingMember[]> => {
    const found = podOf(pod);
    const url = `http://${found.address}:${found.port('http-metrics')}/ring`;
    const response = await fetch(url, { headers: { accept: 'application/json' } });
    return ((await response.json()) as { shards: RingMember[] }).shards;
  };

  /** Writes the lines of a phase while something happens, until it is over. */
  const during = async (phase: string, change: () => Promise<void>): Promise<string[]> => {
    let isOver = false;
    const written = Array.from({ length: STREAMS }, (_, index) => {
      const job = `e2e/${phase}/${index}`;
      const count = Math.ceil(LINES / PHASES / STREAMS);
      return { job, lines: new NumberedLines(pushTarget(cluster), { job }, count, SECONDS, () => !isOver) };
    });
    streams.push(...written);
    await Promise.all([...written.map(({ lines }) => lines.write()), change().finally(() => (isOver = true))]);
    const failures = written.flatMap(({ lines }) => lines.failures);
    // The gateway says why it could not reach a distributor.
    const why = () => cluster.component('gateway').flatMap(({ log }) => log.match(/^.*\[error\].*$/gm) ?? []);
    return failures.length > 0 ? [...failures, ...why()] : [];
  };

  /** Numbers of all lines so far that are not found, or twice. */
  const audited = async () => {
    const grafana = new GrafanaClient(cluster, pushTarget(cluster).tenant);
    const faults: object[] = [];
    for (const { job, lines } of streams) {
      const found = await grafana.lines(`{job="${job}"}`, start - 60_000, Date.now() + 60_000);
      const { missing, twice } = lines.audit(found.map(({ text }) => text));
      if (missing.length + twice.length > 0) faults.push({ job, missing: missing.length, twice: twice.length });
    }
    return faults;
  };

  /** Objects as an API server would have them: what is rendered, and the state of the pods. */
  const live = async (since = 0): Promise<LiveIngesters> => {
    const named = (name: string) => cluster.workloads.find(({ metadata }) => metadata.name === name);
    const withStatus = async (workload: KubernetesObject): Promise<LiveWorkload> => {
      const { name } = workload.metadata;
      const pods = cluster.pods.filter((pod) => new RegExp(`^${name}(-\\d+)?-\\d+$`).test(pod.name));
      const ready = (await Promise.all(pods.map((pod) => pod.probe()))).filter(Boolean).length;
      const lastUpdateTime = new Date(Date.now() - since).toISOString();
      return {
        kind: workload.kind,
        metadata: { name, generation: 1 },
        spec: workload.spec as LiveWorkload['spec'],
        status: {
          ...{ observedGeneration: 1, replicas: pods.length, readyReplicas: ready, updatedReplicas: pods.length },
          conditions: [{ type: 'Progressing', reason: 'NewReplicaSetAvailable', lastUpdateTime }],
        },
      };
    };
    const one = named('loki-ingester');
    const users = ['distributor', 'querier', 'ruler'].map(
      async (name) => [name, await withStatus(named(`loki-${name}`) as KubernetesObject)] as const,
    );
    const pods: LiveIngesters['pods'] = cluster.component('ingester').map(({ name }) => ({ metadata: { name } }));
    const zones = INGESTER_ZONES.flatMap((zone) => named(`loki-ingester-${zone}`) ?? []);
    return {
      namespace: 'loki',
      former: one && (await withStatus(one)),
      zones: await Promise.all(zones.map(withStatus)),
      users: new Map(await Promise.all(users)),
      pods,
      claims: [],
    };
  };
  const plan = async (since = 0): Promise<MigrationPlan> =>
    planMigration(await live(since), {
      ...{ name: 'dev', queryIngestersWithin: THREE_HOURS, ring, now: Date.now() },
      metrics: (_namespace, pod) => podOf(pod).metrics(),
    });

  /** Waits until the next step may be deployed: the ring spreads within seconds. */
  const nextMayStart = async (expected: string, since = 0): Promise<void> => {
    let last: MigrationPlan | undefined;
    await waitFor(
      async () => {
        last = await plan(since);
        return last.reasons.length === 0;
      },
      90,
      () => JSON.stringify(last),
    );
    expect(last?.cluster).toBe(expected);
  };

  const step = (ingesterZones: IngesterZones) => deploys.deploy(environmentOf(ingesterZones));

  test(
    'one StatefulSet takes lines, and the first step may be deployed',
    async () => {
      expect(await during('one', () => sleep(5))).toEqual([]);
      await nextMayStart('one');
    },
    PATIENCE,
  );

  test(
    'step 1: the former ingesters become a zone',
    async () => {
      expect(await during('step-1', () => step({ step: 1 }))).toEqual([]);
      expect(cluster.component('ingester')).toHaveLength(3);
      await nextMayStart('step 1');
      expect(await audited()).toEqual([]);
    },
    PATIENCE,
  );

  test(
    'step 2: the ingesters of the zones take a part of the lines',
    async () => {
      expect(await during('step-2', () => step({ step: 2 }))).toEqual([]);
      await nextMayStart('step 2');
      const zones = (await ring('loki', 'loki-ingester-zone-a-0')).map(({ zone }) => zone).sort();
      expect(zones).toEqual(['zone-a', 'zone-b', 'zone-c', 'zone-default', 'zone-default', 'zone-default']);
      expect(await audited()).toEqual([]);
    },
    PATIENCE,
  );

  test(
    'step 3: distributors write to three zones; queriers wait three hours',
    async () => {
      expect(await during('step-3', () => step({ step: 3 }))).toEqual([]);
      await nextMayStart('step 3', THREE_HOURS * 1000);
      expect((await plan(60_000)).reasons).toEqual([
        expect.stringMatching(
          /^distributors have written to three zones for [12] min, .* of the last 180 min: wait 179 min more$/,
        ),
      ]);
      expect(await audited()).toEqual([]);
      // What three hours do: chunks and index of the lines from before are in the object store.
      const refused = await during('three-hours', async () => {
        await cluster.flush();
        await sleep(15);
        for (const pod of former()) await cluster.restart([pod]);
      });
      expect(refused).toEqual([]);
      await nextMayStart('step 3', THREE_HOURS * 1000);
    },
    PATIENCE,
  );

  test(
    'step 4: queriers expect a copy in each zone, and the former ingesters get no lines',
    async () => {
      expect(await during('step-4', () => step({ step: 4 }))).toEqual([]);
      expect(await audited()).toEqual([]);
      const streamsOf = async () => {
        const texts = await Promise.all(former().map((pod) => pod.metrics()));
        const pushes = texts.map((text) => /^loki_ingester_streams_created_total\{[^}]*\} (\d+)/m.exec(text)?.[1]);
        return pushes.map(Number);
      };
      const before = await streamsOf();
      // A zone is lost, and comes back.
      const refused = await during('zone', async () => {
        const victims = ingesters('zone-b');
        await Promise.all(victims.map((pod) => pod.stop('SIGKILL')));
        await sleep(15);
        await Promise.all(victims.map((pod) => pod.start()));
        await cluster.ready(120, victims);
      });
      expect(refused).toEqual([]);
      expect(await streamsOf()).toEqual(before);
      expect((await plan()).reasons.join('\n')).toMatch(
        /loki-ingester-0 is ACTIVE in zone zone-default of the ring with \d+ chunks of \d+ streams/,
      );
      expect(await audited()).toEqual([]);
    },
    PATIENCE,
  );

  test(
    'the former ingesters write their chunks, and leave the ring',
    async () => {
      const refused = await during('drain', async () => {
        for (const pod of former()) {
          const url = `http://${pod.address}:${pod.port('http-metrics')}${DRAIN_PATH}`;
          const answer = await fetch(url, { method: 'POST' });
          expect([pod.name, answer.status]).toEqual([pod.name, 204]);
        }
      });
      expect(refused).toEqual([]);
      await nextMayStart('step 4');
      const members = (await ring('loki', 'loki-ingester-zone-a-0')).map(({ id }) => id).sort();
      expect(members).toEqual(INGESTER_ZONES.map((zone) => `loki-ingester-${zone}-0`));
      expect(await audited()).toEqual([]);
    },
    PATIENCE,
  );

  test(
    'step 5 and the end: the former StatefulSet goes, and zone after zone restarts',
    async () => {
      expect(await during('step-5', () => step({ step: 5 }))).toEqual([]);
      expect(former()).toEqual([]);
      await nextMayStart('step 5');
      const refused = await during('end', async () => {
        await step(true);
        const sets = new Manifests(cluster.objects.ofKind('StatefulSet') as never).workloads.filter(({ name }) =>
          name.startsWith('loki-ingester-'),
        );
        const results = await rollSets(new RigKubectl(cluster, sets, (pod) => deploys.replace(pod)), sets, {
          ...{ timeoutSeconds: 180, pollEverySeconds: 1, ring, onStep: () => undefined },
        });
        expect(results.map(({ failure, pods }) => [failure, pods.length])).toEqual(
          INGESTER_ZONES.map(() => [undefined, 1]),
        );
      });
      expect(refused).toEqual([]);
      await nextMayStart('zones');
      expect(await audited()).toEqual([]);
      const written = streams.reduce((sum, { lines }) => sum + lines.written, 0);
      process.stdout.write(`${written} lines in ${streams.length} streams: none lost, none refused, none twice\n`);
      expect(written).toBeGreaterThanOrEqual(LINES);
    },
    PATIENCE,
  );
});
