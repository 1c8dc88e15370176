import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { CANARY } from '../../charts/canary/props';
import { DASHBOARD_NAMES } from '../../charts/grafana/dashboards/names';
import { resolveEnvironment } from '../../lib/environment/environment';
import { describeWith } from '../helpers/programs';
import { GrafanaClient, pushTarget } from './client';
import { Activity } from './rig/activity';
import { labelQueries } from './rig/label-queries';
import { LOKI_RIG, RigCluster } from './rig/cluster';
import { KubernetesApi } from './rig/kubernetes-api';
import { FakeNode } from './rig/node';
import {
  type Answer,
  PanelQueries,
  type RenderedDashboard,
  type RenderedPanel,
  renderedDashboards,
  WINDOW,
} from './rig/panels';
import { RigPrometheus } from './rig/prometheus';
import { sleep } from './rig/wait';

/** Panels that have nothing to show in this rig, and why. */
const NOTHING: Readonly<Record<string, string>> = {
  'read: memcached: memory used': 'the exporter beside memcached is not on this machine',
  'read: S3 as queriers see it: time': 'queriers find every chunk in the cache',
  'storage: Volumes used': 'there is no kubelet',
};

/** Seconds in which the cluster works before panels are asked. */
const SECONDS = 150;

/** Values that a unit can have here, in words of the least and the greatest. */
const BOUNDS: Readonly<Record<string, readonly [number, number]>> = {
  short: [0, 1e6],
  none: [0, 1e9],
  percentunit: [0, 50],
  s: [0, 3600],
  bytes: [0, 1e11],
  Bps: [0, 1e8],
  cps: [0, 1e5],
  reqps: [0, 1e4],
  currencyUSD: [0, 1e4],
};

/** Narrower bounds of values that a wrong unit would miss. */
const NARROWER: Readonly<Record<string, readonly [number, number]>> = {
  'read: Memory': [1e6, 4e9],
  'write: Memory': [1e6, 4e9],
  'agents: Memory': [1e6, 4e9],
  'write: CPU': [0, 4],
  'write: Ingesters in the ring': [0, 3],
  'logs: Share of errors': [0.01, 1],
  'storage: Since the last run': [0, 600],
  'tenants: Retention': [7 * 86_400, 366 * 86_400],
};

/** Place of the answers for pictures of dashboards. @default - they are not kept */
const KEEP = process.env.DASHBOARD_ANSWERS;

describeWith([...LOKI_RIG, 'alloy', 'prometheus', 'loki-canary', 'systemd-journal-remote'], 'dashboards', () => {
  let cluster: RigCluster;
  let api: KubernetesApi;
  let prometheus: RigPrometheus;
  let activity: Activity;
  let dashboards: RenderedDashboard[];
  const answers: Record<string, Record<string, Answer[]>> = {};
  let now = 0;

  beforeAll(async () => {
    cluster = new RigCluster(
      resolveEnvironment('shop', {
        account: '111122223333',
        region: 'eu-west-1',
        cluster: { create: {} },
        volume: '20 GB/day',
        tenants: ['platform', 'apps'],
        credentials: { from: 'external-secrets' },
        monitoring: { from: 'scrape-config', namespace: 'monitoring' },
        grafana: { dashboards: { only: [...DASHBOARD_NAMES] } },
        canary: true,
        alloy: { hubble: true },
        loki: {
          alertmanagerUrl: 'http://alertmanager.monitoring:9093',
          tenantLimits: { platform: { ingestion_rate_mb: 8 } },
          rules: {
            platform: [
              {
                name: 'shop',
                interval: '15s',
                rules: [{ record: 'shop:errors:rate1m', expr: 'sum(rate({namespace="shop"} |= "error" [1m]))' }],
              },
            ],
          },
          config: {
            compactor: { compaction_interval: '20s' },
            // No panel shows the samples.
            ruler: { evaluation_interval: '15s', remote_write: { enabled: false } },
          },
        },
      }),
    );
    const node = new FakeNode(cluster.node);
    api = new KubernetesApi(cluster.folder);
    await api.start();
    await cluster.startLoki();
    await cluster.startAlloy(api.mounts, api.env);
    const canary = await cluster.startDeployment(CANARY, CANARY);
    prometheus = new RigPrometheus(cluster, ['chunks-cache', 'results-cache']);
    await prometheus.start();
    activity = new Activity({ cluster, node, api });
    const gateways = cluster.component('gateway').map((pod) => ({ pod, container: 'nginx' }));
    activity.start([...gateways, { pod: canary, container: 'canary' }]);
    for (let part = 0; part < 3; part++) {
      await sleep(SECONDS / 3);
      await (part === 0 ? flushWithoutS3(cluster) : cluster.flush());
    }
    dashboards = renderedDashboards(cluster);
    const queries = new PanelQueries(prometheus, new GrafanaClient(cluster, pushTarget(cluster).tenant));
    now = Math.floor(Date.now() / 1000);
    for (const { uid, panels } of dashboards) {
      const of = (answers[nameOf(uid)] = {} as Record<string, Answer[]>);
      for (const panel of panels) if (panel.type !== 'row') of[panel.title] = await queries.ask(panel, now);
    }
  }, 600_000);
  afterAll(async () => {
    activity?.stop();
    prometheus?.stop();
    api?.stop();
    await cluster?.stop();
  });

  /** Panels with queries, and their answers. */
  const asked = () =>
    dashboards.flatMap(({ uid, panels }) =>
      panels.flatMap((panel) => {
        const found = panel.type === 'row' ? undefined : answers[nameOf(uid)]?.[panel.title];
        return found ? [{ name: `${nameOf(uid)}: ${panel.title}`, panel, found }] : [];
      }),
    );

  test('there are ten, and every panel has queries', () => {
    expect(dashboards.map(({ uid }) => nameOf(uid)).sort()).toEqual([...DASHBOARD_NAMES].sort());
    expect(asked().filter(({ found }) => found.length === 0)).toEqual([]);
    process.stdout.write(
      `${asked()
        .map(({ name, panel, found }) => rowOf(name, panel, found))
        .join('\n')}\n`,
    );
    if (KEEP) {
      mkdirSync(dirname(KEEP), { recursive: true });
      writeFileSync(KEEP, JSON.stringify({ now, ...WINDOW, dashboards, answers }));
    }
  });

  test('every query is answered', () => {
    const refused = asked().flatMap(({ name, found }) =>
      found.flatMap(({ error, target }) => (error === undefined ? [] : [`${name}: ${target.expr}: ${error}`])),
    );
    expect(refused).toEqual([]);
  });

  test('every panel has something to show, but for those that are named', () => {
    const empty = asked().flatMap(({ name, panel, found }) => (hasValues(panel, found) ? [] : [name]));
    expect(empty.sort()).toEqual(Object.keys(NOTHING).sort());
  });

  test('the queries on the page of labels find lines', async () => {
    const grafana = new GrafanaClient(cluster, pushTarget(cluster).tenant);
    const range = { start: String(now - WINDOW.range), end: String(now + 60), step: '15', limit: '1' };
    const empty: string[] = [];
    for (const query of labelQueries()) {
      const response = await grafana.get('/loki/api/v1/query_range', { query, ...range });
      const text = await response.text();
      if (!response.ok || !/"result":\[\{/.test(text)) empty.push(`${query}: ${response.status} ${text.slice(0, 200)}`);
    }
    expect(empty).toEqual([]);
  });

  test.each([
    ['read', ['index-gateway', 'querier', 'query-frontend', 'query-scheduler']],
    ['write', ['distributor', 'ingester']],
  ])('%s has the memory of all its pods', (name, components) => {
    const series = answers[name]?.['Memory']?.flatMap((one) => one.series) ?? [];
    const pods = components.flatMap((component) => cluster.component(component).map((pod) => pod.name));
    expect(series.map(({ labels }) => labels['pod']).sort()).toEqual(pods.sort());
  });

  test('values are such as their unit can have', () => {
    const wrong = asked().flatMap(({ name, panel, found }) => {
      const { unit = '', max } = panel.fieldConfig?.defaults ?? {};
      const [least, most] = NARROWER[name] ?? BOUNDS[unit] ?? [0, -1];
      return finite(panel, found)
        .filter((value) => value < least || value > Math.min(most, (max ?? most) + 1e-9))
        .map((value) => `${name}: ${value} ${unit}`);
    });
    expect([...new Set(wrong)]).toEqual([]);
  });
});

/** Flushes while S3 is away, so that requests and flushes fail. */
async function flushWithoutS3(cluster: RigCluster): Promise<void> {
  await cluster.aws.disconnect();
  await cluster.flush();
  await sleep(10);
  cluster.aws.connect();
}

/** Name of a dashboard of the rig. */
const nameOf = (uid: string): string => uid.replace(/^loki-shop_/, '');

/** True if a panel found lines, or at least one number. */
const hasValues = (panel: RenderedPanel, found: readonly Answer[]): boolean =>
  panel.type === 'logs' ? found.some(({ series }) => series.length > 0) : finite(panel, found).length > 0;

/** Numbers of a panel. */
const finite = ({ type }: RenderedPanel, found: readonly Answer[]): number[] =>
  type === 'logs'
    ? []
    : found.flatMap(({ series }) =>
        series.flatMap(({ values }) => values.map(([, text]) => Number(text)).filter(Number.isFinite)),
      );

/** A row of the table of panels and what they show. */
function rowOf(name: string, panel: RenderedPanel, found: readonly Answer[]): string {
  const series = found.reduce((sum, one) => sum + one.series.length, 0);
  const values = finite(panel, found);
  const unit = panel.fieldConfig?.defaults.unit ?? '';
  const shown =
    panel.type === 'logs' ? `${found[0]?.series.reduce((sum, { values: lines }) => sum + lines.length, 0)} lines` : '';
  const range = values.length > 0 ? `${round(Math.min(...values))} to ${round(Math.max(...values))} ${unit}` : '';
  const nothing = hasValues(panel, found) ? '' : `nothing: ${NOTHING[name] ?? '?'}`;
  return `${name.padEnd(60)} ${String(series).padStart(3)} series  ${shown}${range}${nothing}`;
}

const round = (value: number): string => Number(value.toPrecision(3)).toString();
