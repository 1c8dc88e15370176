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
      `${AT} loki.process.audit: uses __meta_kubernetes_pod_name, which lines do not have; copy it to a label with a discovery.relabel rule before the source, and use that`,
    ],
  },
  {
    rule: 'ALLOY-METADATA-1',
    breaks: edit('["__journal__systemd_unit"]', '["__journal__systemd_unit", "__meta_kubernetes_node_name"]'),
    finds: [
      `${AT} loki.source.journal.journal relabel_rules: uses __meta_kubernetes_node_name, which lines do not have; copy it to a label with a discovery.relabel rule before the source, and use that`,
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
      `${AT} loki.relabel.more: uses __meta_kubernetes_pod_uid, which lines do not have; copy it to a label with a discovery.relabel rule before the source, and use that`,
    ],
  },
]);
