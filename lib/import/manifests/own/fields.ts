import { DEFAULT_GIGABYTES_PER_DAY, DEFAULT_NAMESPACES, DEFAULT_QUERY_TIMEOUT } from '../../../../charts/defaults';
import { DEFAULT_CHUNK_ENCODING } from '../../../../charts/loki/config/encoding';
import { DEFAULT_SCHEMA, SCHEMA_DEFAULTS } from '../../../../charts/loki/config/schema';
import { oneNodeSizes } from '../../../../charts/loki/sizes/one-node';
import { REPLICATION_FACTOR } from '../../../../charts/loki/replication';
import { OTLP_LABELS } from '../../../../charts/loki/otlp';
import { lokiSize, type LokiSize, SIZED_COMPONENTS, SIZE_VOLUMES } from '../../../../charts/loki/sizes/sizes';
import type { Manifest } from '../../../manifests/manifest';
import { Manifests } from '../../../manifests/manifests';
import type { Workload } from '../../../manifests/workloads';
import { ROLE_ANNOTATION } from '../../../manifests/service-accounts';
import { asList, at, isRecord, record, records, text } from '../../../manifests/shape';
import { durationText, secondsOf } from '../../durations';
import type { Importing } from '../../importing';
import { coresOf, gibOf, wholeGibOf } from '../../quantities';
import type { ConfigText } from '../texts';
import { componentOf } from '../workloads';
import { fewestPods, readOwnAutoscaling } from './autoscaling';
import { readElsewhere } from './elsewhere';
import { readOwnParts } from './parts';
import { readPlace } from './place';
import { readOwnRules } from './rules';
import { hasAccessKey, readStore } from './store';
import { datasourcesOf, readTenants } from './tenants';

/** Usual volumes of logs, in GB a day: the sizes of each are compared with the rendered ones. */
const VOLUMES = [
  ...new Set([
    DEFAULT_GIGABYTES_PER_DAY,
    ...SIZE_VOLUMES,
    1,
    2,
    5,
    10,
    20,
    30,
    40,
    75,
    80,
    100,
    150,
    200,
    250,
    300,
    400,
    500,
    600,
    700,
    750,
    800,
    1000,
    1500,
    2000,
    3000,
    5000,
    10_000,
  ]),
];

/** Reads the fields of an environment out of the objects that it renders. */
export function readOwnFields(importing: Importing, objects: readonly Manifest[], texts: readonly ConfigText[]): void {
  const loki = texts.find(({ kind }) => kind === 'loki');
  const config = loki?.value;
  const datasources = objects.flatMap(({ metadata }) => /^loki-datasources-(.+)$/.exec(metadata.name)?.[1] ?? [])[0];
  readPlace(importing, objects, config, datasources);
  readStore(importing, objects, config);
  if (config === undefined) readElsewhere(importing, objects, texts);
  else {
    readLimits(importing, config, texts);
    readOwnRules(importing, objects, config);
  }
  readNamespaces(importing, loki?.object.metadata.namespace, texts, objects);
  readTenants(importing, objects, texts);
  readSizes(importing, objects);
  readOwnAutoscaling(importing, objects);
  readSwitches(importing, objects);
  readOwnParts(importing, objects);
}

function readLimits({ draft }: Importing, config: unknown, texts: readonly ConfigText[]): void {
  const retention = secondsOf(text(at(config, 'limits_config.retention_period')));
  if (retention !== undefined && retention > 0) draft.set(['retention'], durationText(retention));
  const timeout = secondsOf(text(at(config, 'limits_config.query_timeout')));
  if (timeout !== undefined && timeout !== DEFAULT_QUERY_TIMEOUT.toSeconds())
    draft.set(['loki', 'queryTimeout'], durationText(timeout));
  // Fewer ingesters than copies are refused, so this is known before the rest of the configuration is compared.
  const copies = at(config, 'common.replication_factor');
  if (copies !== undefined && copies !== REPLICATION_FACTOR && !draft.has(['cluster', 'local']))
    draft.set(['loki', 'config', 'common', 'replication_factor'], copies);
  const encoding = text(at(config, 'ingester.chunk_encoding'));
  if (encoding !== undefined && encoding !== DEFAULT_CHUNK_ENCODING) draft.set(['loki', 'chunkEncoding'], encoding);
  const labels = at(config, 'distributor.otlp_config.default_resource_attributes_as_index_labels');
  if (JSON.stringify(labels) !== JSON.stringify(OTLP_LABELS)) draft.set(['loki', 'otlpIndexLabels'], labels);
  const url = text(at(config, 'ruler.alertmanager_url'));
  if (url !== undefined) draft.set(['loki', 'alertmanagerUrl'], url);
  const periods = records(at(config, 'schema_config.configs')).map((period) => ({
    from: String(period['from']),
    ...(period['schema'] === SCHEMA_DEFAULTS.schema ? {} : { schema: period['schema'] }),
    ...(at(period, 'index.prefix') === SCHEMA_DEFAULTS.indexPrefix ? {} : { indexPrefix: at(period, 'index.prefix') }),
    ...(period['store'] === SCHEMA_DEFAULTS.store ? {} : { store: period['store'] }),
    ...(at(period, 'index.path_prefix') === undefined ? {} : { indexPath: at(period, 'index.path_prefix') }),
  }));
  if (JSON.stringify(periods) !== JSON.stringify(DEFAULT_SCHEMA)) draft.set(['loki', 'schema'], periods);
  const overrides = record(at(texts.find(({ kind }) => kind === 'overrides')?.value, 'overrides'));
  for (const [tenant, limits] of Object.entries(overrides))
    if (isRecord(limits)) draft.set(['loki', 'tenantLimits', tenant], limits);
}

function readNamespaces(
  { draft }: Importing,
  loki: string | undefined,
  texts: readonly ConfigText[],
  objects: readonly Manifest[],
): void {
  const alloy = texts.find(({ kind }) => kind === 'alloy')?.object.metadata.namespace;
  const grafana = objects.find((object) => datasourcesOf(object).length > 0)?.metadata.namespace;
  for (const [part, namespace] of Object.entries({ loki, alloy, grafana })) {
    if (namespace !== undefined && namespace !== DEFAULT_NAMESPACES[part as 'loki'])
      draft.set([part, 'namespace'], namespace);
  }
}

/** Reads the volume whose sizes are nearest to the rendered ones, and the sizes that differ. */
function readSizes({ draft }: Importing, objects: readonly Manifest[]): void {
  const actual = new Map<string, Record<string, number>>();
  const fewest = fewestPods(objects);
  let isZoned = false;
  for (const workload of new Manifests(objects).workloads) {
    const component = workload.labels['app.kubernetes.io/name'] === 'loki' ? componentOf(workload) : undefined;
    if (!component) continue;
    const former = actual.get(component);
    isZoned ||= former !== undefined;
    const resources = record(records(workload.pod.containers)[0]?.['resources']);
    const memory = cacheGib(workload.pod) ?? gibOf(text(at(resources, 'requests.memory')));
    const claim = records(workload.spec.volumeClaimTemplates)[0];
    const volume = wholeGibOf(text(at(claim, 'spec.resources.requests.storage')));
    actual.set(component, {
      replicas: (workload.spec.replicas ?? fewest.get(workload.name) ?? 1) + (former?.['replicas'] ?? 0),
      ...defined('cpu', coresOf(text(at(resources, 'requests.cpu')))),
      ...defined('memory', memory),
      ...defined('volume', volume),
    });
  }
  if (actual.size === 0) return;
  if (draft.has(['cluster', 'local'])) {
    const ofOneNode = lokiSize(DEFAULT_GIGABYTES_PER_DAY, oneNodeSizes());
    for (const { component, field, value } of differencesOf(ofOneNode, actual))
      draft.set(['loki', 'sizes', component, field], value);
    return;
  }
  const ranked = VOLUMES.map((gigabytes) => ({
    gigabytes,
    differences: differencesOf(lokiSize(gigabytes, {}, isZoned), actual),
  })).sort((a, b) => a.differences.length - b.differences.length);
  const [best] = ranked as [(typeof ranked)[number]];
  draft.set(['volume'], best.gigabytes % 1000 === 0 ? `${best.gigabytes / 1000} TB/day` : `${best.gigabytes} GB/day`);
  if (isZoned !== best.gigabytes > 1000) draft.set(['loki', 'ingesterZones'], isZoned);
  for (const { component, field, value } of best.differences) draft.set(['loki', 'sizes', component, field], value);
}

/** GiB that a cache fills, which is less than the memory request of its pod; undefined for other pods. */
function cacheGib({ containers }: Workload['pod']): number | undefined {
  const limits = records(containers).flatMap(({ args }) =>
    asList(args).flatMap((arg) => /^--memory-limit=(\d+)$/.exec(String(arg))?.[1] ?? []),
  );
  return limits[0] === undefined ? undefined : Number(limits[0]) / 1024;
}

const defined = (key: string, value: number | undefined): Record<string, number> =>
  value === undefined ? {} : { [key]: value };

/** Sizes that differ from those of a volume. */
function differencesOf({ components }: LokiSize, actual: ReadonlyMap<string, Record<string, number>>) {
  return SIZED_COMPONENTS.flatMap((component) =>
    Object.entries(actual.get(component) ?? {}).flatMap(([field, value]) => {
      const expected = components[component][field as 'cpu'];
      return expected === undefined || Math.abs(expected - value) < 0.002 ? [] : [{ component, field, value }];
    }),
  );
}

/** Reads fields that turn whole objects on or off. */
function readSwitches({ draft }: Importing, objects: readonly Manifest[]): void {
  const has = (kind: string, name?: RegExp): boolean =>
    objects.some((one) => one.kind === kind && (name?.test(one.metadata.name) ?? true));
  if (!has('NetworkPolicy')) draft.set(['network', 'policies'], false);
  const isInAws = !draft.has(['cluster', 'local']) && !draft.has(['loki', 'url']);
  if (has('ExternalSecret')) draft.set(['credentials', 'from'], 'external-secrets');
  else if (isInAws && !has('SecretProviderClass')) draft.set(['credentials', 'from'], 'kubernetes-secret');
  if (has('GrafanaDatasource')) draft.set(['grafana', 'as'], 'operator');
  // Accounts that only copy passwords have a role of their own in either case.
  const accounts = objects.filter(
    ({ kind, metadata }) => kind === 'ServiceAccount' && !metadata.name.startsWith('loki-credentials-'),
  );
  const hasRole = accounts.some((one) => record(at(one, 'metadata.annotations'))[ROLE_ANNOTATION] !== undefined);
  const needsRole = isInAws ? !hasAccessKey(objects) || has('SecretProviderClass') : has('SecretProviderClass');
  if (accounts.length > 0 && needsRole && !hasRole) draft.set(['identity'], 'pod-identity');
  const domain = /\.svc\.([\w.-]+):/.exec(
    JSON.stringify(objects.find((one) => one.kind === 'ConfigMap' && one.metadata.name === 'loki') ?? ''),
  )?.[1];
  if (domain !== undefined && domain !== 'cluster.local') draft.set(['clusterDomain'], domain);
}
