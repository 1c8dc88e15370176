import { appendFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { push, pushTarget } from '../client';
import type { RigCluster } from '../rig/cluster';
import type { KubernetesApi } from '../rig/kubernetes-api';
import { criLine, type FakeNode, podLog } from '../rig/node';
import type { Pod } from '../rig/pod';
import type { RigPrometheus } from '../rig/prometheus';
import { sleep, waitFor } from '../rig/wait';

/** Cluster with a Prometheus. */
export interface AlertsRig {
  readonly cluster: RigCluster;
  readonly node: FakeNode;
  readonly api: KubernetesApi;
  readonly prometheus: RigPrometheus;
}

/** Seconds in which alerts must fire. */
const SECONDS = 150;

/** Real faults, and the alerts that they make fire. */
export function alertTests(running: () => AlertsRig): void {
  /** Pushes a line to the distributors themselves, so that a fault of the gateway does not matter. */
  const pushLine = async (milliseconds = Date.now(), text = `line ${milliseconds}`) => {
    const { cluster } = running();
    const [distributor] = cluster.component('distributor');
    const target = { ...pushTarget(cluster), url: `http://${distributor?.address}:3100/loki/api/v1/push` };
    await push(target, { job: 'e2e/alerts' }, [[`${milliseconds}000000`, text]]).catch(() => undefined);
  };

  /** Makes a fault, works on meanwhile, and expects alerts to fire that did not before. */
  const expectFiring = async (
    names: readonly string[],
    fault: () => Promise<void>,
    work: () => Promise<void> = () => pushLine(),
  ) => {
    const { prometheus } = running();
    await waitFor(
      async () => (await prometheus.firing()).every((name) => !names.includes(name)),
      120,
      () => 'an alert fires before its fault',
    );
    await fault();
    const seen = new Map<string, number>();
    const start = Date.now();
    while (seen.size < names.length && Date.now() - start < SECONDS * 1000) {
      await work();
      for (const name of await prometheus.firing()) {
        if (names.includes(name) && !seen.has(name)) seen.set(name, Math.round((Date.now() - start) / 1000));
      }
      await sleep(1);
    }
    process.stdout.write(`${[...seen].map(([name, seconds]) => `${name} ${seconds} s`).join(', ')}\n`);
    expect(names.filter((name) => !seen.has(name))).toEqual([]);
  };

  const componentsOf = (...names: string[]) => names.flatMap((name) => running().cluster.component(name));

  test('a wrong password, limits, a broken file of limits, old lines, rules that fail, restarts', async () => {
    const { cluster, node, api } = running();
    const [alloy] = cluster.pods.filter(({ name }) => name.startsWith('alloy')) as [Pod];
    const password = join(alloy.volume('credentials'), 'writer-password');
    const right = readFileSync(password);
    const pod = node.pod('shop', 'cart-1', 'cart', {});
    const [broken, ...ingesters] = componentsOf('ingester') as [Pod, ...Pod[]];
    const limited = [...componentsOf('distributor'), ...ingesters];
    const { tenant } = pushTarget(cluster);
    const limits = (text: string, pods: readonly Pod[]) => {
      for (const each of pods) writeFileSync(join(each.volume('runtime-config'), 'runtime-config.yaml'), text);
    };
    const [ruler] = componentsOf('ruler') as [Pod];
    const rule = async (name: string, expr: string) => {
      const answer = await fetch(`http://${ruler.address}:3100/loki/api/v1/rules/${name}`, {
        method: 'POST',
        headers: { 'x-scope-orgid': tenant, 'content-type': 'application/yaml' },
        body: `name: ${name}\ninterval: 5s\nrules:\n  - alert: Any\n    expr: '${expr}'\n`,
      });
      expect(answer.status).toBe(202);
    };
    const [victim] = componentsOf('overrides-exporter') as [Pod];
    let kills = 0;
    await expectFiring(
      [
        ...['AlloyDroppingLines', 'AlloyRefused', 'AlloyNotDelivering', 'LokiRuntimeConfigRefused'],
        ...['LokiRuntimeConfigDiffers', 'LokiRateLimited', 'LokiLinesRefused', 'LokiRuleFailing'],
        ...['LokiAlertsNotSent', 'LokiRestarting'],
      ],
      async () => {
        writeFileSync(password, 'wrong');
        node.append(podLog(pod), criLine(Date.now(), 'first'));
        api.add(pod);
        limits('overrides: { nobody: { nonsense_key: 1 } }\n', [broken]);
        limits(`overrides: { ${tenant}: { ingestion_rate_mb: 0.001, ingestion_burst_size_mb: 0.002 } }\n`, limited);
        await rule('fires', 'vector(1) > 0');
        // A selector is not a metric: the ruler takes it, and each evaluation fails.
        await rule('fails', '{job="e2e/alerts"}');
      },
      async () => {
        node.append(podLog(pod), criLine(Date.now(), 'more'));
        await pushLine(Date.now(), 'x'.repeat(5000));
        await pushLine(Date.now() - 30 * 86_400_000);
        if (kills < 5 && (await victim.probe())) {
          // Time to be scraped, so that each start counts.
          await sleep(6);
          victim.kill();
          kills++;
        }
      },
    );
    writeFileSync(password, right);
    limits('overrides: {}\n', [broken, ...limited]);
  }, 400_000);

  test('S3 away, a full volume, no querier, no compactor, no cache', async () => {
    const { cluster } = running();
    const [first] = componentsOf('ingester') as [Pod];
    const stopped = componentsOf('querier', 'compactor', 'chunks-cache');
    const filler = join(first.volume('data'), 'filler');
    let turn = 0;
    await expectFiring(
      [
        ...['LokiFlushFailing', 'LokiObjectStoreErrors', 'LokiWalDiskFull', 'LokiWalDiskFilling', 'LokiNoQuerier'],
        ...['LokiComponentAbsent', 'LokiTargetDown', 'LokiNotOneCompactor', 'LokiCacheGone'],
      ],
      async () => {
        await pushLine();
        await cluster.aws.disconnect();
        await Promise.all(stopped.map((pod) => pod.stop('SIGKILL')));
        fill(filler);
      },
      async () => {
        await pushLine();
        if (turn++ % 10 === 0) await cluster.flush();
      },
    );
    rmSync(filler);
    cluster.aws.connect();
    await Promise.all(stopped.map((pod) => pod.start()));
    await cluster.ready();
  }, 400_000);

  test('one ingester is lost, and a second one', async () => {
    const [, second, third] = componentsOf('ingester') as [Pod, Pod, Pod];
    await expectFiring(['LokiQuorumAtRisk'], () => third.stop('SIGKILL'));
    await expectFiring(['LokiQuorumLost', 'LokiWriteErrors'], () => second.stop('SIGKILL'));
  }, 400_000);
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
