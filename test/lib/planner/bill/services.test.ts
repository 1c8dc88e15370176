import { kafkaTerm, metricsTerm, secretRequestsTerm, serviceLines } from '../../../../lib/planner/bill/services';
import { Tariff } from '../../../../lib/planner/prices/tariff';
import { setupWith } from '../setup/environments';

const TARIFF = new Tariff('us-east-1');

test('metrics cost what docs/how-to/monitoring.md says', () => {
  const month = (kept: 'used' | 'all', seconds: number) => Math.round(metricsTerm(TARIFF, { kept, seconds }).dollars);
  expect([month('used', 60), month('used', 30), month('all', 60), month('all', 30)]).toEqual([26, 52, 96, 192]);
});

test('twice the pods have twice the series', () => {
  const metrics = { kept: 'used', seconds: 60 } as const;
  const dollars = (pods: number) => metricsTerm(TARIFF, metrics, pods).dollars;
  expect(dollars(50)).toBeCloseTo(2 * dollars(25), 8);
});

test('MSK Serverless, by hand', () => {
  const day = 100 * 0.44;
  expect(kafkaTerm(TARIFF, { isMsk: true, topics: 2 }, 100).dollars).toBeCloseTo(
    730 * 0.75 + 24 * 730 * 0.0015 + day * 30.4 * 0.15 + day * 3 * 0.1,
    8,
  );
});

test('the driver asks on each node', () => {
  expect(secretRequestsTerm(TARIFF, 100).dollars).toBeCloseTo(4.38, 8);
});

test('logs of the control plane and of the VPC cost what they are assumed to be', () => {
  const setup = setupWith({ cluster: { create: { flowLogs: true } } });
  const dollars = (assumptions: object) =>
    serviceLines(setup, new Tariff('us-east-1', { assumptions }))
      .filter(({ part }) => part.endsWith('Logs'))
      .map((line) => Number(line.dollars.toFixed(2)));
  expect(dollars({})).toEqual([26.15, 15.2]);
  expect(dollars({ controlPlaneLogs: 3, controlPlaneLogsKept: 0, flowLogs: 2 })).toEqual([45.6, 30.4]);
});
