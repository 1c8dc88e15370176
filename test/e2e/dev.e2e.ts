import { resolve4 } from 'node:dns/promises';
import environments from '../../bin/environments';
import { resolveEnvironment } from '../../lib/environment/environment';
import { GrafanaClient, push, pushTarget } from './client';
import { LOKI_RIG, RigCluster } from './rig/cluster';
import { describeWith } from '../helpers/programs';
import { sleep } from './rig/wait';
import { faultTests } from './suites/faults';
import { identityTests } from './suites/identity';

describeWith(LOKI_RIG, 'the environment dev, as it is rendered', () => {
  let cluster: RigCluster;
  let seconds = 0;
  let ready = 0;

  beforeAll(async () => {
    const started = Date.now();
    cluster = new RigCluster(resolveEnvironment('dev', environments.dev as never), {
      // Small enough to be filled.
      claimBytes: { ingester: 256 * 1024 * 1024 },
    });
    await cluster.startLoki();
    ready = Date.now();
    seconds = (ready - started) / 1000;
  });
  afterAll(async () => cluster.stop());

  test('is ready within a minute, and nothing had to start twice', () => {
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

  test('a line pushed as Alloy pushes comes back as Grafana asks', async () => {
    const now = Date.now();
    const response = await push(pushTarget(cluster), { job: 'e2e/path' }, [[`${now}000000`, 'hello', { pod: 'a-1' }]]);
    expect(response.status).toBe(204);
    const grafana = new GrafanaClient(cluster, pushTarget(cluster).tenant);
    const lines = await grafana.lines('{job="e2e/path"}', now - 60_000, now + 60_000);
    expect(lines.map(({ nanoseconds, text, labels }) => [nanoseconds, text, labels.pod])).toEqual([
      [`${now}000000`, 'hello', 'a-1'],
    ]);
  });

  test('nothing is logged at level error, but that others are not there yet while all start at once', async () => {
    await sleep(10);
    const errors = cluster.pods.flatMap(({ name, log }) =>
      log
        .split('\n')
        .filter((line) => /level=error|\[(error|crit|alert|emerg)\]/.test(line) && !isOfStart(line, ready))
        .map((line) => `${name}: ${line}`),
    );
    const isLasting = await Promise.all(errors.map(async (line) => !(await isNameFoundSince(line))));
    expect(errors.filter((_, index) => isLasting[index])).toEqual([]);
  });

  describe('faults', () => faultTests(() => cluster));
  describe('identity', () => identityTests(() => cluster));
});

/** A name that has no ready pod yet, or a query scheduler that turned up meanwhile. */
function isOfStart(line: string, ready: number): boolean {
  const time = Date.parse(/ts=(\S+)/.exec(line)?.[1] ?? '');
  return time < ready && /failed to lookup|error processing requests from scheduler.*context canceled/.test(line);
}

/** A name without a ready pod at first, which gRPC goes on to tell of until it tries again; by now it has one. */
async function isNameFoundSince(line: string): Promise<boolean> {
  const name = /dial tcp: lookup (\S+) on \S+ no such host/.exec(line)?.[1];
  if (name === undefined) return false;
  return resolve4(name).then(
    (addresses) => addresses.length > 0,
    () => false,
  );
}
