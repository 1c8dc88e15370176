import { logql } from '../../../../lib/environment/queries/logql';

test.each([
  'sum_over_time({a="b"} | json | unwrap x [5m] offset -1h30m) / sum_over_time({a="b"} | json | unwrap x [5m] offset 1d)',
  'avg_over_time({a="b"} | unwrap duration(x) [5m]) by (app)',
  'quantile_over_time(0.99, {a="b"} | json | unwrap x | y="z" [5m] offset 1m) without (x)',
  'sum by (app) (rate({a="b"} | unwrap bytes(x) [5m]))',
  'rate_counter({a="b"} | unwrap x [5m]) / absent_over_time({a="b"}[5m])',
  'topk by (a) (3, count_over_time({a="b"} |~ "(?i)\\d+" !~ `^x$` [5m]))',
  'sum(rate({a="b"} | pattern "<ip> - <_> <status>" | regexp `(?P<x>\\d+)` | x=~"a|b" [5m]))',
  'label_replace(rate({a="b"}[5m]), "a", "(", "b", "(.*)")',
  'sum(sum_over_time({a="b"} | unwrap x [5m])) / sum(count_over_time({a="b"}[5m]))',
])('Loki takes %s', (query) => expect(logql(query)).toEqual({ isMetric: true }));

test.each([
  ['avg_over_time({a="b"}[5m])', 'has avg_over_time without unwrap'],
  ['sum(rate_counter({a="b"} | json [5m]))', 'has rate_counter without unwrap'],
  ['sum(count_over_time({a="b"}[5m])) / sum(sum_over_time({a="b"}[5m]))', 'has sum_over_time without unwrap'],
  ['count_over_time({a="b"} | unwrap x [5m])', 'has count_over_time of numbers'],
  ['rate({a="b"} | unwrap x [5m]) by (a)', 'groups rate'],
  ['absent_over_time({a="b"}[5m]) by (a)', 'groups absent_over_time'],
  ['sum_over_time({a="b"} | json [5m] offset 1m)', 'has sum_over_time without unwrap'],
  ['rate({a="b"}[300y])', 'has 300y, which is more than Loki counts'],
  ['topk(0, rate({a="b"}[5m]))', 'asks for 0 series'],
  ['bottomk(1.5, rate({a="b"}[5m]))', 'asks for 1.5 series'],
  ['rate({a="b"} |~ "(" [5m])', 'has "(", which is not a regular expression of Go'],
  ['rate({a="b"} | json | x=~`(?=a)` [5m])', 'has `(?=a)`, which is not a regular expression of Go'],
  ['label_replace(rate({a="b"}[5m]), "a", "$1", "b", "(")', 'has "(", which is not a regular expression of Go'],
  ['rate({a="b"} | regexp "x" [5m])', 'has "x", which names no label'],
  ['rate({a="b"} | regexp "(?P<a>x)(?P<a>y)" [5m])', 'has "(?P<a>x)(?P<a>y)", which is not a regular expression of Go'],
  ['rate({a="b"} | pattern "<_> x" [5m])', 'has "<_> x", which names no label'],
  ['rate({a="b"} | pattern "<a><b>" [5m])', 'has "<a><b>", with nothing between two labels'],
  ['{a="b"} |~ "["', 'has "[", which is not a regular expression of Go'],
])('Loki refuses %s: it %s', (query, wrong) => {
  expect(logql(query).fault?.wrong).toBe(wrong);
  expect(logql(query).fault?.fix).toMatch(/^[a-z]/);
});
