import { type MigrationPlan, planMigration } from '../../../bin/migrate/plan';
import type { IngesterZones } from '../../../charts/loki/workloads/migration';
import { INGESTER_STEPS } from '../../../lib/planner/deployed/ingesters';
import { FakeIngesters } from './live';

const STATES: readonly IngesterZones[] = [false, { step: 1 }, { step: 2 }, { step: 3 }, { step: 4 }, { step: 5 }, true];
const FORMER = [0, 1, 2].map((index) => `loki-ingester-${index}`);

/** Metrics of a former ingester. */
const metrics = ({ chunks = 40, left = 0, flushed = 0 }) =>
  [
    `loki_ingester_memory_chunks ${chunks}`,
    'loki_ingester_memory_streams{tenant="a"} 20',
    'loki_ingester_memory_streams{tenant="b"} 5',
    `loki_ingester_flush_queue_length ${left}`,
    `loki_shutdown_duration_seconds_count{name="ingester",op="flush",status="success"} ${flushed}`,
  ].join('\n');

/** Plan for a cluster; its ring is read by way of `reader`. */
async function planOf(cluster: FakeIngesters): Promise<MigrationPlan & { readonly reader: string }> {
  let reader = '';
  const plan = await planMigration(await cluster.read(), {
    name: 'prod',
    queryIngestersWithin: 10_800,
    ring: (_namespace, pod) => {
      reader = pod;
      return Promise.resolve(cluster.ring);
    },
    metrics: (_namespace, pod) => Promise.resolve(cluster.metrics.get(pod)),
    now: cluster.now,
  });
  return { ...plan, reader };
}

/** A cluster in step 4 whose former ingesters have written everything. */
function drained(): FakeIngesters {
  const cluster = new FakeIngesters({ step: 4 });
  cluster.ring = cluster.ring.filter(({ id }) => !FORMER.includes(id));
  cluster.status('ingester', { readyReplicas: 0 });
  for (const pod of FORMER) cluster.metrics.set(pod, metrics({ flushed: 1 }));
  return cluster;
}

test.each(STATES.map((state, index) => [INGESTER_STEPS[index], state] as const))(
  'a cluster with %s is known by its objects, and nothing is changed',
  async (step, state) => {
    const cluster = new FakeIngesters(state);
    const { cluster: found, next, reader } = await planOf(cluster);
    expect([found, next]).toEqual([step, INGESTER_STEPS[INGESTER_STEPS.indexOf(step as never) + 1]]);
    expect(reader).toBe(['one', 'step 1'].includes(step as string) ? 'loki-ingester-0' : 'loki-ingester-zone-a-0');
    expect(cluster.calls.every((call) => call.startsWith('get '))).toBe(true);
  },
);

test.each([false, { step: 1 }, { step: 2 }, { step: 3 }, { step: 5 }] as const)(
  'from %j the next step may be deployed if all is ready',
  async (state) => {
    expect(await planOf(new FakeIngesters(state))).toMatchObject({ reasons: [], commands: [] });
  },
);

test('a pod that is not ready, or of a former version, is named', async () => {
  const cluster = new FakeIngesters({ step: 2 });
  const away = cluster.pods.find(({ metadata }) => metadata.name === 'loki-ingester-zone-b-1') as never as {
    metadata: { labels: Record<string, string> };
    status: object;
  };
  away.status = { conditions: [{ type: 'Ready', status: 'False' }] };
  away.metadata.labels['controller-revision-hash'] = 'old';
  cluster.status('ingester-zone-b', { readyReplicas: 1, updatedReplicas: 1 });
  cluster.status('querier', { observedGeneration: 2 });
  expect(await planOf(cluster)).toMatchObject({
    reasons: [
      'Deployment loki-querier: its controller has not seen the last change yet',
      'StatefulSet loki-ingester-zone-b: 1 of 2 pods are ready, not loki-ingester-zone-b-1',
      'StatefulSet loki-ingester-zone-b: 1 of 2 pods have the deployed version, not loki-ingester-zone-b-1',
    ],
    commands: ['npx eks-loki wait prod', 'npx eks-loki roll prod'],
  });
});

test('members of the ring are named that are away, in another zone, or nobody’s', async () => {
  const cluster = new FakeIngesters({ step: 1 });
  cluster.ring = [
    { id: 'loki-ingester-0', state: 'LEAVING', zone: 'zone-default' },
    { id: 'loki-ingester-1', state: 'ACTIVE', zone: '' },
    { id: 'loki-ingester-9', state: 'UNHEALTHY', zone: '' },
  ];
  expect((await planOf(cluster)).reasons).toEqual([
    'loki-ingester-0 is LEAVING in the ring',
    'loki-ingester-1 is in zone none of the ring, not zone-default',
    'loki-ingester-2 is not in the ring',
    'loki-ingester-9 is UNHEALTHY in the ring, and has no pod',
  ]);
});

test('a ring that cannot be read is a reason', async () => {
  const plan = await planMigration(await new FakeIngesters({ step: 2 }).read(), {
    ...{ name: 'prod', queryIngestersWithin: 1, now: 0, metrics: () => Promise.resolve(undefined) },
    ring: () => Promise.resolve('pods "loki-ingester-zone-a-0" not found'),
  });
  expect(plan.reasons).toEqual(['the ring cannot be read: pods "loki-ingester-zone-a-0" not found']);
});

test('queriers wait for as long as they ask ingesters for lines from before', async () => {
  const cluster = new FakeIngesters({ step: 3 });
  const since = (minutes: number, reason = 'NewReplicaSetAvailable') => {
    const lastUpdateTime = new Date(cluster.now - minutes * 60_000).toISOString();
    cluster.status('distributor', { conditions: [{ type: 'Progressing', reason, lastUpdateTime }] });
  };
  since(42);
  expect((await planOf(cluster)).reasons).toEqual([
    'distributors have written to three zones for 42 min, and queries ask ingesters for lines of the last 180 min: wait 138 min more',
  ]);
  since(180);
  expect((await planOf(cluster)).reasons).toEqual([]);
  since(500, 'ReplicaSetUpdated');
  expect((await planOf(cluster)).reasons).toEqual([
    'Deployment loki-distributor does not say since when its pods are complete',
  ]);
});

describe('former ingesters', () => {
  test('that have not written their chunks are named, with the commands that make them', async () => {
    const cluster = new FakeIngesters({ step: 4 });
    for (const pod of FORMER) cluster.metrics.set(pod, metrics({}));
    const { reasons, commands } = await planOf(cluster);
    expect(reasons).toEqual(
      FORMER.map((pod) => `${pod} is ACTIVE in zone zone-default of the ring with 40 chunks of 25 streams`),
    );
    expect(commands.slice(2, 4)).toEqual([
      'kubectl -n loki port-forward pod/loki-ingester-1 3101:3100 >/dev/null & FORWARD=$!',
      "curl -sS --retry 9 --retry-connrefused -X POST 'localhost:3101/ingester/shutdown?flush=true&delete_ring_tokens=true&terminate=false'; kill $FORWARD",
    ]);
  });

  test('that write them tell how much is left', async () => {
    const cluster = drained();
    cluster.ring.push({ id: 'loki-ingester-0', state: 'LEAVING', zone: 'zone-default' });
    cluster.metrics.set('loki-ingester-0', metrics({ left: 7 }));
    expect((await planOf(cluster)).reasons).toEqual([
      'loki-ingester-0 writes its chunks to the object store: 7 streams are left',
    ]);
  });

  test('that have written them may end, though they are not ready', async () => {
    expect(await planOf(drained())).toMatchObject({ cluster: 'step 4', next: 'step 5', reasons: [], commands: [] });
  });

  test('that left without writing, or do not tell, may not', async () => {
    const cluster = drained();
    cluster.metrics.set('loki-ingester-1', metrics({ flushed: 0 }));
    cluster.metrics.delete('loki-ingester-2');
    expect((await planOf(cluster)).reasons).toEqual([
      'loki-ingester-1 has left the ring of zone-default without a flush with 40 chunks of 25 streams',
      'loki-ingester-2 does not tell its metrics, so whether it has written its chunks is unknown',
    ]);
  });

  test('whose pod is away may not, since its volume may have lines', async () => {
    const cluster = drained();
    cluster.pods = cluster.pods.filter(({ metadata }) => metadata.name !== 'loki-ingester-1');
    cluster.metrics.delete('loki-ingester-1');
    const { reasons } = await planOf(cluster);
    expect(reasons).toEqual([expect.stringMatching(/^loki-ingester-1 does not tell its metrics/)]);
  });

  test('that have not ended are named before the last deploy', async () => {
    const cluster = new FakeIngesters({ step: 5 });
    cluster.status('ingester', { replicas: 1 });
    cluster.pods.push({ metadata: { name: 'loki-ingester-2' } });
    expect((await planOf(cluster)).reasons).toEqual([
      'StatefulSet loki-ingester: 1 former pods have not ended: loki-ingester-2',
    ]);
  });
});

test('at the end, what is left is removed by hand: the StatefulSet that kubectl leaves, and the volumes', async () => {
  const cluster = new FakeIngesters(true);
  cluster.claims = ['data-loki-ingester-0', 'data-loki-ingester-zone-a-0', 'data-loki-ingester-2'];
  const claims = 'kubectl -n loki delete persistentvolumeclaims data-loki-ingester-0 data-loki-ingester-2';
  expect(await planOf(cluster)).toMatchObject({ cluster: 'zones', reasons: [], commands: [claims] });
  const former = new FakeIngesters({ step: 5 }).workload('ingester');
  cluster.workloads.push(former);
  expect(await planOf(cluster)).toMatchObject({
    cluster: 'zones',
    commands: ['kubectl -n loki delete statefulset loki-ingester', claims],
  });
});

test('zones without a StatefulSet are refused', async () => {
  const cluster = new FakeIngesters({ step: 3 });
  cluster.workloads.splice(cluster.workloads.indexOf(cluster.workload('ingester-zone-b')), 1);
  await expect(cluster.read()).rejects.toThrow(
    'kubectl: namespace loki has StatefulSets of some zones, but not loki-ingester-zone-b; apply what was deployed last: kubectl apply --server-side --force-conflicts -f its manifests',
  );
});

test('kubectl that may not read, or a namespace without ingesters, is refused', async () => {
  const cluster = new FakeIngesters(false);
  cluster.workloads.splice(0);
  await expect(cluster.read()).rejects.toThrow(
    'kubectl: namespace loki has no StatefulSet loki-ingester; deploy the environment first',
  );
  const denied = { run: () => Promise.resolve({ status: 1, stdout: '', stderr: 'Error from server (Forbidden): no' }) };
  Object.assign(cluster, denied);
  await expect(cluster.read()).rejects.toThrow(/Forbidden.*use a role that may get /);
  const away = {
    run: () => Promise.resolve({ status: 1, stdout: '', stderr: 'Unable to connect to the server: EOF' }),
  };
  Object.assign(cluster, away);
  await expect(cluster.read()).rejects.toThrow(/EOF; run the command again as soon as the API server answers/);
});
