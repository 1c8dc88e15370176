import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Environment } from '../../../lib/environment/environment';
import { GrafanaClient, type PushTarget, pushTarget } from '../client';
import { RigCluster } from '../rig/cluster';
import type { Pod } from '../rig/pod';
import { metricOf } from '../rig/metrics';
import { sleep, waitFor } from '../rig/wait';
import type { Logs } from './logs';
import { sendBatch } from './send';
import { type Counts, sum, total } from './counts';
import { cpuSince, lokiCpu } from './processes';
import { askQueries, countLines, type QueryTimes } from './queries';
import { work, workSince } from './work';

/** Seconds after a push until distributors have sent its lines to the pattern ingesters: they send once a second. */
const PATTERN_SECONDS = 2;

/** Requests of distributors to pattern ingesters. */
const APPENDS_TO_PATTERNS = 'loki_pattern_ingester_appends_total';

/** Measurements of one configuration. */
export interface Measured {
  /** CPU seconds of Loki from the first push to the end of the flush, by component. */
  readonly cpu: Counts;

  /** Bytes that pods received and sent while lines were pushed and chunks flushed, by component. */
  readonly received: Counts;
  readonly sent: Counts;

  /** Number of requests to pattern ingesters that failed: their lines have no patterns. */
  readonly patternsFailed: number;

  /** CPU seconds of Loki for all queries, before and after the flush together. */
  readonly queryCpu: number;

  /** Bytes of chunks and of their index in the chunk bucket. */
  readonly chunkBytes: number;
  readonly indexBytes: number;

  /** Number of write requests to S3: all, and those for chunks that were full or ended by time before all were flushed. */
  readonly puts: number;
  readonly putsWhilePushing: number;

  /** Number of chunks that ingesters have flushed, and of those that another one had written before. */
  readonly chunks: number;
  readonly deduped: number;

  /** Durations of all pushes in milliseconds. */
  readonly pushes: readonly number[];

  /** Number of pushes that Loki refused for now. */
  readonly refused: number;

  /** Durations of queries while all lines are in the ingesters' memory, and once all are in S3. */
  readonly fromMemory: QueryTimes;
  readonly fromStore: QueryTimes;

  /** Number of lines that were pushed, and that Loki has in the end. */
  readonly pushed: number;
  readonly lines: number;

  /** Durations of all steps in seconds. */
  readonly seconds: Readonly<Record<string, number>>;
}

/** Time range of the logs, in milliseconds since 1970. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/**
 * Starts an environment, pushes the logs with a pause in seconds after each push of a node, runs the queries, flushes, runs
 * them again, and stops it.
 */
export async function measure(environment: Environment, logs: Logs, range: Range, pause: number): Promise<Measured> {
  const cluster = new RigCluster(environment);
  const seconds: Record<string, number> = {};
  let last = Date.now();
  const lap = (name: string) => {
    seconds[name] = (Date.now() - last) / 1000;
    last = Date.now();
  };
  try {
    await cluster.startLoki();
    await waitForCaches(cluster, 'ingester');
    lap('start');
    const { aws, buckets } = cluster;
    const grafana = new GrafanaClient(cluster, pushTarget(cluster).tenant);
    const before = work(cluster);
    const { pushes, refused } = await pushAll(pushTarget(cluster), logs, pause);
    lap('push');
    await sleep(PATTERN_SECONDS);
    const pushing = workSince(before, cluster);
    let queries = lokiCpu();
    const fromMemory = await askQueries(grafana, logs, range, 0);
    let queryCpu = total(cpuSince(queries).values());
    lap('query');
    const putsWhilePushing = putsOf(cluster, 'chunks');
    const beforeFlush = work(cluster);
    await flushChunks(cluster);
    const flushing = workSince(beforeFlush, cluster);
    lap('flush');
    const chunks = await metricOfAll(cluster, 'ingester', 'loki_ingester_chunks_flushed_total');
    const deduped = await metricOfAll(cluster, 'ingester', 'loki_chunk_store_deduped_chunks_total');
    const patternsFailed = await metricOfAll(cluster, 'distributor', APPENDS_TO_PATTERNS, 'status="fail"');
    await dropFlushedChunks(cluster);
    await waitForCaches(cluster, 'querier');
    lap('index');
    queries = lokiCpu();
    const fromStore = await askQueries(grafana, logs, range, 1);
    queryCpu += total(cpuSince(queries).values());
    const lines = await countLines(grafana, range.start, range.end);
    lap('query again');
    const objects = await aws.list(buckets.chunks);
    const bytesOf = (isIndex: boolean) =>
      objects
        .filter(({ key }) => key.startsWith('index/') === isIndex)
        .reduce((bytes, object) => bytes + object.bytes, 0);
    const puts = putsOf(cluster);
    return {
      cpu: sum(pushing.cpu, flushing.cpu),
      received: sum(pushing.received, flushing.received),
      sent: sum(pushing.sent, flushing.sent),
      ...{
        queryCpu,
        puts,
        putsWhilePushing,
        chunks,
        deduped,
        patternsFailed,
        pushes,
        refused,
        fromMemory,
        fromStore,
        lines,
        seconds,
      },
      pushed: logs.lines,
      chunkBytes: bytesOf(false),
      indexBytes: bytesOf(true),
    };
  } finally {
    await cluster.stop();
  }
}

/** Sends all batches as the Alloy of each node does: in sequence, with retries. */
async function pushAll(
  target: PushTarget,
  { nodes }: Logs,
  pause: number,
): Promise<{ pushes: number[]; refused: number }> {
  const pushes: number[] = [];
  let refused = 0;
  const node = async (batches: readonly Buffer[]) => {
    for (const batch of batches) {
      pushes.push(await sendBatch(target, batch, () => refused++));
      await sleep(pause);
    }
  };
  await Promise.all(nodes.map(node));
  return { pushes, refused };
}

/**
 * Flushes the ingesters to S3, one after the other: each looks for chunks to flush at its own times (5 seconds apart, from a
 * random one on), so the second and third of equal chunks are in the cache by then.
 */
async function flushChunks(cluster: RigCluster): Promise<void> {
  for (const ingester of cluster.component('ingester')) {
    await cluster.flush([ingester]);
    let puts = -1;
    await waitFor(
      async () => {
        await sleep(1);
        const count = putsOf(cluster);
        const isQuiet = count === puts && count > 0;
        puts = count;
        return isQuiet && /^loki_ingester_flush_queue_length 0$/m.test(await ingester.metrics());
      },
      120,
      () => `${ingester.name}: the flush has not ended`,
    );
  }
}

/** Sum of a metric of all pods of a component, of the series whose labels contain a text. */
async function metricOfAll(cluster: RigCluster, component: string, name: string, labels = ''): Promise<number> {
  const texts = await Promise.all(cluster.component(component).map((pod) => pod.metrics()));
  return texts.reduce((sum, text) => sum + metricOf(text, name, labels), 0);
}

/** Number of write requests to S3, for chunks alone or for all. */
function putsOf(cluster: RigCluster, of: 'chunks' | 'all' = 'all'): number {
  const puts = cluster.aws.requests.filter((request) => /^(PUT|POST) \S*s3\./.test(request));
  return of === 'all' ? puts.length : puts.filter((request) => !request.includes('/index/')).length;
}

/**
 * Restarts the ingesters without the chunks that are in S3, as after some hours, when their write-ahead log no longer has
 * them. At start they write their index.
 */
async function dropFlushedChunks(cluster: RigCluster): Promise<void> {
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

/**
 * Waits until the pods of a component know those of the caches, which they look up every 5 seconds: ingesters write no chunk that
 * is in the cache, and queriers read it from there.
 */
async function waitForCaches(cluster: RigCluster, component: string): Promise<void> {
  const knowsAll = async (pod: Pod) => {
    const servers = [...(await pod.metrics()).matchAll(/memcache_client_servers\{.*\} (\d+)/g)].map(([, count]) =>
      Number(count),
    );
    return servers.length > 0 && servers.every((count) => count > 0);
  };
  await waitFor(
    async () => (await Promise.all(cluster.component(component).map(knowsAll))).every(Boolean),
    90,
    () => `a pod of ${component} has not found the caches`,
  );
}
