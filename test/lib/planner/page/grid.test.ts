import { resolveEnvironment } from '../../../../lib/environment/environment';
import type { EnvironmentProps } from '../../../../lib/environment/props';
import { environmentSetup, planOf } from '../../../../lib/planner/plan';
import { gridOf } from '../../../../lib/planner/page/grid';

const gridWith = (props: Partial<EnvironmentProps>) => {
  const environment = resolveEnvironment('prod', {
    ...{ account: '111122223333', region: 'us-east-1', cluster: { create: {} }, volume: '500 GB/day' },
    ...props,
  });
  const setup = environmentSetup(environment);
  return { grid: gridOf(environment, setup), plan: planOf('prod', setup) };
};

const sum = (numbers: readonly number[] = []) => numbers.reduce((total, each) => total + each, 0);

test('the present cell is the plan, and other cells are plans of other volumes and retentions', () => {
  const { grid, plan } = gridWith({ retention: '10d' });
  const { rows, retentions, present } = grid;
  expect([rows[present.row]?.volume, retentions[present.cell]]).toEqual([500, 10]);
  expect(sum(rows[present.row]?.cells[present.cell]?.parts)).toBeCloseTo(plan.bill.dollars, 1);
  expect(rows[present.row]?.size).toEqual(plan.size);

  const other = gridWith({ volume: '3000 GB/day', retention: '90d' }).plan;
  const row = rows.find(({ volume }) => volume === 3000);
  const cell = row?.cells[retentions.indexOf(90)];
  expect(sum(cell?.parts)).toBeCloseTo(other.bill.dollars, 1);
  expect(cell?.cloudWatch).toBeCloseTo(other.bill.cloudWatch?.dollars ?? NaN, 1);
  expect(row?.size).toEqual(other.size);
});

test.each<[retention: string, days: number]>([
  ['100h', 4.2],
  ['36h', 1.5],
])('a retention of %s is no whole number of days, and its cell is still the plan', (retention, days) => {
  const { grid, plan } = gridWith({ retention } as Partial<EnvironmentProps>);
  const { rows, retentions, present } = grid;
  expect(retentions[present.cell]).toBe(days);
  expect(sum(rows[present.row]?.cells[present.cell]?.parts)).toBeCloseTo(plan.bill.dollars, 1);
});

test('nodes that the environment names stay, and volumes that it cannot have are left out', () => {
  const { rows } = gridWith({ cluster: { create: { nodes: 9 } }, loki: { ingesterZones: false } }).grid;
  expect(new Set(rows.map(({ size }) => size.nodes?.count))).toEqual(new Set([9]));
  const volumes = rows.map(({ volume }) => volume);
  expect(volumes).toContain(1000);
  expect(volumes).toEqual([...volumes].sort((a, b) => a - b));
  expect(Math.max(...volumes)).toBeLessThan(30_000);
});

test('an environment whose Loki is elsewhere has one price, and no volume to choose', () => {
  const { grid, plan } = gridWith({ volume: undefined, loki: { url: 'https://logs.example.com', writer: 'shop' } });
  expect([grid.isElsewhere, grid.rows.length, grid.retentions.length]).toEqual([true, 1, 1]);
  expect(sum(grid.rows[0]?.cells[0]?.parts)).toBeCloseTo(plan.bill.dollars, 1);
  expect(gridWith({}).grid.isElsewhere).toBe(false);
});
