import { parse } from 'yaml';
import { makeCharts, objectOf } from '../../../helpers/charts';

const { limits_config: limits } = parse(objectOf(makeCharts(), 'ConfigMap', 'loki').data['config.yaml'] as string);

test('lines are accepted for a week after their time, so that an outage of some days loses none', () => {
  expect(limits).toMatchObject({ reject_old_samples: true, reject_old_samples_max_age: '168h' });
});

test('streams are sharded by time too, so that nodes that lag behind others in a stream are not refused', () => {
  expect(limits.shard_streams).toEqual({ enabled: true, time_sharding_enabled: true });
});

test('a burst of a tenant may be twice its rate', () => {
  expect(limits.ingestion_burst_size_mb).toBe(2 * limits.ingestion_rate_mb);
  expect(limits.ingestion_rate_strategy).toBe('global');
});
