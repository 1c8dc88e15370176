import { type Case, describeRules, Parts } from '../harness';
import { RELABEL_RULES } from '../../../../lib/checks/alloy/relabel';

const AT = 'ConfigMap alloy/alloy config.alloy loki.relabel.journal rule[0]';

/** Puts a rule before the first of the journal. */
const rule =
  (text: string): Case['breaks'] =>
  (parts) => {
    parts.replace('alloy', 'config.alloy', /rule \{\n/, `rule {\n${text}\n}\n\n rule {\n`);
  };

describeRules(
  RELABEL_RULES,
  // Each was tried with Alloy 1.18.
  [
    ['source_labels = ["a"]', 'target_label', 'replace', '"app"'],
    ['source_labels = ["a"]\n target_label = ""', 'target_label', 'replace', '"app"'],
    ['source_labels = ["a"]\n action = "lowercase"', 'target_label', 'lowercase', '"app"'],
    ['source_labels = ["a"]\n action = "keepequal"', 'target_label', 'keepequal', '"app"'],
    ['source_labels = ["a"]\n action = "hashmod"\n target_label = "b"', 'modulus', 'hashmod', '4'],
    ['action = "labeldrop"\n regex = "x"\n source_labels = ["a"]', 'source_labels', 'labeldrop', ''],
    ['action = "labelkeep"\n regex = ".+"\n separator = "z"', 'separator', 'labelkeep', ''],
    ['source_labels = ["a"]\n action = "dropequal"\n target_label = "b"\n replacement = "z"', 'replacement', 'dropequal', ''], // prettier-ignore
  ].map(([text = '', attribute = '', action = '', example = '']) => ({
    rule: 'ALLOY-RELABEL-2',
    breaks: rule(text),
    finds: [
      example === ''
        ? `${AT}.${attribute}: is not for the action ${action}; remove it`
        : `${AT}.${attribute}: is missing, and the action ${action} needs it; write one such as ${example}`,
    ],
  })),
);

test.each([
  'action = "keep"\n source_labels = ["a"]',
  'action = "drop"\n regex = "x"',
  'action = "labelmap"\n regex = "x(.*)"\n target_label = "a"',
  'action = "dropequal"\n source_labels = ["a"]\n target_label = "b"',
  'target_label = "${1}"\n source_labels = ["a"]',
])('Alloy takes %s', (text) => {
  const parts = new Parts('prod');
  rule(text)(parts);
  expect(parts.findings.filter((finding) => finding.startsWith('ALLOY-RELABEL-2'))).toEqual([]);
});
