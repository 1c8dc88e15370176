import { withoutEscapes } from '../../../../lib/import/input/escapes';
import { imported } from '../helpers';

test.each([
  ['{{ "{{" }} .a {{ "}}" }}', '{{ .a }}'],
  ["{{ '{{' }} .a {{ '}}' }}", '{{ .a }}'],
  ['{{`{{ ToLower .Value }}`}}', '{{ ToLower .Value }}'],
  ['{{- ` {{ .a }} ` -}}', ' {{ .a }} '],
  ['{{ "{{ .a | printf \\"%s\\" }}" }}', '{{ .a | printf "%s" }}'],
  ['{{ .Values.a }} {{ include "b" . }} {{ "b" | quote }}', '{{ .Values.a }} {{ include "b" . }} {{ "b" | quote }}'],
])('%s is printed as %s', (text, printed) => {
  expect(withoutEscapes(text)).toBe(printed);
});

/** Stages of the first entry of processing. */
const stagesOf = (text: string) =>
  (imported(text).environment as { alloy: { processing: { stages: string }[] } }).alloy.processing[0]?.stages;

test('braces of Promtail and Alloy in texts of values are those that Helm prints', () => {
  // Helm prints this text: the template is that of Promtail.
  expect(
    stagesOf(`config:
  clients: [{ url: http://loki:3100/loki/api/v1/push }]
  snippets:
    scrapeConfigs: |
      - job_name: pods
        kubernetes_sd_configs: [{ role: pod }]
        pipeline_stages:
          - template:
              source: level
              template: |
                {{ "{{" }} ToLower .Value {{ "}}" }}
          - template: { source: msg, template: '{{\`{{ .msg }}\`}}' }
          - output: { source: msg }
`),
  ).toMatch(/template = "\{\{ ToLower \.Value \}\}\\n"[^]*template = "\{\{ \.msg \}\}"/);
  expect(
    stagesOf(`alloy:
  configMap:
    content: |
      loki.source.kubernetes "pods" { forward_to = [loki.process.a.receiver] }
      loki.process "a" {
        forward_to = [loki.write.w.receiver]
        stage.template {
          source   = "level"
          template = "{{\`{{ ToLower .Value }}\`}}"
        }
      }
      loki.write "w" { endpoint { url = "http://loki:3100/loki/api/v1/push" } }
`),
  ).toContain('template = "{{ ToLower .Value }}"');
});

test('a list of stages in values is as Promtail gets it, since Helm prints it as it stands', () => {
  expect(
    stagesOf(`config:
  clients: [{ url: http://loki:3100/loki/api/v1/push }]
  snippets:
    pipelineStages:
      - template: { source: a, template: '{{ "{{" }} .a {{ "}}" }}' }
      - output: { source: a }
`),
  ).toContain(String.raw`template = "{{ \"{{\" }} .a {{ \"}}\" }}"`);
});
