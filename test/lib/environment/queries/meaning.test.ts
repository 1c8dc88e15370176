import { logql } from '../../../../lib/environment/queries/logql';

test.each([
  'sum_over_time({a="b"} | json | unwrap x [5m] offset -1h30m) / sum_over_time({a="b"} | json | unwrap x [5m] offset 1d)',
  'avg_over_time({a="b"} | unwrap duration(x) [5m]) by (app)',
  'quantile_over_time(0.99, {a="b"} | json | unwrap x | y="z" [5m] offset 1m) without (x)',
  'sum by (app) (rate({a="b"} | unwrap bytes(x) [5m]))',
  'rate_counter({a="b"} | unwrap x [5m]) / absent_over_time({a="b"}[5m])',
  'topk by (a) (3, count_over_time({a="b"} |~ "(?i)\\d+(?i)x" !~ `^x$` [5m]))',
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
  ['rate({a="b"} |~ "(" [5m])', 'has "(", which is not a regular expression of Go: character 1 is a ( without a )'],
  [
    'rate({a="b"} | json | x=~`(?=a)` [5m])',
    'has `(?=a)`, which is not a regular expression of Go: character 1 looks ahead, which Go cannot',
  ],
  [
    'label_replace(rate({a="b"}[5m]), "a", "$1", "b", "(")',
    'has "(", which is not a regular expression of Go: character 1 is a ( without a )',
  ],
  ['rate({a="b"} | regexp "x" [5m])', 'has "x", which names no label'],
  ['rate({a="b"} | regexp "(?P<a>x)(?P<a>y)" [5m])', 'has "(?P<a>x)(?P<a>y)", which names a twice'],
  ['rate({a="b"} | pattern "<_> x" [5m])', 'has "<_> x", which names no label'],
  ['rate({a="b"} | pattern "<a><b>" [5m])', 'has "<a><b>", with nothing between two labels'],
  ['{a="b"} |~ "["', 'has "[", which is not a regular expression of Go: character 1 is a [ without a ]'],
  [
    '{a="b"} | regexp `(?P<x>a)\\Z`',
    'has `(?P<x>a)\\Z`, which is not a regular expression of Go: character 9 is \\Z, an escape that Go does not have',
  ],
])('Loki refuses %s: it %s', (query, wrong) => {
  expect(logql(query).fault?.wrong).toBe(wrong);
  expect(logql(query).fault?.fix).toMatch(/^[a-z]/);
});

/** Forms of Loki's documentation and of public mixins, each of which logcli 3.7 took: parts behind a selector. */
const TAKEN = [
  '| json first_server="servers[0]", ua="request.headers[\\"User-Agent\\"]"',
  '| json server_list="servers", headers="request.headers"',
  '| json x=`["a b"][0]`',
  '| json x="_a1[0][1].c"',
  '| json x=" a . b [0]"',
  '| json status="res.status" | status >= 400',
  '| logfmt host, fwd_ip="fwd"',
  '| logfmt --strict --keep-empty x="\\"http.status\\""',
  '| logfmt | line_format "{{.ip}} {{.status}} {{div .response_time 1000}}"',
  '| logfmt | line_format "{{.query}} {{.duration}}"',
  '| line_format `{{ .path | replace " " "_" | trunc 5 | upper }}`',
  '| line_format `{{ ToLower .request_method }}{{ TrimSuffix .app "-x" }}`',
  '| line_format `{{ if eq .level "error" }}\u001b[31m{{ else if .warn }}w{{ else }}{{ end }}{{ __line__ }}`',
  '| line_format `{{ __timestamp__ | date "2006-01-02T15:04:05" }}`',
  '| line_format `{{ range $q := fromJson .queries }}{{ $q.query }}{{ end }}`',
  '| line_format `{{ $x := .y }}{{ $x }}{{ $.z }}`',
  '| line_format `{{ regexReplaceAll "(a*)bc" .msg "${1}a" }}`',
  '| line_format `{{ .x | default "-" | printf "%5s" }}`',
  '| line_format `{{/* note */}}{{- .x -}}`',
  '| line_format `{{ duration_seconds .d }} {{ bytes .b }} {{ unixEpochMillis now }}`',
  '| line_format `{{ and .a (not .b) | print }}{{ len .c }}{{ index .d 1 }}`',
  '| line_format `{{ with .x }}{{ . }}{{ end }}`',
  '| line_format `{{ alignLeft 5 .app }}{{ alignRight 5 .app }}{{ count "a" .x }}`',
  '| line_format `{{ unixToTime .ts | date "15:04" }}{{ toDateInZone "2006" "UTC" .d }}`',
  '| line_format `{{ b64dec .x }}{{ urldecode .y }}{{ hasPrefix "a" .z }}`',
  '| line_format `{{ addf 1.5 .x | floor }}{{ ceil .y | int }}`',
  '| line_format "plain }} {x}"',
  '| label_format x=y, z="{{ .a }}"',
  '| label_format status=`{{ .code | substr 0 1 }}xx`',
  '| label_format a="{{ if .b }}1{{ end }}" | label_format a="{{ .c }}"',
  '| json | line_format "{{ .a_b }}" | logfmt | label_format level=detected_level',
];

test.each(TAKEN)('Loki takes the stage %s', (stage) => {
  expect(logql(`{a="b"} ${stage}`)).toEqual({ isMetric: false });
  expect(logql(`sum(count_over_time({a="b"} ${stage} [5m]))`)).toEqual({ isMetric: true });
});

test('there are 30 such forms', () => expect(TAKEN.length).toBeGreaterThan(30));

test.each([
  ['| line_format "{{"', 'has "{{", which has {{ without }}'],
  ['| line_format `{{ nofn .x }}`', 'has `{{ nofn .x }}`, which has nofn, which is not a function of templates'],
  [
    '| line_format `{{ humanize .x }}`',
    'has `{{ humanize .x }}`, which has humanize, which is not a function of templates',
  ],
  ['| line_format `{{ $labels.x }}`', 'has `{{ $labels.x }}`, which has $labels, which is not declared'],
  ['| line_format `{{ }}`', 'has `{{ }}`, which has {{ }} without a value'],
  ['| line_format `{{ if .x }}`', 'has `{{ if .x }}`, which has if, range or with without end'],
  ['| line_format `{{ end }}`', 'has `{{ end }}`, which has end without if, range or with'],
  ['| label_format x=`{{.a}}`, y="{{"', 'has "{{", which has {{ without }}'],
  ['| label_format x=y, x=z', 'writes x twice in one label_format'],
  ['| json x="..b"', 'has "..b", which is not a place in a line of JSON'],
  ['| json x="a..b"', 'has "a..b", which is not a place in a line of JSON'],
  ['| json y="a", x=""', 'has "", which is not a place in a line of JSON'],
  ['| json x="a-b"', 'has "a-b", which is not a place in a line of JSON'],
  ['| json x="a.1"', 'has "a.1", which is not a place in a line of JSON'],
  ['| json x="a[b]"', 'has "a[b]", which is not a place in a line of JSON'],
  ['| json x="a[0]b"', 'has "a[0]b", which is not a place in a line of JSON'],
  ['| json x=`["a"b"]`', 'has `["a"b"]`, which is not a place in a line of JSON'],
  ['| logfmt x="a.b"', 'has "a.b", which is not a key of logfmt'],
  ['| logfmt x="a b"', 'has "a b", which is not a key of logfmt'],
])('Loki refuses the stage %s: it %s', (stage, wrong) => {
  expect(logql(`{a="b"} ${stage}`).fault?.wrong).toBe(wrong);
  expect(logql(`rate({a="b"} ${stage} [5m])`).fault?.wrong).toBe(wrong);
});

test('a range without length has no lines', () => {
  expect(logql('rate({a="b"}[0s])').fault?.wrong).toBe('has [0s], in which no line is');
  expect(logql('rate({a="b"} | x > 0s [5m] offset 0s)')).toEqual({ isMetric: true });
});
