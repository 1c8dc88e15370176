import { describeWith } from '../helpers/programs';
import { GrafanaClient, push, pushTarget } from './client';
import { type Side, startSides } from './load/sides';
import { LOKI_RIG, RigCluster } from './rig/cluster';
import { sleep } from './rig/wait';

/** Turns of each side. Their order alternates, and medians are compared, so one disturbed turn decides nothing. */
const TURNS = Number(process.env.START_TURNS ?? 3);

/** Seconds from the start of all pods. */
interface Started {
  /** The first line was acknowledged. */
  readonly accepted: number;

  /** A query found it. */
  readonly readable: number;

  /** Every pod was ready. */
  readonly ready: number;

  /** Every pod was ready and the line was found. The first query waits up to ten seconds on either side, by chance. */
  readonly whole: number;
}

describeWith(LOKI_RIG, 'the start of all pods, through our configuration and the community chart’s', () => {
  const sides = startSides();
  const measured = new Map<Side, Started[]>(sides.map((side) => [side, []]));

  beforeAll(
    async () => {
      for (let turn = 0; turn < TURNS; turn++) {
        // In sequence, so that each has the machine to itself; each goes first as often as last.
        for (const side of turn % 2 === 0 ? sides : sides.toReversed()) {
          measured.get(side)?.push(await start(new RigCluster(side.environment())));
        }
      }
      for (const [{ name }, all] of measured) {
        const [accepted, readable, ready] = (['accepted', 'readable', 'ready'] as const).map((key) => median(all, key));
        process.stdout.write(
          `${name}: accepts after ${accepted} s, returns after ${readable} s, ready after ${ready} s\n`,
        );
      }
    },
    sides.length * TURNS * 120_000,
  );

  // A second is for a busy machine.
  test.each(['accepted', 'ready', 'whole'] as const)('ours is not later than the chart: %s', (key) => {
    const [ours, community] = sides.map((side) => median(measured.get(side) ?? [], key));
    expect(ours).toBeGreaterThan(0);
    expect(ours).toBeLessThanOrEqual((community as number) + 1);
  });
});

/** Starts an environment and pushes a line until it is acknowledged, then queries until it is found. */
async function start(cluster: RigCluster): Promise<Started> {
  try {
    const started = cluster.startLoki().then(() => Date.now());
    while (!cluster.podsStart) await sleep(0.05);
    const since = (time: number) => (time - (cluster.podsStart as number)) / 1000;
    const now = Date.now();
    const target = pushTarget(cluster);
    const isAccepted = async () =>
      (await push(target, { job: 'e2e/start' }, [[`${now}000000`, 'first']])).status === 204;
    await until(isAccepted);
    const accepted = since(Date.now());
    const grafana = new GrafanaClient(cluster, target.tenant);
    await until(async () => (await grafana.lines('{job="e2e/start"}', now - 60_000, now + 60_000)).length > 0);
    const readable = since(Date.now());
    const ready = since(await started);
    return { accepted, readable, ready, whole: Math.max(readable, ready) };
  } finally {
    await cluster.stop();
  }
}

/** Tries again until it holds; an error is a no. */
async function until(holds: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 1000; tries++) {
    if (await holds().catch(() => false)) return;
    await sleep(0.1);
  }
  throw new Error('it never held');
}

function median(all: readonly Started[], key: keyof Started): number {
  const sorted = all.map((one) => one[key]).sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
