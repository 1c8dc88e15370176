import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { environmentCharts, resolveEnvironment } from '../../lib/environment/environment';
import { describeWith } from '../helpers/programs';
import { KubernetesApi } from './rig/kubernetes-api';
import { metricOf } from './rig/metrics';
import { HOST } from './rig/network';
import { criLine, FakeNode, podLog } from './rig/node';
import { type PodSpec, RenderedObjects } from './rig/objects';
import { Pod } from './rig/pod';
import { SingleLoki, type StoredLine } from './rig/single-loki';
import { waitFor } from './rig/wait';
import { LANGUAGES, PROCESSING, START, TIMES, WRITTEN } from './suites/processing-cases';
import { SECRETS, TRACES } from './suites/traces';

describeWith(['alloy', 'loki', 'openssl', 'ip', 'unshare'], 'processing in a real Alloy, before a real Loki', () => {
  const folder = mkdtempSync(join(tmpdir(), 'processing-'));
  const node = new FakeNode(join(folder, 'node'));
  const api = new KubernetesApi(folder);
  const loki = new SingleLoki(join(folder, 'loki'));
  let alloy: Pod;

  beforeAll(async () => {
    await Promise.all([api.start(), loki.start()]);
    const environment = resolveEnvironment('dev', {
      account: '111122223333',
      region: 'us-east-1',
      cluster: { create: {} },
      tenants: ['platform', 'apps'],
      credentials: { from: 'kubernetes-secret' },
      alloy: { processing: PROCESSING },
    });
    const objects = new RenderedObjects(environmentCharts(environment));
    const { template } = objects.one('DaemonSet', 'alloy', 'alloy').spec as {
      template: { metadata: { labels: Record<string, string> }; spec: PodSpec };
    };
    const hosts = join(folder, 'hosts');
    writeFileSync(hosts, `${HOST.self} loki-gateway.loki.svc.cluster.local\n`);
    mkdirSync(join(folder, 'pods'));
    alloy = new Pod({
      ...{ name: 'alloy-0', namespace: 'alloy', labels: template.metadata.labels, spec: template.spec },
      folder: join(folder, 'pods', 'alloy-0'),
      sources: {
        objects,
        secrets: { credentials: { 'writer-password': { text: 'of-nobody' } } },
        node: join(folder, 'node'),
        bytes: {},
      },
      env: api.env,
      files: [...api.mounts, { source: hosts, path: '/etc/hosts', readOnly: true, file: true }],
      identity: { env: {}, files: [], skippedContainers: [] },
    });
    for (const [namespace, lines] of Object.entries(WRITTEN)) write(namespace, lines);
    await alloy.startReady();
  });
  afterAll(async () => {
    await alloy?.stop('SIGKILL');
    alloy?.release();
    loki.stop();
    api.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Writes texts as lines of a pod, a millisecond apart. */
  function write(namespace: string, texts: readonly (string | readonly [milliseconds: number, text: string])[]): void {
    const pod = node.pod(namespace, `${namespace}-1`, 'main');
    const lines = texts.flatMap((each) => {
      const [time, text] = typeof each === 'string' ? [undefined, each] : each;
      return text.split('\n').map((line) => ({ time, line }));
    });
    const written = lines.map(({ time, line }, index) => criLine(time ?? START + index, line)).join('');
    node.append(podLog(pod), written);
    api.add(pod);
  }

  /** Lines of a namespace, once there are as many. */
  const arrived = (namespace: string, count: number, tenant = 'platform'): Promise<StoredLine[]> =>
    loki.arrived(tenant, `{namespace="${namespace}"}`, count, () => alloy.log);

  const dropped = async (reason: string): Promise<number> =>
    metricOf(await alloy.metrics(), 'loki_process_dropped_lines_total', `reason="${reason}"`);

  test.each(LANGUAGES)('traces of %s arrive as one line each', async (language) => {
    const expected = TRACES[language];
    expect((await arrived(language, expected.length)).map(({ text }) => text)).toEqual(expected);
  });

  test('secrets are replaced, and what is around them stays', async () => {
    const lines = await arrived('secrets', SECRETS.length);
    expect(lines.map(({ text }) => text)).toEqual(SECRETS.map(([, left]) => left));
  });

  test('JSON: fields, levels, labels; hostile values and malformed lines cost nobody else', async () => {
    const lines = await arrived('json', 5);
    expect(lines.map(({ labels, metadata }) => [labels.team, metadata])).toEqual([
      ['shop', expect.objectContaining({ level: 'warn', trace: 't1', status: '500', pod: 'json-1' })],
      [undefined, expect.objectContaining({ level: 'info', trace: 't2' })],
      // Half of a surrogate pair; a value that is longer than Loki's limit.
      ['?', expect.objectContaining({ level: 'error' })],
      ['x'.repeat(1024), expect.not.objectContaining({ level: 'odd' })],
      [undefined, expect.objectContaining({ level: 'debug' })],
    ]);
    expect(lines.every(({ labels }) => labels.source_form === 'json')).toBe(true);
    expect(lines[0]?.text).toContain('"password":"<redacted>"');
    expect(await dropped('malformed')).toBe(2);
  });

  test('levels of logfmt, klog and text', async () => {
    const levels = async (namespace: string, count: number) =>
      (await arrived(namespace, count)).map(({ labels, metadata }) => labels.level ?? metadata.level);
    expect(await levels('logfmt', 3)).toEqual(['error', 'warn', undefined]);
    expect(await levels('klog', 3)).toEqual(['error', 'info', undefined]);
    expect(await levels('text', 8)).toEqual([
      ...['error', undefined, undefined, 'warn', 'debug'],
      ...['error', 'warn', undefined],
    ]);
    expect((await arrived('text', 8))[0]?.metadata).toMatchObject({ took: '12' });
  });

  test('lines are dropped for each reason, and counted', async () => {
    const lines = await arrived('drops', 2);
    expect(lines.map(({ text }) => text.slice(0, 20))).toEqual(['y'.repeat(20), 'level=info kept']);
    const reasons = ['healthz', 'matching', 'too_long', 'level', 'too_old'];
    expect(await Promise.all(reasons.map(dropped))).toEqual([1, 1, 1, 1, 1]);
  });

  test('a quarter of the lines is sent, and the others are counted', async () => {
    const lines = await arrived('samples', 120);
    await waitFor(
      async () => (await arrived('samples', 120)).length + (await dropped('sample')) === 800,
      30,
      () => 'not all lines are sent or counted',
    );
    // 200 ± 6 standard deviations.
    expect(Math.abs(lines.length - 200)).toBeLessThan(75);
  });

  test('a limit by namespace: the noisy one is cut and counted, the quiet one is whole', async () => {
    expect((await arrived('limit-quiet', 10)).length).toBe(10);
    const sent = (await arrived('limit-noisy', 20)).length;
    expect(sent).toBeLessThan(25);
    const counted = metricOf(
      await alloy.metrics(),
      'loki_process_dropped_lines_by_label_total',
      'label_value="limit-noisy"',
    );
    expect(counted).toBe(200 - sent);
  });

  test('times: good ones are taken; hostile ones cost neither their line nor the batch', async () => {
    const lines = await arrived('times', TIMES.length + 2);
    expect(lines.map(({ nanoseconds }) => Number(BigInt(nanoseconds) / 1_000_000n))).toEqual([
      START - 5000,
      ...TIMES.map((_, index) => START + index),
      START + TIMES.length + 1,
    ]);
    const seconds = await arrived('seconds', 8);
    expect(seconds.map(({ text }) => text)[0]).toBe(`{"t":${(START - 7000) / 1000}}`);
    const local = await arrived('local', 3);
    const [zoned] = await arrived('zoned', 1);
    for (const line of [local[0], zoned])
      expect(Number(BigInt(line?.nanoseconds ?? 0) / 1_000_000_000n)).toBe(Math.floor((START - 9000) / 1000));
  });

  test('what the container runtime wrote takes the place of no field', async () => {
    const lines = await arrived('own-names', 2);
    expect(lines.map(({ metadata }) => metadata.content)).toEqual([undefined, 'of the line']);
  });

  test('a tenant and a label by namespace', async () => {
    const [line] = await arrived('moved', 1, 'apps');
    expect(line).toMatchObject({ text: 'moved', labels: { team: 'moved' } });
    expect(await loki.lines('platform', '{namespace="moved"}')).toEqual([]);
  });

  test('stages of the user’s own', async () => {
    expect((await arrived('own', 1)).map(({ text }) => text)).toEqual(['bAnAAnA']);
  });
});
