import { templateFault } from '../../../../charts/loki/rules/template';

describe('a template of a rule', () => {
  test.each([
    'plain text, }} and { } included',
    '{{ $value }} errors in {{ $labels.container }}, {{ .Value }}',
    '{{- $value | humanize -}}',
    '{{ $value | printf "%.2f }} {{ nosuch" }}',
    "{{ reReplaceAll `a\"b` 'x' $labels.app | toUpper }}",
    '{{ if gt $value 1e3 }}many{{ else if eq $value 0.0 }}none{{ else }}few{{ end }}',
    '{{ range $i, $e := query "up" }}{{ $i }}: {{ $e.Labels.app }}{{ end }}',
    '{{ with $x := $labels.app }}{{ $x }}{{ end }}{{/* a comment */}}{{- /* another */ -}}',
    '{{ define "a" }}x{{ end }}{{ template "a" . }}',
    '{{ $labels.nosuch }} {{ ($externalLabels).cluster }} {{ humanizePercentage $value }}',
  ])('may be %s', (text) => {
    expect(templateFault(text)).toBeUndefined();
  });

  test.each([
    ['{{ $value', 'has {{ without }}'],
    ['}} {{', 'has {{ without }}'],
    ['{{ "a }}', 'has {{ without }}'],
    ['{{ }}', 'has {{ }} without a value'],
    ['{{ if }}x{{ end }}', 'has {{ if }} without a value'],
    ['{{ if $value }}x', 'has if, range or with without end'],
    ['{{ end }}', 'has end without if, range or with'],
    ['{{ else }}', 'has else without if, range or with'],
    ['{{ $foo }}', 'has $foo, which is not declared'],
    ['{{ $externalURL }}', 'has $externalURL, which Loki does not have'],
    ['{{ container }}', 'has container, which is not a function of templates'],
    ['{{ $value | humanise }}', 'has humanise, which is not a function of templates'],
  ])('may not be %s', (text, wrong) => {
    expect(templateFault(text)).toMatchObject({ wrong });
  });
});
