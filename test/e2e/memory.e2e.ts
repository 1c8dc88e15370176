import { INGESTER_MEMORY, ingesterBytes, PATTERN_STREAM } from '../../charts/loki/sizes/ingester-memory';
import { GOGC } from '../../charts/loki/workloads/component';
import { describeWith } from '../helpers/programs';
import { Random } from '../helpers/random';
import { pushTarget } from './client';
import { APPS } from './load/apps';
import { metadataOf, PushRequest } from './load/push-request';
import { sendBatch } from './load/send';
import { SIDES } from './load/sides';
import { LOKI_RIG, RigCluster } from './rig/cluster';
import type { Pod } from './rig/pod';

/** Size of a push. */
const BATCH_BYTES = 1024 * 1024;

/** Go collects garbage when the heap has grown by GOGC percent of what was alive. */
const HEAP_BY_LIVE = 1 + GOGC / 100;

/** Live bytes of a pod. */
async function liveBytes(pod: Pod): Promise<number> {
  await pod.collectGarbage();
  const next = /^go_memstats_next_gc_bytes (\S+)$/m.exec(await pod.metrics())?.[1];
  return Number(next) / HEAP_BY_LIVE;
}

/** Pushes lines of pods to a number of streams, the same to each. */
async function push(cluster: RigCluster, name: string, streams: number, bytes: number): Promise<void> {
  const random = new Random(7);
  let batch = new PushRequest();
  const send = () => sendBatch(pushTarget(cluster), batch.encode());
  for (let stream = 0, sent = 0; sent < bytes; stream = (stream + 1) % streams) {
    const { name: app, namespace, container, write } = APPS[stream % APPS.length] as (typeof APPS)[number];
    const labels = `{app="${app}", cluster="load", container="${container}", job="${namespace}/${container}", namespace="${namespace}", node_name="${name}-${stream}", stream="stdout"}`;
    const now = Date.now();
    write(random, now).lines.forEach((line, index) => {
      const metadata = metadataOf({ pod: `${app}-5d8f7c9b4-${stream}` });
      batch.add(labels, BigInt(now) * 1_000_000n + BigInt(index), line, metadata);
      sent += Buffer.byteLength(line);
    });
    if (batch.bytes < BATCH_BYTES) continue;
    await send();
    batch = new PushRequest();
  }
  await send();
}

describeWith(LOKI_RIG, 'what ingesters keep in memory', () => {
  const cluster = new RigCluster(SIDES.ours().environment());

  /** Largest number of live bytes of the pods of a component. */
  const live = async (component = 'ingester'): Promise<number> =>
    Math.max(...(await Promise.all(cluster.component(component).map(liveBytes))));

  /** Bytes that sizes count on, for lines that were pushed within the two hours of a chunk. */
  const model = (streams: number, bytes: number) => ingesterBytes((bytes / 1e9) * 12, streams);

  beforeAll(async () => cluster.startLoki(), 300_000);
  afterAll(async () => cluster.stop());

  test('few streams with many lines, most of which are compressed', async () => {
    await push(cluster, 'few', 150, 90e6);
    const found = await live();
    expect(found).toBeLessThan(model(150, 90e6) * 1.3);
    expect(found).toBeGreaterThan(model(150, 90e6) * 0.5);
  }, 600_000);

  test('many streams with few lines', async () => {
    const [before, patterns] = [await live(), await live('pattern-ingester')];
    await push(cluster, 'many', 10_000, 60e6);
    const found = (await live()) - before;
    const expected = model(10_000, 60e6) - INGESTER_MEMORY.base;
    expect(found).toBeLessThan(expected * 1.3);
    expect(found).toBeGreaterThan(expected * 0.5);
    const perStream = ((await live('pattern-ingester')) - patterns) / 10_000;
    expect(perStream).toBeLessThan(PATTERN_STREAM * 1.3);
    expect(perStream).toBeGreaterThan(PATTERN_STREAM * 0.5);
  }, 600_000);
});
