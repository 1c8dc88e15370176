import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { InputError } from '../../../charts/input/problems';
import { gatherFound } from '../../../bin/doctor/gather-found';
import { diagnose } from '../../../lib/live/doctor/diagnose';
import type { Manifest } from '../../../lib/manifests/manifest';
import { ALLOY, charted, lokiLabels, SCALABLE } from '../../helpers/community-chart';
import { ObjectsKubectl, podOf } from '../../helpers/found-kubectl';

const CONFIG = `
auth_enabled: true
common: { replication_factor: 3 }
storage_config: { aws: { bucketnames: logs-chunks, region: eu-west-1 } }
schema_config: { configs: [{ object_store: filesystem }, { object_store: s3 }] }
limits_config: { retention_period: 744h }
compactor: { retention_enabled: true }
`;

/** Answers of pods, by the path. A test may change them. */
const ANSWERS = {
  '/config': CONFIG,
  '/ring': JSON.stringify({ shards: [0, 1, 2].map((index) => ({ id: `logs-write-${index}`, state: 'ACTIVE' })) }),
  '/loki/api/v1/labels': '{"data":["app"]}',
  '/loki/api/v1/query_range': '{"data":{"result":[{"values":[["1","a secret line"]]}]}}',
  '/metrics': 'loki_ingester_memory_streams{tenant="shop"} 3\nloki_panic_total 0\n',
};

let answers: Record<string, string>;
let server: Server;
const tenants: string[] = [];
const opened = new Set<object>();
let requests = 0;

beforeAll(async () => {
  server = createServer(({ url = '', headers }, response) => {
    const { pathname } = new URL(url, 'http://pod');
    if (pathname.startsWith('/loki')) tenants.push(String(headers['x-scope-orgid']));
    const text = answers[pathname]?.replace('GROWS', String(++requests));
    response.writeHead(text === undefined ? 404 : 200).end(text ?? '404 page not found');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(() => server.close());
beforeEach(() => {
  answers = { ...ANSWERS };
  tenants.splice(0);
});

const open = () => {
  const port = {};
  opened.add(port);
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return Promise.resolve({ url, close: () => void opened.delete(port) });
};
const ask = () => Promise.reject(new Error('Could not load credentials from any providers'));

const of = (name: string): Manifest => SCALABLE.find(({ metadata }) => metadata.name === name) as Manifest;
const node = (name: string): Manifest => ({
  apiVersion: 'v1',
  kind: 'Node',
  metadata: { name },
  spec: {},
  status: { conditions: [{ type: 'Ready', status: 'True' }] },
});

/** Objects of a cluster in which all pods are ready. */
const HEALTHY: readonly Manifest[] = [
  ...[0, 1, 2].map((index) => node(`node-${index}`)),
  ...SCALABLE,
  ALLOY,
  ...['logs-write', 'logs-backend', 'logs-read'].flatMap((name) => [0, 1, 2].map((index) => podOf(of(name), index))),
  ...['logs-gateway', 'logs-chunks-cache'].map((name) => podOf(of(name))),
  ...[0, 1, 2].flatMap((index) => [podOf(ALLOY, index), podOf(of('loki-canary'), index)]),
  // Something else in the namespace, which is never asked.
  podOf(charted('Deployment', 'grafana', { 'app.kubernetes.io/name': 'grafana' })),
];

async function look(objects: readonly Manifest[] = HEALTHY, forbidden: string[] = [], subject = {}) {
  const kubectl = new ObjectsKubectl(objects, forbidden);
  const snapshot = await gatherFound(kubectl, { namespace: 'obs', ...subject }, { open, ask, lookMs: 0 });
  return { snapshot, calls: kubectl.calls, ...diagnose(snapshot) };
}

const refusal = async (...args: Parameters<typeof look>) => {
  const error = await look(...args).then(
    () => undefined,
    (thrown: unknown) => thrown as InputError,
  );
  return error?.problems.map(({ path, found, fix }) => `${path}: ${found}; ${fix}`);
};

test('a healthy Loki of the community chart has no fault, and what is not seen is named', async () => {
  const { snapshot, findings, hops, calls } = await look();
  expect(findings).toEqual([]);
  expect(snapshot.setup).toMatchObject({
    ...{ name: 'obs/logs', tenants: ['shop'], replicationFactor: 3, region: 'eu-west-1', account: '111122223333' },
    ...{ buckets: [{ name: 'logs-chunks', isOfChunks: true }], retentionDays: { shop: 31 } },
  });
  expect(snapshot.answers).toEqual([{ user: '', tenant: 'shop', status: 200, lines: 1 }]);
  expect(snapshot.unseen.map(({ what }) => what)).toEqual(['AWS']);
  expect(hops.map(({ name }) => name)).not.toContain('grafana');
  expect(hops.filter(({ state }) => state !== 'healthy').map(({ name }) => name)).toEqual(['identity', 'buckets']);
  expect(calls.filter((call) => !/^get /.test(call) || /pods\/grafana/.test(call))).toEqual([]);
  expect(JSON.stringify(snapshot)).not.toContain('secret line');
  expect(opened.size).toBe(0);
});

test.each<[string, (objects: Manifest[]) => Manifest[], Partial<typeof ANSWERS>, string, RegExp]>([
  [
    'a writer without a node',
    (objects) =>
      objects.map((one) =>
        one.metadata.name === 'logs-write-1'
          ? {
              ...one,
              status: {
                conditions: [{ type: 'PodScheduled', status: 'False', message: '0/3 nodes: 3 Insufficient memory' }],
              },
            }
          : one,
      ),
    {},
    'distributor pod-no-room',
    /resources\.requests of the workload in the values of its chart/,
  ],
  [
    'one writer in the ring',
    (objects) => objects,
    { '/ring': '{"shards":[{"id":"logs-write-0","state":"ACTIVE"},{"id":"logs-write-1","state":"UNHEALTHY"}]}' },
    'ingester ring-quorum-lost',
    /selector app.kubernetes.io\/name=loki,.*component=write -o wide/,
  ],
  [
    'an agent that is refused',
    (objects) => objects,
    { '/metrics': `${ANSWERS['/metrics']}promtail_request_duration_seconds_count{status_code="401"} GROWS\n` },
    'agent agent-password',
    /kubectl rollout restart --namespace obs deployment\/logs-gateway/,
  ],
  ['no lines', (objects) => objects, { '/loki/api/v1/labels': '{}' }, 'query query-empty', /stages of the agents/],
  [
    'no agent on a node',
    (objects) => [...objects, node('node-9')],
    {},
    'node node-no-agent',
    /describe daemonset --namespace alloy alloy/,
  ],
])('%s is named', async (_what, change, answer, expected, fix) => {
  answers = { ...answers, ...answer };
  const { findings } = await look(change([...HEALTHY]));
  const [first] = findings;
  expect(`${first?.hop} ${first?.id}`).toBe(expected);
  expect(first?.fix.join('\n')).toMatch(fix);
});

test('a Loki without tenants is asked as itself', async () => {
  answers['/config'] = 'auth_enabled: false';
  const { snapshot } = await look();
  expect([...new Set(tenants)]).toEqual(['fake']);
  expect(snapshot.setup).toMatchObject({ buckets: [], retentionDays: {} });
});

test.each<[string, string, string]>([
  ['is not YAML', ': {', 'configuration of Loki'],
  ['cannot be had', '', 'AWS'],
])('a configuration that %s is not a stack trace', async (_what, text, unseen) => {
  answers['/config'] = text;
  const { snapshot, findings } = await look();
  expect(findings).toEqual([]);
  expect(snapshot.unseen.map(({ what }) => what)).toContain(unseen);
});

test('agents that may not be looked for are named with the permission', async () => {
  const { snapshot, hops } = await look(HEALTHY, [
    'daemonsets everywhere',
    'deployments everywhere',
    'nodes everywhere',
  ]);
  expect(snapshot.unseen.map(({ needs }) => needs)).toEqual(expect.arrayContaining(['list daemonsets in the cluster']));
  expect(hops.filter(({ state }) => state === 'unclear').map(({ name }) => name)).toEqual(
    expect.arrayContaining(['node']),
  );
  const { snapshot: without } = await look(HEALTHY.filter(({ metadata }) => metadata.namespace !== 'alloy'));
  expect(without.unseen).toContainEqual(expect.objectContaining({ what: 'agents', hops: ['node', 'agent'] }));
});

test('a namespace without a Loki, or with two, is refused with what to write', async () => {
  expect(await refusal(HEALTHY, [], { namespace: 'monitoring' })).toEqual([
    '--namespace: monitoring has no workload of Loki, by the labels app.kubernetes.io/name and app; name obs',
  ]);
  const stack = { ...charted('StatefulSet', 'loki', { app: 'loki' }) };
  const old = { ...stack, metadata: { ...stack.metadata, namespace: 'old' } };
  expect((await refusal([old], [], { namespace: 'monitoring' }))?.[0]).toMatch(/; name old$/);
  const two = [...HEALTHY, charted('StatefulSet', 'old', lokiLabels('single-binary', 'old'))];
  expect(await refusal(two)).toEqual([
    '--namespace: obs has more than one Loki: logs, old; name one with --release logs, --release old',
  ]);
  expect(await refusal(HEALTHY, [], { release: 'lgs' })).toEqual([
    '--release: lgs is not a release of a Loki in namespace obs; name logs',
  ]);
  expect((await look(two, [], { release: 'logs' })).snapshot.setup.name).toBe('obs/logs');
  expect(await refusal(HEALTHY, ['deployments', 'statefulsets', 'daemonsets', 'services', 'serviceaccounts'])).toEqual([
    expect.stringMatching(/^kubectl: .*is forbidden.*; it needs the permission to list deployments in namespace obs$/),
  ]);
});

test('of 3,000 pods a few are looked at: at most 60 requests, and 200 MB', async () => {
  const agents = Array.from({ length: 2980 }, (_, index) => podOf(ALLOY, index));
  const before = process.memoryUsage().rss;
  const { snapshot, calls } = await look([...HEALTHY.filter(({ kind }) => kind !== 'Node'), ...agents]);
  expect(snapshot.pods.length).toBeGreaterThan(2980);
  expect(calls.length).toBeLessThan(60);
  expect((process.memoryUsage().rss - before) / 1024 / 1024).toBeLessThan(200);
});
