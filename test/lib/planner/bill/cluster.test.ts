import { clusterLines, eksTerm, volumesTerm } from '../../../../lib/planner/bill/cluster';
import { Tariff } from '../../../../lib/planner/prices/tariff';
import { setupWith } from '../setup/environments';

const TARIFF = new Tariff('us-east-1');

test('a version without standard support costs six times as much', () => {
  const on = (day: string, version: string) => {
    jest.spyOn(Date, 'now').mockReturnValue(Date.parse(day));
    return eksTerm(TARIFF, version).dollars;
  };
  expect([on('2026-07-29', '1.33'), on('2026-07-30', '1.33'), on('2026-07-30', '1.35')]).toEqual([73, 438, 73]);
  jest.restoreAllMocks();
});

test('throughput above that of gp3 is paid for each volume', () => {
  const volume = { title: 'a', count: 3, gibibytes: 200, throughput: 200 };
  expect(volumesTerm(TARIFF, [volume]).dollars).toBeCloseTo(3 * 200 * 0.08 + 3 * 75 * 0.04, 10);
  expect(volumesTerm(TARIFF, [{ ...volume, throughput: 125 }]).arithmetic).toBe('600 GB × 0.08');
});

test('Auto Mode adds its share of the instances', () => {
  const lines = clusterLines(setupWith({ cluster: { create: { mode: 'auto' } } }), TARIFF);
  const of = (part: string) => lines.find((line) => line.part === part);
  expect(of('nodes')?.dollars).toBeCloseTo(420.48, 8);
  expect(of('autoMode')?.dollars).toBeCloseTo(50.4576, 8);
  expect(of('rootDisks')?.dollars).toBeCloseTo(3 * 80 * 0.08, 8);
  expect(lines.filter(({ assumed }) => assumed).map(({ part }) => part)).toEqual(['nodes', 'autoMode', 'rootDisks']);
});
