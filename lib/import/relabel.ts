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

/** Names that a rule chooses, by the field of a selection. */
export interface Choice {
  /** True if the rule leaves them out. */
  readonly isDrop: boolean;

  /** Things that they are names of. */
  readonly field: 'namespaces' | 'containers' | 'pods' | 'apps';

  /** The names, as patterns. */
  readonly names: readonly string[];
}

/** Fields of a selection, by the label of a target. */
const CHOSEN: Readonly<Record<string, Choice['field']>> = {
  __meta_kubernetes_namespace: 'namespaces',
  __meta_kubernetes_pod_container_name: 'containers',
  __meta_kubernetes_pod_name: 'pods',
  __meta_kubernetes_pod_label_app: 'apps',
  __meta_kubernetes_pod_label_app_kubernetes_io_name: 'apps',
};

/** Labels of targets by which each Alloy chooses the pods of its own node, and files by their pods. */
const OF_NODES = /__meta_kubernetes_pod_node_name|__host__|__meta_kubernetes_pod_phase|_container_init|pod_uid/;

const actionOf = (rule: Node): string => (rule.at('action').text ?? 'replace').toLowerCase();

/** Choice of pods that a rule makes; `other` if it is nothing that a selection has, undefined if it chooses none. */
export function choiceOf(rule: Node): Choice | 'other' | undefined {
  const action = actionOf(rule);
  if (action !== 'keep' && action !== 'drop') return undefined;
  const sources = sourcesOf(rule);
  if (OF_NODES.test(sources.join())) return undefined;
  const field = sources.length === 1 ? CHOSEN[sources[0] as string] : undefined;
  const names = patternsOf(rule.at('regex').text ?? '');
  return field && names ? { isDrop: action === 'drop', field, names } : 'other';
}

/** Takes one rule of relabelling over: labels that are set, and why it cannot choose pods, unless it is taken already. */
export function importRule(importing: Importing, rule: Node): void {
  const action = actionOf(rule);
  const sources = sourcesOf(rule);
  if (action === 'keep' || action === 'drop') {
    if (OF_NODES.test(sources.join())) rule.same('each Alloy reads the pods of its own node');
    else if (/annotation/.test(sources.join())) {
      rule.decision(
        'annotations choose pods by alloy.pods.annotations here, under the name logs.eks-loki/collect',
        'alloy.pods.annotations',
      );
    } else rule.impossible(`no field chooses pods by ${sources.join(', ') || 'this'}: a source of your own can`);
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
