import { promql } from '../../../../lib/environment/queries/promql';

test.each([
  ['sum by (tenant) (rate(lines_total{job="x", level=~"a|b"}[5m])) > 0', ['lines_total'], ['tenant', 'job', 'level']],
  ['a / on (pod) group_left (node) b or vector(0)', ['a', 'b'], ['pod', 'node']],
  ['histogram_quantile(0.9, sum by (le) (rate(x_bucket[5m] offset 1h)))', ['x_bucket'], ['le']],
  ['job:x:rate5m + job:x:rate5m', ['job:x:rate5m'], []],
  ['time() - 1e3', [], []],
])('%s: metrics and labels', (query, metrics, labels) => {
  expect(promql(query)).toEqual({ metrics, labels });
});

test.each([
  ['sum(rate(x[5m])', 'ends too early'],
  ['x{', 'ends too early'],
  ['foo bar', 'is not PromQL from "bar" on'],
  ['nosuch(x)', 'is not PromQL from "(x)" on'],
])('%s: a fault', (query, wrong) => {
  expect(promql(query)).toMatchObject({ fault: { wrong, fix: 'correct the query' }, metrics: [] });
});
