import { ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { resolveEnvironment } from '../../lib/environment/environment';
import { describeWith, type ProgramName } from '../helpers/programs';
import { GrafanaClient } from './client';
import { RigCluster } from './rig/cluster';
import { KubernetesApi } from './rig/kubernetes-api';
import { criLine, FakeNode, podLog } from './rig/node';
import type { Pod } from './rig/pod';
import { sleep, waitFor } from './rig/wait';

const PROGRAMS: readonly ProgramName[] = [
  'loki',
  'alloy',
  'weed',
  'nginx',
  'memcached',
  'busybox',
  'openssl',
  'ip',
  'unshare',
];

/** Time from `kubectl apply` until a line is readable, in seconds. Images are pulled before. */
const READABLE_WITHIN = 120;

/** Lines of the load, and bytes of each: 1 MB a second, written once a second. */
const [SECONDS, PER_SECOND, BYTES] = [20, 2000, 500];

/** Secret half of the access key in the rig. */
const SECRET_KEY = 'key-of-the-rig';

const MINUTE = 60_000;

describeWith(PROGRAMS, 'a local cluster', () => {
  let cluster: RigCluster;
  let node: FakeNode;
  let api: KubernetesApi;
  let alloy: Pod;
  let readable = 0;

  const lines = (query: string) =>
    new GrafanaClient(cluster, 'local').lines(query, Date.now() - 30 * MINUTE, Date.now() + MINUTE);

  /** Objects of a bucket, with the access key of Loki. */
  const objects = async (Bucket: string): Promise<string[]> => {
    const [store] = cluster.component('local-store');
    const s3 = new S3Client({
      endpoint: `http://${store?.address}:8333`,
      region: 'us-east-1',
      forcePathStyle: true,
      credentials: { accessKeyId: 'loki', secretAccessKey: SECRET_KEY },
    });
    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket }));
    return Contents.map(({ Key }) => Key ?? '');
  };

  beforeAll(async () => {
    cluster = new RigCluster(resolveEnvironment('local', { cluster: { local: {} } }));
    node = new FakeNode(cluster.node);
    api = new KubernetesApi(cluster.folder);
    await api.start();
    const pod = node.pod('default', 'hello-1', 'hello', { 'app.kubernetes.io/name': 'hello' });
    node.append(podLog(pod), criLine(Date.now(), 'hello world'));
    api.add(pod);
    const started = Date.now();
    // All at once, as `kubectl apply` does it.
    const loki = cluster.startLoki();
    while (!cluster.podsStart) await sleep(0.05);
    alloy = await cluster.startAlloy(api.mounts, api.env);
    await waitFor(
      async () => (await lines('{namespace="default"}').catch(() => [])).length > 0,
      READABLE_WITHIN,
      () => `no line; Alloy:\n${alloy.log.slice(-3000)}`,
    );
    readable = (Date.now() - started) / 1000;
    await loki;
    const ready = (Date.now() - started) / 1000;
    process.stdout.write(`local: a line is readable after ${readable} s, all pods are ready after ${ready} s\n`);
  }, 240_000);
  afterAll(async () => {
    api.stop();
    await cluster.stop();
  });

  test('a line of a pod is readable within two minutes; only a compactor that found no store has restarted', async () => {
    expect(readable).toBeLessThan(READABLE_WITHIN);
    // A compactor that finds no store, or no bucket in it yet, ends: it may start sooner.
    const isEarly = (pod: Pod) =>
      pod.restarts === 1 &&
      cluster.component('compactor').includes(pod) &&
      /no such host|bucket does not exist/.test(pod.log);
    const restarted = cluster.pods.filter((pod) => pod.restarts > 0 && !isEarly(pod));
    expect(restarted.map(({ name, log }) => `${name}: ${log.slice(0, 3000)}`)).toEqual([]);
    const [line] = await lines('{namespace="default"}');
    expect(line?.text).toBe('hello world');
    expect(line?.labels).toMatchObject({ cluster: 'local', app: 'hello' });
  });

  test('each component has one pod, and the store refuses who has no key', async () => {
    expect(cluster.pods).toHaveLength(
      new Set(cluster.pods.map(({ props }) => props.labels['app.kubernetes.io/component'])).size,
    );
    const [store] = cluster.component('local-store');
    const { status } = await fetch(`http://${store?.address}:8333/loki-local-chunks/`);
    expect(status).toBe(403);
  });

  test('20 MB of lines take less memory than each container has', async () => {
    const pod = node.pod('load', 'writer-1', 'writer');
    api.add(pod);
    for (let second = 0; second < SECONDS; second++) {
      const now = Date.now();
      const text = Array.from({ length: PER_SECOND }, (_, index) =>
        criLine(now, `${second * PER_SECOND + index} `.padEnd(BYTES, 'abcdefghij klmnop ')),
      );
      node.append(podLog(pod), text.join(''));
      await sleep(1);
    }
    const count = async () =>
      new GrafanaClient(cluster, 'local')
        .get('/loki/api/v1/query', { query: 'sum(count_over_time({namespace="load"}[20m]))' })
        .then(async (response) => ((await response.json()) as Counted).data.result[0]?.value[1]);
    await waitFor(
      async () => (await count()) === String(SECONDS * PER_SECOND),
      90,
      () => 'lines are missing',
    );
    const sizes = cluster.pods.flatMap((each) => {
      const limits = each.props.spec.containers as readonly {
        name: string;
        resources?: { limits?: { memory?: string } };
      }[];
      return Object.entries(each.peakMemory).map(([name, peak]) => {
        const limit = parseInt(limits.find((one) => one.name === name)?.resources?.limits?.memory ?? '64', 10);
        return { pod: each.name, peak, limit };
      });
    });
    process.stdout.write(
      `${sizes.map(({ pod: name, peak, limit }) => `${name} ${peak} of ${limit} MiB`).join('\n')}\n`,
    );
    expect(sizes.filter(({ peak, limit }) => peak > limit * 0.8)).toEqual([]);
  });

  test('chunks and index are in the store, and are read from there after every pod of Loki has ended', async () => {
    await cluster.flush();
    const isThere = async () => (await objects('loki-local-chunks')).some((key) => key.startsWith('local/'));
    await waitFor(isThere, 30, () => 'no chunk is in the store');
    // It uploads its index when it ends.
    await cluster.restart(cluster.component('ingester'));
    expect((await objects('loki-local-chunks')).filter((key) => key.startsWith('index/'))).not.toEqual([]);
    await cluster.restart(cluster.component('local-store'));
    await cluster.restart(
      ['ingester', 'index-gateway', 'querier', 'chunks-cache'].flatMap((name) => cluster.component(name)),
    );
    expect((await lines('{namespace="default"}')).map(({ text }) => text)).toEqual(['hello world']);
  });

  test('lines that are written while the store is away are kept, and are there when it is back', async () => {
    const [store] = cluster.component('local-store');
    await store?.stop('SIGKILL');
    const pod = node.pod('later', 'writer-2', 'writer');
    node.append(podLog(pod), criLine(Date.now(), 'while it was away'));
    api.add(pod);
    await sleep(5);
    await store?.start();
    await cluster.ready(60, store ? [store] : []);
    await waitFor(
      async () => (await lines('{namespace="later"}')).length > 0,
      60,
      () => 'the line is lost',
    );
    await cluster.flush();
    await cluster.restart(cluster.component('ingester'));
    expect((await lines('{namespace="later"}')).map(({ text }) => text)).toEqual(['while it was away']);
  });
});

interface Counted {
  readonly data: { readonly result: readonly { readonly value: readonly [number, string] }[] };
}
