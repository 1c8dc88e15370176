import { changesBetween } from '../../../../lib/manifests/changes';
import { type Loss, lossesOf } from '../../../../lib/planner/changes/losses';
import { made, manifestsOf, object } from '../../manifests/builders';

const CLAIM = { metadata: { name: 'data' }, spec: { storageClassName: 'gp3' } };
const set = (spec: object = {}) =>
  made('StatefulSet', 'ingester', { containers: [] }, { replicas: 3, volumeClaimTemplates: [CLAIM], ...spec });
const gp3 = (reclaimPolicy?: string) => ({
  ...object('StorageClass', 'gp3', { reclaimPolicy }),
  metadata: { name: 'gp3' },
});

const losses = (before: object[], after: object[], prunes = true): Loss[] => {
  const [was, is] = [manifestsOf(...before), manifestsOf(...after)];
  return lossesOf(changesBetween(was, is), was, is, { prunes });
};
/** An object of a piece of the delivery. */
const inPiece = (piece: string, kind: string, name: string) =>
  object(kind, name, { metadata: { name, namespace: 'loki', labels: { [`aws.cdk.eks/prune-${piece}`]: '' } } });

test('volumes of a StatefulSet that goes stay, unless it deletes them', () => {
  expect(losses([set()], [])).toEqual([
    {
      ...{ object: 'StatefulSet loki/ingester', fate: 'deleted', data: 'stays' },
      words:
        'its pods end; the volumes of data-ingester-0, data-ingester-1, data-ingester-2 stay and cost money until deleted',
      command: 'kubectl delete pvc --namespace loki data-ingester-0 data-ingester-1 data-ingester-2',
    },
  ]);
  const deleting = set({ persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Delete' } });
  expect(losses([deleting, gp3()], [gp3()])).toMatchObject([
    { data: 'deleted', words: expect.stringContaining('are deleted, and all data in them') },
  ]);
  expect(losses([deleting, gp3('Retain')], [gp3('Retain')])).toMatchObject([
    { data: 'stays', words: expect.stringContaining('retains the disks') },
  ]);
});

test('volumes of pods that are scaled away stay, unless it deletes them', () => {
  expect(losses([set()], [set({ replicas: 2 })])).toMatchObject([
    {
      ...{ data: 'stays', command: 'kubectl delete pvc --namespace loki data-ingester-2' },
      words: 'its last pods end; the volume of data-ingester-2 stays and costs money until deleted',
    },
  ]);
  const scaling = set({ replicas: 1, persistentVolumeClaimRetentionPolicy: { whenScaled: 'Delete' } });
  expect(losses([set(), gp3()], [scaling, gp3()])).toMatchObject([{ data: 'deleted' }]);
  expect(losses([set()], [set({ replicas: 4 })])).toEqual([]);
});

test('a name with a hash of the content leaves the former object behind, unless the delivery prunes', () => {
  const [former, now] = ['alloy-2b58c69mt4', 'alloy-7dkh9g2ff8'].map((name) => object('ConfigMap', name));
  expect(losses([former as object], [now as object])).toEqual([]);
  expect(losses([former as object], [now as object], false)).toMatchObject([
    {
      object: 'ConfigMap loki/alloy-2b58c69mt4',
      command: 'kubectl delete configmap alloy-2b58c69mt4 --namespace loki',
    },
  ]);
});

test('a claim takes its volume with it, and a namespace stays with everything', () => {
  const claim = object('PersistentVolumeClaim', 'grafana', { spec: CLAIM.spec });
  expect(losses([claim, gp3()], [gp3()])).toMatchObject([{ fate: 'deleted', data: 'deleted' }]);
  expect(losses([claim, gp3('Retain')], [gp3('Retain')])).toMatchObject([{ fate: 'deleted', data: 'stays' }]);
  const namespace = { ...object('Namespace', 'loki'), metadata: { name: 'loki' } };
  expect(losses([namespace], [])).toMatchObject([
    { fate: 'stays', data: 'stays', command: 'kubectl delete namespace loki' },
  ]);
});

test('kinds that no delivery prunes stay while their piece is there, and go with it', () => {
  const [role, other] = [inPiece('c1', 'Role', 'a'), inPiece('c1', 'Role', 'b')];
  expect(losses([role, other], [other])).toEqual([
    {
      ...{ object: 'Role loki/a', fate: 'stays', command: 'kubectl delete role a --namespace loki' },
      words: 'stays in the cluster, since the delivery prunes no such kind',
    },
  ]);
  expect(losses([role, other], [])).toEqual([]);
  expect(losses([inPiece('c1', 'Service', 'a'), other], [other])).toEqual([]);
});

test('a command has many claims as a range, whatever their number', () => {
  const [loss] = losses([set({ replicas: 1_000_000_000 })], [set({ replicas: 2 })]);
  expect(loss?.command).toMatch(/^kubectl delete pvc --namespace loki \S+-ingester-\{2\.\.999999999\}$/);
  expect(loss?.words).toMatch(/-ingester-4 and 999999995 more stay and cost money/);
  const [few] = losses([set({ replicas: 22 })], [set({ replicas: 2 })]);
  expect(few?.command?.match(/-ingester-\d+/g)).toHaveLength(20);
});

test('where nothing prunes, everything stays', () => {
  expect(losses([object('Service', 'a'), set()], [], false).map(({ object: one, fate }) => [one, fate])).toEqual([
    ['Service loki/a', 'stays'],
    ['StatefulSet loki/ingester', 'stays'],
  ]);
});
