import type { RingMember } from '../../../bin/roll/ring';
import { rollSets } from '../../../bin/roll/roll';
import type { KubectlResult } from '../../../bin/wait/kubectl';
import { RolloutState, waitForRollouts } from '../../../bin/wait/rollout';
import { Manifests } from '../../../lib/manifests/manifests';
import type { Workload } from '../../../lib/manifests/workloads';
import { makeCharts, objectsOf } from '../../helpers/charts';
import { idleClock } from '../../helpers/idle-clock';

const SETS = new Manifests(objectsOf(makeCharts({ gigabytesPerDay: 3000 })) as never).workloads.filter(({ name }) =>
  name.startsWith('loki-ingester-'),
);
const [A, B, C] = ['a', 'b', 'c'].map((zone) => `loki-ingester-zone-${zone}`) as [string, string, string];

/** Pod of a cluster that exists in this test only. */
interface FakePod {
  revision: string;
  ready: boolean;
}

/** Cluster with two ingesters in each zone; a deleted pod comes back with the new revision after some looks. */
class FakeZones {
  public readonly pods = new Map<string, FakePod>();
  public readonly deleted: string[][] = [];
  /** Most zones with a pod away at the same time. */
  public mostAway = 0;
  /** Generation that the controllers have seen; the last is 2. */
  public observed = 2;
  /** Pods that never become ready again. */
  public readonly broken = new Set<string>();
  private readonly coming = new Map<string, number>();

  constructor(revision = 'old') {
    for (const set of [A, B, C])
      for (const index of [0, 1]) this.pods.set(`${set}-${index}`, { revision, ready: true });
  }

  public readonly run = (args: readonly string[]): Promise<KubectlResult> => {
    const printed = (value: unknown) => Promise.resolve({ status: 0, stdout: JSON.stringify(value), stderr: '' });
    const [verb, what, name = ''] = args;
    if (verb === 'delete') return printed(this.remove(args.slice(2, args.indexOf('--namespace'))));
    if (what === 'statefulset') {
      return printed({
        metadata: { generation: 2 },
        spec: { replicas: 2 },
        status: { observedGeneration: this.observed, updateRevision: `${name}-new` },
      });
    }
    const zone = /zone=(zone-\w)/.exec(args.join(' '))?.[1] ?? '';
    this.look();
    return printed({
      items: [...this.pods].filter(([pod]) => pod.includes(zone)).map(([pod, of]) => this.item(pod, of)),
    });
  };

  public readonly ring = (): Promise<RingMember[]> =>
    Promise.resolve([...this.pods].map(([id, { ready }]) => ({ id, state: ready ? 'ACTIVE' : 'LEAVING' })));

  private item(name: string, { revision, ready }: FakePod): object {
    const set = name.replace(/-\d$/, '');
    return {
      metadata: { name, labels: { 'controller-revision-hash': `${set}-${revision}` } },
      status: { conditions: [{ type: 'Ready', status: ready ? 'True' : 'False' }] },
    };
  }

  private remove(pods: readonly string[]): object {
    this.deleted.push([...pods]);
    for (const pod of pods) {
      this.pods.set(pod, { revision: 'new', ready: false });
      if (!this.broken.has(pod)) this.coming.set(pod, 3);
    }
    const away = [...this.pods].filter(([, { ready }]) => !ready).map(([pod]) => pod.replace(/-\d$/, ''));
    this.mostAway = Math.max(this.mostAway, new Set(away).size);
    return {};
  }

  private look(): void {
    for (const [pod, looks] of this.coming) {
      if (looks > 0) this.coming.set(pod, looks - 1);
      else {
        this.pods.set(pod, { revision: 'new', ready: true });
        this.coming.delete(pod);
      }
    }
  }
}

const WAITS = { timeoutSeconds: 60, pollEverySeconds: 3 };

const rolled = (cluster: FakeZones, lines: string[] = []) =>
  rollSets(cluster, SETS, {
    ...{ ...WAITS, clock: idleClock() },
    ring: cluster.ring,
    onStep: (line) => lines.push(line),
  });

describe('ingesters in zones', () => {
  test('restart zone after zone, all of a zone at once', async () => {
    const cluster = new FakeZones();
    const lines: string[] = [];
    const sets = await rolled(cluster, lines);
    expect(cluster.deleted).toEqual([
      [`${A}-0`, `${A}-1`],
      [`${B}-0`, `${B}-1`],
      [`${C}-0`, `${C}-1`],
    ]);
    expect(cluster.mostAway).toBe(1);
    expect(sets.map(({ name, failure }) => [name, failure])).toEqual([
      [A, undefined],
      [B, undefined],
      [C, undefined],
    ]);
    expect(lines[0]).toBe(`StatefulSet loki/${A}: restarting ${A}-0, ${A}-1`);
  });

  test('are left alone if they have the deployed version', async () => {
    const cluster = new FakeZones('new');
    const lines: string[] = [];
    await rolled(cluster, lines);
    expect(cluster.deleted).toEqual([]);
    expect(lines).toEqual([A, B, C].map((name) => `StatefulSet loki/${name}: all pods have the deployed version`));
  });

  test('stay as they are while a controller has not seen the last change: it may be another version', async () => {
    const cluster = new FakeZones();
    cluster.observed = 1;
    const [first] = await rolled(cluster);
    expect(first?.failure).toBe(`waits for StatefulSet loki/${B}: its controller has not seen the last change yet`);
    expect(cluster.deleted).toEqual([]);
  });

  test('begin with the zone that has a pod that is not ready', async () => {
    const cluster = new FakeZones();
    cluster.pods.set(`${B}-1`, { revision: 'old', ready: false });
    await rolled(cluster);
    expect(cluster.deleted.map(([first]) => first)).toEqual([`${B}-0`, `${A}-0`, `${C}-0`]);
    expect(cluster.mostAway).toBe(1);
  });

  test('stay as they are in the next zones if one does not become ready', async () => {
    const cluster = new FakeZones();
    cluster.broken.add(`${A}-1`);
    const sets = await rolled(cluster);
    expect(cluster.deleted).toEqual([[`${A}-0`, `${A}-1`]]);
    expect(sets).toMatchObject([{ name: A, failure: '1 of 2 pods are ready' }]);
  });

  test('restart one by one where not everybody expects a copy in each zone, and wait for those beside them', async () => {
    const cluster = new FakeZones();
    const former = { ...(SETS[0] as Workload), name: 'loki-ingester', title: 'StatefulSet loki/loki-ingester' };
    let isReady = false;
    const run = (args: readonly string[]): Promise<KubectlResult> => {
      if (args[0] === 'delete' && !isReady) throw new Error('restarted too early');
      if (args[2] === 'loki-ingester') isReady = true;
      return cluster.run(args);
    };
    cluster.pods.set('loki-ingester-0', { revision: 'new', ready: true });
    cluster.pods.set('loki-ingester-1', { revision: 'new', ready: true });
    const options = { ...WAITS, clock: idleClock(), ring: cluster.ring, onStep: () => undefined };
    const selectsFormer = { ...former, spec: { ...former.spec, selector: { matchLabels: { former: 'true' } } } };
    const sets = await rollSets({ run }, SETS, { ...options, oneByOne: true, beside: [selectsFormer] });
    expect(sets.map(({ failure }) => failure)).toEqual([undefined, undefined, undefined]);
    expect(cluster.deleted).toEqual([A, B, C].flatMap((set) => [[`${set}-0`], [`${set}-1`]]));
    expect(sets.map(({ pods }) => pods)).toEqual([A, B, C].map((set) => [`${set}-0`, `${set}-1`]));
  });

  test('restart one by one no further while a pod of another zone is away', async () => {
    const cluster = new FakeZones();
    const run = (args: readonly string[]): Promise<KubectlResult> => {
      if (args[0] === 'delete') cluster.pods.set(`${C}-1`, { revision: 'old', ready: false });
      return cluster.run(args);
    };
    const options = { ...WAITS, clock: idleClock(), ring: cluster.ring, onStep: () => undefined };
    const sets = await rollSets({ run }, SETS, { ...options, oneByOne: true });
    expect(cluster.deleted).toEqual([[`${A}-0`]]);
    expect(sets).toMatchObject([
      { failure: `waits for StatefulSet loki/${C}: 1 of 2 pods are ready, of a former version: ${C}-0, ${C}-1` },
    ]);
  });

  test('wait for the ring, not only for their probes', async () => {
    const cluster = new FakeZones();
    const asked = new Set<string>();
    const ring = (namespace: string, pod: string) => {
      asked.add(`${namespace}/${pod}`);
      return Promise.resolve([{ id: `${A}-0`, state: 'ACTIVE' }]);
    };
    const options = { ...WAITS, clock: idleClock(), ring, onStep: () => undefined };
    const [first] = await rollSets(cluster, SETS, options);
    expect(first).toMatchObject({ name: A, failure: `not active in the ring: ${A}-1` });
    // A pod of the zone that restarts may be away.
    expect([...asked]).toEqual([`loki/${B}-0`]);
  });

  test('are waited for pod by pod, since kubectl has no status of their rollout', async () => {
    const options = { ...WAITS, clock: idleClock() };
    const rollouts = await waitForRollouts(new FakeZones(), SETS, options);
    expect(rollouts.map(({ state, outdated }) => [state, outdated])).toEqual(
      [A, B, C].map((name) => [RolloutState.READY, [`${name}-0`, `${name}-1`]]),
    );
  });
});
