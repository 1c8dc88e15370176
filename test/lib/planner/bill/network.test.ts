import { betweenZones, doorsTerm, endpointsTerm, networkLines, zonesTerm } from '../../../../lib/planner/bill/network';
import type { ChunkEncoding } from '../../../../charts/loki/config/encoding';
import { Tariff } from '../../../../lib/planner/prices/tariff';
import type { LokiSetup } from '../../../../lib/planner/setup/setup';
import { setupWith } from '../setup/environments';

const TARIFF = new Tariff('us-east-1');

test('a GB logged passes 1.76 GB between zones, without compression 4.13, and 0.52 more to and from the chunk cache', () => {
  expect(betweenZones({ compressed: 6 })).toBeCloseTo(1.76, 10);
  expect(betweenZones({ compressed: 2, plain: 4 })).toBeCloseTo(4.1333, 4);
  expect(betweenZones({ compressed: 6, cached: 0.78 })).toBeCloseTo(2.28, 10);
  expect(zonesTerm(TARIFF, 1, { compressed: 6 }).dollars).toBeCloseTo(0.0352, 10);
});

test('without pattern ingesters a line has a way less, through Kafka two more', () => {
  const setup = setupWith();
  const zones = (change: object) =>
    networkLines({ ...setup, ...change }, TARIFF).find(({ part }) => part === 'zones')?.dollars ?? NaN;
  const way = (setup.gigabytesPerDay * 30.4 * 0.44 * 2 * 0.02) / 3;
  expect(zones({ loki: { ...setup.loki, copies: 3 } })).toBeCloseTo(zones({}) - way, 8);
  expect(zones({ kafka: { isMsk: true, topics: 1 } })).toBeCloseTo(zones({}) + 2 * way, 8);
  // Each of three ingesters writes its copy of a chunk, 0.26 of its lines, to the cache, or reads it there.
  expect(zones({})).toBeCloseTo(((6 * 0.44 + 3 * 0.26) / 0.44) * way, 8);
});

test('chunks that compress less are more bytes to and from the cache', () => {
  const setup = setupWith();
  const zones = (encoding: ChunkEncoding) =>
    networkLines({ ...setup, loki: { ...setup.loki, s3: { encoding, nodeLabel: true } } as LokiSetup }, TARIFF).find(
      ({ part }) => part === 'zones',
    )?.arithmetic;
  expect(zones('zstd')).toBe('1,520 GB × 3.42 × 2/3 × 2 × 0.01');
  expect(zones('snappy')).toBe('1,520 GB × 3.86 × 2/3 × 2 × 0.01');
});

test('load balancers of the internet have an address in each zone', () => {
  expect(doorsTerm(TARIFF, { count: 1, public: 0 }).dollars).toBeCloseTo(16.425, 8);
  expect(doorsTerm(TARIFF, { count: 2, public: 1 }).dollars).toBeCloseTo(32.85 + 10.95, 8);
});

test('lines through a load balancer are paid if a file says how many', () => {
  const setup = { ...setupWith(), doors: { count: 1, public: 0 } };
  const doors = (doorLines: number) =>
    networkLines(setup, new Tariff('us-east-1', { assumptions: { doorLines } })).find(({ part }) => part === 'doors');
  expect(doors(0)).toMatchObject({ assumed: false });
  expect(doors(500)?.dollars).toBeCloseTo(16.425 + 40.128, 8);
  expect(doors(500)?.assumed).toBe(true);
});

test('three endpoints in three zones', () => {
  expect(endpointsTerm(TARIFF)).toMatchObject({ arithmetic: '3 × 3 zones × 730 h × 0.01' });
  expect(endpointsTerm(TARIFF).dollars).toBeCloseTo(65.7, 8);
});
