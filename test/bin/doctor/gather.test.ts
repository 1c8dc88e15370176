import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import environments from '../../../bin/environments';
import { gather } from '../../../bin/doctor/gather';
import type { KubectlResult, KubectlRunner } from '../../../bin/wait/kubectl';
import { manifestsOf } from '../../../lib/checks/checked-charts';
import { diagnose } from '../../../lib/live/doctor/diagnose';
import { environmentCharts, type EnvironmentProps, resolveEnvironment } from '../../../lib/environment/environment';
import { READY } from '../../helpers/fake-kubectl';

/** Number of agents and of Loki's pods: 3,000. */
const AGENTS = 2980;

const ENVIRONMENT = resolveEnvironment('dev', environments['dev'] as EnvironmentProps);
const CHARTS = environmentCharts(ENVIRONMENT);
const MANIFESTS = manifestsOf(CHARTS.manifests());

/** A pod with fields that nobody reads, as the API server has them. */
const pod = (namespace: string, name: string, component: string) => ({
  kind: 'Pod',
  metadata: {
    name,
    namespace,
    labels: { 'app.kubernetes.io/component': component, 'app.kubernetes.io/name': namespace },
    managedFields: [{ manager: 'kubelet', fieldsV1: { x: 'y'.repeat(2000) } }],
  },
  spec: {
    nodeName: `node-${name}`,
    containers: [{ name: component, image: 'i', env: [{ name: 'PASSWORD', value: 'hunter2' }] }],
  },
  status: READY,
});

/** A kubectl in front of a large cluster. */
class LargeCluster implements KubectlRunner {
  public readonly calls: string[] = [];

  /** `away` is the name of a pod that is not ready. */
  constructor(private readonly away?: string) {}

  public run(args: readonly string[]): Promise<KubectlResult> {
    this.calls.push(args.join(' '));
    const namespace = args[args.indexOf('--namespace') + 1] ?? '';
    const stdout =
      args[1] === '--raw'
        ? 'level=info msg=fine password=hunter2'
        : JSON.stringify({ items: this.items(args, namespace).map((item) => this.stateOf(item)) });
    return Promise.resolve({ status: 0, stdout, stderr: '' });
  }

  private stateOf(item: object): object {
    const { metadata } = item as { readonly metadata: { readonly name: string } };
    return metadata.name === this.away ? { ...item, status: { conditions: [] } } : item;
  }

  private items([, what = '']: readonly string[], namespace: string): object[] {
    if (what === 'namespaces') return ['loki', 'alloy', 'grafana'].map((name) => ({ metadata: { name } }));
    if (!what.startsWith('pods')) return [];
    if (namespace === 'alloy')
      return Array.from({ length: AGENTS }, (_, index) => pod('alloy', `alloy-${index}`, 'agent'));
    if (namespace !== 'loki') return [];
    return ['distributor', 'ingester', 'querier'].map((name) => pod('loki', `loki-${name}-0`, name));
  }
}

let server: Server;
/** Requests that are answered; others fail. */
let left = Infinity;
const opened: string[] = [];

beforeAll(async () => {
  server = createServer(({ url }, response) => {
    const text = url === '/ring' ? '{"shards":[{"id":"loki-ingester-0","state":"ACTIVE"}]}' : 'loki_panic_total 0\n';
    if (left-- <= 0) response.writeHead(503);
    response.end(text);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(() => server.close());

const open = ({ name }: { name: string }) => {
  opened.push(name);
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return Promise.resolve({ url, close: () => opened.splice(opened.indexOf(name), 1) });
};

const options = {
  open,
  ask: () => Promise.reject(new Error('no credentials')),
  awsCli: () => Promise.resolve({ status: 255, stdout: '', stderr: 'no credentials' }),
  lookMs: 0,
};

test('of 3,000 pods a few are looked at: at most 60 requests a part, and 200 MB', async () => {
  const kubectl = new LargeCluster('alloy-2000');
  const before = process.memoryUsage().rss;
  const snapshot = await gather(kubectl, { environment: ENVIRONMENT, charts: CHARTS, manifests: MANIFESTS }, options);
  expect(snapshot.pods).toHaveLength(AGENTS + 3);
  expect(snapshot.metrics.filter(({ component }) => component === 'agent')).toHaveLength(3);
  expect(kubectl.calls.length).toBeLessThan(60);
  expect(kubectl.calls.filter((call) => call.includes('/log?'))).toHaveLength(6);
  // One that is not ready comes first: its log has the cause.
  expect(kubectl.calls).toContainEqual(expect.stringContaining('/namespaces/alloy/pods/alloy-2000/log?'));
  expect((process.memoryUsage().rss - before) / 1024 / 1024).toBeLessThan(200);
  expect(snapshot.ring).toEqual([{ id: 'loki-ingester-0', state: 'ACTIVE' }]);
  // Ports are closed, and nothing of what pods have is kept but names.
  expect(opened).toEqual([]);
  expect(JSON.stringify(snapshot)).not.toMatch(/hunter2|managedFields/);
  expect(() => diagnose(snapshot)).not.toThrow();
});

test('a part alone reads pods of that part, and asks nobody else', async () => {
  const kubectl = new LargeCluster();
  const ask = jest.fn(options.ask);
  const subject = { environment: ENVIRONMENT, charts: CHARTS, manifests: MANIFESTS };
  // Each agent answers once: what it said then is kept.
  left = 3;
  const { metrics } = await gather(kubectl, subject, { ...options, ask, only: ['agent'] });
  left = Infinity;
  expect(metrics).toHaveLength(3);
  expect(ask).not.toHaveBeenCalled();
  const logs = kubectl.calls.filter((call) => call.includes('/log?'));
  expect(logs).toHaveLength(3);
  expect(logs.every((call) => call.includes('/namespaces/alloy/'))).toBe(true);
});

describe('budgets of pods', () => {
  const look = async (node: object) => {
    const kubectl = new LargeCluster();
    const run = kubectl.run.bind(kubectl);
    const items = {
      nodes: [{ kind: 'Node', metadata: { name: 'node-a' }, spec: node }],
      poddisruptionbudgets: [BUDGET],
    };
    jest.spyOn(kubectl, 'run').mockImplementation((args) => {
      const found = items[args[1] as keyof typeof items] as object[] | undefined;
      if (!found) return run(args);
      kubectl.calls.push(args.join(' '));
      return Promise.resolve({ status: 0, stdout: JSON.stringify({ items: found }), stderr: '' });
    });
    const subject = { environment: ENVIRONMENT, charts: CHARTS, manifests: MANIFESTS };
    const { budgets } = await gather(kubectl, subject, { ...options, only: ['node'] });
    return { budgets, asked: kubectl.calls.filter((call) => call.startsWith('get poddisruptionbudgets')).length };
  };
  const BUDGET = {
    ...{ kind: 'PodDisruptionBudget', metadata: { name: 'loki-querier', namespace: 'loki' } },
    spec: { selector: { matchLabels: { a: 'b' } }, minAvailable: 1 },
    status: { disruptionsAllowed: 0, currentHealthy: 1, desiredHealthy: 1, expectedPods: 1, observedGeneration: 1 },
  };

  test('are asked for while a node is cordoned', async () => {
    const { budgets, asked } = await look({ unschedulable: true });
    expect(asked).toBe(3);
    expect(budgets?.[0]).toEqual({
      metadata: { name: 'loki-querier', namespace: 'loki' },
      spec: { selector: { matchLabels: { a: 'b' } } },
      status: { disruptionsAllowed: 0, currentHealthy: 1, expectedPods: 1 },
    });
  });

  test('are of no interest otherwise', async () => {
    expect(await look({})).toEqual({ budgets: undefined, asked: 0 });
  });
});
