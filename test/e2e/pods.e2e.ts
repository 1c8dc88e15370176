import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { environmentCharts, resolveEnvironment } from '../../lib/environment/environment';
import { describeWith } from '../helpers/programs';
import { type ApiPod, KubernetesApi } from './rig/kubernetes-api';
import { metricOf } from './rig/metrics';
import { HOST } from './rig/network';
import { criLine, FakeNode, podLog } from './rig/node';
import { type PodSpec, RenderedObjects } from './rig/objects';
import { Pod } from './rig/pod';
import { SingleLoki, type StoredLine } from './rig/single-loki';
import { sleep, waitFor } from './rig/wait';
import { numbered, PODS, PROFILE, START, type WrittenPod } from './suites/pods-cases';
import { TRACES } from './suites/traces';

describeWith(['alloy', 'loki', 'openssl', 'ip', 'unshare'], 'pods: chosen, annotated, and from the API', () => {
  const folder = mkdtempSync(join(tmpdir(), 'pods-'));
  const node = new FakeNode(join(folder, 'node'));
  const api = new KubernetesApi(folder);
  const loki = new SingleLoki(join(folder, 'loki'));
  const hosts = join(folder, 'hosts');
  const objects = new RenderedObjects(
    environmentCharts(
      resolveEnvironment('dev', {
        account: '111122223333',
        region: 'us-east-1',
        cluster: { create: {} },
        tenants: ['platform', 'apps', 'audit'],
        credentials: { from: 'kubernetes-secret' },
        alloy: {
          pods: {
            fargate: true,
            namespaces: { exclude: ['kube-system', 'secret-*'] },
            containers: { exclude: ['istio-*'] },
            annotations: { tenants: ['apps'] },
          },
          nodeLabels: { zone: true, instanceType: true },
        },
      }),
    ),
  );
  let agent: Pod;
  let cluster: readonly Pod[] = [];

  beforeAll(async () => {
    await Promise.all([api.start(), loki.start()]);
    mkdirSync(join(folder, 'pods'));
    agent = podOf('DaemonSet', 'alloy', 0);
    cluster = [podOf('StatefulSet', 'alloy-pods', 0), podOf('StatefulSet', 'alloy-pods', 1)];
    const names = cluster.map(({ address }) => `${address} alloy-pods\n`).join('');
    writeFileSync(hosts, `${HOST.self} loki-gateway.loki.svc.cluster.local\n${names}`);
    api.setNode('fargate-ip-1', {
      'eks.amazonaws.com/compute-type': 'fargate',
      'topology.kubernetes.io/zone': 'us-east-1a',
      'node.kubernetes.io/instance-type': 'none',
    });
    PODS.forEach(write);
    await Promise.all([agent, ...cluster].map(start));
  });
  afterAll(async () => {
    for (const pod of [agent, ...cluster]) {
      await pod?.stop('SIGKILL');
      pod?.release();
    }
    loki.stop();
    api.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  function podOf(kind: string, name: string, index: number): Pod {
    const { template } = objects.one(kind, name, 'alloy').spec as {
      template: { metadata: { labels: Record<string, string> }; spec: PodSpec };
    };
    const own = join(folder, 'pods', `${name}-${index}`);
    const storage = kind === 'StatefulSet' ? [{ name: 'storage', emptyDir: {} }] : [];
    return new Pod({
      ...{ name: `${name}-${index}`, namespace: 'alloy', labels: template.metadata.labels, folder: own },
      spec: { ...template.spec, volumes: [...(template.spec.volumes ?? []), ...storage] },
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
  }

  async function start(pod: Pod): Promise<void> {
    await pod.startReady();
  }

  const pods = new Map<string, ApiPod>();

  function write({ namespace, container = 'main', init, annotations, labels = {}, ...other }: WrittenPod): void {
    const made = node.pod(namespace, `${namespace}-1`, container, other.isFargate ? PROFILE : labels);
    const pod: ApiPod = {
      ...made,
      metadata: { ...made.metadata, ...(annotations ? { annotations } : {}) },
      spec: {
        ...made.spec,
        ...(init ? { initContainers: [{ name: init }] } : {}),
        ...(other.isFargate ? { nodeName: 'fargate-ip-1' } : {}),
      },
    };
    const lines = other.lines.flatMap((each) => each.split('\n'));
    if (other.isFargate || other.isInApi) api.logs.add(`${namespace}/${namespace}-1/${container}`, START, lines);
    if (!other.isFargate) {
      const written = lines.map((line, index) => criLine(START + index, line)).join('');
      node.append(podLog(pod), written);
      if (init) node.append(podLog(pod, init), criLine(START, 'init'));
    }
    pods.set(namespace, pod);
    api.add(pod);
  }

  /** Lines of a namespace, once there are as many. */
  const arrived = (namespace: string, count: number, tenant = 'platform'): Promise<StoredLine[]> =>
    loki.arrived(tenant, `{namespace="${namespace}"}`, count, () =>
      [agent, ...cluster].map((pod) => pod.log.slice(-1500)).join('\n'),
    );

  const texts = (lines: readonly StoredLine[]): string[] => lines.map(({ text }) => text);

  test('pods of other namespaces and containers are read once, init containers too', async () => {
    const lines = await arrived('plain', 3);
    expect(texts(lines.filter(({ labels }) => labels.container === 'main'))).toEqual(['a', 'b']);
    expect(texts(lines.filter(({ labels }) => labels.container === 'prepare'))).toEqual(['init']);
    expect(texts(await arrived('shown', 1))).toEqual(['yes']);
    expect(lines[0]?.labels).toEqual({
      cluster: 'dev',
      namespace: 'plain',
      container: 'main',
      job: 'plain/main',
      stream: 'stdout',
      node_name: 'ip-10-42-0-1.ec2.internal',
      service_name: 'main',
    });
  });

  test('the API server leaves out namespaces by their names', () => {
    const field = 'spec.nodeName=ip-10-42-0-1.ec2.internal,metadata.namespace!=kube-system';
    expect(api.requests).toContain(`GET /api/v1/pods ${field}`);
    expect(api.requests).toContain(
      'GET /api/v1/pods metadata.namespace!=kube-system eks.amazonaws.com/fargate-profile',
    );
  });

  test('annotations: format, multiline and tenant', async () => {
    expect(texts(await arrived('java', TRACES.java.length))).toEqual(TRACES.java);
    expect(texts(await arrived('rust', 2))).toEqual(['one', ' two']);
    const json = await arrived('json', 2);
    expect(json.map(({ metadata }) => metadata.level)).toEqual(['warn', undefined]);
    expect(texts(await arrived('moved', 1, 'apps'))).toEqual(['moved']);
    const all = [...json, ...(await loki.lines('apps', '{namespace=~".+"}'))];
    expect(all.flatMap(({ labels }) => Object.keys(labels)).filter((name) => name.startsWith('logs_'))).toEqual([]);
  });

  test('an annotation cannot choose a tenant that is not allowed', async () => {
    expect(texts(await arrived('bold', 1))).toEqual(['bold']);
    expect(await loki.lines('audit', '{namespace=~".+"}')).toEqual([]);
  });

  test('pods on Fargate come from the API, through both pods of the collector, each line once', async () => {
    for (const name of numbered(8, 'f')) {
      const namespace = name.replace(' ', '-');
      const lines = await arrived(namespace, 100);
      expect(texts(lines)).toEqual(numbered(100, name));
      expect(lines[0]).toMatchObject({
        labels: {
          namespace,
          container: 'main',
          job: `${namespace}/main`,
          cluster: 'dev',
          service_name: 'main',
          zone: 'us-east-1a',
        },
        metadata: { pod: `${namespace}-1`, node_name: 'fargate-ip-1', instance_type: 'none' },
        nanoseconds: `${START}000000`,
      });
      expect(Object.keys(lines[0]?.labels ?? {}).sort()).toEqual([
        ...['cluster', 'container', 'job', 'namespace', 'service_name', 'zone'],
      ]);
    }
    expect(texts(await arrived('f-java', TRACES.java.length))).toEqual(TRACES.java);
    expect(texts(await arrived('f-moved', 1, 'apps'))).toEqual(['moved']);
    const sent = await Promise.all(
      cluster.map(async (pod) => metricOf(await pod.metrics(), 'loki_write_sent_entries_total')),
    );
    expect(Math.min(...sent)).toBeGreaterThan(0);
  });

  test('a pod of a node that pretends to run on Fargate is read from its file alone', async () => {
    expect(texts(await arrived('trap', 20))).toEqual(numbered(20, 'trap'));
    expect([...api.logs.given.keys()]).not.toContain('trap/trap-1/main');
  });

  test('a changed annotation reads the files of the pod again, and Loki shows equal lines once', async () => {
    const pod = pods.get('shown') as ApiPod;
    const sent = async () => metricOf(await agent.metrics(), 'loki_write_sent_entries_total');
    const before = await sent();
    api.update({
      ...pod,
      metadata: { ...pod.metadata, annotations: { 'logs.eks-loki/format': 'text' } },
    });
    await waitFor(
      async () => (await sent()) > before,
      20,
      () => 'the file was not read again',
    );
    node.append(podLog(pod), criLine(START + 5000, 'after'));
    expect(texts(await arrived('shown', 2))).toEqual(['yes', 'after']);
    expect((await sent()) - before).toBe(2);
  });

  const added: string[] = [];

  /** Lines that a pod has sent since its program started. */
  const sentBy = async (pod?: Pod): Promise<number> =>
    metricOf((await pod?.metrics()) ?? '', 'loki_write_sent_entries_total');

  /** Adds a line to each pod on Fargate, and waits until all their lines are in Loki, once each. */
  async function addOne(name: string): Promise<void> {
    added.push(name);
    for (let n = 0; n < 8; n++) api.logs.add(`f-${n}/f-${n}-1/main`, START + 10_000 * added.length, [name]);
    for (let n = 0; n < 8; n++) {
      const lines = await arrived(`f-${n}`, 100 + added.length);
      expect(texts(lines)).toEqual([...numbered(100, `f ${n}`), ...added]);
    }
  }

  test('a killed pod of the collector continues from its volume', async () => {
    await addOne('before');
    // Alloy writes positions every ten seconds.
    await sleep(11);
    const before = await sentBy(cluster[0]);
    cluster[1]?.kill();
    await addOne('killed');
    // The last line of each container once more: the API knows whole seconds, and positions have no nanoseconds.
    const again = (await sentBy(cluster[0])) - before + (await sentBy(cluster[1]));
    expect(again).toBeLessThanOrEqual(8 + 10);
  });

  test('a pod of the collector is away: the other takes over from the beginning, and lines are shown once', async () => {
    const before = await sentBy(cluster[0]);
    await cluster[1]?.stop();
    await addOne('away');
    const over = (await sentBy(cluster[0])) - before;
    expect(over).toBeGreaterThan(100);
    await cluster[1]?.start();
    await waitFor(
      async () => (await sentBy(cluster[1]).catch(() => 0)) > 0,
      40,
      () => 'the pod that is back sends nothing',
    );
    await addOne('back');
    expect(await sentBy(cluster[1])).toBeLessThan(30);
  });

  test('what was left out never arrived', async () => {
    for (const tenant of ['platform', 'apps']) {
      const lines = await loki.lines(tenant, '{namespace=~"kube-system|secret-.*|mesh|hidden"}');
      expect(lines).toEqual([]);
    }
  });
});
