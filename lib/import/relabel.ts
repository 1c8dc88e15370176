import type { Importing } from './importing';
import type { Node } from './tree/account';

/** Labels of pods that lines have here under the same name. */
const LABELS = ['namespace', 'pod', 'container', 'app', 'job', 'node_name', 'cluster', 'stream'];

/** Patterns for a regular expression of alternatives; undefined for any other expression. */
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

/** Names that a rule selects, by the field of a selection. */
export interface Choice {
  /** True if the rule excludes them. */
  readonly isDrop: boolean;

  /** Kind of objects with these names. */
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

/** Labels of targets by which Alloy selects the pods of its own node, and the files of a pod. */
const OF_NODES = /__meta_kubernetes_pod_node_name|__host__|__meta_kubernetes_pod_phase|_container_init|pod_uid/;

const actionOf = (rule: Node): string => (rule.at('action').text ?? 'replace').toLowerCase();

/**
 * Selection of pods by a rule; `other` if no field of a selection expresses it, undefined if the rule selects nothing.
 */
export function choiceOf(rule: Node): Choice | 'other' | undefined {
  const action = actionOf(rule);
  if (action !== 'keep' && action !== 'drop') return undefined;
  const sources = sourcesOf(rule);
  if (OF_NODES.test(sources.join())) return undefined;
  const field = sources.length === 1 ? CHOSEN[sources[0] as string] : undefined;
  const names = patternsOf(rule.at('regex').text ?? '');
  return field && names ? { isDrop: action === 'drop', field, names } : 'other';
}

/**
 * Converts a relabelling rule: the labels that it sets, and, unless it is converted already, the reason why it cannot
 * select pods.
 */
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
  // Promtail's chart makes this label from the application; here it comes from the container.
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
