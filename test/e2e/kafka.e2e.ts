import { describeWithOpenTelemetry } from '../helpers/alloy';
import { type KeptLine, KafkaPath } from './rig/kafka-path';
import { otlpJson } from './rig/otlp';
import { outage, sleep } from './rig/wait';
import { nanoseconds, otlpHttp, push, streams } from './suites/receivers';

/** Numbers of lines, in order. */
const numbers = (lines: readonly KeptLine[]): number[] => lines.map(({ text }) => Number(text.split(' ')[1]));

/** Lines that were lost, and lines that are stored twice. */
function counted(lines: readonly KeptLine[], count: number): { lost: number; twice: number } {
  const distinct = new Set(numbers(lines)).size;
  return { lost: count - distinct, twice: lines.length - distinct };
}

/** Lines of a run of two containers, each of another tenant. */
const COUNT = 2000;

describeWithOpenTelemetry(['kafka', 'java', 'loki', 'nginx', 'busybox'], 'Kafka between Alloy and Loki', () => {
  const path = new KafkaPath();
  beforeAll(() => path.start(), 240_000);
  afterAll(() => path.stop());

  /** Writes a run in parts, and does something in the middle. */
  const run = async (name: string, middle: () => Promise<void>): Promise<void> => {
    const half = COUNT / 2;
    const now = BigInt(Date.now()) * 1_000_000n;
    for (const container of ['shop_web-1_web', 'infra_db-1_db']) path.write(container, `${name}a`, half, now);
    await middle();
    for (const container of ['shop_web-1_web', 'infra_db-1_db']) path.write(container, `${name}b`, half, now);
  };

  /** Counts a run that each container has written. */
  const result = async (name: string) => {
    const of = async (tenant: string, part: string) => {
      const lines = await path.lines(tenant, `${name}${part}`, COUNT / 2, 90);
      return counted(lines, COUNT / 2);
    };
    return [await of('apps', 'a'), await of('apps', 'b'), await of('platform', 'a'), await of('platform', 'b')];
  };
  const NONE = Array.from({ length: 4 }, () => ({ lost: 0, twice: 0 }));

  test('lines arrive as they were: time, order, labels, metadata, labels of the node and tenant', async () => {
    const times = path.write('shop_web-1_web', 'first', 50);
    path.write('infra_db-1_db', 'first', 20);
    const lines = await path.lines('apps', 'first', 50);
    expect(numbers(lines)).toEqual(times.map((_, index) => index));
    expect(lines.map(({ time }) => time)).toEqual(times);
    expect(lines[0]?.labels).toEqual({
      cluster: 'test',
      container: 'web',
      job: 'folder',
      namespace: 'shop',
      service_name: 'web',
      stream: 'stdout',
      zone: 'us-east-1a',
    });
    expect(lines[0]?.metadata).toEqual({
      ...{ pod: 'web-1', level: 'info', detected_level: 'info' },
      ...{ node_pool: 'general', instance_type: 'm7g.large', example_com_team: 'platform' },
    });
    const others = await path.lines('platform', 'first', 20);
    expect(others.map(({ labels }) => labels.namespace)).toEqual(others.map(() => 'infra'));
    expect(others).toHaveLength(20);
  });

  test('a destination beside Kafka has the same lines, and those of its filter alone', async () => {
    const direct = await path.lines('apps', 'first', 50, 60, 'folder', 'central');
    expect(direct).toEqual(await path.lines('apps', 'first', 50));
    await expect(path.lines('platform', 'first', 1, 1, 'folder', 'central')).rejects.toThrow('0 of 1 lines');
  });

  test('what clients push keeps its labels and structured metadata, also metadata that has the name of a label', async () => {
    const time = nanoseconds();
    const stream = { app: 'shop', job: 'own', region: 'eu' };
    const metadata = { trace_id: 't1', app: 'other', level: 'warn', namespace: 'hidden', __tenant_id__: 'platform' };
    const body = streams({ stream, values: [[`${time}`, 'pushed 0', metadata]] });
    expect(await push(path.receivers, body, { 'X-Scope-OrgID': 'apps' })).toBe(204);
    const [line] = await path.lines('apps', 'pushed', 1, 60, 'own');
    expect(line).toEqual({
      ...{ time: `${time}`, text: 'pushed 0' },
      labels: { app: 'shop', cluster: 'test', job: 'own', service_name: 'shop' },
      // Without a place among `labels` of Kafka, a label is metadata.
      metadata: {
        app_extracted: 'other',
        level: 'warn',
        namespace: 'hidden',
        region: 'eu',
        trace_id: 't1',
        detected_level: 'warn',
      },
    });
    await expect(path.lines('platform', 'pushed', 1, 1, 'own')).rejects.toThrow('0 of 1 lines');
  });

  test('lines of OTLP have the labels and metadata that Loki itself gives them', async () => {
    const time = nanoseconds();
    const line = (text: string) => ({
      ...{ nanoseconds: time, text, attributes: { trace: 't1', namespace: 'hidden' } },
      resource: { 'service.name': 'checkout', 'k8s.namespace.name': 'shop', 'k8s.pod.name': 'checkout-1' },
    });
    expect(await otlpHttp(path.receivers, otlpJson([line('otlp 0')]))).toBe(200);
    const labels = { cluster: 'test', k8s_cluster_name: 'test', k8s_namespace_name: 'shop', service_name: 'checkout' };
    const expected = {
      ...{ time: `${time}`, text: 'otlp 0', labels },
      metadata: { trace: 't1', namespace: 'hidden', k8s_pod_name: 'checkout-1', detected_level: 'unknown' },
    };
    const query = '{service_name="checkout"}';
    expect(await path.found('apps', query, 1)).toEqual([expected]);
    expect(await path.found('apps', query, 1, 'central')).toEqual([expected]);
  });

  test('a topic of others: each message is a line', async () => {
    const messages = Array.from({ length: 500 }, (_, index) => `order ${index}`);
    path.kafka.produce('orders', messages);
    const lines = await path.lines('apps', 'order', 500, 60, 'kafka/orders');
    expect(counted(lines, 500)).toEqual({ lost: 0, twice: 0 });
    expect(lines[0]?.labels).toEqual({
      ...{ cluster: 'test', job: 'kafka/orders', topic: 'orders', team: 'shop' },
      service_name: 'kafka/orders',
    });
    expect(lines[0]?.metadata).toEqual({ detected_level: 'unknown' });
  });

  test('none is lost if Loki is stuck and the consumer is killed', async () => {
    path.signal('loki', 'SIGSTOP');
    await run('stuck', () => outage(4));
    await sleep(2);
    await path.restart('alloy-kafka');
    path.signal('loki', 'SIGCONT');
    expect(await result('stuck')).toEqual(NONE);
  });

  test('none is lost or twice if the broker is killed', async () => {
    await run('broker', async () => {
      await path.kafka.kill();
      await outage(2);
    });
    await sleep(2);
    await path.kafka.start();
    expect(await result('broker')).toEqual(NONE);
  });

  test('what Loki refuses for good is dropped and counted, and all that follows arrives', async () => {
    const tenDays = 10n * 86_400n * 1_000_000_000n;
    path.write('shop_web-1_web', 'old', 5, BigInt(Date.now()) * 1_000_000n - tenDays);
    path.write('shop_web-1_web', 'beside', 5);
    expect(counted(await path.lines('apps', 'beside', 5), 5)).toEqual({ lost: 0, twice: 0 });
    await run('after', () => sleep(1));
    expect(await result('after')).toEqual(NONE);
    expect(await path.lokiMetrics()).toMatch(
      /loki_discarded_samples_total\{[^}]*reason="greater_than_max_sample_age"[^}]*tenant="apps"[^}]*\} 5\b/,
    );
  });
});
