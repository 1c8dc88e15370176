import { createServer, type Server } from 'node:http';
import { pushTarget } from '../client';
import { accepted } from './accepted';
import type { RigCluster } from '../rig/cluster';
import { HOST } from '../rig/network';
import { waitFor } from '../rig/wait';

interface Alert {
  readonly labels: Readonly<Record<string, string>>;
}

const RULES = `name: e2e
rules:
  - alert: TooManyErrors
    expr: sum by (job) (count_over_time({job="e2e/ruler"} |= "error" [5m])) > 2
    labels: { severity: page }
`;

/** Path of a rule from its upload to the alert. */
export function rulerTests(running: () => RigCluster): void {
  const alerts: Alert[] = [];
  let alertmanager: Server;

  beforeAll(async () => {
    alertmanager = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk) => (body += String(chunk)));
      request.on('end', () => {
        if (request.url === '/api/v2/alerts') alerts.push(...(JSON.parse(body) as Alert[]));
        response.end('{}');
      });
    });
    await new Promise<void>((resolve) => alertmanager.listen(9093, HOST.alertmanager, resolve));
  });
  afterAll(() => {
    alertmanager.closeAllConnections();
    alertmanager.close();
  });

  test('a rule is stored in the ruler bucket, and its alert reaches the Alertmanager', async () => {
    const cluster = running();
    const target = pushTarget(cluster);
    const [ruler] = cluster.component('ruler');
    const uploaded = await fetch(`http://${ruler?.address}:3100/loki/api/v1/rules/team`, {
      method: 'POST',
      headers: { 'x-scope-orgid': target.tenant, 'content-type': 'application/yaml' },
      body: RULES,
    });
    expect(uploaded.status).toBe(202);
    const stored = await cluster.aws.list(cluster.buckets.ruler);
    const names = stored.map(({ key }) => key.split('/').map((part, at) => (at < 2 ? part : fromBase64(part))));
    expect(names).toEqual([['rules', target.tenant, 'team', 'e2e']]);
    const now = Date.now();
    const values = [1, 2, 3].map((number) => [`${now + number}000000`, `error ${number}`] as const);
    await accepted(cluster, target, { job: 'e2e/ruler' }, values);
    await waitFor(
      () => alerts.length > 0,
      150,
      () => `no alert; the ruler's log:\n${ruler?.log.slice(-3000)}`,
    );
    expect(alerts[0]?.labels).toEqual({ alertname: 'TooManyErrors', job: 'e2e/ruler', severity: 'page' });
    // The query frontends evaluated it.
    expect(await ruler?.metrics()).toMatch(/^loki_ruler_remote_eval_\S+ [1-9]/m);
  });
}

function fromBase64(text: string): string {
  return Buffer.from(text, 'base64url').toString();
}
