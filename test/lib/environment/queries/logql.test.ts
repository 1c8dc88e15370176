import { logql } from '../../../../lib/environment/queries/logql';

test.each([
  ['{app="x"} | json | ms > 5', false],
  ['{app="x"} |~ `(?i)`', false],
  ['sum by (app) (rate({app="x"}[5m]))', true],
  ['(sum(count_over_time({a="b"}[5m])) / sum(count_over_time({a="c"}[5m]))) or vector(0)', true],
  ['approx_topk(5, sum by (a) (rate({b="c"}[1m])))', undefined],
])('%s: whether it is a number', (query, isMetric) => {
  expect(logql(query)).toEqual(isMetric === undefined ? {} : { isMetric });
});

test.each([
  ['{app="x"', 'ends too early'],
  ['{app="x"} | nosuch(', 'is not LogQL from "(" on'],
  ['{}', 'has a selector that is not a stream selector with a value that is not empty'],
  ['{app=~".*"}', 'has a selector that is not a stream selector with a value that is not empty'],
  ['count_over_time({a=~"("}[5m])', 'has a selector that is not a stream selector with valid regular expressions'],
])('%s: a fault', (query, wrong) => {
  expect(logql(query).fault?.wrong).toBe(wrong);
});
