import { type Case, type Parts, describeRules } from '../harness';
import { SYNTAX_RULES } from '../../../../lib/checks/alloy/syntax';

const AT = 'ConfigMap alloy/alloy config.alloy';

/** Changes the configuration of Alloy. */
const edit =
  (from: string | RegExp, to: string): Case['breaks'] =>
  (parts: Parts) => {
    parts.replace('alloy', 'config.alloy', from, to);
  };

describeRules(SYNTAX_RULES, [
  {
    rule: 'ALLOY-SYNTAX-1',
    breaks: edit(/^/, 'logging {\n\tlevel = "info" x\n}\n'),
    finds: [`${AT}: line 2 has 'x' in place of a line break; write a line break there`],
  },
  {
    rule: 'ALLOY-SYNTAX-1',
    breaks: (parts) => (parts.object('ConfigMap', 'alloy')['data']['config.alloy'] = 'logging {\n'),
    finds: [
      `${AT}: line 2 has the end of the text in place of the '}' that ends the block; write the '}' that ends the block there`,
    ],
  },
  {
    rule: 'ALLOY-COMPONENT-1',
    breaks: edit(/^/, 'loki.relabel "journal" {\n\tforward_to = []\n}\n\n'),
    finds: [`${AT} loki.relabel.journal: is defined twice, on lines 1 and 5; change the label of one of them`],
  },
  {
    rule: 'ALLOY-COMPONENT-1',
    breaks: edit('forward_to = []', 'forward_to = []\n\tforward_to = []\n\tforward_to = []'),
    finds: [`${AT} loki.relabel.journal forward_to: is set twice, on lines 2 and 3; set it once`],
  },
  {
    rule: 'ALLOY-COMPONENT-2',
    breaks: edit('\tforward_to = [loki.process.audit.receiver]\n', ''),
    finds: [`${AT} loki.source.file.audit: has no forward_to, which is required; set forward_to`],
    also: ['ALLOY-UNUSED-1'],
  },
  {
    rule: 'ALLOY-COMPONENT-2',
    breaks: edit(/\t\turl += .*\n/, ''),
    finds: [`${AT} loki.write.loki endpoint: has no url, which is required; set url`],
  },
]);
