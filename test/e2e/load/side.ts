import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Environment } from '../../../lib/environment/environment';
import { basic, GrafanaClient, type PushTarget, pushTarget } from '../client';
import { RigCluster } from '../rig/cluster';
import { metricOf } from '../rig/metrics';
import type { Pod } from '../rig/pod';
import { sleep, waitFor } from '../rig/wait';
import type { Logs } from './logs';
import { cpuSince, lokiCpu } from './processes';
import { askQueries, countLines, type QueryTimes } from './queries';

/** What one configuration did with the logs. */
export interface Measured {
  /** CPU seconds of Loki from the first push to the end of the flush, by component. */
  readonly cpu: ReadonlyMap<string, number>;

  /** Those of them that the ingesters' garbage took, as Go counts them. */
  readonly garbageCpu: number;

  /** CPU seconds of Loki for all queries, before and after the flush. */
  readonly queryCpu: number;

  /** Bytes in the chunk bucket: chunks, and their index. */
  readonly chunkBytes: number;
  readonly indexBytes: number;

  /** Writing requests S3 saw. */
  readonly puts: number;

  /** Milliseconds of each push. */
  readonly pushes: readonly number[];

  /** How often Loki told a push to come again. */
  readonly refused: number;

  /** Milliseconds of queries while all is in the ingesters' memory, and once all is in S3. */
  readonly fromMemory: QueryTimes;
  readonly fromStore: QueryTimes;

  /** Lines Loki has after all. */
  readonly lines: number;

  /** Seconds of it all. */
  readonly seconds: Readonly<Record<string, number>>;
}

/** Time the logs are of, in milliseconds since 1970. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** Starts an environment, pushes the logs, asks, flushes, asks again, and stops it. */
export async function measure(environment: Environment, logs: Logs, range: Range): Promise<Measured> {
  const cluster = new RigCluster(environment);
  const seconds: Record<string, number> = {};
  let last = Date.now();
  const lap = (name: string) => {
    seconds[name] = (Date.now() - last) / 1000;
    last = Date.now();
  };
  try {
    await cluster.startLoki();
    lap('start');
    const { aws, buckets } = cluster;
    const grafana = new GrafanaClient(cluster, pushTarget(cluster).tenant);
    const before = lokiCpu();
    const garbage = await garbageOf(cluster);
    const { pushes, refused } = await pushAll(pushTarget(cluster), logs);
    lap('push');
    const pushed = cpuSince(before);
    let queries = lokiCpu();
    const fromMemory = await askQueries(grafana, logs, range, 0);
    let queryCpu = total(cpuSince(queries));
    lap('query');
    const flush = lokiCpu();
    await flushChunks(cluster);
    const cpu = sum(pushed, cpuSince(flush));
    const garbageCpu = (await garbageOf(cluster)) - garbage;
    lap('flush');
    await forgetChunks(cluster);
    await findCaches(cluster);
    lap('index');
    queries = lokiCpu();
    const fromStore = await askQueries(grafana, logs, range, 1);
    queryCpu += total(cpuSince(queries));
    const lines = await countLines(grafana, range.start, range.end);
    lap('query again');
    const objects = await aws.list(buckets.chunks);
    const bytesOf = (isIndex: boolean) =>
      objects
        .filter(({ key }) => key.startsWith('index/') === isIndex)
        .reduce((bytes, object) => bytes + object.bytes, 0);
    const puts = aws.requests.filter((request) => /^(PUT|POST) \S*s3\./.test(request)).length;
    return {
      ...{ cpu, garbageCpu, queryCpu, puts, pushes, refused, fromMemory, fromStore, lines, seconds },
      chunkBytes: bytesOf(false),
      indexBytes: bytesOf(true),
    };
  } finally {
    await cluster.stop();
  }
}

/** Sends as the Alloy of each node does: one batch after the other, again where Loki asks for that. */
async function pushAll(target: PushTarget, { nodes }: Logs): Promise<{ pushes: number[]; refused: number }> {
  const pushes: number[] = [];
  let refused = 0;
  const headers = {
    'content-type': 'application/x-protobuf',
    'x-scope-orgid': target.tenant,
    authorization: basic(target.user, target.password),
  };
  const send = async (body: Buffer): Promise<void> => {
    for (;;) {
      const started = performance.now();
      const response = await fetch(target.url, { method: 'POST', headers, body });
      const text = await response.text();
      if (response.status === 204) return void pushes.push(performance.now() - started);
      if (response.status !== 429 && response.status < 500) throw new Error(`push: ${response.status} ${text}`);
      refused++;
      await sleep(0.5);
    }
  };
  const node = async (batches: readonly Buffer[]) => {
    for (const batch of batches) await send(batch);
  };
  await Promise.all(nodes.map(node));
  return { pushes, refused };
}

/** CPU seconds that collecting garbage has taken all ingesters since they started. */
async function garbageOf(cluster: RigCluster): Promise<number> {
  const texts = await Promise.all(cluster.component('ingester').map((ingester) => ingester.metrics()));
  return metricOf(texts.join('\n'), 'go_cpu_classes_gc_total_cpu_seconds_total');
}

/** Lets the ingesters write what they have to S3. */
async function flushChunks(cluster: RigCluster): Promise<void> {
  await cluster.flush();
  let stored = -1;
  await waitFor(
    async () => {
      await sleep(1);
      const count = (await cluster.aws.list(cluster.buckets.chunks)).length;
      const quiet = count === stored && count > 0;
      stored = count;
      return quiet;
    },
    60,
    () => 'the flush does not end',
  );
}

/**
 * Lets the ingesters start again without what is in S3, as hours would: their write-ahead log has cut it off by then.
 * At start they write the index of what they had.
 */
async function forgetChunks(cluster: RigCluster): Promise<void> {
  const ingesters = cluster.component('ingester');
  await Promise.all(
    ingesters.map(async (ingester) => {
      await ingester.stop();
      rmSync(join(ingester.volume('data'), 'wal'), { recursive: true, force: true });
      await ingester.start();
    }),
  );
  await cluster.ready(120, ingesters);
  const indexes = async () =>
    (await cluster.aws.list(cluster.buckets.chunks)).filter(({ key }) =>
      /^index\/loki_index_\d+\/.+\.tsdb\.gz$/.test(key),
    );
  await waitFor(
    async () => (await indexes()).length >= ingesters.length,
    60,
    () => 'not every ingester has written its index',
  );
}

/** Waits until queriers know the pods of the caches: those were not there when all started, and a minute may go by. */
async function findCaches(cluster: RigCluster): Promise<void> {
  const knowsAll = async (querier: Pod) => {
    const servers = [...(await querier.metrics()).matchAll(/memcache_client_servers\{.*\} (\d+)/g)].map(([, count]) =>
      Number(count),
    );
    return servers.length > 0 && servers.every((count) => count > 0);
  };
  await waitFor(
    async () => (await Promise.all(cluster.component('querier').map(knowsAll))).every(Boolean),
    90,
    () => 'a querier does not find the caches',
  );
}

function total(seconds: ReadonlyMap<string, number>): number {
  return [...seconds.values()].reduce((all, one) => all + one, 0);
}

function sum(one: ReadonlyMap<string, number>, other: ReadonlyMap<string, number>): Map<string, number> {
  return new Map([...one].map(([name, seconds]) => [name, seconds + (other.get(name) ?? 0)]));
}
