import { placed } from '../../../../charts/grafana/dashboards/layout';
import { graph, lines, number, type Panel, promql, table } from '../../../../charts/grafana/dashboards/panel';

const one = (make: typeof graph): Panel => make('title', 'Text.', 'short', promql('up'));
const times = (count: number, panel: Panel): Panel[] => Array.from({ length: count }, () => panel);
const widths = (panels: readonly Panel[]) => placed(panels, 0).places.map(({ x, y, w }) => `${x},${y}+${w}`);

test.each([
  [1, ['0,0+24']],
  [2, ['0,0+12', '12,0+12']],
  [3, ['0,0+8', '8,0+8', '16,0+8']],
  [4, ['0,0+12', '12,0+12', '0,8+12', '12,8+12']],
  [5, ['0,0+8', '8,0+8', '16,0+8', '0,8+12', '12,8+12']],
])('%d graphs fill the lines that they need', (count, expected) => {
  expect(widths(times(count, one(graph)))).toEqual(expected);
});

test('numbers are small, six on a line; graphs and tables begin on the next', () => {
  const panels = [...times(6, one(number)), one(graph), one(table), lines('title', 'Text.', '{a="b"}')];
  const { places, bottom } = placed(panels, 5);
  expect(places.map(({ y, w, h }) => [y, w, h])).toEqual([
    ...times(6, one(number)).map(() => [5, 4, 4]),
    [9, 12, 8],
    [9, 12, 8],
    [17, 24, 12],
  ]);
  expect(bottom).toBe(29);
});

test('a row without panels has no height', () => {
  expect(placed([], 3)).toEqual({ places: [], bottom: 3 });
});
