import { diagnose } from '../../../../../lib/live/doctor/diagnose';
import { addEvent, type Draft, healthySnapshot } from '../../../../helpers/healthy-snapshot';
import { resizing } from './claims';
import { unscaled } from './rollouts';

test('an autoscaler whose pods have just started, and what a controller said long ago, are not a fault', () => {
  const of = healthySnapshot();
  unscaled(of, 'unable to get metrics for resource cpu: no metrics returned from resource metrics API');
  addEvent(of, 'loki', 'Ingress', 'loki-door', 'FailedBuildModel', 'Failed build model due to no subnets');
  (of.events.at(-1) as Draft['events'][number]).lastTimestamp = '2026-11-21T11:30:00Z';
  expect(diagnose(of).findings).toEqual([]);
});

test('a cluster that is not of EKS belongs to no account, and a file system that has just begun to grow is not a fault', () => {
  const of = healthySnapshot();
  of.aws = { ...(of.aws as NonNullable<Draft['aws']>), cluster: { exists: false } };
  resizing(of, '2026-11-21T11:58:00Z');
  expect(diagnose(of).findings).toEqual([]);
});
