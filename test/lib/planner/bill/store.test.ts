import {
  activeStreams,
  averageDays,
  requestsTerm,
  staysOf,
  storageTerm,
  storeLines,
} from '../../../../lib/planner/bill/store';
import { storedBytes } from '../../../../lib/planner/factors';
import { Tariff } from '../../../../lib/planner/prices/tariff';
import type { StoreSetup } from '../../../../lib/planner/setup/setup';
import { setupWith } from '../setup/environments';

const TARIFF = new Tariff('us-east-1');
const STANDARD: StoreSetup = { encoding: 'zstd', nodeLabel: true };
const moved = (to: 'STANDARD_IA' | 'INTELLIGENT_TIERING', afterDays: number): StoreSetup => ({
  ...STANDARD,
  transition: { to, afterDays },
});

test('bytes stored follow the compression, and whether one node writes a stream', () => {
  expect(storedBytes()).toBeCloseTo(0.26, 10);
  expect(storedBytes('snappy')).toBeCloseTo((0.26 * 0.419) / 0.268, 10);
  expect(storedBytes('zstd', false)).toBeCloseTo((0.26 * 1.08) / 0.405, 10);
});

test('streams count, not only bytes: each writes a chunk every two hours', () => {
  const requests = (streams: number) => requestsTerm(TARIFF, 1, streams, STANDARD).dollars;
  expect(requests(11_000) - requests(1000)).toBeCloseTo(18.24, 8);
  const { loki } = setupWith({ volume: '500 GB/day' });
  if (!loki) throw new Error('no Loki');
  expect(activeStreams(TARIFF, loki)).toBe(5000);
  expect(activeStreams(new Tariff('us-east-1', { assumptions: { streams: 3 } }), loki)).toBe(3);
});

test('tenants count equally, and for ever is as long as it is assumed', () => {
  const { loki } = setupWith();
  if (!loki) throw new Error('no Loki');
  const retentions = [
    { days: 10, tenants: 3 },
    { days: null, tenants: 1 },
  ];
  expect(averageDays({ ...loki, retentions }, 70)).toBe(25);
});

test('chunks move as the lifecycle of the bucket moves them', () => {
  expect(staysOf(moved('STANDARD_IA', 30), 90)).toEqual([
    { price: 's3', days: 39 },
    { price: 's3Infrequent', days: 60 },
  ]);
  // Moved two hours before its 30 days there begin, and 30 days are billed.
  expect(staysOf(moved('STANDARD_IA', 30), 59)[1]).toEqual({ price: 's3Infrequent', days: 30 });
  expect(staysOf(moved('STANDARD_IA', 30), 58)).toEqual([{ price: 's3', days: 67 }]);
  expect(staysOf(moved('INTELLIGENT_TIERING', 7), 365)).toEqual([
    { price: 's3', days: 46 },
    { price: 's3Infrequent', days: 60 },
    { price: 's3Archive', days: 268 },
  ]);
  expect(staysOf(moved('INTELLIGENT_TIERING', 7), 20)).toEqual([{ price: 's3', days: 29 }]);
});

test('Intelligent-Tiering watches chunks from their move on', () => {
  const watched = (afterDays: number) => {
    const { arithmetic } = storageTerm(TARIFF, 100, 90, moved('INTELLIGENT_TIERING', afterDays));
    return Number(/([\d.,]+) thousand watched/.exec(arithmetic)?.[1]?.replaceAll(',', ''));
  };
  expect(watched(10) / watched(50)).toBeCloseTo(80 / 40, 3);
});

test('what a move saves is what docs/cost.md says', () => {
  const saved =
    storageTerm(TARIFF, 500, 90, STANDARD).dollars - storageTerm(TARIFF, 500, 90, moved('STANDARD_IA', 30)).dollars;
  expect(Math.floor(saved)).toBe(55);
});

test('a file says how much is stored', () => {
  const tariff = new Tariff('us-east-1', { assumptions: { bytesStored: 0.5 } });
  expect(storageTerm(tariff, 100, 28, STANDARD).dollars).toBeCloseTo(100 * 37 * 0.5 * 0.023, 8);
});

test('a store that is not of AWS costs nothing there', () => {
  const setup = setupWith();
  expect(storeLines({ ...setup, loki: setup.loki && { ...setup.loki, s3: undefined } }, TARIFF)).toEqual([]);
  expect(storeLines(setup, TARIFF).map(({ part }) => part)).toEqual(['storage', 'requests']);
});
