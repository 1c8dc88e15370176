import { type Case, type Parts, describeRules } from '../harness';
import { brokenBy } from './setup';
import { discovery, OWN, WRITE } from './texts';
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
    also: ['ALLOY-STAGE-2'],
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
    rule: 'ALLOY-LABELS-4',
    breaks: edit(
      /(discovery\.relabel "pods" \{\n[^]*?)\n\trule \{/,
      '$1\n\trule {\n\t\taction = "labelmap"\n\t\tregex = "__meta_kubernetes_pod_label_(.+)"\n\t}\n\n\trule {',
    ),
    finds: [
      `${AT} discovery.relabel.pods rule[0].regex: '__meta_kubernetes_pod_label_(.+)' makes a label of every label that it matches; name the labels that are wanted in the regex, such as (app|team), or copy each with a rule of its own`,
    ],
  },
]);

/** Findings about maps of labels, for a rule of pods and more rules and stages behind it. */
function mapsAll(rule: string, more = '', stages = '', pods = discovery('pod', OWN)): boolean {
  const files = `${pods}
    discovery.relabel "d" {\n targets = discovery.kubernetes.d.targets\n rule {\n ${rule}\n }\n ${more}\n }
    loki.source.kubernetes "k" {\n targets = discovery.relabel.d.output\n forward_to = [loki.process.p.receiver]\n }
    loki.process "p" {\n forward_to = [loki.write.w.receiver]\n ${stages}\n }
    ${WRITE}`;
  return brokenBy({ files }).includes('ALLOY-LABELS-4');
}

const map = (regex: string): string => `action = "labelmap"\n regex = \`${regex}\``;

test.each([
  ['__meta_kubernetes_pod_label_(.+)', true],
  ['__meta_kubernetes_pod_label_(.*)', true],
  ['__meta_kubernetes_pod_annotation_(.+)', true],
  ['__meta_kubernetes_(.+)', true],
  ['__meta_(.+)', true],
  ['__meta_kubernetes_pod_label_(app|team)', false],
  ['__meta_kubernetes_pod_label_(app_kubernetes_io_name)', false],
  ['__meta_kubernetes_pod_label_logs_(.+)', false],
])('a map of %s is one of all labels: %s', (regex, isAll) => {
  expect(mapsAll(map(regex))).toBe(isAll);
});

test('labels of nodes and namespaces are mapped where a discovery has them', () => {
  const attach = (text: string) => discovery('pod', `${OWN}\nattach_metadata {\n ${text}\n }`);
  const of = (regex: string, pods: string) => mapsAll(map(regex), '', '', pods);
  const [node, namespace] = ['__meta_kubernetes_node_label_(\\w+)', '__meta_kubernetes_namespace_label_([a-z_]+)'];
  expect(of(node, attach('node = true'))).toBe(true);
  expect(of(namespace, attach('namespace = true'))).toBe(true);
  expect([of(node, attach('namespace = true')), of(namespace, attach('node = true'))]).toEqual([false, false]);
  expect([of(node, attach('node = false')), of(node, discovery('pod', OWN))]).toEqual([false, false]);
  expect(of(node, discovery('node', ''))).toBe(true);
});

test('what keeps only some of the mapped labels limits a map', () => {
  const all = map('__meta_kubernetes_pod_label_(.+)');
  expect(mapsAll(all, 'rule {\n action = "labelkeep"\n regex = "app|team|__.*"\n }')).toBe(false);
  expect(mapsAll(all, '', 'stage.label_keep {\n values = ["app"]\n }')).toBe(false);
  expect(mapsAll(all, '', 'stage.structured_metadata {\n regex = "pod_.*"\n }')).toBe(false);
  expect(mapsAll(all, '', 'stage.label_drop {\n values = ["hash"]\n }')).toBe(true);
});
