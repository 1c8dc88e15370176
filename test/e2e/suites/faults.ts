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
const WRITE_SECONDS = 60;

const S3_AWAY_SECONDS = 120;

/** With lines flowing, things break. */
export function faultTests(running: () => RigCluster): void {
  /** Lets lines flow while something happens; what is missing and what came twice once it is over. */
  const during = async (job: string, fault: () => Promise<void>) => {
    const cluster = running();
    const lines = new NumberedLines(pushTarget(cluster), { job }, LINES, WRITE_SECONDS);
    await Promise.all([lines.write(), fault()]);
    await cluster.ready();
    const grafana = new GrafanaClient(cluster, pushTarget(cluster).tenant);
    const texts = async () =>
      (await grafana.lines(`{job="${job}"}`, lines.start - 60_000, Date.now() + 60_000)).map(({ text }) => text);
    return lines.audit(await texts());
  };
  const flush = async () => {
    const ingesters = running().component('ingester');
    await Promise.all(ingesters.map(({ address }) => fetch(`http://${address}:3100/flush`, { method: 'POST' })));
  };

  test('kill -9 of one pod of each component in turn: no line is lost, none comes twice', async () => {
    const audit = await during('e2e/kills', async () => {
      const components = new Set(running().pods.map(({ props }) => props.labels['app.kubernetes.io/component'] ?? ''));
      // Ingesters first: they have what nobody else has.
      for (const component of ['ingester', ...[...components].filter((name) => name !== 'ingester')]) {
        const victim = running().component(component)[0] as Pod;
        const { restarts } = victim;
        victim.kill();
        await sleep(3);
        expect([component, victim.restarts]).toEqual([component, restarts + victim.containers]);
      }
    });
    expect(audit).toEqual({ missing: [], twice: [] });
  }, 400_000);

  test('kill -9 of all ingesters at once: what was acknowledged is in their logs', async () => {
    const audit = await during('e2e/ingesters', async () => {
      await sleep(WRITE_SECONDS / 2);
      for (const ingester of running().component('ingester')) ingester.kill();
    });
    expect(audit).toEqual({ missing: [], twice: [] });
  }, 400_000);

  test('S3 away for two minutes, while ingesters flush: no line is lost, none comes twice', async () => {
    const { aws, buckets } = running();
    const stored = async () => (await aws.list(buckets.chunks)).length;
    const audit = await during('e2e/s3', async () => {
      await sleep(5);
      await aws.disconnect();
      const before = await stored();
      await sleep(10);
      await flush();
      await sleep(S3_AWAY_SECONDS - 10);
      expect(await stored()).toBe(before);
      aws.connect();
      await waitFor(
        async () => (await stored()) > before,
        120,
        () => 'nothing was flushed after S3 came back',
      );
    });
    expect(audit).toEqual({ missing: [], twice: [] });
  }, 500_000);

  // Loki's promise is no more than that: with its volume full an ingester goes on without its log of writes, and counts
  // how often. A line is lost only where all replicas of it crash meanwhile.
  test('the volume of an ingester is full for 20 s: no line is lost, none comes twice', async () => {
    const victim = running().component('ingester')[0] as Pod;
    const audit = await during('e2e/full', async () => {
      await sleep(5);
      const filler = join(victim.volume('data'), 'filler');
      fill(filler);
      await sleep(20);
      rmSync(filler);
    });
    expect(audit).toEqual({ missing: [], twice: [] });
    const metrics = await (await fetch(`http://${victim.address}:3100/metrics`)).text();
    expect(metricOf(metrics, 'loki_ingester_wal_disk_full_failures_total')).toBeGreaterThan(0);
  }, 400_000);

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
