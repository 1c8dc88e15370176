import { patternsRegex } from '../../../input/patterns';
import { Block } from '../../language/syntax';
import { bool, concat, raw, text, texts, type Value } from '../../language/values';
import { annotationRules } from './annotations';
import { FARGATE_NODE } from '../../collectors/fargate';
import { nodeLabelMeta, POD_META, rule } from './meta';
import type { PodsSettings } from './settings';

/** Label of pods for Fargate. Users may set it too, so it only narrows what the API server sends. */
const FARGATE_PROFILE = 'eks.amazonaws.com/fargate-profile';

/** Labels that may contain the name of the application, best first. Older manifests have the last two. */
const APP_LABELS = ['app_kubernetes_io_name', 'app', 'k8s_app'].map((name) => `__meta_kubernetes_pod_label_${name}`);

/** True for names without `*`. */
const isName = (pattern: string): boolean => !pattern.includes('*');

/**
 * Discovery of the pods of one node, or of all nodes. The API server filters as far as it can: a field selector
 * excludes namespaces by name, or selects a single one. It supports neither patterns nor alternatives, which are left
 * to the rules.
 */
export function podDiscovery(
  name: string,
  { namespaces: { include = [], exclude = [] } = {} }: PodsSettings,
  {
    node,
    fargateOnly = false,
    hasNodes = fargateOnly,
  }: { readonly node?: Value; readonly fargateOnly?: boolean; readonly hasNodes?: boolean },
): Block {
  const fields = [
    ...(include.length === 1 ? include.filter(isName).map((each) => `metadata.namespace=${each}`) : []),
    ...exclude.filter(isName).map((each) => `metadata.namespace!=${each}`),
  ];
  // A single block: Alloy uses only the last of several blocks for a role.
  const selectors = new Block('selectors').set('role', text('pod'));
  if (node) {
    const rest = fields.length > 0 ? [text(fields.map((field) => `,${field}`).join(''))] : [];
    selectors.set('field', concat(text('spec.nodeName='), node, ...rest));
  } else if (fields.length > 0) selectors.set('field', text(fields.join(',')));
  if (fargateOnly) selectors.set('label', text(FARGATE_PROFILE));
  const discovery = new Block('discovery.kubernetes', name).set('role', text('pod'));
  if (selectors.attributes.length > 1) discovery.add(selectors);
  const { key, value } = FARGATE_NODE;
  if (fargateOnly)
    discovery.add(new Block('selectors').set('role', text('node')).set('label', text(`${key}=${value}`)));
  return hasNodes || fargateOnly ? discovery.add(new Block('attach_metadata').set('node', bool(true))) : discovery;
}

/** Rule that keeps pods of Fargate nodes: the only nodes that the DaemonSet leaves out, so no pod is read twice. */
export const fargateRule = (): Block =>
  new Block('rule')
    .set('source_labels', texts(nodeLabelMeta(FARGATE_NODE.key)))
    .set('regex', text(FARGATE_NODE.value))
    .set('action', text('keep'));

/** Rules that leave targets out. */
export function chosenRules(settings: PodsSettings): Block[] {
  const { namespaces: { include = [], exclude = [] } = {}, containers, initContainers = true, annotations } = settings;
  const choose = (action: 'keep' | 'drop', label: string, regex: string): Block =>
    new Block('rule').set('source_labels', texts(label)).set('regex', text(regex)).set('action', text(action));
  const excluded = exclude.filter((pattern) => !isName(pattern));
  const byField = include.length === 1 && include.every(isName);
  return [
    ...(include.length > 0 && !byField ? [choose('keep', POD_META.namespace, patternsRegex(include))] : []),
    ...(excluded.length > 0 ? [choose('drop', POD_META.namespace, patternsRegex(excluded))] : []),
    ...(containers?.exclude ? [choose('drop', POD_META.container, patternsRegex(containers.exclude))] : []),
    ...(initContainers ? [] : [choose('drop', '__meta_kubernetes_pod_container_init', 'true')]),
    ...annotationRules(annotations),
  ];
}

/** Rules that set the labels of every pod. */
export function labelRules(): Block[] {
  const { namespace, pod, container } = POD_META;
  return [
    rule('namespace', namespace),
    rule('pod', pod),
    rule('container', container),
    rule('app', ...APP_LABELS).set('regex', raw(';*([^;]+).*')),
    rule('job', namespace, container).set('separator', text('/')),
  ];
}
