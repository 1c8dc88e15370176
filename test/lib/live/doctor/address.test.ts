import { addressOf } from '../../../../lib/live/doctor/address';
import { knownLines } from '../../../../lib/live/doctor/logs';
import { healthySpoke } from '../../../helpers/healthy-snapshot';

const HERE = addressOf({ lokiNamespace: 'loki' });

test.each([
  ['http://loki-gateway.loki/loki/api/v1/push', true],
  ['lokiHost=loki-gateway.loki.svc.cluster.local:80', true],
  ['loki-gateway.loki', true],
  ['["loki-gateway.loki"]', true],
  ['hosts: {loki-gateway.loki, logs.example.com}', true],
  ['http://loki-gateway.loki-other.svc', false],
  ['http://loki.monitoring', false],
  ['http://loki.loki.example.com', false],
])('%s is an address of this Loki: %s', (text, isHere) => {
  expect(HERE.test(text)).toBe(isHere);
});

test('a Loki elsewhere has the host of its door', () => {
  const { remote } = healthySpoke().setup;
  const address = addressOf({ lokiNamespace: 'alloy', remote });
  const url = remote?.url ?? '';
  const others = [`${url}.example/push`, url.replace('://', '://dev-'), url.replace('://', '://eu.')];
  expect([`${url}/push`, ...others].map((text) => address.test(text))).toEqual([true, false, false, false]);
});

test('of a Grafana of others, lines about other Lokis, plugins and its database are left out', () => {
  const refused = (host: string) =>
    `logger=tsdb.loki endpoint=queryData level=error msg="Error received from Loki" statusCode=401 lokiHost=${host} status=error`;
  const log = [
    refused('loki.monitoring'),
    refused('loki-gateway.loki'),
    'logger=sqlstore level=error msg="x" error="database is locked"',
    'logger=provisioning level=error error="Datasource provisioning error: data source with the same uid already exists"',
  ].join('\n');
  const of = { namespace: 'grafana', pod: 'grafana-0', component: 'grafana' };
  expect(knownLines(log, of, HERE).map(({ pattern, count }) => [pattern, count])).toEqual([
    ['grafana-refused', 1],
    ['grafana-provisioning', 1],
  ]);
  expect(knownLines(log, of).map(({ pattern, count }) => [pattern, count])).toEqual([
    ['grafana-refused', 2],
    ['grafana-database', 1],
    ['grafana-provisioning', 1],
  ]);
});
