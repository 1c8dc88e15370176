import { type Case, type Parts, describeRules } from '../harness';
import { METADATA_RULES } from '../../../../lib/checks/alloy/metadata';

const AT = 'ConfigMap alloy/alloy config.alloy';

/** Changes the configuration of Alloy. */
const edit =
  (from: string | RegExp, to: string): Case['breaks'] =>
  (parts: Parts) => {
    parts.replace('alloy', 'config.alloy', from, to);
  };

describeRules(METADATA_RULES, [
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
]);
