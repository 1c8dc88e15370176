import { claimWarning, lastCause } from '../../../lib/live/warnings';
import { warning } from '../../helpers/fake-kubectl';

const POD = {
  metadata: { name: 'loki-ingester-0' },
  spec: { volumes: [{ persistentVolumeClaim: { claimName: 'data-0' } }] },
};
const event = (reason: string, message = reason, kind = 'PersistentVolumeClaim', name = 'data-0') =>
  warning(kind, name, reason, message) as Parameters<typeof lastCause>[0][number];
const claim = (phase: string) => [{ metadata: { name: 'data-0' }, status: { phase } }];

test('the warning about a claim that has no volume is the last one, of this pod', () => {
  const events = [event('ProvisioningFailed', 'first'), event('ProvisioningFailed', 'last')];
  const other = event('ProvisioningFailed', 'other', 'PersistentVolumeClaim', 'data-1');
  expect(claimWarning(POD, [...events, other], claim('Pending'))?.message).toBe('last');
  expect(claimWarning(POD, [...events, other], [])?.message).toBe('last');
});

test.each(['VolumeResizeFailed', 'ExternalExpanding', 'FileSystemResizeFailed'])(
  '%s keeps no pod from a node',
  (reason) => {
    expect(claimWarning(POD, [event(reason)], claim('Pending'))).toBeUndefined();
  },
);

test('a claim that is bound has old warnings', () => {
  expect(claimWarning(POD, [event('ProvisioningFailed')], claim('Bound'))).toBeUndefined();
});

test('a warning that keeps no pod from its start is not its last cause', () => {
  const mount = event('FailedMount', 'MountVolume.SetUp failed', 'Pod');
  expect(lastCause([mount, event('DNSConfigForming', 'x', 'Pod')])).toBe(mount);
  expect(lastCause([event('MultiplePodDisruptionBudgets', 'x', 'Pod')])).toBeUndefined();
});
