import { GrafanaClient, push, type PushEntry, pushTarget } from '../client';
import type { RigCluster } from '../rig/cluster';
import type { Pod } from '../rig/pod';
import { sleep } from '../rig/wait';
import { auditNumbers } from './writers';

/** Lines that are acknowledged before the crash, and lines of one push. */
const [BEFORE, BATCH] = [1000, 100];

/** Megabytes in the write-ahead logs, so that their replay takes some tenths of a second. */
const MEGABYTES = 30;

/** Loki serves gRPC during the replay, and the ring has a crashed ingester as active for a minute. */
export function replayTests(running: () => RigCluster): void {
  let nanoseconds = 0n;
  const entries = (from: number, length: number, text: string) =>
    Array.from({ length }, (_, at): PushEntry => [String(nanoseconds++), `line=${from + at} ${text}`]);

  /** Pushes until it is acknowledged. */
  const acknowledge = async (job: string, values: readonly PushEntry[], pause: number) => {
    for (;;) {
      const answer = await push(pushTarget(running()), { job }, values);
      await answer.text();
      if (answer.status === 204) return;
      await sleep(pause);
    }
  };

  const write = async () => {
    for (let megabyte = 0; megabyte < MEGABYTES; megabyte++) {
      await acknowledge(`e2e/replay-${megabyte % 8}`, entries(0, 1000, 'x'.repeat(1000)), 0.5);
    }
    for (let from = 0; from < BEFORE; from += BATCH) await acknowledge('e2e/replay', entries(from, BATCH, ''), 0.5);
  };

  test('lines that arrive while all ingesters replay their logs replace no others, and no query gets a part', async () => {
    const cluster = running();
    const ingesters = cluster.component('ingester');
    const grafana = new GrafanaClient(cluster, pushTarget(cluster).tenant);
    const start = Date.now();
    const texts = async () =>
      (await grafana.lines('{job="e2e/replay"}', start - 60_000, Date.now() + 60_000)).map(({ text }) => text);
    nanoseconds = BigInt(start) * 1_000_000n;
    await write();
    for (const ingester of ingesters) ingester.kill();
    // Pushes and queries before that would only make their gRPC clients wait.
    await Promise.all(ingesters.map(serves));

    let [count, isReady] = [BEFORE, false];
    const parts: number[] = [];
    const pushes = async () => {
      for (; !isReady; count += BATCH) {
        await acknowledge('e2e/replay', entries(count, BATCH, ''), 0.02);
        await sleep(0.02);
      }
    };
    const queries = async () => {
      while (!isReady) {
        const found = await texts().catch(() => undefined);
        if (found && found.length < BEFORE) parts.push(found.length);
        await sleep(0.02);
      }
    };
    const ready = async () => {
      await cluster.ready();
      isReady = true;
    };
    await Promise.all([pushes(), queries(), ready()]);

    expect(parts).toEqual([]);
    // A query asks two of three ingesters: what one of them has dropped may be in the others.
    for (let query = 0; query < 6; query++) {
      expect(auditNumbers(await texts(), count)).toEqual({ missing: [], twice: [] });
    }
  }, 300_000);
}

/** Waits until the server of a pod runs, long before the pod is ready. */
async function serves({ address }: Pod): Promise<void> {
  const url = `http://${address}:3100/loki/api/v1/status/buildinfo`;
  for (let tries = 0; tries < 6000; tries++) {
    if (await fetch(url).catch(() => undefined)) return;
    await sleep(0.01);
  }
  throw new Error(`${address}: no answer`);
}
