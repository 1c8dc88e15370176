import { OWN_LABELS } from '../../charts/alloy/processing/forms';
import { COLLECT_ANNOTATION } from '../../charts/alloy/sources/pods/annotations';
import { TENANT_LABEL } from '../../charts/alloy/stages/routes';
import { hasNoBound } from '../../charts/input/labels';
import { setLabels } from './client';
import type { Effect, Importing } from './importing';
import type { Selection } from './promtail/order';
import type { Node } from './tree/account';
import { pathText } from './tree/path';

/** Labels of pods that lines have here under the same name. */
const LABELS = ['namespace', 'pod', 'container', 'app', 'job', 'node_name', 'cluster', 'stream'];

/** Outcome of what keeps or drops labels of all lines. */
export const LABELS_HERE = 'lines have the labels of docs/reference/labels.md here';

/** Labels, of some that stages set, that a stage drops if it keeps others: labels that all lines have here stay. */
export const labelsBeside = (set: Iterable<string>, kept: readonly string[]): string[] =>
  [...new Set(set)].filter((name) => ![...OWN_LABELS, ...kept].includes(name) && !hasNoBound(name));

/** Difference of the labels of pods. */
export const labelsOfPods = (was: string): Effect => ({
  subject: 'labels of pods',
  was,
  is: 'docs/reference/labels.md: job is <namespace>/<container>, app comes from labels of the pod alone, pod is structured metadata, and filename, instance and component are gone',
});

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

/** Difference of lines of pods whose stages do not read their format. */
export const withoutPrefix = (place: string): Effect => ({
  subject: 'lines of pods',
  was: `with the prefix of CRI, since ${place} has no cri`,
  is: 'the text of the program alone',
});

/** Labels of lines here that have the value of a label of the target. */
const HERE: Readonly<Record<string, string>> = {
  __meta_kubernetes_namespace: 'namespace',
  __meta_kubernetes_pod_name: 'pod',
  __meta_kubernetes_pod_container_name: 'container',
  __meta_kubernetes_pod_node_name: 'node_name',
  __meta_kubernetes_pod_label_app_kubernetes_io_name: 'app',
};

/** Label here that has the value which a rule copies to another name; undefined for any other rule. */
function nameHere(rule: Node, sources: readonly string[]): string | undefined {
  const isCopy = sources.length === 1 && actionOf(rule) === 'replace' && !rule.at('replacement').exists;
  return isCopy && ['', '(.*)', '(.+)'].includes(rule.at('regex').text ?? '') ? HERE[sources[0] as string] : undefined;
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
  // Labels that earlier rules have set.
  namespace: 'namespaces',
  container: 'containers',
  pod: 'pods',
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

/** Remembers the labels that rules set, for the stages that read them. */
export function rememberLabels({ former }: Importing, rules: readonly Node[]): void {
  for (const rule of rules) {
    const target = rule.at('target_label').text;
    if (target?.startsWith('__') === false) former.labels.add(target);
  }
}

/** Text that a rule sets for every target; undefined if it depends on the target. */
function fixedText(rule: Node, sources: readonly string[]): string | undefined {
  const regex = rule.at('regex');
  const isForAll = sources.length === 0 ? !regex.exists : ['', '.*', '(.*)'].includes(regex.text ?? '');
  const text = actionOf(rule) === 'replace' && isForAll ? rule.at('replacement').text : undefined;
  return text?.includes('$') === false ? text : undefined;
}

/** Converts a rule that says the tenant of lines. */
function importTenantRule(importing: Importing, rule: Node, tenant: string | undefined, selection?: Selection): void {
  if (tenant !== undefined && selection && importing.addTenant(tenant, 'stages')) {
    const path = importing.draft.push(['alloy', 'processing'], { ...selection, tenant }, rule);
    rule.taken(pathText([...path, 'tenant']));
    return;
  }
  const text =
    'the tenant of a line is by its namespace here: write tenantNamespaces, or alloy.pods.annotations with the tenants that pods may name';
  importing.decide(['tenants'], text);
  rule.decision(text, 'tenantNamespaces');
}

/**
 * Converts a relabelling rule: the labels that it sets, and, unless it is converted already, the reason why it cannot
 * select pods. `selection` has the lines of its targets. @default - no selection has these alone
 */
export function importRule(importing: Importing, rule: Node, selection?: Selection): void {
  const action = actionOf(rule);
  const sources = sourcesOf(rule);
  if (action === 'keep' || action === 'drop') {
    explainChoice(rule, sources);
    return;
  }
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
    rule.differs(LABELS_HERE);
    return;
  }
  const target = rule.at('target_label').text;
  const fixed = fixedText(rule, sources);
  if (target === TENANT_LABEL) {
    importTenantRule(importing, rule, fixed, selection);
    return;
  }
  if (target === undefined || target.startsWith('__')) {
    rule.same('files are found by the source here');
    return;
  }
  importLabel(importing, rule, { target, sources, fixed }, selection);
}

/** Says why no field selects pods as a rule does. */
function explainChoice(rule: Node, sources: readonly string[]): void {
  if (OF_NODES.test(sources.join())) rule.same('each Alloy reads the pods of its own node');
  else if (/annotation/.test(sources.join())) {
    rule.decision(
      `annotations choose pods by alloy.pods.annotations here, under the name ${COLLECT_ANNOTATION}`,
      'alloy.pods.annotations',
    );
  } else rule.impossible(`no field chooses pods by ${sources.join(', ') || 'this'}: a source of your own can`);
}

/** Label that a rule sets. */
interface RuleLabel {
  readonly target: string;

  /** Labels of targets that it depends on. */
  readonly sources: readonly string[];

  /** Its value, if it does not depend on the target. */
  readonly fixed?: string;
}

/** Converts a rule that sets a label of lines. */
function importLabel(
  importing: Importing,
  rule: Node,
  { target, sources, fixed }: RuleLabel,
  selection?: Selection,
): void {
  if (fixed !== undefined && selection && (target === 'cluster' || !LABELS.includes(target))) {
    setLabels(importing, [{ key: target, text: fixed, node: rule }], selection);
    return;
  }
  // Promtail's chart makes this label from the application; here it comes from the container.
  if (target === 'job' && !sources.join().includes('container')) {
    rule.differs('the label job is <namespace>/<container> here: queries with it need the new value');
    importing.effects.push({ subject: 'labels', was: 'job of another value', is: 'job as <namespace>/<container>' });
    return;
  }
  if (fixed !== undefined && LABELS.includes(target)) {
    rule.differs(`the label ${target} is that of the pod here: queries with it need the new value`);
    importing.effects.push({ subject: 'labels', was: `${target} as ${fixed}`, is: `${target} of the pod` });
    return;
  }
  if (LABELS.includes(target)) {
    rule.same(`lines have ${target} here, too`);
    return;
  }
  const here = nameHere(rule, sources);
  if (here !== undefined) {
    rule.differs(`the label ${target} is ${here} here: queries with it need the new name`);
    importing.effects.push({ subject: 'labels', was: target, is: here });
    return;
  }
  const field = /__meta_kubernetes_node_label|zone|instance_type|nodepool|node_pool/.test(sources.join())
    ? 'alloy.nodeLabels'
    : undefined;
  if (field) rule.decision(`the label ${target} is of the node: ${field} sets such labels`, field);
  else rule.differs(`no label ${target} here: queries with it find nothing`);
  importing.effects.push({ subject: 'labels', was: target, is: field ? `by ${field}` : 'none' });
}
