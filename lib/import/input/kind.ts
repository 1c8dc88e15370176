import { InputError } from '../../../charts/input/problems';
import { at, isRecord } from '../../manifests/shape';
import { type ChartName, CHARTS, isOldPromtail, isOldPromtailKey, knownLength } from '../charts/keys';
import type { Path } from '../tree/path';
import { isGrafanaAgent, otherProgram } from './other-programs';

/** Values of one chart in a file. */
export interface ChartValues {
  /** The chart. */
  readonly chart: ChartName;

  /** Path of its values, if another chart contains them. */
  readonly at: Path;

  /** Its values. */
  readonly values: Readonly<Record<string, unknown>>;
}

/** Keys that only one chart has, with their weights. */
const SIGNS: Readonly<Record<ChartName, readonly string[]>> = {
  loki: [
    ...['deploymentMode', 'singleBinary', 'write', 'read', 'backend', 'chunksCache', 'resultsCache', 'lokiCanary'],
    ...[
      'loki.storage',
      'loki.schemaConfig',
      'loki.commonConfig',
      'loki.limits_config',
      'loki.rulerConfig',
      'loki.auth_enabled',
    ],
    ...['loki.structuredConfig', 'loki.storage_config', 'loki.runtimeConfig', 'loki.useTestSchema', 'patternIngester'],
    ...['queryScheduler', 'indexGateway', 'queryFrontend', 'bloomGateway', 'minio', 'monitoring', 'gateway'],
    // Keys of `loki` that stand one level too high.
    ...['storage', 'schemaConfig', 'limits_config', 'storage_config', 'structuredConfig'],
  ],
  'loki-distributed': [
    ...[
      'loki.storageConfig',
      'loki.storageConfig',
      'tableManager',
      'memcachedChunks',
      'memcachedFrontend',
      'memcachedExporter',
    ],
    ...[
      'memcachedIndexQueries',
      'memcachedIndexWrites',
      'runtimeConfig',
      'compactor.enabled',
      'ruler.enabled',
      'indexGateway.enabled',
    ],
    ...[
      'queryScheduler.enabled',
      'ingester',
      'distributor',
      'querier',
      'loki.schemaConfig',
      'loki.structuredConfig',
      'queryFrontend',
      'gateway',
    ],
  ],
  'loki-stack': [
    ...['promtail', 'promtail', 'fluent-bit', 'filebeat', 'logstash', 'grafana', 'prometheus', 'proxy', 'test_pod'],
    ...[
      'loki.config.schema_config',
      'loki.config.limits_config',
      'loki.config.storage_config',
      'loki.config.auth_enabled',
      'loki.persistence',
      'loki.enabled',
      'loki.isDefault',
    ],
  ],
  'loki-2': [
    ...['config.schema_config', 'config.limits_config', 'config.storage_config', 'config.auth_enabled'],
    ...['config.ingester', 'config.table_manager', 'config.chunk_store_config', 'config.compactor', 'alerting_groups'],
    ...['persistence', 'replicas', 'headlessService'],
  ],
  promtail: [
    'config.snippets',
    'config.snippets',
    'config.clients',
    'config.clients',
    'config.lokiAddress',
    'config.positions',
    'config.logLevel',
    'defaultVolumes',
    'daemonset',
    'config.serverPort',
    'config.file',
    'defaultVolumeMounts',
    // Keys of versions before 3.
    'loki.serviceName',
    'loki.serviceName',
    'config.client',
    'pipelineStages',
  ],
  alloy: [
    'alloy.configMap',
    'alloy.configMap',
    'alloy.mounts',
    'alloy.clustering',
    'alloy.stabilityLevel',
    'alloy.extraVolumes',
    'alloy.extraEnv',
    'alloy.envFrom',
    'controller',
    'configReloader',
    'crds',
    'alloy.securityContext',
  ],
  'k8s-monitoring': [
    ...[
      'externalServices',
      'externalServices',
      'destinations',
      'destinations',
      'cluster.name',
      'clusterEvents',
      'podLogs',
      'nodeLogs',
    ],
    ...[
      'logs.pod_logs',
      'logs.cluster_events',
      'podLogsViaLoki',
      'podLogsViaKubernetesApi',
      'alloy-logs',
      'alloy-metrics',
      'alloy-singleton',
      'collectors',
      'clusterMetrics',
    ],
  ],
};

const has = (values: unknown, path: string): boolean => at(values, path) !== undefined;

/** Signs of `loki-stack` that charts of metrics have, too. */
const ALSO_OF_METRICS = ['grafana', 'prometheus', 'proxy'];

/** Signs of `loki-2` that charts of anything have, too. */
const ALSO_OF_OTHERS = ['persistence', 'replicas', 'headlessService'];

/** Keys of charts of other databases, whose components are named as those of Loki. */
const OTHER_DATABASES = ['mimir', 'tempo', 'pyroscope', 'phlare', 'cortex', 'thanos'];

/** Number of top-level keys from which values certainly do not belong to a chart that knows hardly any of them. */
const MANY = 10;

/** Keys of Bitnami's chart grafana-loki, whose components have the same names as those of loki-distributed. */
const BITNAMI = [
  'loki.overrideConfiguration',
  'loki.gossipRing',
  'loki.containerPorts',
  'promtail.configuration',
  'memcachedchunks',
];

/** Keys of charts whose programs send events or alerts on, and have `config.logLevel` as well. */
const EXPORTER = ['config.receivers', 'config.route'];

/** Score of values for a chart: its own signs, minus the keys that it does not know. */
function score(chart: ChartName, values: Readonly<Record<string, unknown>>): number {
  const signs = SIGNS[chart].filter((sign) => has(values, sign));
  const isOther =
    (chart === 'loki-stack' && signs.every((sign) => ALSO_OF_METRICS.includes(sign))) ||
    (chart === 'loki-2' && signs.every((sign) => ALSO_OF_OTHERS.includes(sign))) ||
    (chart.startsWith('loki') && !has(values, 'loki') && OTHER_DATABASES.some((key) => has(values, key))) ||
    BITNAMI.some((key) => has(values, key)) ||
    (chart === 'alloy' && isGrafanaAgent(values)) ||
    (chart === 'promtail' && EXPORTER.some((key) => has(values, key))) ||
    (Object.keys(values).length >= MANY && knownShare(chart, values) < 0.25);
  return isOther ? 0 : signs.length * knownShare(chart, values);
}

/** Share of the top-level keys that a chart knows. */
function knownShare(chart: ChartName, values: Readonly<Record<string, unknown>>): number {
  const keys = Object.keys(values);
  const isOld = chart === 'promtail' && isOldPromtail(values);
  return (
    keys.filter((key) => knownLength(chart, [key]) === 1 || (isOld && isOldPromtailKey([key]))).length / keys.length
  );
}

/** Charts that values may belong to, the likeliest first. */
function likely(values: Readonly<Record<string, unknown>>): { readonly chart: ChartName; readonly score: number }[] {
  return CHARTS.map((chart) => ({ chart, score: score(chart, values) }))
    .filter((one) => one.score > 0)
    .sort((a, b) => b.score - a.score);
}

/** Names of a chart in the values of its parent chart. */
const ALIASES: Readonly<Record<string, ChartName>> = {
  ...(Object.fromEntries(CHARTS.map((chart) => [chart, chart])) as Record<ChartName, ChartName>),
  lokidistributed: 'loki-distributed',
  lokiStack: 'loki-stack',
  k8sMonitoring: 'k8s-monitoring',
};

/** Names that are no key of a chart of logs. */
const WHOLE_NAMES = /^(loki-distributed|loki-stack|k8s-monitoring)$/;

/**
 * The charts whose values a file has: one, or several subcharts of a parent chart.
 *
 * @throws InputError if the chart is unknown or ambiguous
 */
export function chartsIn(values: Readonly<Record<string, unknown>>, file: string, kind?: ChartName): ChartValues[] {
  const [best, second] = likely(values);
  const inner = umbrella(values);
  if (kind !== undefined) {
    const named = inner.filter(({ chart }) => chart === kind);
    const own =
      best?.chart === kind || score(kind, values) >= Math.max(0, ...named.map((one) => score(kind, one.values)));
    return named.length > 0 && !own ? named : [{ chart: kind, at: [], values }];
  }
  // A chart with subcharts has many keys of its own; a mere parent chart has hardly any.
  const isOwn = best !== undefined && best.score >= 3 && knownShare(best.chart, values) > 0.7;
  const innerScore = inner.reduce((sum, one) => sum + score(one.chart, one.values), 0);
  const isNamed = inner.some(({ at: [key] }) => WHOLE_NAMES.test(String(key)));
  if (!isOwn && inner.length > 0 && (!best || isNamed || innerScore > best.score)) return inner;
  if (!best && BITNAMI.some((key) => has(values, key))) {
    const fix = 'import what it renders: a file with what helm template prints, or its release with --release';
    throw new InputError([
      { path: file, found: 'has the keys of the chart grafana-loki of Bitnami, which is not read', fix },
    ]);
  }
  const other = best ? undefined : otherProgram(values);
  if (other) throw new InputError([{ path: file, ...other }]);
  if (!best) {
    const fix = `name a file with values of ${CHARTS.join(', ')}, or say which one with --kind`;
    throw new InputError([{ path: file, found: 'has the keys of no known chart', fix }]);
  }
  if (second && second.score > best.score * 0.9) {
    const found = `may be values of ${best.chart} or of ${second.chart}`;
    throw new InputError([{ path: file, found, fix: `write --kind ${best.chart} or --kind ${second.chart}` }]);
  }
  return [{ chart: best.chart, at: [], values }];
}

/** Subcharts in the values of a parent chart. */
function umbrella(values: Readonly<Record<string, unknown>>): ChartValues[] {
  return Object.entries(values).flatMap(([key, inner]): ChartValues[] => {
    // Services of Docker Compose have the names of programs.
    if (!isRecord(inner) || key === 'services') return [];
    // A loki of this kind within other values is that of loki-stack.
    const likeliest = likely(inner).filter(({ chart }) => chart !== 'loki-2');
    const alias = ALIASES[key];
    // The whole name of a chart says which one it is, with any of its keys.
    if (alias !== undefined && likeliest.length === 0 && WHOLE_NAMES.test(key) && knownShare(alias, inner) === 1)
      return [{ chart: alias, at: [key], values: inner }];
    const named = alias === undefined ? undefined : likeliest.find(({ chart }) => chart === alias);
    // A chart may stand under the name of another: `loki:` for loki-distributed.
    const chart = named && named.score * 2 > (likeliest[0]?.score ?? 0) ? named.chart : likeliest[0]?.chart;
    if (chart === undefined || (alias === undefined && (likeliest[0]?.score ?? 0) < 2)) return [];
    return [{ chart, at: [key], values: inner }];
  });
}
