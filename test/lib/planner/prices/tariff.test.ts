import { instancePrice } from '../../../../lib/planner/prices/instances';
import { Tariff } from '../../../../lib/planner/prices/tariff';

test('prices are those of the table, times the factor of the region', () => {
  expect(new Tariff('us-east-1').price('volume')).toBe(0.08);
  expect(new Tariff('eu-central-1').price('volume')).toBeCloseTo(0.0928, 10);
  expect(new Tariff('eu-central-1').instance('m6i.2xlarge')).toBeCloseTo(0.384 * 1.16, 5);
  // The fee of Auto Mode is a share of an instance, whose price has the factor already.
  expect(new Tariff('eu-central-1').price('autoMode')).toBe(0.12);
});

test('a region without a factor says so, and has the prices of us-east-1', () => {
  const tariff = new Tariff('eu-south-2');
  expect(tariff.factor).toBeUndefined();
  expect(tariff.price('volume')).toBe(0.08);
  expect(new Tariff('constructor').factor).toBeUndefined();
});

test('a file replaces prices, factors and assumptions, and nothing else', () => {
  const tariff = new Tariff('eu-south-2', {
    prices: { volume: 0.1, eks: 0 },
    instances: { 'm6i.xlarge': 0.2, 't3.large': 0.09 },
    regions: { 'eu-south-2': 2 },
    assumptions: { streams: 7, chunkReads: 0 },
  });
  expect(tariff.factor).toBe(2);
  expect([tariff.price('volume'), tariff.price('eks'), tariff.price('s3')]).toEqual([0.2, 0, 0.046]);
  expect(['m6i.xlarge', 't3.large', 'm6i.2xlarge', 't3.xlarge'].map((type) => tariff.instance(type))).toEqual([
    0.4,
    0.18,
    0.768,
    undefined,
  ]);
  expect([tariff.assumption('streams'), tariff.assumed('chunkReads'), tariff.assumed('natPerNode')]).toEqual([7, 0, 2]);
  expect(new Tariff('us-east-1').assumption('streams')).toBeUndefined();
});

test.each([
  ['m6i.xlarge', 0.192],
  ['m6i.4xlarge', 0.768],
  ['c7g.large', 0.0725],
  ['r8i.12xlarge', 3.33408],
  ['m6i.metal', undefined],
  ['t3.large', undefined],
  ['constructor.large', undefined],
])('%s costs %p an hour', (type, price) => {
  expect(instancePrice(type)).toBe(price);
});
