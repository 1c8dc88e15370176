import { appendFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { GrafanaClient, push, pushTarget } from '../client';
import type { RigCluster } from '../rig/cluster';
import { metricOf } from '../rig/metrics';
import type { Pod } from '../rig/pod';
import { sleep, waitFor } from '../rig/wait';
import { NumberedLines } from './writers';

const LINES = 20_000;

/** Seconds in which all lines are written. Faults occur meanwhile. */
const WRITE_SECONDS = 45;

const S3_OUTAGE_SECONDS = 120;

const NOTHING = { missing: [], twice: [] };

/** Faults while lines are pushed. */
export function faultTests(running: () => RigCluster): void {
  /** Pushes lines while a fault occurs. */
  const during = async (job: string, fault: () => Promise<void>) => {
    const lines = new NumberedLines(pushTarget(running()), { job }, LINES, WRITE_SECONDS);
    await Promise.all([lines.write(), fault()]);
    return { job, lines };
  };
  /** Missing and duplicate lines, once all pods are ready again. */
  const audit = async ({ job, lines }: { job: string; lines: NumberedLines }) => {
    await running().ready();
    const grafana = new GrafanaClient(running(), pushTarget(running()).tenant);
    const found = await grafana.lines(`{job="${job}"}`, lines.start - 60_000, Date.now() + 60_000);
    return lines.audit(found.map(({ text }) => text));
  };

  test('kill -9 of one pod of each component in turn: no line is lost or duplicated', async () => {
    const killed = await during('e2e/kills', async () => {
      const components = new Set(running().pods.map(({ props }) => props.labels['app.kubernetes.io/component'] ?? ''));
      // Ingesters first: they hold lines that are stored nowhere else.
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

  test('kill -9 of all ingesters at once: acknowledged lines are recovered from the write-ahead logs', async () => {
    const killed = await during('e2e/ingesters', async () => {
      await sleep(WRITE_SECONDS / 2);
      for (const ingester of running().component('ingester')) ingester.kill();
    });
    expect(await audit(killed)).toEqual(NOTHING);
  }, 400_000);

  const cutS3 = async () => {
    const { aws, buckets } = running();
    const stored = async () => (await aws.list(buckets.chunks)).length;
    await sleep(5);
    await aws.disconnect();
    const before = await stored();
    await sleep(10);
    await running().flush();
    await sleep(S3_OUTAGE_SECONDS - 10);
    expect(await stored()).toBe(before);
    aws.connect();
    await waitFor(
      async () => (await stored()) > before,
      120,
      () => 'nothing was flushed after S3 was reachable again',
    );
  };
  const fillVolume = async (victim: Pod) => {
    await sleep(20);
    const filler = join(victim.volume('data'), 'filler');
    fill(filler);
    await sleep(20);
    rmSync(filler);
  };

  // With a full volume an ingester goes on without its write-ahead log, and counts the failures. A line would be lost
  // only if all its replicas crashed meanwhile.
  test('S3 unreachable for two minutes during a flush, one volume full for 20 s: no line is lost or duplicated', async () => {
    const victim = running().component('ingester')[0] as Pod;
    const [s3, full] = await Promise.all([during('e2e/s3', cutS3), during('e2e/full', () => fillVolume(victim))]);
    expect({ s3: await audit(s3), full: await audit(full) }).toEqual({ s3: NOTHING, full: NOTHING });
    expect(metricOf(await victim.metrics(), 'loki_ingester_wal_disk_full_failures_total')).toBeGreaterThan(0);
  }, 500_000);

  test('a wrong password and an unknown tenant are refused, and their lines are not stored', async () => {
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
