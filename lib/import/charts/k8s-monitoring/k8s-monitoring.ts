import type { Importing } from '../../importing';
import { labelsOfPods } from '../../relabel';
import type { Node } from '../../tree/account';
import { importAgentPods } from '../agent';
import { importDestinations, importOldService } from './destinations';
import { importEvents, importNodes } from './nodes';
import { importPodFeatures } from './pods';
import { NO_PROCESSORS, refuseComponents } from './stages';

/** Features and parts that are not about logs, or have no counterpart. */
const OTHERS: readonly (readonly [RegExp, string])[] = [
  [
    /^(metrics|clusterMetrics|hostMetrics|costMetrics|annotationAutodiscovery|prometheusOperatorObjects|autoInstrumentation|profiling|profilesReceiver|profiles|traces|applicationObservability|receivers|kubernetesManifests|opencost|kepler|beyla|telemetryServices|kube-state-metrics|prometheus-(node|windows|operator).*|opencost|test|configValidator|configAnalysis|selfReporting)$/,
    'not about logs: leave it with this chart',
  ],
  [/^windowsEventLogs$/, 'no logs of Windows nodes'],
  [/^dataProcessors$/, NO_PROCESSORS],
  [/^podLogsObjects$/, 'pods are read from their files, in the form of Loki'],
];

/** Labels and structured metadata that lines of the chart have, by its versions. */
const LABELS =
  'job, instance, service_name, service_namespace, service_instance_id, app_kubernetes_io_name, k8s_cluster_name, k8s_pod_name, flags, and those of labels';

/** Parts of the chart that run its features. */
const COLLECTORS = /^alloy(-\w+)?$/;

/** Converts the log part of the values of the chart `k8s-monitoring`, versions 1 to 4. */
export function importK8sMonitoring(importing: Importing, values: Node): void {
  importing.former.agents.add('k8s-monitoring');
  const cluster = values.at('cluster', 'name');
  if (cluster.text) {
    importing.draft.set(['cluster', 'existing', 'name'], cluster.text, cluster);
    cluster.taken('cluster.existing.name');
  }
  importPodFeatures(importing, values);
  importDestinations(importing, values.at('destinations'), values.at('destinationsMap'));
  importOldService(importing, values.at('externalServices'));
  importNodes(importing, values.at('nodeLogs', 'journal'), values.at('nodeLogs'));
  importNodes(importing, values.at('logs', 'journal'), values.at('logs', 'journal'));
  importEvents(importing, values.at('clusterEvents'));
  importEvents(importing, values.at('logs', 'cluster_events'));
  rememberDefaults(importing, values);
  values.at('logs', 'podLogsObjects').impossible('pods are read from their files, in the form of Loki');
  values.at('logs', 'receiver').differs('alloy.otlp receives logs by OTLP');
  importIntegrations(importing, values.at('integrations'));
  importCollectors(importing, values);
  importComponents(values);
  importing.effects.push(labelsOfPods(LABELS));
}

/** Sources that version 1 reads unless they are turned off, with their keys in `logs`. */
const BY_DEFAULT = { pod_logs: 'pods', cluster_events: 'events' };

/** Remembers the sources that version 1 reads, and of which its values say nothing. */
function rememberDefaults({ former }: Importing, values: Node): void {
  const isOld = values.at('externalServices').exists && !values.at('destinations').exists;
  if (!isOld || values.at('logs', 'enabled').boolean === false) return;
  for (const [key, source] of Object.entries(BY_DEFAULT))
    if (values.at('logs', key, 'enabled').boolean !== false) former.sources.add(source);
}

/** Features that read pods and nodes. */
const ON_NODES = ['podLogs', 'podLogsViaLoki', 'podLogsViaOpenTelemetry', 'nodeLogs'];

/** Converts size and place of the pods that read pods and nodes, and nothing else. */
function importCollectors(importing: Importing, values: Node): void {
  const collectorOf = (feature: Node): string[] => [feature.at('collector').text ?? []].flat();
  const others = values.children.filter(({ key }) => !ON_NODES.includes(key)).flatMap(collectorOf);
  const names = ON_NODES.flatMap((key) => collectorOf(values.at(key))).filter((name) => !others.includes(name));
  for (const collector of [values.at('alloy-logs'), ...names.map((name) => values.at('collectors', name))])
    for (const part of ['alloy', 'controller']) importAgentPods(importing, collector.at(part));
}

/** Says of components beside those of the chart what becomes of them, and of parts without a counterpart. */
function importComponents(values: Node): void {
  const collectors = [
    ...values.children.filter(({ key }) => COLLECTORS.test(key)),
    ...values.at('collectors').children,
    values.at('collectorCommon', 'alloy'),
  ];
  for (const part of [values, values.at('logs'), ...collectors]) refuseComponents(part.at('extraConfig'));
  for (const collector of collectors)
    if (collector.at('remoteConfig', 'enabled').boolean === true)
      collector
        .at('remoteConfig')
        .impossible('what its server adds is not in the values: its log part is written here');
  for (const child of values.children) {
    const words = OTHERS.find(([form]) => form.test(child.key))?.[1];
    if (words) child.impossible(words);
    else if (/^alloy-(metrics|receiver|profiles)$/.test(child.key))
      child.impossible('not about logs: leave it with this chart');
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
    'rawOutput',
    'subchartFeatures',
    'alloyOperator',
    'crds',
  ]) {
    values.at(key).differs('collectors, their pods and permissions follow from the sources here');
  }
}

/** Integrations read metrics, and change the lines of their pods. */
function importIntegrations(importing: Importing, integrations: Node): void {
  const changed: string[] = [];
  for (const kind of integrations.children) {
    for (const instance of kind.at('instances').children) {
      const logs = instance.at('logs');
      if (logs.at('enabled').boolean === false || !CHANGES_LINES.includes(kind.key)) continue;
      changed.push(kind.key);
      if (logs.exists)
        logs.decision('stages for lines of its pods: write them in alloy.processing', 'alloy.processing');
    }
  }
  integrations.impossible('not about logs: leave it with this chart');
  if (changed.length === 0) return;
  importing.effects.push({
    subject: `lines of ${[...new Set(changed)].join(', ')}`,
    was: 'with labels of the integration and its level and time, without those of debug',
    is: 'as those of other pods',
  });
}

/** Integrations that change the lines of their pods. */
const CHANGES_LINES = ['alloy', 'cert-manager', 'etcd', 'grafana', 'loki', 'mimir', 'mysql', 'postgresql', 'tempo'];
