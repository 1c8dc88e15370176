import { COLLECT_ANNOTATION } from '../../../../charts/alloy/sources/pods/annotations';
import { setLabels } from '../../client';
import { FROM_THEIR_END } from '../../files';
import type { Importing } from '../../importing';
import { DISCOVERY_RULES } from '../../input/expand';
import { PodReader } from '../../pods';
import { importRule, patternsOf, rememberLabels } from '../../relabel';
import type { Node } from '../../tree/account';
import { HIDDEN_LABELS, importExtraStages, NO_PROCESSORS } from './stages';

/** A feature that reads pods. */
interface PodFeature {
  /** Path of its values. */
  readonly path: readonly string[];

  /** Source of the lines that it has here. @default - as its values say */
  readonly from?: string;

  /** Annotation by which a pod asks not to be read, and the key that names another one. @default - none */
  readonly annotation?: { readonly name: string; readonly key: string };

  /** True if it is on by default. */
  readonly isOn?: boolean;

  /** True if it reads files from their end by default. */
  readonly isNew?: boolean;
}

const SELECTOR = { name: 'logs.grafana.com/pods.enabled', key: 'annotationSelector' };

/** Features that read pods, by version of the chart. */
const POD_FEATURES: readonly PodFeature[] = [
  { path: ['podLogs'] },
  { path: ['podLogsViaLoki'], annotation: SELECTOR, isNew: true },
  { path: ['podLogsViaKubernetesApi'], annotation: SELECTOR, from: 'api' },
  { path: ['podLogsViaOpenTelemetry'], annotation: SELECTOR, isNew: true },
  {
    path: ['logs', 'pod_logs'],
    annotation: { name: 'k8s.grafana.com/logs.autogather', key: 'annotation' },
    isOn: true,
  },
];

/** Converts the features that read pods. */
export function importPodFeatures(importing: Importing, values: Node): void {
  const features = POD_FEATURES.map((of) => ({ of, feature: values.at(...of.path) }));
  const [first, ...more] = features.filter(
    ({ feature, of }) => feature.exists && (feature.at('enabled').boolean ?? of.isOn === true),
  );
  for (const { feature, of } of more) importSecondWay(importing, feature, of);
  for (const { feature, of } of features) importPods(importing, feature, of, feature === first?.feature);
}

/** Handles a second feature that reads other pods, whose namespaces the first one does not have. */
function importSecondWay(importing: Importing, feature: Node, { from }: PodFeature): void {
  const text =
    from === 'api'
      ? 'pods were read in a second way as well: fargate: true reads those on Fargate nodes from the Kubernetes API, and namespaces must have those of both'
      : 'pods were read in a second way as well: namespaces must have those of both, and the stages of each need an entry of alloy.processing';
  const field = ['alloy', 'pods', from === 'api' ? 'fargate' : 'namespaces'];
  importing.decide(field, text);
  feature.decision(text, field.join('.'));
}

function importPods(importing: Importing, feature: Node, of: PodFeature, isFirst: boolean): void {
  if (!feature.exists) return;
  const { draft } = importing;
  if (!isFirst) {
    const { boolean } = feature.at('enabled');
    if (boolean === false && feature.name === 'podLogs') draft.set(['alloy', 'pods'], false, feature.at('enabled'));
    feature.same('off');
    return;
  }
  importing.former.sources.add('pods');
  feature.at('enabled').same('pods are always read here');
  const viaApi = of.from ?? (/kubernetesApi|api/i.test(feature.at('gatherMethod').text ?? '') ? 'api' : undefined);
  if (viaApi) draft.set(['alloy', 'pods', 'from'], 'api', feature);
  feature.at('gatherMethod').taken('alloy.pods.from', viaApi ?? 'file');
  importChoice(importing, feature, of);
  importLabels(importing, feature);
  for (const key of ['extraLogProcessingStages', 'extraStageBlocks']) importExtraStages(importing, feature.at(key), {});
  if (feature.at('secretFilter', 'enabled').boolean === true) {
    const text = 'secrets in lines were replaced: redact names those that are replaced here';
    importing.decide(['alloy', 'processing'], text);
    feature.at('secretFilter').decision(text, 'alloy.processing');
  } else feature.at('secretFilter').same('off');
  const isNew = of.isNew === true && feature.at('onlyGatherNewLogLines').boolean !== false;
  if (isNew || feature.at('volumeGatherSettings', 'onlyGatherNewLogLines').boolean === true) {
    importing.effects.push(FROM_THEIR_END);
  }
  for (const key of ['onlyGatherNewLogLines', 'volumeGatherSettings', 'filelogGatherSettings'])
    feature.at(key).differs('files without a position are read from their beginning here');
  feature.at('dataProcessors').impossible(NO_PROCESSORS);
  feature.at('destinations').differs('all sources send to Loki here, and alloy.destinations choose theirs');
  feature.differs('set by the source here');
}

/** Converts what chooses pods: namespaces, annotations, selectors and rules. */
function importChoice(importing: Importing, feature: Node, { annotation }: PodFeature): void {
  importNamespaces(importing, feature);
  const methods = ['discovery', 'discoveryMethod'].map((key) => feature.at(key));
  if (methods.some(({ text }) => text === 'annotation')) {
    const text = 'no pod is collected only because it asks: choose namespaces';
    importing.decide(['alloy', 'pods'], text);
    for (const node of methods) node.decision(text, 'alloy.pods.namespaces.include');
  }
  if (annotation) {
    importing.effects.push({
      subject: 'pods that ask not to be read',
      was: `left out, by the annotation ${feature.at(annotation.key).text ?? annotation.name}`,
      is: `read, unless alloy.pods.annotations is on and they have ${COLLECT_ANNOTATION}`,
    });
  }
  for (const key of ['annotation', 'annotationSelector']) {
    feature
      .at(key)
      .decision(
        `the annotation is ${COLLECT_ANNOTATION} here, if alloy.pods.annotations is on`,
        'alloy.pods.annotations',
      );
  }
  for (const key of ['labelSelectors', 'filters']) {
    if (feature.at(key).isBlock)
      feature
        .at(key)
        .impossible('no field chooses pods by their labels or other annotations: a source of your own can');
    else feature.at(key).same('all');
  }
  if (feature.at('nodeSelectors').isBlock)
    feature
      .at('nodeSelectors')
      .decision('only pods of these nodes were read: it says where Alloy runs', 'workloads.alloy.nodeSelector');
  else feature.at('nodeSelectors').same('all');
  for (const key of DISCOVERY_RULES) importRules(importing, feature, feature.at(key));
}

/** Converts names of namespaces, which the chart joins to an expression if one of them is not a plain name. */
function importNamespaces({ draft }: Importing, feature: Node): void {
  for (const [key, field] of [
    ['namespaces', 'include'],
    ['excludeNamespaces', 'exclude'],
  ] as const) {
    const node = feature.at(key);
    const found = node.children.map((one) => ({ one, patterns: patternsOf(one.text ?? '') }));
    for (const { one, patterns } of found)
      if (one.text !== undefined && !patterns) one.impossible('no field chooses namespaces by such an expression');
    const names = found.flatMap(({ patterns }) => patterns ?? []);
    if (names.length > 0) {
      draft.set(['alloy', 'pods', 'namespaces', field], names, node);
      node.taken(`alloy.pods.namespaces.${field}`);
    } else node.same(key === 'namespaces' ? 'all' : 'none');
  }
}

/** Converts rules of discovery: the pods that they choose, and the labels that they set. */
function importRules(importing: Importing, feature: Node, node: Node): void {
  if (node.isBlock) {
    const rules = node.children;
    rememberLabels(importing, rules);
    const reader = new PodReader(
      [],
      rules.filter((rule) => rule.at('action').exists),
    );
    if (feature.at('namespaces').isBlock && reader.selection['namespaces'] !== undefined)
      node.decision('the namespaces of both are read: name these alone', 'alloy.pods.namespaces.include');
    else PodReader.draft(importing, [reader]);
    for (const rule of rules) importRule(importing, rule, {});
    node.same('labels are set by the source here');
  } else if (node.text) {
    node.impossible('rules of discovery: alloy.pods chooses namespaces and containers, a source of your own does more');
  } else node.same('none');
}

/** Converts labels: those with one value are taken over. */
function importLabels(importing: Importing, feature: Node): void {
  for (const key of ['staticLabels', 'staticAttributes']) importStaticLabels(importing, feature.at(key));
  for (const key of ['staticLabelsFrom', 'staticAttributesFrom'])
    if (feature.at(key).isBlock) feature.at(key).decision(HIDDEN_LABELS, 'alloy.processing');
  feature.at('labels').differs('the label app alone is of the pod here: others would be a stream for each value');
  const nodeLabels = feature.at('nodeLabels');
  if (nodeLabels.children.some((node) => node.boolean === true || node.text !== undefined))
    nodeLabels.decision('labels of the node: alloy.nodeLabels sets such labels', 'alloy.nodeLabels');
  else nodeLabels.same('none');
  for (const key of ['annotations', 'namespaceLabels', 'namespaceAnnotations', 'nodeAnnotations'])
    feature.at(key).differs('no labels from annotations or namespaces here: queries with them find nothing');
  feature.at('structuredMetadata').differs('pod is structured metadata here; alloy.processing adds others');
}

function importStaticLabels(importing: Importing, node: Node): void {
  const labels = node.children.flatMap((label) =>
    label.text === undefined || label.hasHidden ? [] : { key: label.key, text: label.text, node: label },
  );
  setLabels(importing, labels, {});
  node.same('none');
}
