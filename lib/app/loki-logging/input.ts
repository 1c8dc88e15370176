import type { Duration } from 'aws-cdk-lib';
import { Duration as ChartDuration } from 'cdk8s';
import type { AlloyPipeline } from '../../../charts/alloy/pipeline';
import { placedRoutes, routeConflicts, unknownTenants } from '../../../charts/alloy/stages/route-problems';
import { idleProblems } from '../../../charts/endpoint/exposure/validate';
import type { ObjectStore } from '../../../charts/endpoint/object-store';
import { retentionFault } from '../../../charts/loki/config/retention';
import { gigabytesFault, queryTimeoutFault } from '../../../charts/loki/quantities';
import { parseVolume } from '../../environment/quantities';
import { readOf } from '../../../charts/input/plain-copy';
import { type Fault, InputError, type Problem, problemOfValue, show } from '../../../charts/input/problems';
import { isReadable, unknownKey } from '../../../charts/input/props';
import type { KubernetesProps } from '../../../charts/kubernetes/props';
import { EXISTING_STORAGE_CLASS } from '../../environment/environment';
import type { NameParts } from '../../environment/names';
import type { LoggingProps } from '../../environment/props';
import type { LoggingInput } from '../../environment/resolve';
import { doorProblems } from '../../environment/rules/expose';
import { throughputProblems } from '../../environment/rules/loki';
import { isDuration, valueProblems } from '../../props/validate';
import { storage } from '../../storage/schemas';
import { ROUTES_SCHEMA } from '../../environment/schema/environment';
import { schemaProblems } from '../../environment/schema/issues';
import { KUBERNETES_KEYS } from '../../environment/schema/kubernetes';
import { objectName } from '../../environment/schema/names';
import { below, nameProblems, validateLogging } from '../../environment/validate';
import { inputCopy, isObject } from '../../environment/values';
import { bucketProblems } from './buckets';
import { OWN_SCHEMAS } from './own-schemas';
import type { LokiLoggingProps } from './props';

/** Property of `LokiLogging` that no environment has under the same name. */
type OwnKey = Exclude<keyof LokiLoggingProps, keyof KubernetesProps>;

/** Property of a field of Alloy's pipeline: each has one. */
type PipelineKey = `alloy${Capitalize<keyof AlloyPipeline>}`;

/**
 * Path of every property in an environment: input is validated in that form, and the paths of problems are translated
 * back. Properties without a path have another type here, or concern only the CDK.
 */
const PATHS: Readonly<Record<OwnKey | PipelineKey, string | undefined>> = {
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
const MOVED = Object.entries(PATHS)
  .flatMap(([key, path]) => (path ? [{ key, path }] : []))
  .sort((a, b) => a.path.length - b.path.length);

/** Path of a property of `LokiLogging`, from its path in an environment. */
export function propertyPath(path: string, { storage }: Pick<LokiLoggingProps, 'storage'> = {}): string {
  if (typeof storage === 'object' && (storage as unknown) !== null && /^storage\.(chunk|ruler)BucketName$/.test(path))
    return 'storage';
  const moved = MOVED.findLast((each) => `${path}.`.replaceAll('[', '.').startsWith(`${each.path}.`));
  if (!moved) return path;
  // Buckets that exist are one object.
  return moved.key === 'storage' ? moved.key : `${moved.key}${path.slice(moved.path.length)}`;
}

/**
 * The properties, each read once.
 *
 * @throws InputError if they are not an object
 */
export function readProps(path: string, props: LokiLoggingProps): LokiLoggingProps {
  if (!isReadable(props)) {
    const fix = 'write an object, such as { cluster }';
    throw new InputError([problemOfValue(path, props, { wrong: 'is not an object', fix })]);
  }
  const keys = [...Object.keys(PATHS), ...KUBERNETES_KEYS, ...Object.keys(props)];
  return Object.fromEntries(keys.flatMap((key) => (key in props ? [[key, readOf(props, key)]] : []))) as never;
}

/** The properties in the form of an environment. */
function environmentForm(props: LokiLoggingProps, parts: NameParts, store?: ObjectStore): LoggingProps {
  const form: Record<string, unknown> = { account: parts.account, region: parts.region };
  for (const key of KUBERNETES_KEYS) form[key] = inputCopy(props[key]);
  for (const { key, path } of MOVED) {
    if (key === 'storage') continue;
    const value: unknown = inputCopy(props[key as OwnKey], path);
    const [top = '', below] = path.split('.');
    if (value === undefined) continue;
    if (below === undefined) form[top] = isObject(value) ? { ...value } : value;
    else if (form[top] === undefined) form[top] = { [below]: value };
    else if (isObject(form[top])) form[top] = { ...form[top], [below]: value };
  }
  const volume = typeof props.gigabytesPerDay === 'number' ? `${props.gigabytesPerDay} GB/day` : '';
  if (parseVolume(volume).value !== undefined) form['volume'] = volume;
  if (store) {
    const names = { chunkBucketName: store.chunkBucket, rulerBucketName: store.rulerBucket };
    form['storage'] = { ...(form['storage'] as object | undefined), ...names };
  }
  return form as LoggingProps;
}

/** Facts about a cluster that the charts depend on. */
export interface ClusterFacts {
  /** Its name. @default - known at deploy time only */
  readonly name?: string;

  /** Provisioner of its EBS volumes. */
  readonly provisioner: string;

  /** Number of zones of its nodes. @default - unknown */
  readonly zones?: number;

  /** Address ranges of its VPC. @default - unknown */
  readonly vpcCidrs?: readonly string[];
}

/**
 * Validates the properties of a `LokiLogging` with the rules of environments. Without a cluster nothing is valid, and all
 * other problems are found all the same.
 *
 * @throws InputError if anything is invalid, with all problems by the names of the properties
 */
export function loggingInput(
  path: string,
  props: LokiLoggingProps,
  parts: NameParts,
  facts: ClusterFacts = { provisioner: '' },
): LoggingInput {
  const objectStore = storage.safeParse(props.storage).success ? props.storage?.objectStore : undefined;
  const form = environmentForm(props, parts, objectStore);
  const problems = [
    ...unknownProperties(props),
    ...ownProblems(props, form, parts),
    ...bucketProblems(props, parts, objectStore),
    ...sharedProblems(props, form, parts).map((problem) => ({ ...problem, path: propertyPath(problem.path, props) })),
    ...doorProblems(form, facts).map((problem) => ({ ...problem, path: propertyPath(problem.path, props) })),
  ].filter(({ path }, _index, all) => path !== '' || all.every((other) => other.path !== 'environmentName'));
  if (problems.length > 0) throw new InputError(problems.map((each) => ({ ...each, path: below(path, each) })));
  return {
    parts,
    clusterName: facts.name ?? parts.environment,
    props: form,
    gigabytesPerDay: props.gigabytesPerDay,
    retention: chartDuration(props.retention),
    queryTimeout: chartDuration(props.queryTimeout),
    routes: props.routes ?? [],
    storageClass: { name: props.storageClassName ?? EXISTING_STORAGE_CLASS, provisioner: facts.provisioner },
    hasStorageClass: props.storageClassName !== undefined,
    zones: facts.zones,
    vpcCidrs: facts.vpcCidrs,
    objectStore,
  };
}

/** Problems of the fields of an environment: also of those below `alloy`, if the sources there are not an object. */
function sharedProblems(props: LokiLoggingProps, form: LoggingProps, parts: NameParts): Problem[] {
  const problems = validateLogging(parts.environment, form);
  if (form.alloy === undefined || isObject(form.alloy)) return problems;
  const others = validateLogging(parts.environment, environmentForm({ ...props, alloySources: undefined }, parts));
  return [...problems, ...others.filter(({ path }) => path.startsWith('alloy.'))];
}

function unknownProperties(props: LokiLoggingProps): Problem[] {
  const known = [...Object.keys(PATHS), ...KUBERNETES_KEYS];
  return Object.keys(props)
    .filter((key) => !known.includes(key))
    .map((key) => ({ path: key, ...unknownKey(key, known) }));
}

/** Problems of properties whose type differs from that in an environment. */
function ownProblems(props: LokiLoggingProps, form: LoggingProps, parts: NameParts): Problem[] {
  const { gigabytesPerDay, environmentName, storageClassName } = props;
  const routes = inputCopy(props.routes);
  const of = (path: string, found: readonly Problem[]) =>
    found.map((each) => ({ ...each, path: `${path}${each.path}` }));
  const volume = gigabytesPerDay === undefined ? undefined : gigabytesFault(gigabytesPerDay, '20');
  return [
    ...(environmentName === undefined ? [] : of('environmentName', nameProblems(inputCopy(environmentName)))),
    ...(volume ? [problemOfValue('gigabytesPerDay', gigabytesPerDay, volume)] : []),
    ...durationProblems('retention', props.retention, (duration) => retentionFault(duration.toSeconds())),
    ...durationProblems('queryTimeout', props.queryTimeout, queryTimeoutFault),
    ...(isDuration(props.queryTimeout) && !props.queryTimeout.isUnresolved()
      ? idleProblems(form.expose, props.queryTimeout.toSeconds({ integral: false }), 'queryTimeout')
      : []),
    ...(storageClassName === undefined
      ? []
      : of('storageClassName', schemaProblems(objectName, inputCopy(storageClassName)))),
    ...(storageClassName === undefined
      ? []
      : throughputProblems(inputCopy(props.sizes), show(storageClassName)).map((each) => ({
          ...each,
          path: propertyPath(each.path),
        }))),
    ...valueProblems(props, OWN_SCHEMAS),
    ...(routes === undefined ? [] : routesProblems(routes, form.tenants ?? [parts.environment])),
  ];
}

function routesProblems(routes: NonNullable<LokiLoggingProps['routes']>, tenants: readonly string[]): Problem[] {
  const problems = schemaProblems(ROUTES_SCHEMA, routes).map((each) => ({ ...each, path: `routes${each.path}` }));
  if (problems.length > 0) return problems;
  const placed = placedRoutes(routes);
  return [...unknownTenants(placed, tenants), ...routeConflicts(placed)];
}

function durationProblems(
  path: string,
  duration: Duration | undefined,
  faultOf: (duration: ChartDuration) => Fault | undefined,
): Problem[] {
  if (duration === undefined) return [];
  if (!isDuration(duration)) {
    return [problemOfValue(path, duration, { wrong: 'is not a Duration', fix: 'write one such as Duration.days(28)' })];
  }
  if (duration.isUnresolved()) {
    const fix = 'write one such as Duration.days(28)';
    return [{ path, found: 'is known at deploy time only, and Loki’s configuration is written before', fix }];
  }
  const fault = faultOf(chartDuration(duration) as ChartDuration);
  return fault ? [problemOfValue(path, duration.toHumanString(), fault)] : [];
}

function chartDuration(duration: Duration | undefined): ChartDuration | undefined {
  return duration && ChartDuration.seconds(duration.toSeconds({ integral: false }));
}
