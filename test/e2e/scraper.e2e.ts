import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import environments from '../../bin/environments';
import { LokiEndpoint } from '../../charts/endpoint/endpoint';
import { keptNames } from '../../charts/monitoring/keep';
import { environmentCharts, resolveEnvironment } from '../../lib/environment/environment';
import type { EnvironmentProps } from '../../lib/environment/props';
import { describeWith } from '../helpers/programs';
import { API_SERVER, ApiServer } from './rig/api-server';
import { prometheus as prometheusOf } from './rig/monitoring';
import { HOST } from './rig/network';
import { type PodSpec, RenderedObjects } from './rig/objects';
import { NODE_NAME, Pod } from './rig/pod';
import { SingleLoki } from './rig/single-loki';
import { sleep, waitFor } from './rig/wait';
import { documents } from './suites/apply';

const COLLECTOR = 'alloy-metrics';
const URL = 'http://prometheus.monitoring.svc.cluster.local:9090/api/v1/write';

/** Seconds between scrapes here: a quarter of the default, so that what it costs is at most that. */
const INTERVAL = 15;

/** Seconds for which it is watched. */
const WATCHED = 45;

/** Most that the monitoring of the smallest size may take: cores, and MiB. */
const MOST = { cores: 0.15, memory: 300 };

/** Least number of series that the pods expose, as those of the smallest size under load. */
const EXPOSED = 24_400;

interface Series {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: readonly [number, string];
}

describeWith(
  [...API_SERVER, 'alloy', 'loki', 'prometheus', 'ip', 'unshare'],
  'the collector of metrics, a real Loki and a real Prometheus',
  () => {
    let api: ApiServer;
    let loki: SingleLoki;
    let alloy: Pod;
    let prometheus: ReturnType<typeof prometheusOf>;
    const charts = environmentCharts(
      resolveEnvironment('dev', {
        ...(environments.dev as EnvironmentProps),
        credentials: { from: 'kubernetes-secret' },
        monitoring: { from: 'alloy', remoteWrite: { url: URL }, interval: `${INTERVAL}s` },
      }),
    );
    const objects = new RenderedObjects(charts);
    /** Pods of Loki, two of each component: all answer with the metrics of one Loki that has all parts. */
    const pods = charts.loki.metrics.flatMap(({ component }) =>
      [0, 1].map((number) => ({ component, name: `loki-${component}-${number}` })),
    );

    beforeAll(async () => {
      api = new ApiServer(HOST.api);
      await api.start();
      loki = new SingleLoki(join(api.folder, 'loki'));
      prometheus = prometheusOf(join(api.folder, 'prometheus'));
      await Promise.all([loki.start(), prometheus.start()]);
      const named = (name: string) => objects.all.filter(({ metadata }) => metadata.name.startsWith(name));
      const needed = named(COLLECTOR).filter(({ kind }) => ['ServiceAccount', 'Role', 'RoleBinding'].includes(kind));
      for (const name of ['loki', 'alloy']) api.printed(['create', 'namespace', name]);
      api.printed(['create', '-f', '-'], documents(needed));
      for (const namespace of ['loki', 'alloy']) {
        const account = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default', namespace } };
        api.printed(['create', '-f', '-'], documents([account]));
      }
      const { template } = objects.one('Deployment', COLLECTOR, 'alloy').spec as {
        template: { metadata: { labels: Record<string, string> }; spec: PodSpec };
      };
      const hosts = join(api.folder, 'hosts');
      writeFileSync(hosts, `${HOST.prometheus} prometheus.monitoring.svc.cluster.local\n`);
      for (const folder of ['pods', 'node']) mkdirSync(join(api.folder, folder));
      alloy = new Pod({
        ...{ name: `${COLLECTOR}-0`, namespace: 'alloy', labels: template.metadata.labels, spec: template.spec },
        folder: join(api.folder, 'pods', COLLECTOR),
        sources: { objects, secrets: {}, node: join(api.folder, 'node'), bytes: {} },
        env: api.env,
        files: [
          ...api.accountMounts('alloy', template.spec.serviceAccountName),
          { source: hosts, path: '/etc/hosts', readOnly: true, file: true },
        ],
        identity: { env: {}, files: [], skippedContainers: [] },
      });
      for (const { component, name } of pods) {
        const labels = { 'app.kubernetes.io/name': 'loki', 'app.kubernetes.io/component': component };
        run('loki', name, labels, [HOST.self, LokiEndpoint.GATEWAY_PORT]);
      }
      run('alloy', alloy.name, template.metadata.labels, [alloy.address, alloy.port('http-metrics')]);
      await alloy.startReady();
    }, 180_000);
    afterAll(async () => {
      await alloy?.stop('SIGKILL');
      alloy?.release();
      prometheus?.stop();
      loki?.stop();
      await api.stop();
    });

    /** Makes a pod running on the API server, as a kubelet would. */
    function run(
      namespace: string,
      name: string,
      labels: Readonly<Record<string, string>>,
      [address, containerPort]: readonly [string, number],
    ): void {
      const ports = [{ name: 'http-metrics', containerPort }];
      const spec = { nodeName: NODE_NAME, containers: [{ name: 'main', image: 'docker.io/library/busybox:1', ports }] };
      const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace, labels }, spec };
      api.printed(['create', '-f', '-'], documents([pod]));
      const status = { phase: 'Running', podIP: address, podIPs: [{ ip: address }] };
      const patch = ['--subresource=status', '--type=merge', '-p', JSON.stringify({ status })];
      api.printed(['patch', 'pod', name, '-n', namespace, ...patch]);
    }

    const query = async (expr: string): Promise<readonly Series[]> =>
      (await prometheus.get<{ data: { result: Series[] } }>(`/api/v1/query?query=${encodeURIComponent(expr)}`)).data
        .result;

    test('series of every pod arrive, with the labels of alerts and dashboards', async () => {
      let found: readonly Series[] = [];
      await waitFor(
        async () => (found = await query('up == 1')).length > pods.length,
        90,
        () => `Prometheus has ${JSON.stringify(found)}\n${alloy.log.slice(-3000)}`,
      );
      const jobs = found.map(({ metric: { cluster, job, namespace, pod } }) =>
        [cluster, job, namespace, pod].join(' '),
      );
      expect(jobs.sort()).toEqual(
        [
          ...pods.map(({ component, name }) => `dev loki/${component} loki ${name}`),
          `dev alloy/metrics alloy ${alloy.name}`,
        ].sort(),
      );
      expect(await query('loki_build_info')).toHaveLength(pods.length);
      expect(alloy.log).not.toMatch(/forbidden/i);
    }, 120_000);

    test('names of the list are stored, and no others', async () => {
      const exposed = await (await fetch(`${loki.url}/metrics`)).text();
      expect(exposed).toMatch(/^go_goroutines /m);
      const { data } = await prometheus.get<{ data: string[] }>('/api/v1/label/__name__/values');
      const kept = new RegExp(`^(${keptNames({ from: 'alloy' })})$`);
      expect(data.length).toBeGreaterThan(30);
      expect(data.filter((name) => !kept.test(name))).toEqual([]);
    });

    test('it costs little, at four times as many scrapes as by default', async () => {
      const series = (await (await fetch(`${loki.url}/metrics`)).text()).split('\n').filter((line) => /^\w/.test(line));
      expect(series.length * pods.length).toBeGreaterThan(EXPOSED);
      const seconds = async () =>
        Number(/^alloy_resources_process_cpu_seconds_total.* (\S+)$/m.exec(await alloy.metrics())?.[1]);
      const [before, begun] = [await seconds(), Date.now()];
      await sleep(WATCHED);
      const cores = ((await seconds()) - before) / ((Date.now() - begun) / 1000);
      const [memory = NaN] = Object.values(alloy.peakMemory);
      console.log(
        `alloy-metrics: ${cores.toFixed(3)} cores and ${memory} MiB with ${series.length * pods.length} series each ${INTERVAL} s`,
      );
      expect(cores).toBeGreaterThan(0);
      expect(cores).toBeLessThan(MOST.cores);
      expect(memory).toBeLessThan(MOST.memory);
    }, 120_000);
  },
);
