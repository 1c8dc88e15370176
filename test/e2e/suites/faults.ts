import { appendFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { GrafanaClient, push, pushTarget } from '../client';
import type { RigCluster } from '../rig/cluster';
import { metricOf } from '../rig/metrics';
import type { Pod } from '../rig/pod';
import { sleep, waitFor } from '../rig/wait';
import { NumberedLines } from './writers';

const LINES = 20_000;

/** Seconds in which all lines are written. Faults come meanwhile. */
const WRITE_SECONDS = 45;

const S3_AWAY_SECONDS = 120;

const NOTHING = { missing: [], twice: [] };

/** With lines flowing, things break. */
export function faultTests(running: () => RigCluster): void {
  /** Lets lines flow while something happens. */
  const during = async (job: string, fault: () => Promise<void>) => {
    const lines = new NumberedLines(pushTarget(running()), { job }, LINES, WRITE_SECONDS);
    await Promise.all([lines.write(), fault()]);
    return { job, lines };
  };
  /** What is missing and what came twice once it is over. */
  const audit = async ({ job, lines }: { job: string; lines: NumberedLines }) => {
    await running().ready();
    const grafana = new GrafanaClient(running(), pushTarget(running()).tenant);
    const found = await grafana.lines(`{job="${job}"}`, lines.start - 60_000, Date.now() + 60_000);
    return lines.audit(found.map(({ text }) => text));
  };

  test('kill -9 of one pod of each component in turn: no line is lost, none comes twice', async () => {
    const killed = await during('e2e/kills', async () => {
      const components = new Set(running().pods.map(({ props }) => props.labels['app.kubernetes.io/component'] ?? ''));
      // Ingesters first: they have what nobody else has.
      for (const component of ['ingester', ...[...components].filter((name) => name !== 'ingester')]) {
        const victim = running().component(component)[0] as Pod;
        const { restarts, containers } = victim;
        victim.kill();
        await sleep(3);
        expect([component, victim.restarts]).toEqual([component, restarts + containers]);
      }
    });
    expect(await audit(killed)).toEqual(NOTHING);
  }, 400_000);

  test('kill -9 of all ingesters at once: what was acknowledged is in their logs', async () => {
    const killed = await during('e2e/ingesters', async () => {
      await sleep(WRITE_SECONDS / 2);
      for (const ingester of running().component('ingester')) ingester.kill();
    });
    expect(await audit(killed)).toEqual(NOTHING);
  }, 400_000);

  const awayS3 = async () => {
    const { aws, buckets } = running();
    const stored = async () => (await aws.list(buckets.chunks)).length;
    await sleep(5);
    await aws.disconnect();
    const before = await stored();
    await sleep(10);
    await running().flush();
    await sleep(S3_AWAY_SECONDS - 10);
    expect(await stored()).toBe(before);
    aws.connect();
    await waitFor(
      async () => (await stored()) > before,
      120,
      () => 'nothing was flushed after S3 came back',
    );
  };
  const fillVolume = async (victim: Pod) => {
    await sleep(20);
    const filler = join(victim.volume('data'), 'filler');
    fill(filler);
    await sleep(20);
    rmSync(filler);
  };

  // Loki's promise of a full volume: an ingester goes on without its log of writes, and counts how often. A line would be
  // lost only where all its replicas crashed meanwhile.
  test('S3 away for two minutes while ingesters flush, the volume of one full for 20 s: no line is lost, none twice', async () => {
    const victim = running().component('ingester')[0] as Pod;
    const [s3, full] = await Promise.all([during('e2e/s3', awayS3), during('e2e/full', () => fillVolume(victim))]);
    expect({ s3: await audit(s3), full: await audit(full) }).toEqual({ s3: NOTHING, full: NOTHING });
    expect(metricOf(await victim.metrics(), 'loki_ingester_wal_disk_full_failures_total')).toBeGreaterThan(0);
  }, 500_000);

  test('a wrong password and a tenant that is none are refused, and nothing of theirs is kept', async () => {
    const target = pushTarget(running());
    const now = Date.now();
    const line = (change: object) => push({ ...target, ...change }, { job: 'e2e/refused' }, [[`${now}000000`, 'no']]);
    expect((await line({ password: 'wrong' })).status).toBe(401);
    expect((await line({ tenant: 'nobody' })).status).toBe(403);
    const grafana = new GrafanaClient(running(), target.tenant);
    expect(await grafana.lines('{job="e2e/refused"}', now - 60_000, now + 60_000)).toEqual([]);
  });
}

/** Writes a file until there is no room left. */
function fill(file: string): void {
  for (const bytes of [1024 * 1024, 4096]) {
    try {
      for (;;) appendFileSync(file, Buffer.alloc(bytes));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
    }
  }
}
