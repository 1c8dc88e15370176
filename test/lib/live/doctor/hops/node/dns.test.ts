import { diagnose } from '../../../../../../lib/live/doctor/diagnose';
import { healthySnapshot, setMetric } from '../../../../../helpers/healthy-snapshot';

test('names without an answer do not stop lines that are pushed meanwhile', () => {
  const of = healthySnapshot();
  const dns = { namespace: 'loki', pod: 'loki-querier-0', component: 'querier', pattern: 'dns', detail: 'a.example' };
  of.logs.push({ ...dns, count: 7 });
  expect(diagnose(of).findings).toEqual([]);
});

test('of AWS, single names without an answer are mild', () => {
  const of = healthySnapshot();
  const detail = 's3.us-east-1.amazonaws.com';
  const dns = { namespace: 'loki', pod: 'loki-ingester-0', component: 'ingester', pattern: 'dns', detail };
  of.logs.push({ ...dns, count: 2 });
  expect(diagnose(of).findings).toMatchObject([{ id: 'cluster-dns', hop: 'buckets', isMild: true }]);
  of.logs.push({ ...dns, count: 3 });
  expect(diagnose(of).findings).toMatchObject([{ id: 'cluster-dns', hop: 'buckets', isMild: false }]);
});

test('names that had no answer some minutes ago accuse nobody of what is broken now', () => {
  const of = healthySnapshot();
  setMetric(of, 'agent', 'loki_write_request_duration_seconds_count{status_code=204}', 300, 0);
  const dns = { namespace: 'loki', pod: 'loki-querier-0', component: 'querier', pattern: 'dns', detail: 'a.example' };
  const mildAt = (last: string) => {
    of.logs = [{ ...dns, count: 9, last }];
    return diagnose(of).findings.find(({ id }) => id === 'cluster-dns')?.isMild;
  };
  const { takenAt } = of;
  expect(mildAt(takenAt)).toBe(false);
  expect(mildAt(new Date(Date.parse(takenAt) - 119_000).toISOString())).toBe(false);
  expect(mildAt(new Date(Date.parse(takenAt) - 121_000).toISOString())).toBe(true);
});

test('names of AWS that had no answer some minutes ago are not a fault while lines arrive', () => {
  const of = healthySnapshot();
  const dns = { namespace: 'loki', pod: 'loki-ingester-0', component: 'ingester', pattern: 'dns' };
  const last = new Date(Date.parse(of.takenAt) - 121_000).toISOString();
  of.logs.push({ ...dns, detail: 's3.us-east-1.amazonaws.com', count: 9, last });
  expect(diagnose(of).findings).toEqual([]);
});

test('a name that only the gateway does not find is its fault, whatever others lacked while lines arrive', () => {
  const of = healthySnapshot();
  of.logs.push({ namespace: 'loki', pod: 'loki-querier-0', component: 'querier', pattern: 'dns', count: 2 });
  of.logs.push({ namespace: 'loki', pod: 'loki-gateway-0', component: 'gateway', pattern: 'nginx-name', count: 7 });
  expect(diagnose(of).findings).toMatchObject([{ id: 'gateway-resolver', hop: 'gateway' }]);
});
