import { claimTrouble } from '../../../lib/live/claims';

const GP2 = { metadata: { name: 'gp2' }, provisioner: 'ebs.csi.aws.com' };
const DEFAULT = {
  metadata: { name: 'auto', annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } },
  provisioner: 'rancher.io/local-path',
};
const ASKED = { 'volume.kubernetes.io/selected-node': 'node-a' };

const reasonOf = (
  claim: { annotations?: Record<string, string>; storageClassName?: string; phase?: string },
  makers: Parameters<typeof claimTrouble>[1],
) => {
  const { annotations, storageClassName, phase = 'Pending' } = claim;
  const object = { metadata: { name: 'data-0', annotations }, spec: { storageClassName }, status: { phase } };
  return claimTrouble(object, makers)?.reason;
};

test('a claim that waits for its first consumer is in order', () => {
  expect(reasonOf({ storageClassName: 'gp2' }, { classes: [GP2], drivers: [] })).toBeUndefined();
});

test.each([
  ['its class does not exist', { storageClassName: 'gp3' }, { classes: [GP2] }, 'ClassMissing'],
  ['no class is the default', {}, { classes: [GP2] }, 'NoDefaultClass'],
  [
    'its driver is not there',
    { storageClassName: 'gp2', annotations: ASKED },
    { classes: [GP2], drivers: [] },
    'DriverMissing',
  ],
  ['its volume was deleted', { storageClassName: 'gp2', phase: 'Lost' }, {}, 'ClaimLost'],
])('a claim gets no volume if %s', (_what, claim, makers, reason) => {
  expect(reasonOf(claim, makers)).toBe(reason);
});

test.each([
  ['is bound', { storageClassName: 'gp3', phase: 'Bound' }, { classes: [GP2] }],
  ['was just made, and gets the default class', {}, { classes: [GP2, DEFAULT] }],
  [
    'has a driver that is busy',
    { storageClassName: 'gp2', annotations: ASKED },
    { classes: [GP2], drivers: ['ebs.csi.aws.com'] },
  ],
  [
    'has a provisioner that is not a CSI driver',
    { storageClassName: 'auto', annotations: ASKED },
    { classes: [DEFAULT], drivers: [] },
  ],
  ['asks for a volume that is made by hand', { storageClassName: '' }, { classes: [GP2] }],
  ['is of a cluster whose classes nobody may see', { storageClassName: 'gp3' }, {}],
])('a claim that %s is not to blame', (_what, claim, makers) => {
  expect(reasonOf(claim, makers)).toBeUndefined();
});
