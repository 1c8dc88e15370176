import { importClient, importExternalLabels } from '../client';
import type { Importing } from '../importing';
import { parseAlloy } from '../../../charts/alloy/language/parse';
import type { Selection } from '../promtail/order';
import { importText } from '../promtail/pipeline';
import type { Node } from '../tree/account';

/** Features that read pods, by version of the chart, and their sources. */
const POD_FEATURES: readonly (readonly [path: readonly string[], from?: string])[] = [
  [['podLogs']],
  [['podLogsViaLoki']],
  [['podLogsViaKubernetesApi'], 'api'],
  [['logs', 'pod_logs']],
];

/** Features and parts that are not about logs, or have no counterpart. */
const OTHERS: readonly (readonly [RegExp, string])[] = [
  [
    /^(metrics|clusterMetrics|hostMetrics|costMetrics|integrations|annotationAutodiscovery|prometheusOperatorObjects|autoInstrumentation|profiling|profilesReceiver|profiles|traces|applicationObservability|receivers|kubernetesManifests|opencost|kepler|beyla|telemetryServices|kube-state-metrics|prometheus-(node|windows|operator).*|alloy-(metrics|receiver|profiles)|opencost|test|configValidator|configAnalysis|selfReporting)$/,
    'not about logs: leave it with this chart',
  ],
  [/^windowsEventLogs$/, 'no logs of Windows nodes'],
  [/^podLogs(ViaOpenTelemetry|Objects)$/, 'pods are read from their files, in the form of Loki'],
];

/** Converts the log part of the values of the chart `k8s-monitoring`, versions 1 to 4. */
export function importK8sMonitoring(importing: Importing, values: Node): void {
  importing.former.agents.add('k8s-monitoring');
  const cluster = values.at('cluster', 'name');
  if (cluster.text) {
    importing.draft.set(['cluster', 'existing', 'name'], cluster.text, cluster);
    cluster.taken('cluster.existing.name');
  }
  importDestinations(importing, values.at('destinations'));
  importOldService(importing, values.at('externalServices'));
  const features = POD_FEATURES.map(([path, from]) => ({ feature: values.at(...path), from, isOld: path.length > 1 }));
  const [first, ...more] = features.filter(({ feature, isOld }) => isOn(feature, isOld));
  for (const { feature } of more) importSecondWay(importing, feature);
  for (const { feature, from } of features) importPods(importing, feature, from, feature === first?.feature);
  importNodes(importing, values.at('nodeLogs', 'journal'), values.at('nodeLogs'));
  importNodes(importing, values.at('logs', 'journal'), values.at('logs', 'journal'));
  importEvents(importing, values.at('clusterEvents'));
  importEvents(importing, values.at('logs', 'cluster_events'));
  for (const child of values.children) {
    const words = OTHERS.find(([form]) => form.test(child.key))?.[1];
    if (words) child.impossible(words);
  }
  for (const key of [
    'cluster',
    'logs',
    'nodeLogs',
    'collectors',
    'collectorCommon',
    'alloy-logs',
    'alloy-singleton',
    'alloy-events',
    'alloy-operator',
    'alloy',
    'global',
    'extraConfig',
    'extraObjects',
    'destinationsMap',
    'rawOutput',
    'subchartFeatures',
    'alloyOperator',
    'crds',
  ]) {
    values.at(key).differs('collectors, their pods and permissions follow from the sources here');
  }
  importing.effects.push({
    subject: 'labels of pods',
    was: 'job as <namespace>/<container>, instance, service_name and those of labels',
    is: 'docs/reference/labels.md',
  });
}

/** Converts destinations: a list up to version 3, a map since version 4. */
function importDestinations(importing: Importing, node: Node): void {
  for (const destination of node.children) {
    const type = destination.at('type').text;
    if (type !== 'loki') {
      const kind = type === undefined ? 'has no type' : `of the type ${type}`;
      destination.impossible(`${kind}: only Loki takes lines here`);
      continue;
    }
    const auth = destination.at('auth');
    importClient(importing, {
      whole: destination,
      url: destination.at('url'),
      tenant: destination.at('tenantId'),
      username: auth.at('username'),
      secrets: [auth.at('password'), auth.at('bearerToken')].filter(({ exists }) => exists),
      headers: destination.at('extraHeaders'),
    });
    importExternalLabels(importing, destination.at('extraLabels'));
  }
  node.same('none');
}

/** `externalServices.loki` of version 1. */
function importOldService(importing: Importing, node: Node): void {
  const loki = node.at('loki');
  if (loki.at('host').exists) {
    importClient(importing, {
      whole: loki,
      url: loki.at('host'),
      tenant: loki.at('tenantId'),
      username: loki.at('basicAuth', 'username'),
      secrets: [loki.at('basicAuth', 'password')].filter(({ exists }) => exists),
    });
    importExternalLabels(importing, loki.at('externalLabels'));
  }
  node.impossible('not about logs: leave it with this chart');
}

const textsOf = (node: Node): string[] => node.children.flatMap(({ text }) => text ?? []);

/** True if a feature reads pods: that of version 1 does unless it is turned off. */
const isOn = (feature: Node, isOld: boolean): boolean => feature.exists && (feature.at('enabled').boolean ?? isOld);

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
  feature.at('enabled').same('pods are always read here');
  const viaApi = from ?? (/kubernetesApi|api/i.test(feature.at('gatherMethod').text ?? '') ? 'api' : undefined);
  if (viaApi) draft.set(['alloy', 'pods', 'from'], 'api', feature);
  feature.at('gatherMethod').taken('alloy.pods.from', viaApi ?? 'file');
  for (const [key, field] of [
    ['namespaces', 'include'],
    ['excludeNamespaces', 'exclude'],
  ] as const) {
    const node = feature.at(key);
    const names = textsOf(node);
    if (names.length > 0) {
      draft.set(['alloy', 'pods', 'namespaces', field], names, node);
      node.taken(`alloy.pods.namespaces.${field}`);
    } else node.same(key === 'namespaces' ? 'all' : 'none');
  }
  if (feature.at('discovery').text === 'annotation' || feature.at('discoveryMethod').text === 'annotation') {
    const text = 'no pod is collected only because it asks: choose namespaces';
    importing.decide(['alloy', 'pods'], text);
    for (const key of ['discovery', 'discoveryMethod']) feature.at(key).decision(text, 'alloy.pods.namespaces.include');
  }
  feature
    .at('annotation')
    .decision(
      'the annotation is logs.eks-loki/collect here, if alloy.pods.annotations is on',
      'alloy.pods.annotations',
    );
  importStaticLabels(importing, feature.at('staticLabels'));
  for (const key of ['extraLogProcessingStages', 'extraStageBlocks']) importExtraStages(importing, feature.at(key), {});
  for (const key of ['extraDiscoveryRules', 'extraRelabelingRules']) {
    const node = feature.at(key);
    if (node.text)
      node.impossible(
        'rules of discovery: alloy.pods chooses namespaces and containers, a source of your own does more',
      );
    else node.same('none');
  }
  feature.at('labels').differs('the label app alone is of the pod here: others would be a stream for each value');
  feature.at('structuredMetadata').differs('pod is structured metadata here; alloy.processing adds others');
  feature.differs('set by the source here');
}

function importStaticLabels({ draft }: Importing, node: Node): void {
  if (!node.isBlock || node.hasHidden) {
    node.same('none');
    return;
  }
  const labels = Object.fromEntries(node.children.map((label) => [label.key, label.text ?? '']));
  const path = draft.push(['alloy', 'processing'], { labels }, node);
  node.taken(`alloy.processing[${String(path.at(-1))}].labels`);
}

function importExtraStages(importing: Importing, node: Node, selection: Selection): void {
  const { text } = node;
  if (text === undefined) {
    node.same('none');
    return;
  }
  const { error } = parseAlloy(text);
  if (error) node.impossible(`is not Alloy: line ${error.line} has ${error.got}`);
  else importText(importing, text, selection, [node]);
}

function importNodes(importing: Importing, journal: Node, feature: Node): void {
  if (!feature.exists) return;
  const { draft } = importing;
  if (feature.at('enabled').boolean !== true) {
    feature.differs('the journal is read here: alloy.journal: false turns it off', 'alloy.journal');
    return;
  }
  feature.at('enabled').same('the journal is read here');
  const age = journal.at('maxAge').text === undefined ? feature.at('maxAge') : journal.at('maxAge');
  const [, hours] = /^(\d+)h$/.exec(age.text ?? '') ?? [];
  if (hours !== undefined && hours !== '24' && Number(hours) > 0 && Number(hours) <= 168) {
    draft.set(['alloy', 'journal', 'maxAge'], age.text, age);
    age.taken('alloy.journal.maxAge');
  } else age.same('24h here');
  const units = journal.at('units');
  const names = textsOf(units).map((unit) => (unit.includes('.') ? unit : `${unit}.service`));
  if (names.length > 0) {
    draft.set(['alloy', 'journal', 'units'], { keep: names }, units);
    units.taken('alloy.journal.units.keep');
  } else units.same('all');
  importExtraStages(importing, feature.at('extraLogProcessingStages'), { sources: ['journal'] });
  importExtraStages(importing, feature.at('extraStageBlocks'), { sources: ['journal'] });
  feature.differs('set by the source here');
}

function importEvents(importing: Importing, feature: Node): void {
  if (!feature.exists) return;
  if (feature.at('enabled').boolean === false) {
    feature.at('enabled').differs('events are read here: alloy.events: false turns them off', 'alloy.events');
  } else feature.at('enabled').same('events are read here');
  for (const [key, field] of [
    ['namespaces', 'exceptNamespaces'],
    ['excludeNamespaces', 'namespaces'],
  ] as const) {
    const node = feature.at(key);
    const names = textsOf(node);
    if (names.length === 0) {
      node.same('all');
      continue;
    }
    const path = importing.draft.push(
      ['alloy', 'processing'],
      { sources: ['events'], [field]: names, drop: { matching: ['.'] } },
      node,
    );
    node.taken(`alloy.processing[${String(path.at(-1))}]`, 'events are watched in all namespaces, and dropped');
  }
  importExtraStages(importing, feature.at('extraLogProcessingStages'), { sources: ['events'] });
  importExtraStages(importing, feature.at('extraStageBlocks'), { sources: ['events'] });
  feature.differs('set by the source here: one pod reads events');
}
