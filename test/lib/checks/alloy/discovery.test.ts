import { type Parts, describeRules } from '../harness';
import { DISCOVERY_RULES } from '../../../../lib/checks/alloy/discovery';

const AT = 'ConfigMap alloy/alloy config.alloy';

function edit(parts: Parts, from: string | RegExp, to: string): void {
  parts.replace('alloy', 'config.alloy', from, to);
}

/** Puts components at the end of the configuration. */
function append(parts: Parts, text: string): void {
  edit(parts, /$/, `\n${text}\n`);
}

/** Removes the node selector from the discovery of pods. */
const withoutSelector = (parts: Parts): void => edit(parts, /\n\tselectors \{[^}]*\}\n/, '');

describeRules(DISCOVERY_RULES, [
  {
    rule: 'ALLOY-DISCOVERY-1',
    breaks: (parts) => {
      withoutSelector(parts);
      edit(parts, /loki\.source\.file "pods" \{([^]*?)\n\n\tfile_match \{[^}]*\}/, 'loki.source.kubernetes "pods" {$1');
      parts.object('ClusterRole', 'alloy')['rules'][0].resources.push('pods/log');
    },
    finds: [
      `${AT} discovery.kubernetes.pods: discovers the pods of the whole cluster, and loki.source.kubernetes.pods reads them on every node, as DaemonSet alloy/alloy; add a selectors block with role = "pod" and field = "spec.nodeName=" + sys.env("NODE_NAME")`,
    ],
  },
  {
    rule: 'ALLOY-DISCOVERY-1',
    breaks: (parts) => {
      append(parts, 'discovery.kubernetes "nodes" {\n\trole = "node"\n}');
      append(
        parts,
        'discovery.relabel "nodes" {\n\ttargets = discovery.kubernetes.nodes.targets\n\trule {\n\t\ttarget_label = "__path__"\n\t\treplacement = "/var/log/dmesg"\n\t}\n}',
      );
      append(
        parts,
        'loki.source.file "nodes" {\n\ttargets = discovery.relabel.nodes.output\n\tforward_to = [loki.write.loki.receiver]\n}',
      );
      parts.object('ClusterRole', 'alloy')['rules'][0].resources.push('nodes');
    },
    finds: [
      `${AT} discovery.kubernetes.nodes: discovers the nodes of the whole cluster, and loki.source.file.nodes reads them on every node, as DaemonSet alloy/alloy; add a selectors block with role = "node" and field = "metadata.name=" + sys.env("NODE_NAME")`,
    ],
  },
  {
    rule: 'ALLOY-DISCOVERY-2',
    breaks: (parts) =>
      edit(parts, /(\n\tselectors \{[^}]*\}\n)/, '$1\n\tselectors {\n\t\trole = "pod"\n\t\tlabel = "logs=yes"\n\t}\n'),
    finds: [
      `${AT} discovery.kubernetes.pods selectors: 2 have role 'pod', and only the last one has an effect; merge them: field and label each accept several, separated by commas`,
    ],
  },
  {
    rule: 'ALLOY-DISCOVERY-4',
    breaks: withoutSelector,
    finds: [
      `${AT} discovery.kubernetes.pods: discovers the pods of the whole cluster on every node, as DaemonSet alloy/alloy; add a selectors block with role = "pod" and field = "spec.nodeName=" + sys.env("NODE_NAME")`,
    ],
  },
  {
    rule: 'ALLOY-EVENTS-1',
    breaks: (parts) => {
      append(parts, 'loki.source.kubernetes_events "events" {\n\tforward_to = [loki.write.loki.receiver]\n}');
      parts.object('ClusterRole', 'alloy')['rules'][0].resources.push('events');
    },
    finds: [
      `${AT} loki.source.kubernetes_events.events: reads all events on every node, as DaemonSet alloy/alloy; move it to a Deployment of one replica`,
    ],
  },
]);
