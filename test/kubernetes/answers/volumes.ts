import { type Answer, of } from './answer';

const EBS = 'ebs.csi.aws.com';
const CSI = { driver: 'a.b', volumeHandle: 'v' };

/** Conditions on the zones of a class. */
const topologies = (...matchLabelExpressions: object[]): object => ({
  ...{ provisioner: EBS, allowedTopologies: [{ matchLabelExpressions }] },
});

/** Answers about volumes and what makes them, and about what runs containers. */
export const VOLUME_ANSWERS: readonly Answer[] = [
  of('PersistentVolume', 'spec', [], [null, {}]),
  of('PersistentVolume', 'spec.capacity', [], [null, {}, { storage: '0' }, { storage: '-1Gi' }, { storage: '1GB' }]),
  of('PersistentVolume', 'spec.capacity', [], [{ cpu: '1' }, { storage: '1Gi', cpu: '1' }]),
  of(
    'PersistentVolume',
    'spec.accessModes',
    [['ReadWriteOncePod']],
    [null, [], ['RWO'], ['ReadWriteOnce', 'ReadWriteOncePod']],
  ),
  of('PersistentVolume', 'spec.persistentVolumeReclaimPolicy', ['Retain', 'Delete'], ['delete']),
  of('PersistentVolume', 'spec.volumeMode', ['Block', 'Filesystem'], ['block']),
  of('PersistentVolume', 'spec.storageClassName', ['', 'gp3'], ['A b']),
  of(
    'PersistentVolume',
    'spec.csi',
    [CSI],
    [
      ...[null, {}, { driver: 'a' }, { volumeHandle: 'a' }, { ...CSI, driver: 'a b' }, { ...CSI, fsType: 5 }],
      { ...CSI, volumeAttributes: { a: 1 } },
    ],
  ),
  of('PersistentVolume', 'spec.hostPath', [], [{ path: '/a' }]),
  of('PersistentVolume', 'spec.nodeAffinity', [], [{}, { required: { nodeSelectorTerms: [] } }]),
  of('PersistentVolume', 'spec.mountOptions', [['ro']], ['a']),
  of(
    'StorageClass',
    '',
    [topologies({ key: 'a', values: ['b'] })],
    [
      ...[
        topologies({ key: 'a', values: [] }),
        topologies({ values: ['b'] }),
        topologies({ key: 'a', values: ['b', 'b'] }),
      ],
      topologies({ key: 'a', values: ['b'] }, { key: 'a', values: ['c'] }),
      { provisioner: EBS, mountOptions: 'a' },
    ],
  ),
  of('VolumeAttributesClass', '', [], [{ driverName: null }, { driverName: 'a b' }, { parameters: {} }]),
  of('VolumeAttributesClass', 'parameters', [{ a: 'b' }], [null, { a: 5 }]),
  of(
    'CSIDriver',
    'spec',
    [{}, { volumeLifecycleModes: ['Persistent', 'Ephemeral'] }, { fsGroupPolicy: 'File' }],
    [
      ...[{ attachRequired: 'true' }, { volumeLifecycleModes: ['persistent'] }, { fsGroupPolicy: 'file' }],
      ...[{ tokenRequests: [{ audience: 'a' }, { audience: 'a' }] }, { nodeAllocatableUpdatePeriodSeconds: 5 }],
      { tokenRequests: [{ audience: 'a', expirationSeconds: 60 }] },
    ],
  ),
  of(
    'RuntimeClass',
    '',
    [{ overhead: { podFixed: { cpu: '10m' } } }],
    [
      ...[{ handler: null }, { handler: 'A' }, { handler: 'a.b' }, { overhead: { podFixed: { cpu: 'x' } } }],
      ...[{ scheduling: { nodeSelector: { 'a b': 'c' } } }, { scheduling: { tolerations: [{ operator: 'equal' }] } }],
    ],
  ),
  of('PriorityClass', 'preemptionPolicy', ['Never'], ['never']),
  of('PriorityClass', 'value', [-1], [2 ** 31, 1.5]),
];
