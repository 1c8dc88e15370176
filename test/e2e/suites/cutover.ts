import { JsonPatch } from 'cdk8s';
import type { LoggingCharts } from '../../../charts/logging/charts';
import { type EnvironmentProps, resolveEnvironment } from '../../../lib/environment/environment';
import type { Imported } from '../../../lib/import/import';
import { INDEX_MINUTES } from '../../../lib/import/plan/drain';
import type { PlanStep } from '../../../lib/import/plan/plan';
import { GrafanaClient, type Line } from '../client';
import { RigCluster } from '../rig/cluster';
import { Deploys } from '../rig/deploys';
import { FORMER, FormerInstallation } from '../rig/former/former';
import { PlanShell } from '../rig/former/kubectl';
import { KubernetesApi } from '../rig/kubernetes-api';
import { FakeNode } from '../rig/node';
import { sleep, waitFor } from '../rig/wait';
import { importedFrom, releasedWith } from './cutover-releases';
import { type FindLines, PodLines, stored } from './pod-lines';
import { LINES } from './writers';

/** Pods that write. */
const PODS = 10;

/** Phases; a part of the lines is written in each. A new period is one more. */
const PHASES = 5;

const DAY = 86_400_000;
const MINUTE = 60_000;

/** Milliseconds for a step on a busy machine. */
const PATIENCE = 900_000;

/** Seconds until a line is found at the latest, on a busy machine. */
const FOUND_WITHIN = INDEX_MINUTES * 60 + 40;

/** Components that need only one pod here. */
const FEW = ['distributor', 'querier', 'queryFrontend', 'queryScheduler', 'indexGateway', 'patternIngester', 'gateway'];

/** A Loki that is moved from. */
export interface FormerCase {
  /** Values of its chart. */
  readonly values: Readonly<Record<string, object | string | boolean>>;

  /** Values after a period of ours was added. @default - its last period is one of ours */
  readonly upgraded?: FormerCase['values'];

  /** Titles of the steps of the plan. */
  readonly steps: readonly string[];

  /** Age in days of the first lines. @default 0 */
  readonly age?: number;
}

/** Moves from a Loki of the community chart and Promtail to ours, by the plan of `eks-loki import`. */
export function cutoverTests({ values, upgraded, steps, age = 0 }: FormerCase): void {
  const began = Date.now();
  const start = began - age * DAY;
  let plan: readonly PlanStep[] = [];
  let last: Imported['environment'] = {};
  const step = (title: RegExp): PlanStep => plan.find((one) => title.test(one.title)) as PlanStep;
  const commands = ({ actions }: PlanStep): string[] => actions.filter((one) => /^(kubectl|for) /.test(one));

  /** The code that the plan prints, as a user's file has it. */
  const customize = (without = /^$/) => {
    const { actions } = step(/^Deploy/);
    const from = actions.indexOf('customize: (charts) => {');
    const lines = actions.slice(from, actions.indexOf('},') + 1).filter((line) => !without.test(line));
    const made = new Function('JsonPatch', `return ({ ${lines.join('\n')} });`) as (patch: typeof JsonPatch) => {
      customize: (charts: LoggingCharts) => void;
    };
    return made(JsonPatch).customize;
  };
  const stateOf = (change: Pick<EnvironmentProps, 'customize'>) => {
    const props = last as unknown as EnvironmentProps;
    return resolveEnvironment('prod', {
      ...props,
      ...change,
      alloy: { ...props.alloy, journal: false, audit: false, cloudInit: false, events: false },
      loki: {
        ...props.loki,
        sizes: Object.fromEntries(FEW.map((component) => [component, { replicas: 1 }])),
        // What takes minutes takes seconds here.
        config: {
          ...props.loki?.config,
          storage_config: { tsdb_shipper: { resync_interval: '5s' } },
          compactor: { compaction_interval: '10s' },
        },
      },
    });
  };

  let [cluster, api, former, shell, lines, deploys] = [] as unknown as [
    RigCluster,
    KubernetesApi,
    FormerInstallation,
    PlanShell,
    PodLines,
    Deploys,
  ];
  /** Lines of a pod that are in the bucket before ours starts. */
  const firstLines = new Set<string>();
  const each = Math.ceil(LINES / PODS / PHASES);
  /** Times of lines: hours without any are left out, as each is a query of its own. */
  const windows = (): [number, number][] => {
    const [from, until] = [start - MINUTE, Date.now() + MINUTE];
    if (age === 0) return [[from, until]];
    return [
      [from, start + 60 * MINUTE],
      [began - MINUTE, until],
    ];
  };
  const inWindows = async (find: (from: number, until: number) => Promise<Line[]>): Promise<Line[]> =>
    (await Promise.all(windows().map(([from, until]) => find(from, until)))).flat();
  const asGrafana = (query: string) =>
    inWindows((from, until) => new GrafanaClient(cluster, 'fake').lines(query, from, until));
  const atFormer = (query: string) => inWindows((from, until) => former.lines(query, from, until));

  /** Waits until every line is found once by all that are asked together, but for those that two agents send around a seam. */
  const audited = async (find: readonly FindLines[], seam?: ReadonlyMap<string, number>): Promise<void> => {
    let faults: unknown[] = [];
    const all = async (query: string) => stored(await Promise.all(find.map((one) => one(query))));
    await waitFor(
      async () => {
        // On a busy machine a pod that has just started may not answer in time.
        faults = await lines.audit(all, seam).catch((error: unknown) => [String(error)]);
        return faults.length === 0;
      },
      FOUND_WITHIN,
      () =>
        `${JSON.stringify(faults)}\n${cluster.pods
          .filter(({ name }) => /alloy|promtail/.test(name))
          .map(({ log }) => log.slice(-2000))
          .join('\n')}`,
    );
  };
  const auditedOnce = (...find: readonly FindLines[]) => audited(find);
  /** Writes chunks and index of the former ingesters to the bucket. */
  const twoHours = async (): Promise<void> => {
    await cluster.flush(former.ingesters);
    await sleep(10);
    await cluster.restart(former.ingesters);
  };
  const metric = async (name: string) => {
    const [pod] = cluster.component('compactor').filter(({ props }) => props.namespace !== FORMER);
    return Number(new RegExp(`^${name}(?:\\{[^}]*\\})? (\\S+)$`, 'm').exec((await pod?.metrics()) ?? '')?.[1] ?? 0);
  };

  beforeAll(async () => {
    const imported = importedFrom(values);
    plan = imported.plan;
    last = upgraded ? importedFrom(upgraded).environment : imported.environment;
    cluster = new RigCluster(stateOf({ customize: customize() }), { others: releasedWith(values) });
    api = new KubernetesApi(cluster.folder);
    former = new FormerInstallation(cluster, api);
    const node = new FakeNode(cluster.node);
    for (const folder of ['run/promtail', 'var/lib/docker/containers', 'var/lib/alloy'])
      node.append(`${folder}/.made`, '');
    await cluster.startSurroundings();
    await api.start();
    lines = new PodLines(node, api, PODS);
    shell = new PlanShell(cluster, async () => {
      await former.startAgent();
    });
    await shell.open();
    await former.start();
    await former.startAgent();
  }, PATIENCE);
  afterAll(async () => {
    shell?.close();
    api?.stop();
    await cluster?.stop();
  }, 60_000);

  test('the plan has the steps', () => {
    expect(plan.map(({ title }) => title)).toEqual(steps);
  });

  test(
    'lines reach the former Loki, and what two hours do is done',
    async () => {
      await lines.during(each, () => sleep(5), age * DAY);
      // Queriers do not ask ingesters for lines of days ago.
      if (age === 0) await auditedOnce(atFormer);
      await twoHours();
      await auditedOnce(atFormer);
      for (const { text } of await atFormer('{container="cart-0"}')) firstLines.add(text);
    },
    PATIENCE,
  );

  test('the bucket keeps versions', async () => {
    expect(step(/^Make the bucket safe/).actions[0]).toContain('--bucket acme-logs ');
    await cluster.aws.keepVersions('acme-logs');
  });

  if (upgraded) {
    test(
      'a period that both write',
      async () => {
        // Until the day of the new period has begun, lines are of the former one.
        await lines.during(1, () => former.upgrade(releasedWith(upgraded)), age * DAY);
        const [config] = commands(step(/^Add a period/));
        expect(await shell.run(config as string)).toMatch(/store: tsdb/);
        await lines.during(each, () => sleep(1));
        await twoHours();
        await auditedOnce(atFormer);
      },
      PATIENCE,
    );
  }

  test(
    'ours starts beside it, without compactor, ruler and Alloy, and finds the older lines',
    async () => {
      await lines.during(each, () => cluster.startLoki());
      deploys = new Deploys(cluster);
      for (const component of ['compactor', 'ruler']) {
        expect(cluster.component(component).filter(({ props }) => props.namespace !== FORMER)).toEqual([]);
      }
      const { nodeSelector } = cluster.objects.one('DaemonSet', 'alloy', 'alloy').spec.template.spec as {
        nodeSelector: Record<string, string>;
      };
      expect(nodeSelector['eks-loki/later']).toBe('true');
      await auditedOnce(atFormer);
      // Ours reads what the former has written to the bucket.
      for (const { text } of await asGrafana('{container="cart-0"}')) firstLines.delete(text);
      expect([...firstLines]).toEqual([]);
    },
    PATIENCE,
  );

  test(
    'the agents change over: each line is sent once, but for those that Promtail reads while it ends',
    async () => {
      const seam = lines.soFar;
      const [off, pods] = commands(step(/^Change the agents/)) as [string, string];
      await lines.during(each, async () => {
        await shell.run(off);
        await shell.settled();
        expect(await shell.run(pods)).not.toContain('promtail');
        await deploys.deploy(stateOf({ customize: customize(/DaemonSet/) }));
        await cluster.startAlloy(api.mounts, api.env);
      });
      await audited([atFormer, asGrafana], seam);
      process.stdout.write(`cutover: lines that Promtail and Alloy have both sent: ${lines.repeated}\n`);
    },
    PATIENCE,
  );

  test(
    'the former ingesters are drained: their newest lines are found through ours',
    async () => {
      await lines.during(each, async () => {
        for (const command of commands(step(/^Drain/))) expect(await shell.run(command)).not.toMatch(/error|refused/i);
        await shell.settled();
      });
      expect(former.ingesters).toEqual([]);
      expect(shell.deletedVolumes).toEqual([]);
      await auditedOnce(asGrafana);
    },
    PATIENCE,
  );

  test(
    'one compactor: the former ends, ours starts and compacts what both have written',
    async () => {
      const last = 'loki_boltdb_shipper_compact_tables_operation_last_successful_run_timestamp_seconds';
      await lines.during(each, async () => {
        for (const command of commands(step(/^One compactor/))) await shell.run(command);
        await shell.settled();
        const rest = former.pods.filter(({ name }) => /backend|loki-\d+$/.test(name));
        expect(rest).toEqual([]);
        await deploys.deploy(stateOf({}));
        const before = await metric(last);
        await waitFor(
          async () => (await metric(last)) > before,
          180,
          () => `no table is compacted\n${cluster.component('compactor')[0]?.log.slice(-3000)}`,
        );
      });
      expect(shell.deletedVolumes).toEqual([]);
      await auditedOnce(asGrafana);
    },
    PATIENCE,
  );

  test(
    'the former installation goes: every line is there once',
    async () => {
      await cluster.remove(former.pods);
      await lines.during(1, () => sleep(1));
      // What lines wait for in memory is written, and read from the bucket alone.
      await cluster.flush(cluster.component('ingester'));
      await sleep(10);
      await cluster.restart(cluster.component('ingester'));
      await auditedOnce(asGrafana);
      process.stdout.write(`${lines.written} lines of ${PODS} pods: none lost, none twice\n`);
      expect(lines.written).toBeGreaterThanOrEqual(LINES);
    },
    PATIENCE,
  );
}
