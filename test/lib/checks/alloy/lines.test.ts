import { CONTAINER_FORMAT_RULES } from '../../../../lib/checks/alloy/container-format';
import { DELIVERY_RULES } from '../../../../lib/checks/alloy/delivery';
import { LABEL_RULES } from '../../../../lib/checks/alloy/labels';
import { METADATA_RULES } from '../../../../lib/checks/alloy/metadata';
import { type Case, describeRules, type Parts } from '../harness';

const AT = 'ConfigMap alloy/alloy config.alloy';

/** Changes the configuration of Alloy. */
const edit =
  (from: string | RegExp, to: string): Case['breaks'] =>
  (parts: Parts) => {
    parts.replace('alloy', 'config.alloy', from, to);
  };

/** Puts a stage before those of the logs of pods, or behind `stage.cri`. */
const before = (stage: string): Case['breaks'] => edit('stage.cri {', `${stage}\n\n\tstage.cri {`);
const behind = (stage: string): Case['breaks'] => edit(/(stage\.cri \{[^}]*\})/, `$1\n\n\t${stage}`);

const LETTERS = 'abcdefghijk'.split('');

const cases: Case[] = [
  {
    rule: 'ALLOY-CRI-1',
    breaks: edit(/\tstage\.cri \{[^}]*\}\n\n/, ''),
    finds: [
      `${AT} loki.source.file.pods: lines of '/var/log/pods/\${1}_\${2}_\${3}/\${4}/*.log' get to loki.write.loki without stage.cri; write stage.cri { } first in loki.process.pods`,
    ],
  },
  {
    rule: 'ALLOY-CRI-2',
    breaks: before('stage.label_drop {\n values = ["filename", "pod"]\n }'),
    finds: [
      `${AT} loki.process.pods stage.cri: has only namespace, container, app, job to tell the containers of loki.source.file.pods apart; put it before the stage that drops filename`,
    ],
  },
  {
    rule: 'ALLOY-METADATA-1',
    breaks: edit('audit_type   = "audit_type"', 'audit_type = "audit_type",\n\t\t\tpod = "__meta_kubernetes_pod_name"'),
    finds: [
      `${AT} loki.process.audit: takes __meta_kubernetes_pod_name, which no line has; make a label of it with a rule of discovery.relabel, before the source, and take that`,
    ],
  },
  {
    rule: 'ALLOY-METADATA-1',
    breaks: edit('["__journal__systemd_unit"]', '["__journal__systemd_unit", "__meta_kubernetes_node_name"]'),
    finds: [
      `${AT} loki.source.journal.journal relabel_rules: takes __meta_kubernetes_node_name, which no line has; make a label of it with a rule of discovery.relabel, before the source, and take that`,
    ],
  },
  {
    rule: 'ALLOY-METADATA-1',
    breaks: (parts) => {
      edit('forward_to = [loki.write.loki.receiver]', 'forward_to = [loki.relabel.more.receiver]')(parts);
      edit(
        /$/,
        '\nloki.relabel "more" {\n\tforward_to = [loki.write.loki.receiver]\n\trule {\n\t\tsource_labels = ["__meta_kubernetes_pod_uid"]\n\t\ttarget_label = "x"\n\t}\n}\n',
      )(parts);
    },
    finds: [
      `${AT} loki.relabel.more: takes __meta_kubernetes_pod_uid, which no line has; make a label of it with a rule of discovery.relabel, before the source, and take that`,
    ],
  },
  {
    rule: 'ALLOY-LABELS-1',
    breaks: behind(
      `stage.labels {\n values = { ${LETTERS.map((name) => `${name} = ""`).join(', ')}, service_name = "" }\n }`,
    ),
    finds: [
      `${AT} loki.source.file.pods: 17 labels get to loki.write.loki, and Loki takes 15: namespace, container, app, job, stream, a, b, c, d, e, f, g, h, i, j, k, cluster; move those with many values to structured metadata, and drop what nobody asks for`,
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
  {
    rule: 'ALLOY-FORWARD-1',
    breaks: edit(/(loki\.process "audit" \{\n\tforward_to = )\[.*\]/, '$1[]'),
    finds: [
      `${AT} loki.process.audit forward_to: is empty, and loki.source.file.audit goes nowhere else; name the receiver of a loki.write`,
    ],
  },
  {
    rule: 'ALLOY-RETRY-1',
    breaks: edit(/(\t\tmax_backoff_retries +=)/, '\t\tretry_on_http_429 = false\n$1'),
    finds: [
      `${AT} loki.write.loki endpoint.retry_on_http_429: false drops a batch when Loki says it is too much for now; leave it out`,
    ],
  },
  {
    rule: 'ALLOY-RETRY-2',
    breaks: edit(/max_backoff_retries += 0/, 'max_backoff_retries = 20'),
    finds: [
      `${AT} loki.write.loki endpoint.max_backoff_retries: a batch is dropped after 20 tries; set max_backoff_retries = 0, which is for ever`,
    ],
  },
  {
    rule: 'ALLOY-RETRY-2',
    breaks: edit(/\t\tmax_backoff_retries += 0\n/, ''),
    finds: [
      `${AT} loki.write.loki endpoint.max_backoff_retries: a batch is dropped after 10 tries, some 8 minutes, which is what Alloy does by itself; set max_backoff_retries = 0, which is for ever`,
    ],
  },
];

describeRules([...CONTAINER_FORMAT_RULES, ...METADATA_RULES, ...LABEL_RULES, ...DELIVERY_RULES], cases);
