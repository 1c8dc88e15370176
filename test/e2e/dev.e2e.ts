import { resolve4 } from 'node:dns/promises';
import environments from '../../bin/environments';
import { resolveEnvironment } from '../../lib/environment/environment';
import { GrafanaClient, push, pushTarget } from './client';
import { LOKI_RIG, RigCluster } from './rig/cluster';
import { describeWith } from '../helpers/programs';
import { sleep } from './rig/wait';
import { faultTests } from './suites/faults';
import { identityTests } from './suites/identity';
import { replayTests } from './suites/replay';
import { shutdownTests } from './suites/shutdown';

describeWith(LOKI_RIG, 'the rendered environment dev', () => {
  let cluster: RigCluster;
  let seconds = 0;
  let ready = 0;

  beforeAll(async () => {
    const started = Date.now();
    cluster = new RigCluster(resolveEnvironment('dev', environments.dev as never), {
      // Small enough to be filled by a test.
      claimBytes: { ingester: 256 * 1024 * 1024 },
    });
    await cluster.startLoki();
    ready = Date.now();
    seconds = (ready - started) / 1000;
  });
  afterAll(async () => cluster.stop());

  test('is ready within a minute, without a restart', () => {
    expect(seconds).toBeLessThan(60);
    expect(cluster.pods.filter(({ restarts }) => restarts > 0).map(({ name }) => name)).toEqual([]);
  });

  test('the ring has every ingester', async () => {
    const [distributor] = cluster.component('distributor');
    const ring = await fetch(`http://${distributor?.address}:3100/ring`, { headers: { accept: 'application/json' } });
    const { shards } = (await ring.json()) as { shards: { id: string; state: string }[] };
    expect(shards.map(({ id, state }) => `${id} ${state}`).sort()).toEqual(
      cluster.component('ingester').map(({ name }) => `${name} ACTIVE`),
    );
  });

  test('a line pushed with Alloy’s login is found with Grafana’s', async () => {
    const now = Date.now();
    const response = await push(pushTarget(cluster), { job: 'e2e/path' }, [[`${now}000000`, 'hello', { pod: 'a-1' }]]);
    expect(response.status).toBe(204);
    const grafana = new GrafanaClient(cluster, pushTarget(cluster).tenant);
    const lines = await grafana.lines('{job="e2e/path"}', now - 60_000, now + 60_000);
    expect(lines.map(({ nanoseconds, text, labels }) => [nanoseconds, text, labels.pod])).toEqual([
      [`${now}000000`, 'hello', 'a-1'],
    ]);
  });

  test('nothing is logged at level error, except for names that do not resolve yet during the start', async () => {
    await sleep(10);
    const errors = cluster.pods.flatMap(({ name, log }) =>
      log
        .split('\n')
        .filter((line) => /level=error|\[(error|crit|alert|emerg)\]/.test(line) && !isDuringStart(line, ready))
        .map((line) => `${name}: ${line}`),
    );
    const isLasting = await Promise.all(errors.map(async (line) => !(await isResolvedNow(line))));
    expect(errors.filter((_, index) => isLasting[index])).toEqual([]);
  });

  describe('shutdown', () => shutdownTests(() => cluster));
  describe('replay', () => replayTests(() => cluster));
  describe('faults', () => faultTests(() => cluster));
  describe('identity', () => identityTests(() => cluster));
});

/** True if a line is about a name without a ready pod during the start, or a query scheduler that appeared meanwhile. */
function isDuringStart(line: string, ready: number): boolean {
  const time = Date.parse(/ts=(\S+)/.exec(line)?.[1] ?? '');
  return time < ready && /failed to lookup|error processing requests from scheduler.*context canceled/.test(line);
}

/** True if a line is about a name that resolves by now: gRPC repeats its first error until it tries again. */
async function isResolvedNow(line: string): Promise<boolean> {
  const name = /dial tcp: lookup (\S+) on \S+ no such host/.exec(line)?.[1];
  if (name === undefined) return false;
  return resolve4(name).then(
    (addresses) => addresses.length > 0,
    () => false,
  );
}
