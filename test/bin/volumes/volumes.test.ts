import { type GrowOptions, growVolumes } from '../../../bin/volumes/grow';
import { readCluster } from '../../../bin/volumes/cluster';
import { planVolumes } from '../../../bin/volumes/plan';
import { stepsOf } from '../../../bin/volumes/steps';
import type { ComponentSizeOverride } from '../../../charts/loki/sizes/size';
import { problemText } from '../../../charts/input/problems';
import { type Manifest, title } from '../../../lib/manifests/manifest';
import { Manifests } from '../../../lib/manifests/manifests';
import { makeCharts, objectsOf } from '../../helpers/charts';
import { idleClock } from '../../helpers/idle-clock';
import { VolumeCluster } from '../../helpers/volume-cluster';

const SET = 'loki-ingester';
const CLAIMS = [0, 1, 2].map((index) => `data-${SET}-${index}`);

const CLASS = {
  apiVersion: 'storage.k8s.io/v1',
  kind: 'StorageClass',
  metadata: { name: 'gp3' },
  provisioner: 'ebs.csi.aws.com',
  parameters: { type: 'gp3' },
  allowVolumeExpansion: true,
};

const rendered = (ingester: ComponentSizeOverride): Manifests => {
  const objects = objectsOf(makeCharts({ sizes: { ingester } })) as unknown as Manifest[];
  return new Manifests([CLASS, ...objects]);
};
const [SMALL, LARGE] = [rendered({ volume: 50 }), rendered({ volume: 100 })];

const clusterOf = (manifests: Manifests): VolumeCluster =>
  new VolumeCluster(manifests.ofKind('StatefulSet'), manifests.ofKind('StorageClass'));

const planned = async (cluster: VolumeCluster, manifests = LARGE) =>
  planVolumes(manifests, await readCluster(cluster, ['loki', 'alloy']));

const grown = async (cluster: VolumeCluster, lines: string[] = [], more: Partial<GrowOptions> = {}) => {
  const { plans, problems } = await planned(cluster);
  expect(problems).toEqual([]);
  return growVolumes(cluster, plans, {
    ...{ timeoutSeconds: 5, pollEverySeconds: 0.001, serverSide: false, clock: idleClock() },
    rendered: (set) => LARGE.objects.find((object) => title(object) === set.title) as Manifest,
    onStep: (line) => lines.push(line),
    ...more,
  });
};

/** Sizes that the claims ask for, and those of the StatefulSet. */
const sizes = ({ claims, sets }: VolumeCluster) => ({
  claims: CLAIMS.map((claim) => claims.get(claim).spec.resources.requests.storage),
  set: sets.get(SET)?.spec.volumeClaimTemplates[0].spec.resources.requests.storage,
});
const DONE = { claims: ['100Gi', '100Gi', '100Gi'], set: '100Gi' };

const PATCHES = CLAIMS.map((claim) => expect.stringContaining(`patch persistentvolumeclaim ${claim} loki`));

test('claims grow first, then the StatefulSet is created again around its pods', async () => {
  const cluster = clusterOf(SMALL);
  const pods = [...cluster.pods.keys()];
  const [one, ...others] = await grown(cluster);
  expect(others).toEqual([]);
  expect(one).toEqual({
    ...{ name: SET, namespace: 'loki', recreated: true, seconds: 0 },
    claims: CLAIMS.map((name) => ({ name, from: '50Gi', to: '100Gi' })),
  });
  expect(cluster.changes).toEqual([...PATCHES, `delete statefulset ${SET} loki`, 'create']);
  expect(sizes(cluster)).toEqual(DONE);
  expect([...cluster.pods.keys()]).toEqual(pods);
  const { uid } = cluster.sets.get(SET).metadata;
  expect(cluster.pods.get(`${SET}-0`).metadata.ownerReferences).toMatchObject([{ uid }]);
});

test('a second run changes nothing', async () => {
  const cluster = clusterOf(SMALL);
  await grown(cluster);
  const count = cluster.changes.length;
  expect(await grown(cluster)).toEqual([]);
  expect(cluster.changes).toHaveLength(count);
});

test.each([0, 1, 2, 3, 4])('a run that is killed after %i changes is continued by the next', async (changes) => {
  const cluster = clusterOf(SMALL);
  const { template } = cluster.sets.get(SET).spec;
  cluster.endsAfter = changes;
  await expect(grown(cluster)).rejects.toThrow('killed');
  cluster.endsAfter = Number.POSITIVE_INFINITY;
  expect((await grown(cluster)).map(({ failure }) => failure)).toEqual([undefined]);
  expect(sizes(cluster)).toEqual(DONE);
  // Another template would restart the pods.
  expect(cluster.sets.get(SET).spec.template).toEqual(template);
  expect(await grown(cluster)).toEqual([]);
});

test('a run that is killed before it creates the StatefulSet again leaves the next one its last revision alone', async () => {
  const cluster = clusterOf(SMALL);
  const { template } = cluster.sets.get(SET).spec;
  cluster.endsAfter = PATCHES.length + 1;
  await expect(grown(cluster)).rejects.toThrow('killed');
  cluster.endsAfter = Number.POSITIVE_INFINITY;
  const own = cluster.revisions.find(({ metadata }) => metadata.name.startsWith(SET));
  const other = (name: string, revision: number) => ({
    ...{ metadata: { ...own.metadata, name }, revision },
    data: { spec: { template: { ...template, metadata: { labels: { of: name } } } } },
  });
  cluster.revisions.unshift(other(`${SET}-before`, 0));
  cluster.revisions.push(other('loki-of-another-set', 9));
  await grown(cluster);
  expect(cluster.sets.get(SET).spec.template).toEqual(template);
});

test('a StatefulSet that is gone with its pods is left to the deploy, and its claims grow', async () => {
  const cluster = clusterOf(SMALL);
  cluster.sets.delete(SET);
  for (const pod of [0, 1, 2]) cluster.pods.delete(`${SET}-${pod}`);
  const lines: string[] = [];
  expect(await grown(cluster, lines)).toMatchObject([{ name: SET, recreated: false }]);
  expect(lines).toContain(`StatefulSet loki/${SET}: has no pods; the deploy creates it`);
  expect(cluster.changes).toEqual(PATCHES);
});

test('only sizes change: what was applied last, pods and labels stay as they are', async () => {
  const cluster = clusterOf(SMALL);
  const live = cluster.sets.get(SET);
  live.spec.template.metadata.annotations['kubectl.kubernetes.io/restartedAt'] = '2026-11-29T12:00:00Z';
  const former = structuredClone(live);
  await grown(cluster);
  const now = structuredClone(cluster.sets.get(SET));
  const key = 'kubectl.kubernetes.io/last-applied-configuration';
  const [was, is] = [former, now].map(({ metadata }) => JSON.parse(metadata.annotations[key]));
  for (const spec of [now.spec, is.spec]) spec.volumeClaimTemplates[0].spec.resources.requests.storage = '50Gi';
  expect(now.spec).toEqual(former.spec);
  expect(is).toEqual(was);
  expect(now.metadata.labels).toEqual(former.metadata.labels);
});

test('what was applied on the server keeps its owner of fields', async () => {
  const cluster = clusterOf(SMALL);
  const { metadata } = cluster.sets.get(SET);
  delete metadata.annotations['kubectl.kubernetes.io/last-applied-configuration'];
  metadata.managedFields = [{ manager: 'argocd-controller', operation: 'Apply' }];
  const calls: string[] = [];
  const { run } = cluster;
  await grown(
    Object.assign(cluster, { run: (...call: Parameters<typeof run>) => (calls.push(call[0].join(' ')), run(...call)) }),
  );
  expect(calls).toContainEqual(
    expect.stringContaining('apply --server-side --force-conflicts --field-manager=argocd-controller'),
  );
});

test('larger claims stay, and volumes that are left over grow too', async () => {
  const cluster = clusterOf(SMALL);
  cluster.claims.get(CLAIMS[0] as string).spec.resources.requests.storage = '200Gi';
  cluster.claims.set(`data-${SET}-3`, structuredClone(cluster.claims.get(CLAIMS[1] as string)));
  cluster.claims.get(`data-${SET}-3`).metadata.name = `data-${SET}-3`;
  await grown(cluster);
  expect(sizes(cluster).claims).toEqual(['200Gi', '100Gi', '100Gi']);
  expect(cluster.claims.get(`data-${SET}-3`).spec.resources.requests.storage).toBe('100Gi');
});

describe('a volume that does not grow', () => {
  const failure = async (stuck: Record<string, string>) => {
    const cluster = clusterOf(SMALL);
    cluster.stuck = stuck;
    const [one] = await grown(cluster, [], { timeoutSeconds: 0.02 });
    return one?.failure;
  };

  test('waits for the node that mounts it', async () => {
    expect(await failure({ FileSystemResizePending: 'Waiting for user to (re-)start a pod' })).toContain(
      'data-loki-ingester-0 has 50Gi: its volume is large enough, and its file system waits for the node of its pod ' +
        '(FileSystemResizePending): Waiting for user to (re-)start a pod; data-loki-ingester-1 has',
    );
  });

  test('has a driver that works, cannot, or has not begun', async () => {
    expect(await failure({ Resizing: '' })).toContain('data-loki-ingester-0 has 50Gi: its volume grows (Resizing)');
    expect(await failure({ ControllerResizeError: 'limit reached' })).toContain(
      'its driver cannot enlarge it (ControllerResizeError): limit reached',
    );
    expect(await failure({})).toContain('data-loki-ingester-0 has 50Gi: its driver has not begun');
  });

  test('is reported once, and not at every look', async () => {
    const cluster = clusterOf(SMALL);
    cluster.stuck = { Resizing: '' };
    const lines: string[] = [];
    await grown(cluster, lines, { timeoutSeconds: 0.02 });
    expect(lines.filter((line) => line.includes('its volume grows'))).toHaveLength(1);
  });

  test('is waited for by the next run, which changes nothing more', async () => {
    const cluster = clusterOf(SMALL);
    cluster.stuck = { Resizing: '' };
    await grown(cluster, [], { timeoutSeconds: 0.02 });
    const count = cluster.changes.length;
    cluster.stuck = undefined;
    const [one] = await grown(cluster);
    expect(one).toMatchObject({ recreated: false });
    expect(one).not.toHaveProperty('failure');
    expect(cluster.changes).toHaveLength(count);
  });
});

test('a StatefulSet that the cluster would not accept again is not deleted', async () => {
  const cluster = clusterOf(SMALL);
  cluster.refusal = 'admission webhook denied the request';
  expect((await grown(cluster))[0]?.failure).toBe(
    'the cluster would not accept it again: admission webhook denied the request',
  );
  expect(cluster.changes).toEqual(PATCHES);
});

describe('what cannot be done is refused before anything changes', () => {
  const refused = async (change: (cluster: VolumeCluster) => void, manifests = LARGE): Promise<string[]> => {
    const cluster = clusterOf(SMALL);
    change(cluster);
    const { problems } = await planned(cluster, manifests);
    expect(cluster.changes).toEqual([]);
    return problems.map(problemText);
  };
  const PATH = `StatefulSet loki/${SET} spec.volumeClaimTemplates[data]`;

  test('smaller sizes', async () => {
    expect(await refused(() => undefined, rendered({ volume: 20 }))).toEqual([
      `${PATH}.spec.resources.requests.storage: 20Gi is smaller than the 50Gi in the cluster, and volumes never shrink; ` +
        'write 50Gi or more',
    ]);
  });

  test('another StorageClass', async () => {
    expect(
      await refused(({ sets }) => (sets.get(SET).spec.volumeClaimTemplates[0].spec.storageClassName = 'old')),
    ).toEqual([
      `${PATH}.spec.storageClassName: gp3 here and old in the cluster, and a volume keeps its StorageClass; keep the ` +
        'former class and throughput, such as loki: { sizes: { ingester: { throughput: 125 } } }, or follow ' +
        'docs/how-to/volumes.md, section "Another throughput or StorageClass"',
    ]);
  });

  test('other parameters of a class that exists', async () => {
    expect(await refused(({ classes }) => (classes.get('gp3').parameters.type = 'gp2'))).toEqual([
      expect.stringMatching(/^StorageClass gp3 parameters\.type: gp3 here and gp2 in the cluster, and a StorageClass/),
    ]);
  });

  test('a class that does not let volumes grow, or is gone', async () => {
    const [first, ...others] = await refused(({ classes }) => delete classes.get('gp3').allowVolumeExpansion);
    expect(first).toBe(
      'PersistentVolumeClaim loki/data-loki-ingester-0: its StorageClass gp3 does not let volumes grow to 100Gi; if its ' +
        'driver (ebs.csi.aws.com) can enlarge volumes, run kubectl patch storageclass gp3 --patch \'{"allowVolumeExpansion":true}\'' +
        '; else keep 50Gi',
    );
    expect(others).toHaveLength(2);
    expect((await refused(({ classes }) => classes.clear()))[0]).toContain('the StorageClass gp3 is gone');
  });

  test('a claim without a volume', async () => {
    expect(await refused(({ claims }) => delete claims.get(CLAIMS[2] as string).status.capacity)).toEqual([
      expect.stringMatching(/data-loki-ingester-2: has no volume yet, and only a volume that exists grows; wait until/),
    ]);
  });
});

test('a StatefulSet that was never deployed is left to the deploy', async () => {
  const cluster = clusterOf(SMALL);
  cluster.sets.clear();
  cluster.claims.clear();
  expect(await planned(cluster)).toEqual({ plans: [], problems: [] });
});

test('the steps are commands that can be copied', async () => {
  const { plans } = await planned(clusterOf(SMALL));
  const steps = plans.flatMap(stepsOf);
  expect(steps[0]).toBe(
    `kubectl patch persistentvolumeclaim data-loki-ingester-0 --namespace loki --type merge --patch ` +
      `'{"spec":{"resources":{"requests":{"storage":"100Gi"}}}}'`,
  );
  expect(steps.slice(3)).toEqual([
    'kubectl delete statefulset loki-ingester --namespace loki --cascade=orphan --wait=false',
    'create StatefulSet loki/loki-ingester again as it was, with volumes of data: 100Gi',
    'wait until StatefulSet loki/loki-ingester owns its pods; no pod restarts',
    ...CLAIMS.map((claim) => `wait until ${claim} has 100Gi instead of 50Gi`),
  ]);
});
