import { TEMPLATE_FUNCTIONS, unknownFunctions } from '../../../../lib/checks/read/template-functions';

test.each([
  ['{{ ToLower .Value }}', []],
  ['{{ .Value | toLower | TrimSpace }}', ['toLower']],
  ['{{ if eq .Entry "foo }} bar" }}{{ uper .Entry }}{{ else if not .a.b }}{{ end }}', ['uper']],
  ['{{- /* a comment with words }} */ -}} text words {{`raw words`}} {{ printf "%s" `x` }}', []],
  ['{{ range $i, $x := splitList "," .Value }}{{ $x.y }}{{ index . 0x1f }}{{ end }}', []],
  ['{{ (dict "a" 1e3).a }} {{ true }} {{ nil }} {{ \'a\' }}', []],
  ['{{ .Value | regexReplaceAl "a" "b" }}{{ regexReplaceAl }}', ['regexReplaceAl']],
  ['no template: {{', []],
  ['$1 }} ToLowr', []],
])('%s calls no function but %j', (template, unknown) => {
  expect(unknownFunctions(template)).toEqual(unknown);
});

test('names are once', () => {
  expect(TEMPLATE_FUNCTIONS.length).toBeGreaterThan(200);
  expect(TEMPLATE_FUNCTIONS.filter((name) => !/^\w+$/.test(name))).toEqual([]);
});
