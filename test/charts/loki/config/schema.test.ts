import { indexShippers, SCHEMA, schemaConfig, type SchemaPeriod } from '../../../../charts/loki/config/schema';

const problems = (...periods: unknown[]): string[] =>
  SCHEMA('schema', periods).map(({ path, found, fix }) => `${path}: ${found}; ${fix}`);

test('a period is TSDB and v13 with one table a day, unless it says else', () => {
  const periods: SchemaPeriod[] = [
    { from: '2022-06-01', store: 'boltdb-shipper', schema: 'v11', indexPrefix: 'index-', indexPath: 'team/index/' },
    { from: '2024-09-01' },
  ];
  expect(problems(...periods)).toEqual([]);
  expect(schemaConfig(periods)).toEqual({
    configs: [
      {
        ...{ from: '2022-06-01', store: 'boltdb-shipper', object_store: 's3', schema: 'v11' },
        index: { prefix: 'index-', period: '24h', path_prefix: 'team/index/' },
      },
      {
        ...{ from: '2024-09-01', store: 'tsdb', object_store: 's3', schema: 'v13' },
        index: { prefix: 'loki_index_', period: '24h' },
      },
    ],
  });
});

test('queriers ask the gateways for the index of every store that has a period', () => {
  const shipper = { index_gateway_client: { server_address: 'gateway:9095' } };
  expect(indexShippers([{ from: '2024-09-01' }], 'gateway:9095')).toEqual({ tsdb_shipper: shipper });
  const old = { from: '2022-06-01', store: 'boltdb-shipper' } as const;
  expect(indexShippers([old, { from: '2024-09-01' }], 'gateway:9095')).toEqual({
    tsdb_shipper: shipper,
    boltdb_shipper: shipper,
  });
});

test.each<[object, string]>([
  [
    { from: '2024-09-01', store: 'boltdb' },
    'schema[0].store: boltdb is not one of tsdb, boltdb-shipper; write one of them',
  ],
  [{ from: '2024-09-01', schema: 'v14' }, "schema[0].schema: v14 is not a schema of loki 3.7; write 'v13'"],
  [
    { from: '2024-09-01', indexPath: '/index' },
    "schema[0].indexPath: /index is not a folder; write one such as 'index/'",
  ],
  [
    { from: '2024-09-01', indexPrefix: 'a b' },
    "schema[0].indexPrefix: a b is not a prefix; write one such as 'loki_index_'",
  ],
  [{ from: '2024-09-01', indexPrefx: 'x' }, 'schema[0].indexPrefx: not a key; did you mean indexPrefix?'],
  [{ store: 'tsdb' }, "schema[0].from: missing; write one such as '2024-04-01'"],
])('%j is refused', (period, message) => {
  expect(problems(period)).toEqual([message]);
});
