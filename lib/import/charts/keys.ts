import file from './generated/keys.json';
import { nearest } from '../../../charts/input/nearest';
import { isPlace, nearestKey, otherPlaces } from '../../../charts/loki/config/keys/hints';
import { keysOf, ROOT_BLOCK } from '../../../charts/loki/config/keys/keys';
import { at } from '../../manifests/shape';
import { type Path, pathText } from '../tree/path';

/** Keys of a chart: 1 where anything may follow, `*` for any key. */
type ChartKeys = 1 | { readonly [key: string]: ChartKeys };

/** Charts whose values can be imported. */
export const CHARTS = [
  'loki',
  'loki-distributed',
  'loki-stack',
  'loki-2',
  'promtail',
  'alloy',
  'k8s-monitoring',
] as const;

/** A chart whose values can be imported; `loki-2` is the chart `loki` up to version 2, of one process. */
export type ChartName = (typeof CHARTS)[number];

/** Chart of values, by its name and version. Those of the chart `loki` before 3 have other keys. */
export function chartNamed(name: string, version = ''): ChartName | undefined {
  if (name === 'loki' && /^[~^=v ]*[0-2](\.|$)/.test(version)) return 'loki-2';
  return CHARTS.find((one) => one === name);
}

/** Keys of all charts, from their values in the versions that `scripts/generate-chart-keys.ts` was given. */
const CHART_KEYS = file as unknown as Readonly<Record<ChartName, Readonly<Record<string, ChartKeys>>>>;

/** Keys that every chart has, named in its values or not. */
const HELM = ['global', 'enabled', 'tags', 'nameOverride', 'fullnameOverride', 'namespaceOverride'];

/** Known keys below a path: 1 where anything may follow; undefined for a key that the chart does not know. */
function knownBelow(keys: ChartKeys, key: string): ChartKeys | undefined {
  if (keys === 1) return 1;
  return Object.hasOwn(keys, key) ? keys[key] : keys['*'];
}

/** Keys of `loki` that the chart loki-stack itself reads, and the configuration of Loki, whose keys are Loki's. */
const OF_STACK = ['config', 'enabled', 'isDefault', 'datasource', 'url', 'uid'];

/** Keys that templates of charts read although the default values lack them. */
const UNNAMED: Readonly<Partial<Record<ChartName, RegExp>>> = {
  loki: /^(annotations|(backend|memberlist)\.service\.\w+|compactor\.(lifecycle|topologySpreadConstraints)|defaults\.resources|loki\.(command|hostAliases|hostUsers|nodeSelector|priorityClassName|resources|terminationGracePeriodSeconds|tolerations|storage\.(alibabacloud|bos|cos))|rbac\.useExistingRole|sidecar\.rules\.sizeLimit)(\.|\[|$)/,
  'loki-distributed':
    /^(compactor\.(lifecycle|topologySpreadConstraints)|ingress\.(ingressClassName|tls)|ingester\.persistence\.(size|storageClass))(\.|\[|$)/,
  'loki-2':
    /^(config|persistence\.(existingClaim|selector|storageClassName|subPath)|image\.pullSecrets|ingress\.ingressClassName|priorityClassName|service\.(clusterIP|externalTrafficPolicy|loadBalancerIP|loadBalancerSourceRanges)|serviceMonitor\.(path|scrapeTimeout|prometheusRule\.namespace))(\.|\[|$)/,
  promtail:
    /^((daemonset|deployment)\.autoscaling\.\w+|revisionHistoryLimit|serviceMonitor\.prometheusRule\.namespace)(\.|\[|$)/,
  'k8s-monitoring': /^(podLogs\w*|nodeLogs|clusterEvents)\.structuredMetadata(\.|\[|$)/,
  alloy: /^(controller\.enableStatefulSetAutoDeletePVC|ingress\.ingressClassName)(\.|\[|$)/,
};

/** Top-level keys of the chart `promtail` before version 3. Later versions have them in `config` or not at all. */
const OLD_PROMTAIL =
  /^(loki|pipelineStages|scrapeConfigs|extraScrapeConfigs|volumes|volumeMounts|securityContext|metrics|config\.(client|server|target_config))(\.|\[|$)/;

/** True for values of the chart `promtail` before version 3, by keys that only those have. */
export const isOldPromtail = (values: unknown): boolean =>
  ['loki.serviceName', 'loki.servicePort', 'loki.serviceScheme', 'config.client'].some(
    (key) => at(values, key) !== undefined,
  );

/** True for a key that only versions of the chart `promtail` before 3 know. */
export const isOldPromtailKey = (path: Path): boolean => OLD_PROMTAIL.test(pathText(path));

/** Number of keys at the beginning of a path that a chart knows; the length of the path if all. */
export function knownLength(chart: ChartName, path: Path): number {
  if (chart === 'loki-stack' && path[0] === 'promtail') return 1 + knownLength('promtail', path.slice(1));
  if (chart === 'loki-stack' && path[0] === 'loki') {
    return OF_STACK.includes(String(path[1])) ? path.length : 1 + knownLength('loki-2', path.slice(1));
  }
  if (UNNAMED[chart]?.test(pathText(path)) === true) return path.length;
  let keys: ChartKeys = CHART_KEYS[chart];
  for (const [index, key] of path.entries()) {
    if (index === 0 && HELM.includes(String(key))) return path.length;
    const below = knownBelow(keys, String(key));
    if (below === undefined) return index;
    keys = below;
  }
  return path.length;
}

/** Keys of the ruler that stand in its storage. Their last part says more than the first unknown one. */
const RULER_STORAGE = /^loki\.ruler\.storage\.(alertmanager_url|enable_api|enable_alertmanager_v2|external_url|ring)/;

/** Correct places of keys that are often misplaced, by the end of the wrong path. */
const BELONGS: Readonly<Partial<Record<ChartName, readonly (readonly [RegExp, string])[]>>> = {
  loki: [
    [RULER_STORAGE, 'loki.rulerConfig.$1'],
    [/^loki\.ruler\b/, 'loki.rulerConfig'],
    [/^loki\.(memcached|cache)\b.*/, 'chunksCache and resultsCache'],
    [/^loki\.overrides\b/, 'loki.runtimeConfig.overrides'],
    [/^loki\.schema_config\b/, 'loki.schemaConfig'],
    [/^loki\.(limitsConfig|limits)\b/, 'loki.limits_config'],
    [/^loki\.storageConfig\b/, 'loki.storage_config'],
    [/^loki\.common\b/, 'loki.commonConfig'],
    [/^loki\.memberlist\b/, 'loki.memberlistConfig'],
    [/^loki\.(table_manager|chunk_store_config)\b/, 'loki.structuredConfig.$1'],
    [
      /^(storage|schemaConfig|schema_config|limits_config|auth_enabled|commonConfig|storage_config|compactor_grpc_client|structuredConfig|runtimeConfig)\b/,
      'loki.$1',
    ],
    [
      /^gateway\.service\.(loadBalancerSourceRanges|loadBalancerClass)\b/,
      'no key of the chart: its Service takes requests from anywhere',
    ],
    [/^ingester\.persistence\.(size|storageClass|accessModes)\b/, 'ingester.persistence.claims[0].$1'],
    [/^memcached\.(chunk_cache|chunks_cache)\b.*/, 'chunksCache'],
    [/^memcached\.results_cache\b.*/, 'resultsCache'],
    [/^bloomCompactor\b.*/, 'bloomBuilder and bloomPlanner'],
    [/^serviceMonitor\b/, 'monitoring.serviceMonitor'],
    [/^monitoring\.lokiCanary\b/, 'lokiCanary'],
  ],
  'loki-distributed': [
    [/^loki\.storage_config\b/, 'loki.storageConfig'],
    [/^loki\.schema_config\b/, 'loki.schemaConfig'],
    [/^loki\.runtimeConfig\b/, 'runtimeConfig'],
    [/^loki\.(limits_config|compactor|ruler|ingester|querier|server|common)\b/, 'loki.structuredConfig.$1'],
  ],
  'loki-stack': [
    [/^loki\.schemaConfig\b/, 'loki.config.schema_config'],
    [
      /^loki\.(limits_config|storage_config|schema_config|compactor|auth_enabled|ruler|table_manager)\b/,
      'loki.config.$1',
    ],
    [/^loki\.structuredConfig\b/, 'loki.config'],
    [/^loki\.storage\b/, 'loki.config.storage_config'],
  ],
  'loki-2': [
    [/^(schemaConfig|schema_config)\b/, 'config.schema_config'],
    [/^(limits_config|storage_config|compactor|auth_enabled|ruler|table_manager)\b/, 'config.$1'],
    [/^structuredConfig\b/, 'config'],
    [/^storage\b/, 'config.storage_config'],
  ],
  promtail: [
    [/^config\.lokiAddress\b/, 'config.clients[0].url'],
    [/^(pipelineStages|scrapeConfigs|extraScrapeConfigs|snippets)\b/, 'config.snippets.$1'],
    [/^clients\b/, 'config.clients'],
    [/^config\.(scrape_configs|scrapeConfigs)\b/, 'config.snippets.scrapeConfigs, as a text'],
    [/^config\.(pipelineStages|scrapeConfigs|extraScrapeConfigs|extraRelabelConfigs)\b/, 'config.snippets.$1'],
  ],
  alloy: [
    [/^alloy\.controller\b/, 'controller'],
    [/^controller\.(resources|mounts|envFrom|extraEnv|extraArgs|extraPorts|securityContext)\b/, 'alloy.$1'],
    [/^(alloy\.)?extraVolumes\b/, 'controller.volumes.extra'],
    [/^(alloy\.)?extraVolumeMounts\b/, 'alloy.mounts.extra'],
    [/^volumes\b/, 'controller.volumes'],
    [
      /^(alloy\.)?(tolerations|nodeSelector|affinity|updateStrategy|hostNetwork|dnsPolicy|priorityClassName|podAnnotations|podLabels)\b/,
      'controller.$2',
    ],
    [
      /^(mounts|clustering|configMap|stabilityLevel|storagePath|resources|securityContext|envFrom|extraEnv|extraArgs|extraPorts|listenPort)\b/,
      'alloy.$1',
    ],
    [/^(config|content)\b/, 'alloy.configMap.content'],
  ],
};

/** Correct place of a key without effect; undefined if no known key is similar. */
export function placeOf(chart: ChartName, path: Path): string | undefined {
  if (chart === 'loki-stack' && path[0] === 'promtail') {
    const place = placeOf('promtail', path.slice(1));
    return place === undefined ? undefined : `promtail.${place}`;
  }
  const length = knownLength(chart, path);
  const whole = pathText(path);
  const name = RULER_STORAGE.test(whole) ? whole : pathText(path.slice(0, length + 1));
  for (const [form, place] of BELONGS[chart] ?? []) if (form.test(name)) return name.replace(form, place);
  const keys = keysAt(chart, path.slice(0, length));
  const wrong = String(path[length] ?? '');
  const near =
    keys === 1
      ? undefined
      : nearest(
          wrong,
          Object.keys(keys).filter((key) => key !== '*'),
        );
  if (near) return pathText([...path.slice(0, length), near]);
  return lokiPlace(chart, path, wrong);
}

/** Correct place of a key of Loki's configuration. */
function lokiPlace(chart: ChartName, path: Path, wrong: string): string | undefined {
  if (chart === 'promtail' || chart === 'alloy' || chart === 'k8s-monitoring') return undefined;
  // Below other keys, the name of a Loki key is a coincidence.
  if (path.length > 1 && path[0] !== 'loki') return undefined;
  const root = {
    loki: 'loki.structuredConfig',
    'loki-distributed': 'loki.structuredConfig',
    'loki-stack': 'loki.config',
    'loki-2': 'config',
  }[chart];
  const ways = path.map((_, start) =>
    path
      .slice(start)
      .map((key) => (typeof key === 'number' ? '*' : key))
      .join('.'),
  );
  const way = ways.slice(1, -1).find(isPlace);
  if (way !== undefined) return `${root}.${way}`;
  const top = Object.hasOwn(keysOf(ROOT_BLOCK), wrong) ? wrong : nearestKey(keysOf(ROOT_BLOCK), wrong);
  if (top && path.length > 1) return `${root}.${top}`;
  // A short word, such as name or prefix, has many meanings.
  const last = String(path.at(-1));
  const [place, ...others] = /_/.test(last) ? otherPlaces(last) : [];
  return place === undefined || others.length > 0 ? undefined : `${root}.${place}`;
}

function keysAt(chart: ChartName, path: Path): ChartKeys {
  return path.reduce<ChartKeys>((keys, key) => knownBelow(keys, String(key)) ?? 1, CHART_KEYS[chart]);
}
