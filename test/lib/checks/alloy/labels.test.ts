import { type Case, type Parts, describeRules } from '../harness';
import { LABEL_RULES } from '../../../../lib/checks/alloy/labels';

const AT = 'ConfigMap alloy/alloy config.alloy';

/** Changes the configuration of Alloy. */
const edit =
  (from: string | RegExp, to: string): Case['breaks'] =>
  (parts: Parts) => {
    parts.replace('alloy', 'config.alloy', from, to);
  };

const behind = (stage: string): Case['breaks'] => edit(/(stage\.cri \{[^}]*\})/, `$1\n\n\t${stage}`);
const LETTERS = 'abcdefghijk'.split('');

describeRules(LABEL_RULES, [
  {
    rule: 'ALLOY-LABELS-1',
    breaks: behind(
      `stage.labels {\n values = { ${LETTERS.map((name) => `${name} = ""`).join(', ')}, service_name = "" }\n }`,
    ),
    finds: [
      `${AT} loki.source.file.pods: 18 labels reach loki.write.loki, but Loki accepts 15: namespace, container, app, job, stream, a, b, c, d, e, f, g, h, i, j, k, node_name, cluster; move labels with many values to structured metadata, and drop unused ones`,
    ],
  },
  {
    rule: 'ALLOY-LABELS-2',
    breaks: behind('stage.labels {\n values = { trace_id = "" }\n }'),
    finds: [
      `${AT} loki.source.file.pods: its lines have the label trace_id; add stage.structured_metadata { values = { trace_id = "trace_id" } }`,
    ],
  },
  {
    rule: 'ALLOY-LABELS-2',
    breaks: (parts) => {
      edit(/(stage\.label_drop \{\n\t\tvalues = \[)"filename"(\]\n\t\}\n\n\tstage\.match)/, '$1$2')(parts);
      behind('stage.labels {\n values = { user_id = "", ip = "" }\n }')(parts);
    },
    finds: [
      `${AT} loki.source.file.pods: its lines have the labels filename, user_id, ip; add stage.structured_metadata { values = { user_id = "user_id", ip = "ip" } } and stage.label_drop { values = ["filename"] }`,
    ],
  },
  {
    rule: 'ALLOY-LABELS-3',
    breaks: edit(/\t\t\tpod +=.*\n/, ''),
    finds: [
      `${AT} loki.source.file.pods: its lines have the label pod; add stage.structured_metadata { values = { pod = "pod" } }`,
    ],
  },
]);
