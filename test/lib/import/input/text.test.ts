import { InputError } from '../../../../charts/input/problems';
import { MAX_BYTES, parseValues } from '../../../../lib/import/input/text';
import { fixture } from '../helpers';

const refusal = (text: string): string => {
  try {
    parseValues(text, 'v.yaml');
    return 'taken';
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return error.message;
  }
};

/** Aliases that multiply, each nine times the one before. */
const bomb = [
  'a0: &a0 [x, x, x, x, x, x, x, x, x]',
  ...Array.from({ length: 9 }, (_, at) => `a${at + 1}: &a${at + 1} [${Array(9).fill(`*a${at}`).join(', ')}]`),
].join('\n');

test.each([
  ['', 'v.yaml: is empty; name a file with the values of a chart'],
  ['# nothing\n', 'v.yaml: is empty'],
  ['just a text', 'v.yaml: has no keys'],
  ['[1, 2]', 'v.yaml: has no keys'],
  ['{}', 'v.yaml: has no keys'],
  ['a: [1\nb: 2\n', 'v.yaml:2: not YAML'],
  ['\0\x01binary', 'v.yaml: is binary'],
  ['a: 1\n---\nb: 2\n', 'v.yaml: has 2 documents'],
  ['{{- if .Values.a }}\na: 1\n{{- end }}\n', 'v.yaml: is a template of Helm; run helm template or helm get values'],
  ['a: {{ .Values.a }}\n', 'v.yaml: is a template of Helm'],
  ['a: {{ loki.bucket }}\nb: {{ x | default(1) }}\n', 'v.yaml: is a template of Jinja; render it first'],
  ['a: {{ include "x" . }}\n', 'v.yaml: is a template of Helm'],
  ['{% if a %}\na: 1\n{% endif %}\n', 'v.yaml: is a template of Jinja; render it first'],
  [fixture('loki-terraform.yaml'), 'v.yaml: is a template of Terraform; run terraform'],
  [bomb, 'aliases multiply its values'],
  ['x: y\n'.repeat(MAX_BYTES / 4), 'v.yaml: is too large (7 MB)'],
  [`l: [${'1,'.repeat(60_000)}]`, 'v.yaml: is too large (60002 values)'],
])('%.30j is refused', (text, expected) => expect(refusal(text)).toContain(expected));

test('a file of Terraform has no values, which come from its variables', () => {
  const text = 'resource "helm_release" "loki" {\n  chart = "loki"\n}\n';
  for (const file of ['main.tf', 'prod.tfvars', 'terragrunt.hcl']) {
    expect(() => parseValues(text, file)).toThrow(
      `${file}: is of Terraform, whose values come from its variables and resources; take those that run: helm get values`,
    );
  }
});

test('aliases and merges are values', () => {
  expect(parseValues('a: &x { b: 1 }\nc: *x\nd: { <<: *x, e: 2 }\n', 'v').value).toEqual({
    a: { b: 1 },
    c: { b: 1 },
    d: { b: 1, e: 2 },
  });
});

test('keys that come again are lost, with the line that counts', () => {
  const { lost, value } = parseValues(fixture('loki-duplicates.yaml'), 'v');
  expect(lost).toEqual([{ path: 'loki.config.schema_config.configs[0].from', lastLine: 7 }]);
  expect(value).toMatchObject({ loki: { config: '' } });
});
