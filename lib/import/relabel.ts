import type { Importing } from './importing';
import type { Node } from './tree/account';

/** Labels of pods that lines have here under the same name. */
const LABELS = ['namespace', 'pod', 'container', 'app', 'job', 'node_name', 'cluster', 'stream'];

/** Names that a regular expression of alternatives stands for, as patterns; undefined if it is anything else. */
export function patternsOf(regex: string): string[] | undefined {
  const inner = /^\^?\(?(?:\?:)?([^()]*)\)?\$?$/.exec(regex)?.[1] ?? regex;
  const parts = inner.split('|').map((part) =>
    part
      .replace(/^\^|\$$/g, '')
      .replace(/\.[*+]/g, '*')
      .replace(/\\([.-])/g, '$1'),
  );
  return parts.every((part) => /^[a-z0-9*]([a-z0-9*.-]*[a-z0-9*])?$/.test(part) && !part.includes('**'))
    ? parts
    : undefined;
}

/** Sources of a rule, as texts. */
const sourcesOf = (rule: Node): string[] => {
  const { value } = rule.at('source_labels');
  return Array.isArray(value) ? value.map(String) : typeof value === 'string' ? [value] : [];
};

/** Takes one rule of relabelling over: namespaces and containers that are chosen, and labels that are set. */
export function importRule(importing: Importing, rule: Node): void {
  const { draft } = importing;
  const action = (rule.at('action').text ?? 'replace').toLowerCase();
  const sources = sourcesOf(rule);
  if (action === 'keep' || action === 'drop') {
    const patterns = patternsOf(rule.at('regex').text ?? '');
    const [source] = sources;
    if (sources.length === 1 && patterns && source === '__meta_kubernetes_namespace') {
      const field = ['alloy', 'pods', 'namespaces', action === 'keep' ? 'include' : 'exclude'];
      const former = (draft.get(field) ?? []) as string[];
      draft.replace(field, [...new Set([...former, ...patterns])], rule);
      rule.taken(field.join('.'), patterns.join(', '));
      return;
    }
    if (sources.length === 1 && patterns && source === '__meta_kubernetes_pod_container_name' && action === 'drop') {
      const field = ['alloy', 'pods', 'containers', 'exclude'];
      const former = (draft.get(field) ?? []) as string[];
      draft.replace(field, [...new Set([...former, ...patterns])], rule);
      rule.taken(field.join('.'), patterns.join(', '));
      return;
    }
    if (
      /__meta_kubernetes_pod_node_name|__host__|__meta_kubernetes_pod_phase|_container_init|pod_uid/.test(
        sources.join(),
      )
    ) {
      rule.same('each Alloy reads the pods of its own node');
      return;
    }
    if (/annotation/.test(sources.join())) {
      rule.decision(
        'annotations choose pods by alloy.pods.annotations here, under the name logs.eks-loki/collect',
        'alloy.pods.annotations',
      );
      return;
    }
    rule.impossible(`no field chooses pods by ${sources.join(', ') || 'this'}: a source of your own can`);
    return;
  }
  const target = rule.at('target_label').text;
  if (action === 'labelmap') {
    rule.differs('labels of pods are not copied to lines: each value would be a stream');
    importing.effects.push({
      subject: 'labels',
      was: 'all labels of the pod',
      is: 'app alone; others stay in Kubernetes',
    });
    return;
  }
  if (action === 'labeldrop' || action === 'labelkeep') {
    rule.differs('lines have the labels of docs/reference/labels.md here');
    return;
  }
  if (target === undefined || target.startsWith('__')) {
    rule.same('files are found by the source here');
    return;
  }
  // The chart of Promtail makes it of the application, and here it is of the container.
  if (target === 'job' && sources.length > 0 && !sources.join().includes('container')) {
    rule.differs('the label job is <namespace>/<container> here: queries with it need the new value');
    importing.effects.push({ subject: 'labels', was: 'job of another value', is: 'job as <namespace>/<container>' });
    return;
  }
  if (LABELS.includes(target)) {
    rule.same(`lines have ${target} here, too`);
    return;
  }
  const field = /__meta_kubernetes_node_label|zone|instance_type|nodepool|node_pool/.test(sources.join())
    ? 'alloy.nodeLabels'
    : undefined;
  if (field) rule.decision(`the label ${target} is of the node: ${field} sets such labels`, field);
  else rule.differs(`no label ${target} here: queries with it find nothing`);
  importing.effects.push({ subject: 'labels', was: target, is: field ? `by ${field}` : 'none' });
}
