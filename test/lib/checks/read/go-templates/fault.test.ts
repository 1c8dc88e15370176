import { templateFault } from '../../../../../lib/checks/read/go-templates/fault';

test.each([
  ['no template, $1 }} ToLowr'],
  ['{{- /* a comment with words }} */ -}} text words {{`raw words`}} {{ printf "%s" `x` }}'],
  ['{{ if .a }}x{{ else if eq .b "}}" }}y{{ else }}z{{ end }}'],
  ['{{ range $i, $x := splitList "," .Value }}{{ $x.y }}{{ if eq $i 1 }}{{ break }}{{ end }}{{ else }}none{{ end }}'],
  ['{{ with $v := .a }}{{ $v.b | ToUpper | printf "%s-%d" .x 0x1f }}{{ else with .b }}{{ . }}{{ end }}'],
  ['{{ define "t" }}{{ $ }}{{ end }}{{ template "t" . }}{{ block "u" .y }}b{{ end }}'],
  ['{{ (dict "a" 1e3).a }} {{ true }} {{ not nil }} {{ \'a\' }} {{ .Value | }}'],
  ['{{ $x := 1 }}{{ $x = 2 }}{{ $x -}} \n'],
])('%s is a template', (template) => {
  expect(templateFault(template)).toBeUndefined();
});

test.each([
  ['{{ .Value', 'has {{ without }}'],
  ['{{ }}', 'has {{ }} without a value'],
  ['{{ if }}x{{ end }}', 'has if without a value'],
  ['{{ if .a }}x', 'has if without end'],
  ['{{ range .a }}{{ if .b }}{{ end }}', 'has range without end'],
  ['{{ .a }}{{ end }}', 'has end without if, range or with'],
  ['{{ else }}', 'has else without if, range or with'],
  ['{{ if .a }}{{ else }}{{ else }}{{ end }}', 'has two else in one block'],
  ['{{ end 1 }}', 'has end without if, range or with'],
  ['{{ if .a }}{{ end .a }}', 'has .a after end'],
  ['{{ break }}', 'has break outside of range'],
  ['{{ $x }}', 'has $x, which is not declared'],
  ['{{ if $y := .a }}{{ end }}{{ $y }}', 'has $y, which is not declared'],
  ['{{ toUper .Value }}', 'calls the function toUper, which does not exist'],
  ['{{ .Value | "a" }}', 'passes a value to "a", which is not a function'],
  ['{{ "a".b }}', 'has .b after "a"'],
  ["{{ Replace .Value 'aa' }}", "has 'aa', and single quotes are for one character"],
  ['{{ Replace .Value "\\d" }}', 'has "\\d", which has an unknown escape'],
  ['{{ "a }}', 'has " without an end'],
  ['{{ (.a }}', 'has ( without )'],
  ['{{ .a) }}', 'has ) without ('],
  ['{{ .a-b }}', 'has .a-'],
  ['{{ add 1 08 }}', 'has 08, which is not a number'],
  ['{{ .a, .b }}', 'has , where a value belongs'],
  ['{{ $a, $b := .c }}', 'declares too many variables at once'],
  ['{{ template .a }}', 'has template without a name in double quotes'],
  ['{{ .a : .b }}', 'has : without ='],
  ['{{/* a }}', 'has a comment that does not end with */}}'],
])('%s %s', (template, wrong) => {
  expect(templateFault(template)).toEqual({ wrong, fix: expect.any(String) as string });
});
