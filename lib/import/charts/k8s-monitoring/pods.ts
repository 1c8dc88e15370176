import type { Importing } from '../../importing';
import type { Node } from '../../tree/account';
import { pathText } from '../../tree/path';
import { importExtraStages, NO_PROCESSORS } from './stages';

/** Features that read pods, by version of the chart, and their sources. */
const POD_FEATURES: readonly (readonly [path: readonly string[], from?: string])[] = [
  [['podLogs']],
  [['podLogsViaLoki']],
  [['podLogsViaKubernetesApi'], 'api'],
  [['logs', 'pod_logs']],
];

/** True if a feature reads pods: that of version 1 does unless it is turned off. */
const isOn = (feature: Node, isOld: boolean): boolean => feature.exists && (feature.at('enabled').boolean ?? isOld);

/** Converts the features that read pods. */
export function importPodFeatures(importing: Importing, values: Node): void {
  const features = POD_FEATURES.map(([path, from]) => ({ feature: values.at(...path), from, isOld: path.length > 1 }));
  const [first, ...more] = features.filter(({ feature, isOld }) => isOn(feature, isOld));
  for (const { feature } of more) importSecondWay(importing, feature);
  for (const { feature, from } of features) importPods(importing, feature, from, feature === first?.feature);
}

/** Handles a second feature that reads other pods, whose namespaces the first one does not have. */
function importSecondWay(importing: Importing, feature: Node): void {
  const text =
    'pods were read in a second way as well: fargate: true reads those on Fargate nodes from the Kubernetes API, and namespaces must have those of both';
  importing.decide(['alloy', 'pods', 'fargate'], text);
  feature.decision(text, 'alloy.pods.fargate');
}

function importPods(importing: Importing, feature: Node, from: string | undefined, isFirst: boolean): void {
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
  const viaApi = from ?? (/kubernetesApi|api/i.test(feature.at('gatherMethod').text ?? '') ? 'api' : undefined);
  if (viaApi) draft.set(['alloy', 'pods', 'from'], 'api', feature);
  feature.at('gatherMethod').taken('alloy.pods.from', viaApi ?? 'file');
  importChoice(importing, feature);
  importLabels(importing, feature);
  for (const key of ['extraLogProcessingStages', 'extraStageBlocks']) importExtraStages(importing, feature.at(key), {});
  if (feature.at('secretFilter', 'enabled').boolean === true) {
    const text = 'secrets in lines were replaced: redact names those that are replaced here';
    importing.decide(['alloy', 'processing'], text);
    feature.at('secretFilter').decision(text, 'alloy.processing');
  } else feature.at('secretFilter').same('off');
  // From version 4 on, whose feature has this name, it is the default.
  const isNew = feature.key === 'podLogsViaLoki' && feature.at('onlyGatherNewLogLines').boolean !== false;
  if (isNew || feature.at('volumeGatherSettings', 'onlyGatherNewLogLines').boolean === true) {
    importing.effects.push({
      subject: 'files of pods at the first start',
      was: 'from their end',
      is: 'from their beginning',
    });
  }
  for (const key of ['onlyGatherNewLogLines', 'volumeGatherSettings', 'filelogGatherSettings'])
    feature.at(key).differs('files without a position are read from their beginning here');
  feature.at('dataProcessors').impossible(NO_PROCESSORS);
  feature.at('destinations').differs('all sources send to Loki here, and alloy.destinations choose theirs');
  feature.differs('set by the source here');
}

/** Converts what chooses pods: namespaces, annotations, selectors and rules. */
function importChoice(importing: Importing, feature: Node): void {
  const { draft } = importing;
  for (const [key, field] of [
    ['namespaces', 'include'],
    ['excludeNamespaces', 'exclude'],
  ] as const) {
    const node = feature.at(key);
    const names = node.texts;
    if (names.length > 0) {
      draft.set(['alloy', 'pods', 'namespaces', field], names, node);
      node.taken(`alloy.pods.namespaces.${field}`);
    } else node.same(key === 'namespaces' ? 'all' : 'none');
  }
  const methods = ['discovery', 'discoveryMethod'].map((key) => feature.at(key));
  if (methods.some(({ text }) => text === 'annotation')) {
    const text = 'no pod is collected only because it asks: choose namespaces';
    importing.decide(['alloy', 'pods'], text);
    for (const node of methods) node.decision(text, 'alloy.pods.namespaces.include');
  }
  for (const key of ['annotation', 'annotationSelector']) {
    feature
      .at(key)
      .decision(
        'the annotation is logs.eks-loki/collect here, if alloy.pods.annotations is on',
        'alloy.pods.annotations',
      );
  }
  for (const key of ['labelSelectors', 'nodeSelectors']) {
    if (feature.at(key).isBlock)
      feature.at(key).impossible('no field chooses pods by labels of them or their nodes: a source of your own can');
    else feature.at(key).same('all');
  }
  for (const key of ['extraDiscoveryRules', 'extraRelabelingRules']) {
    const node = feature.at(key);
    if (node.text)
      node.impossible(
        'rules of discovery: alloy.pods chooses namespaces and containers, a source of your own does more',
      );
    else node.same('none');
  }
}

/** Converts labels: those with one value are taken over. */
function importLabels(importing: Importing, feature: Node): void {
  importStaticLabels(importing, feature.at('staticLabels'));
  if (feature.at('staticLabelsFrom').isBlock) {
    const text = 'labels whose values only a running Alloy knows: write them in alloy.processing';
    feature.at('staticLabelsFrom').decision(text, 'alloy.processing');
  }
  feature.at('labels').differs('the label app alone is of the pod here: others would be a stream for each value');
  const nodeLabels = feature.at('nodeLabels');
  if (nodeLabels.children.some((node) => node.boolean === true || node.text !== undefined))
    nodeLabels.decision('labels of the node: alloy.nodeLabels sets such labels', 'alloy.nodeLabels');
  else nodeLabels.same('none');
  for (const key of ['annotations', 'namespaceLabels', 'namespaceAnnotations', 'nodeAnnotations'])
    feature.at(key).differs('no labels from annotations or namespaces here: queries with them find nothing');
  feature.at('structuredMetadata').differs('pod is structured metadata here; alloy.processing adds others');
}

function importStaticLabels({ draft }: Importing, node: Node): void {
  if (!node.isBlock || node.hasHidden) {
    node.same('none');
    return;
  }
  const labels = Object.fromEntries(node.children.map((label) => [label.key, label.text ?? '']));
  const path = draft.push(['alloy', 'processing'], { labels }, node);
  node.taken(pathText([...path, 'labels']));
}
