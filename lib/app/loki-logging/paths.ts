import type { AlloyPipeline } from '../../../charts/alloy/pipeline';
import { SOURCE_VALIDATORS } from '../../../charts/alloy/sources/library';
import { withFieldNames } from '../../../charts/input/field-names';
import type { Problem } from '../../../charts/input/problems';
import type { KubernetesProps } from '../../../charts/kubernetes/props';
import type { LokiLoggingProps } from './props';

/** Property of `LokiLogging` that no environment has under the same name. */
export type OwnKey = Exclude<keyof LokiLoggingProps, keyof KubernetesProps>;

/** Property of a field of Alloy's pipeline: each has one. */
type PipelineKey = `alloy${Capitalize<keyof AlloyPipeline>}`;

/**
 * Path of every property in an environment: input is validated in that form, and the paths of problems are translated
 * back. Properties without a path have another type here, or concern only the CDK.
 */
export const PATHS: Readonly<Record<OwnKey | PipelineKey, string | undefined>> = {
  cluster: undefined,
  environmentName: undefined,
  retention: undefined,
  gigabytesPerDay: undefined,
  tenants: 'tenants',
  routes: undefined,
  queryTimeout: undefined,
  storage: 'storage',
  chunkBucketName: 'storage.chunkBucketName',
  rulerBucketName: 'storage.rulerBucketName',
  storageTransition: 'storage.transition',
  storeEndpoint: 'storage.endpoint',
  fips: 'storage.fips',
  loki: 'loki',
  encryption: undefined,
  encryptionKey: undefined,
  otherKeyArns: 'storage.otherKeyArns',
  accessLogBucket: 'storage.accessLogBucket',
  tags: 'tags',
  permissionsBoundary: 'permissionsBoundary',
  rolePath: 'rolePath',
  identity: 'identity',
  removalPolicy: undefined,
  trust: undefined,
  kubernetesReady: undefined,
  readers: 'readers',
  writers: 'writers',
  deletes: 'loki.deletes',
  credentials: 'credentials',
  grafanaServiceAccount: 'grafana.serviceAccount',
  storageClassName: undefined,
  autoMode: undefined,
  lokiNamespace: 'loki.namespace',
  alloyNamespace: 'alloy.namespace',
  grafanaNamespace: 'grafana.namespace',
  sizes: 'loki.sizes',
  autoscaling: 'loki.autoscaling',
  ingesterZones: 'loki.ingesterZones',
  rolloutOperator: 'loki.rolloutOperator',
  lokiConfig: 'loki.config',
  tenantLimits: 'loki.tenantLimits',
  chunkEncoding: 'loki.chunkEncoding',
  schema: 'loki.schema',
  alertmanagerUrl: 'loki.alertmanagerUrl',
  alertmanagers: 'loki.alertmanagers',
  tenantRetention: 'loki.tenantRetention',
  streamRetention: 'loki.streamRetention',
  rules: 'loki.rules',
  ruler: 'loki.ruler',
  otlpIndexLabels: 'loki.otlpIndexLabels',
  alloySources: 'alloy',
  alloyNodeLabel: 'alloy.nodeLabel',
  alloyNodeLabels: 'alloy.nodeLabels',
  alloyDestinations: 'alloy.destinations',
  alloyKafka: 'alloy.kafka',
  alloyExtraSources: 'alloy.extraSources',
  alloyCollectors: 'alloy.collectors',
  alloyProcessing: 'alloy.processing',
  maxLines: 'grafana.maxLines',
  grafanaAs: 'grafana.as',
  grafanaInstances: 'grafana.instances',
  grafanaTraces: 'grafana.traces',
  grafanaAlertmanager: 'grafana.alertmanager',
  grafanaDashboards: 'grafana.dashboards',
  grafanaPrometheus: 'grafana.prometheus',
  grafanaDeploy: 'grafana.deploy',
  networkPolicies: 'network.policies',
  metricsNamespaces: 'network.metricsNamespaces',
  metricsPods: 'network.metricsPods',
  rulerEgress: 'network.rulerEgress',
  clientNamespaces: 'network.clientNamespaces',
  expose: 'expose',
  canary: 'canary',
  monitoring: 'monitoring',
  record: undefined,
  customize: 'customize',
  acknowledge: 'acknowledge',
};

/** Paths that have a property, the shortest first. */
export const MOVED = Object.entries(PATHS)
  .flatMap(([key, path]) => (path ? [{ key, path }] : []))
  .sort((a, b) => a.path.length - b.path.length);

/** Properties of fields of an environment that have another type here. */
const OTHER_TYPES: Readonly<Record<string, readonly OwnKey[]>> = {
  volume: ['gigabytesPerDay'],
  tenantNamespaces: ['routes'],
};

/** Properties that an unknown key may stand for: those of the field of an environment with this path or name. */
export function propertiesOf(field: string): readonly string[] {
  if (Object.hasOwn(OTHER_TYPES, field)) return OTHER_TYPES[field] ?? [];
  const below = MOVED.filter(({ path }) => `${path}.`.startsWith(`${field}.`));
  const named = below.length > 0 ? below : MOVED.filter(({ path }) => path.split('.').at(-1) === field);
  if (named.length === 0 && Object.hasOwn(SOURCE_VALIDATORS, field)) return [`alloySources.${field}`];
  return named.map(({ key }) => key);
}

/** Path of a property of `LokiLogging`, from its path in an environment. */
export function propertyPath(path: string, { storage }: Pick<LokiLoggingProps, 'storage'> = {}): string {
  if (typeof storage === 'object' && (storage as unknown) !== null && /^storage\.(chunk|ruler)BucketName$/.test(path))
    return 'storage';
  const moved = MOVED.findLast((each) => `${path}.`.replaceAll('[', '.').startsWith(`${each.path}.`));
  if (!moved) return path;
  // Buckets that exist are one object.
  return moved.key === 'storage' ? moved.key : `${moved.key}${path.slice(moved.path.length)}`;
}

/** Fields of an environment that have another place here. */
const MOVED_FIELDS: ReadonlySet<string> = new Set([
  ...MOVED.map(({ path }) => path).filter((path) => path.includes('.')),
  ...Object.keys(SOURCE_VALIDATORS).map((source) => `alloy.${source}`),
]);

/** A problem with the names of properties, in its path and in its words. */
export function propertyProblem<P extends Problem>(problem: P, props?: Pick<LokiLoggingProps, 'storage'>): P {
  const named = withFieldNames(problem, (path) => {
    const [field = ''] = /^\w+\.\w+/.exec(path) ?? [];
    return MOVED_FIELDS.has(field) ? propertyPath(path, props) : path;
  });
  return { ...named, path: propertyPath(problem.path, props) };
}
