/**
 * Writes lib/import/charts/generated/keys.json: the keys that Helm charts of Loki and its agents know, without their values
 * and texts. Arguments: files `<chart>[@<place>]=<values.yaml>`, of as many versions as there are; `place` is a path in the
 * values, such as `destinations.*`. Needs the values files of the charts, which are not part of this repository.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

/** Known keys; 1 if any key may follow. */
type Keys = 1 | { readonly [key: string]: Keys };

/** Keys of Kubernetes objects, below which any key may follow. */
const FREE =
  /^(affinity|nodeSelector|tolerations|resources|.*[aA]nnotations|.*[lL]abels|.*[sS]ecurityContext|.*Probe|extra.*|structuredMetadata|topologySpreadConstraints|.*[sS]trategy|dnsConfig|matchLabels|nodeAffinity|podAffinity|hostAliases|initContainers)$/;

/** Blocks of Loki's configuration, whose keys are Loki's, and charts within the chart. */
const OTHERS: Readonly<Record<string, readonly string[]>> = {
  loki: [
    ...['server', 'limits_config', 'storage_config', 'ingester', 'querier', 'compactor', 'frontend', 'frontend_worker'],
    ...['distributor', 'query_range', 'query_scheduler', 'index_gateway', 'rulerConfig', 'structuredConfig', 'tracing'],
    ...['runtimeConfig', 'schemaConfig', 'analytics', 'memberlistConfig', 'commonConfig', 'pattern_ingester', 'ui'],
    ...[
      'bloom_build',
      'bloom_gateway',
      'ingester_client',
      'operational_config',
      'compactor_grpc_client',
      'block_builder',
    ],
  ].map((key) => `loki.${key}`),
  'loki-distributed': ['loki.schemaConfig', 'loki.storageConfig', 'loki.structuredConfig', 'runtimeConfig'],
  'loki-stack': ['loki', 'promtail', 'fluent-bit', 'grafana', 'prometheus', 'filebeat', 'logstash'],
};
const CHARTS_WITHIN = [
  'minio',
  'enterprise',
  'grafana-agent-operator',
  'rollout_operator',
  'adminApi',
  'enterpriseGateway',
];

function keysOf(value: unknown, key = ''): Keys {
  const isBlock = typeof value === 'object' && value !== null && !Array.isArray(value);
  if (!isBlock || Object.keys(value).length === 0 || FREE.test(key)) return 1;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, keysOf(inner, name)]));
}

function merged(one: Keys | undefined, other: Keys): Keys {
  if (one === undefined) return other;
  if (one === 1 || other === 1) return one === other ? 1 : { ...(one === 1 ? (other as object) : one), '*': 1 };
  const names = [...new Set([...Object.keys(one), ...Object.keys(other)])].sort();
  return Object.fromEntries(names.map((name) => [name, merged(one[name], other[name] ?? (one[name] as Keys))]));
}

const within = (place: string, keys: Keys): Keys =>
  place.split('.').reduceRight<Keys>((inner, key) => ({ [key]: inner }), keys);

function without(keys: Keys, path: string): Keys {
  const [key = '', ...rest] = path.split('.');
  if (keys === 1 || keys[key] === undefined) return keys;
  return { ...keys, [key]: rest.length === 0 ? 1 : without(keys[key], rest.join('.')) };
}

const charts: Record<string, Keys> = {};
for (const argument of process.argv.slice(2)) {
  const [, chart = '', place, file = ''] = /^([\w-]+)(?:@([^=]+))?=(.+)$/.exec(argument) ?? [];
  const keys = keysOf(parse(readFileSync(file, 'utf8')));
  charts[chart] = merged(charts[chart], place === undefined ? keys : within(place, keys));
}
for (const [chart, keys] of Object.entries(charts)) {
  charts[chart] = [...(OTHERS[chart] ?? []), ...CHARTS_WITHIN].reduce(without, keys);
}
const file = join(__dirname, '../lib/import/charts/generated/keys.json');
const lines = Object.entries(charts).flatMap(([chart, keys]) => {
  const rows = Object.entries(keys).map(([key, inner]) => `    ${JSON.stringify(key)}: ${JSON.stringify(inner)}`);
  return [`  ${JSON.stringify(chart)}: {\n${rows.join(',\n')}\n  }`];
});
writeFileSync(file, `{\n${lines.join(',\n')}\n}\n`);
