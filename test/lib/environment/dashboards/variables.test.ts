import { filledQueries } from '../../../../lib/environment/dashboards/variables';

test.each([
  ['rate({app="$app", ns=~"${ns:regex}"}[$__auto])', ['rate({app="x", ns=~"x"}[5m])']],
  ['rate(x{a="b$"}[$__rate_interval])', ['rate(x{a="b$"}[5m])']],
  ['x offset ${__range_s}s', ['x offset 300s']],
  ['{a="b"} |~ `[[search]]`', ['{a="b"} |~ `x`']],
  [
    '{a="$b"} | line_format `$c {{ range $i, $e := .x }}{{ $e }}{{ end }}{{ $app }}`',
    ['{a="x"} | line_format `x {{ range  .x }}{{ .x }}{{ end }}{{ .x }}`'],
  ],
  ['label_replace(x, "a", "$1", "b", "(.*)")', ['label_replace(x, "a", "$1", "b", "(.*)")']],
  ['rate(x[$window])', ['rate(x[5m])', 'rate(x[1])', 'rate(x[x])']],
  ['$query', []],
  ['$a + $b + $c + $d + $e', []],
])('%s', (query, filled) => {
  expect(filledQueries(query)).toEqual(filled);
});

test('each variable takes each kind of value', () => {
  expect(filledQueries('topk($n, sum by ($by) (x))')).toHaveLength(9);
});
