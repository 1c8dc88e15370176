import { GrafanaClient, push, pushTarget } from '../client';
import { criLine, podLog } from '../rig/node';
import { sleep, waitFor } from '../rig/wait';
import type { AlloyRig } from './alloy';

const LINES = 20_000;

/** Seconds in which all lines are written. Faults come meanwhile. */
const WRITE_SECONDS = 100;

const S3_AWAY_SECONDS = 120;

/** Numbers of lines that arrived: what is missing and what came twice. */
function audit(texts: readonly string[], count: number): { missing: number[]; twice: number[] } {
  const seen = new Map<number, number>();
  for (const text of texts) {
    const number = Number(/line=(\d+)/.exec(text)?.[1]);
    seen.set(number, (seen.get(number) ?? 0) + 1);
  }
  const missing = Array.from({ length: count }, (_, number) => number).filter((number) => !seen.has(number));
  return { missing, twice: [...seen].filter(([, times]) => times > 1).map(([number]) => number) };
}

/** With lines flowing through Alloy, things break. */
export function faultTests(running: () => AlloyRig): void {
  test('kill -9 of one of each component in turn, Alloy restarted, S3 away: no line lost, none twice', async () => {
    const { cluster, node, api } = running();
    const pod = node.pod('faults', 'writer-1', 'writer');
    api.add(pod);
    const start = Date.now();
    let written = 0;
    const writer = setInterval(() => {
      const due = Math.min(LINES, Math.floor((LINES * (Date.now() - start)) / (WRITE_SECONDS * 1000)));
      let text = '';
      for (; written < due; written++) text += criLine(Date.now(), `line=${written} ${'x'.repeat(100)}`);
      if (text) node.append(podLog(pod), text);
    }, 100);
    try {
      const components = ['ingester', 'distributor', 'querier', 'query-frontend', 'query-scheduler', 'index-gateway'];
      for (const component of [...components, 'compactor', 'ruler', 'pattern-ingester', 'gateway', 'chunks-cache']) {
        const [victim] = cluster.component(component);
        victim?.kill();
        await sleep(2);
      }
      await cluster.ready(120);
      const [alloy] = cluster.component('alloy');
      alloy?.kill();
      await cluster.aws.disconnect();
      await sleep(S3_AWAY_SECONDS);
      cluster.aws.connect();
      await cluster.ready(120);
      await waitFor(
        () => written === LINES,
        WRITE_SECONDS,
        () => `${written} lines written`,
      );
    } finally {
      clearInterval(writer);
    }
    const grafana = new GrafanaClient(cluster, 'platform');
    const texts = async () =>
      (await grafana.lines('{namespace="faults"}', start - 60_000, Date.now() + 60_000)).map((line) => line.text);
    await waitFor(
      async () => audit(await texts(), LINES).missing.length === 0,
      120,
      () => 'lines are missing',
    ).catch(() => undefined);
    expect(audit(await texts(), LINES)).toEqual({ missing: [], twice: [] });
  }, 600_000);

  test('a wrong password and a tenant that is none are refused, and nothing of theirs is kept', async () => {
    const target = pushTarget(running().cluster);
    const now = Date.now();
    const line = (change: object) => push({ ...target, ...change }, { job: 'e2e/refused' }, [[`${now}000000`, 'no']]);
    expect((await line({ password: 'wrong' })).status).toBe(401);
    expect((await line({ tenant: 'nobody' })).status).toBe(403);
    const grafana = new GrafanaClient(running().cluster, target.tenant);
    expect(await grafana.lines('{job="e2e/refused"}', now - 60_000, now + 60_000)).toEqual([]);
  });
}
