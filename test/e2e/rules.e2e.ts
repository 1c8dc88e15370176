import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import environments from '../../bin/environments';
import { resolveEnvironment } from '../../lib/environment/environment';
import type { EnvironmentProps } from '../../lib/environment/props';
import { describeWith } from '../helpers/programs';
import { pushTarget } from './client';
import { LOKI_RIG, RigCluster } from './rig/cluster';
import { alertmanager, prometheus } from './rig/monitoring';
import { passwordOfRig } from './rig/passwords';
import { waitFor } from './rig/wait';
import { accepted } from './suites/accepted';

const EXPR = 'sum by (job) (count_over_time({job="e2e/rules"} |= "error" [5m]))';
const group = {
  name: 'e2e',
  interval: '5s',
  rules: [
    {
      alert: 'TooManyErrors',
      expr: `${EXPR} > 2`,
      labels: { severity: 'page' },
      annotations: { summary: '{{ $value }} errors' },
    },
    { record: 'e2e:errors:count5m', expr: EXPR },
  ],
};

interface Alert {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

interface Series {
  readonly data: { readonly result: readonly { metric: Record<string, string>; value: [number, string] }[] };
}

describeWith(
  [...LOKI_RIG, 'prometheus', 'prometheus-alertmanager'],
  'rules as code and users of teams, on the real Loki, Alertmanager and Prometheus',
  () => {
    const folder = mkdtempSync(join(tmpdir(), 'e2e-rules-'));
    const common = alertmanager(join(folder, 'common'), 9093);
    const own = alertmanager(join(folder, 'own'), 9094);
    const samples = prometheus(join(folder, 'prometheus'));
    let cluster: RigCluster;
    const gateway = async (user: string, tenant: string, path: string, method = 'GET') => {
      const { url } = pushTarget(cluster);
      const authorization = `Basic ${Buffer.from(`${user}:${passwordOfRig(user)}`).toString('base64')}`;
      return fetch(`${new URL(url).origin}${path}`, { method, headers: { authorization, 'x-scope-orgid': tenant } });
    };

    beforeAll(async () => {
      cluster = new RigCluster(
        resolveEnvironment('dev', {
          ...(environments['dev'] as EnvironmentProps),
          account: '111122223333',
          region: 'eu-west-1',
          credentials: { from: 'kubernetes-secret' },
          tenants: ['platform', 'apps', 'idle'],
          readers: { shop: { tenants: ['apps'] }, audit: { tenants: ['platform', 'apps'] } },
          writers: { ci: { tenants: ['apps'] } },
          loki: {
            rules: { platform: [group], apps: [group] },
            alertmanagerUrl: 'http://alertmanager.monitoring:9093',
            alertmanagers: { apps: 'http://alertmanager.shop:9094' },
            ruler: {
              remoteWrite: { url: 'http://prometheus.monitoring:9090/api/v1/write' },
              grafanaUrl: 'https://grafana.example.com',
            },
            deletes: { tenants: ['apps'] },
          },
        }),
      );
      await Promise.all([common.start(), own.start(), samples.start(), cluster.startLoki()]);
      const now = Date.now();
      for (const tenant of ['platform', 'apps']) {
        const values = [1, 2, 3].map((number) => [`${now + number}000000`, `error ${number} of ${tenant}`] as const);
        await accepted(cluster, { ...pushTarget(cluster), tenant }, { job: 'e2e/rules' }, values);
      }
    });
    afterAll(async () => {
      for (const each of [common, own, samples]) each.stop();
      await cluster.stop();
      rmSync(folder, { recursive: true, force: true });
    });

    test.each([
      ['platform', common],
      ['apps', own],
    ] as const)('the rule of %s fires at the Alertmanager of that tenant, and only there', async (tenant, at) => {
      let alerts: Alert[] = [];
      await waitFor(
        async () => (alerts = await at.get<Alert[]>('/api/v2/alerts')).length > 0,
        150,
        () => `no alert; the ruler's log:\n${cluster.component('ruler')[0]?.log.slice(-3000)}`,
      );
      expect(alerts.map(({ labels }) => labels)).toEqual([
        { alertname: 'TooManyErrors', job: 'e2e/rules', severity: 'page', tenant },
      ]);
      expect(alerts[0]?.annotations['summary']).toBe('3 errors');
      expect(alerts[0]?.annotations['explore']).toContain(`loki-dev_${tenant}`);
    });

    test('the recording rules arrive in Prometheus, a series for each tenant', async () => {
      let found: Series['data']['result'] = [];
      await waitFor(
        async () => {
          found = (await samples.get<Series>('/api/v1/query?query=e2e:errors:count5m')).data.result;
          return found.length >= 2;
        },
        150,
        () => `${JSON.stringify(found)}; the ruler's log:\n${cluster.component('ruler')[0]?.log.slice(-3000)}`,
      );
      const series = found.map(({ metric, value }) => `${metric['tenant']} ${metric['job']} ${value[1]}`);
      expect(series.sort()).toEqual(['apps e2e/rules 3', 'platform e2e/rules 3']);
    });

    test('a reader of a team sees the rules of its tenants, and folders of Kubernetes are not tenants', async () => {
      const rules = await gateway('shop', 'apps', '/prometheus/api/v1/rules');
      expect(await rules.text()).toContain('"file":"rules.yaml"');
      expect((await gateway('shop', 'platform', '/prometheus/api/v1/rules')).status).toBe(403);
      const logs = cluster.component('ruler').map(({ log }) => log);
      expect(logs.join('').match(/\.\.data|\.\.2026/g)).toBeNull();
      expect(logs.join('')).not.toContain('unable to list rules');
    });

    test('a reader of several tenants queries them at once, and others may not', async () => {
      const query = new URLSearchParams({ query: '{job="e2e/rules"}', since: '1h' }).toString();
      const path = `/loki/api/v1/query_range?${query}`;
      const answer = (await (await gateway('audit', 'platform|apps', path)).json()) as {
        data: { result: { stream: Record<string, string>; values: unknown[] }[] };
      };
      const tenants = answer.data.result.map(({ stream }) => stream['__tenant_id__']);
      expect([...new Set(tenants)].sort()).toEqual(['apps', 'platform']);
      expect((await gateway('shop', 'platform|apps', path)).status).toBe(403);
      expect((await gateway('audit', 'platform|idle', path)).status).toBe(403);
      expect((await gateway('ci', 'apps', path)).status).toBe(401);
    });

    test('the admin asks for lines of its tenant to be deleted, sees the request and withdraws it', async () => {
      const query = new URLSearchParams({
        query: '{job="e2e/rules"} |= "error 1"',
        start: String(Math.floor(Date.now() / 1000) - 3600),
      });
      const path = '/loki/api/v1/delete';
      // The gateway looks for a component every ten seconds, and may have started before this one.
      let answer = '';
      await waitFor(
        async () => {
          const made = await gateway('admin', 'apps', `${path}?${query.toString()}`, 'POST');
          answer = `${made.status} ${await made.text()}`;
          return made.status !== 502;
        },
        20,
        () => answer,
      );
      expect(answer).toBe('204 ');
      const list = async () =>
        (await (await gateway('admin', 'apps', path)).json()) as { request_id: string; query: string }[];
      const [request] = await list();
      expect(request?.query).toContain('error 1');
      const withdrawn = await gateway('admin', 'apps', `${path}?request_id=${request?.request_id}`, 'DELETE');
      expect(withdrawn.status).toBe(204);
      expect(await list()).toEqual([]);
      expect((await gateway('admin', 'platform', path)).status).toBe(403);
      expect((await gateway('shop', 'apps', path)).status).toBe(401);
    });
  },
);
