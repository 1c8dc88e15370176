import { isLokiFlag, similarFlag } from '../../../../../lib/checks/read/loki/flags';

test('flags of Loki are known, those that longer ones begin with too', () => {
  for (const name of [
    'target',
    'config.file',
    'ruler.ring.store',
    'server.http-listen-port',
    'ingester.wal-dir',
    'help',
  ])
    expect([name, isLokiFlag(name)]).toEqual([name, true]);
  for (const name of ['config', 'ruler.ring', 'server', 'ingester.wal-directory', 'toString', 'config.'])
    expect([name, isLokiFlag(name)]).toEqual([name, false]);
});

test.each([
  ['targt', 'target'],
  ['config.expand_env', 'config.expand-env'],
  ['server.http-listen-adress', 'server.http-listen-address'],
  ['querier.max-concurent', 'querier.max-concurrent'],
  // Those of another store or of nothing near are no advice.
  ['s3.bucketname', undefined],
  ['boltdb.shipper.shared-store', undefined],
  ['x'.repeat(300), undefined],
])('%s is most likely %s', (name, similar) => {
  expect(similarFlag(name)).toBe(similar);
});
