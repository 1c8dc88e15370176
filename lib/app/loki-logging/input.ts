import { type Duration, Token } from 'aws-cdk-lib';
import { Duration as ChartDuration } from 'cdk8s';
import type { ObjectStore } from '../../../charts/endpoint/object-store';
import { type Fault, InputError, type Problem, problemOfValue, show } from '../../../charts/problems';
import type { KubernetesProps } from '../../../charts/kubernetes-props';
import { EXISTING_STORAGE_CLASS } from '../../environment/environment';
import type { NameParts } from '../../environment/names';
import type { LoggingProps } from '../../environment/props';
import { durationFault, gigabytesFault, retentionFault } from '../../environment/quantities';
import type { LoggingInput } from '../../environment/resolve';
import { routeConflicts } from '../../environment/rules/tenants';
import { ROUTES_SCHEMA } from '../../environment/schema/environment';
import { schemaProblems, unknownKey } from '../../environment/schema/issues';
import { KUBERNETES_KEYS } from '../../environment/schema/kubernetes';
import { objectName } from '../../environment/schema/names';
import { below, nameProblems, validateLogging } from '../../environment/validate';
import { isObject } from '../../environment/values';
import type { LokiLoggingProps } from './props';

/** Property of `LokiLogging` that no environment has under the same name. */
type OwnKey = Exclude<keyof LokiLoggingProps, keyof KubernetesProps>;

/**
 * Path of every property in an environment: input is validated in that form, and the paths of problems are translated
 * back. Properties without a path have another type here, or concern only the CDK.
 */
const PATHS: Readonly<Record<OwnKey, string | undefined>> = {
  cluster: undefined,
  environmentName: undefined,
  retention: undefined,
  gigabytesPerDay: undefined,
  tenants: 'tenants',
  routes: undefined,
  queryTimeout: undefined,
  storage: 'storage',
  encryption: undefined,
  encryptionKey: undefined,
  otherKeyArns: 'storage.otherKeyArns',
  accessLogBucket: 'storage.accessLogBucket',
  tags: 'tags',
  permissionsBoundary: 'permissionsBoundary',
  rolePath: 'rolePath',
  removalPolicy: undefined,
  trust: undefined,
  kubernetesReady: undefined,
  credentials: 'credentials',
  grafanaServiceAccount: 'grafana.serviceAccount',
  storageClassName: undefined,
  autoMode: undefined,
  lokiNamespace: 'loki.namespace',
  alloyNamespace: 'alloy.namespace',
  grafanaNamespace: 'grafana.namespace',
  sizes: 'loki.sizes',
  lokiConfig: 'loki.config',
  tenantLimits: 'loki.tenantLimits',
  schema: 'loki.schema',
  alertmanagerUrl: 'loki.alertmanagerUrl',
  alloySources: 'alloy',
  alloyExtraSources: 'alloy.extraSources',
  alloyCollectors: 'alloy.collectors',
  maxLines: 'grafana.maxLines',
  networkPolicies: 'network.policies',
  metricsNamespaces: 'network.metricsNamespaces',
  clientNamespaces: 'network.clientNamespaces',
  customize: 'customize',
  acknowledge: 'acknowledge',
};

/** Paths that have a property, the shortest first. */
const MOVED = Object.entries(PATHS)
  .flatMap(([key, path]) => (path ? [{ key, path }] : []))
  .sort((a, b) => a.path.length - b.path.length);

/** Path of a property of `LokiLogging`, from its path in an environment. */
export function propertyPath(path: string): string {
  const moved = MOVED.findLast((each) => `${path}.`.replaceAll('[', '.').startsWith(`${each.path}.`));
  if (!moved) return path;
  // Buckets are given as one object.
  return moved.key === 'storage' ? moved.key : `${moved.key}${path.slice(moved.path.length)}`;
}

/** The properties in the form of an environment. */
function environmentForm(props: LokiLoggingProps, parts: NameParts, store?: ObjectStore): LoggingProps {
  const form: Record<string, unknown> = { account: parts.account, region: parts.region };
  for (const key of KUBERNETES_KEYS) form[key] = props[key];
  for (const { key, path } of MOVED) {
    const value: unknown = props[key as OwnKey];
    const [top = '', below] = path.split('.');
    if (value === undefined || key === 'storage') continue;
    if (below === undefined) form[top] = isObject(value) ? { ...value } : value;
    else if (form[top] === undefined) form[top] = { [below]: value };
    else if (isObject(form[top])) form[top] = { ...form[top], [below]: value };
  }
  if (store) {
    const names = { chunkBucketName: store.chunkBucket, rulerBucketName: store.rulerBucket };
    form['storage'] = { ...(form['storage'] as object | undefined), ...names };
  }
  return form as LoggingProps;
}

/**
 * Validates the properties of a `LokiLogging` with the rules of environments.
 *
 * @throws InputError if anything is invalid, with all problems by the names of the properties
 */
export function loggingInput(
  path: string,
  props: LokiLoggingProps,
  parts: NameParts,
  cluster: { readonly name: string | undefined; readonly provisioner: string },
): LoggingInput {
  const objectStore = props.storage?.objectStore;
  const form = environmentForm(props, parts, objectStore);
  const problems = [
    ...unknownProperties(props),
    ...ownProblems(props, form, parts),
    ...storeProblems(parts, objectStore),
    ...unusedProblems(props),
    ...validateLogging(parts.environment, form).map((problem) => ({ ...problem, path: propertyPath(problem.path) })),
  ].filter(({ path }, _index, all) => path !== '' || all.every((other) => other.path !== 'environmentName'));
  if (problems.length > 0) throw new InputError(problems.map((each) => ({ ...each, path: below(path, each) })));
  return {
    parts,
    clusterName: cluster.name ?? parts.environment,
    props: form,
    gigabytesPerDay: props.gigabytesPerDay,
    retention: chartDuration(props.retention),
    queryTimeout: chartDuration(props.queryTimeout),
    routes: props.routes ?? [],
    storageClass: { name: props.storageClassName ?? EXISTING_STORAGE_CLASS, provisioner: cluster.provisioner },
    hasStorageClass: props.storageClassName !== undefined,
    objectStore,
  };
}

function unknownProperties(props: LokiLoggingProps): Problem[] {
  const known = [...Object.keys(PATHS), ...KUBERNETES_KEYS];
  return Object.keys(props)
    .filter((key) => !known.includes(key))
    .map((key) => ({ path: key, ...unknownKey(key, known) }));
}

/** Problems of properties whose type differs from that in an environment. */
function ownProblems(props: LokiLoggingProps, form: LoggingProps, parts: NameParts): Problem[] {
  const { gigabytesPerDay, environmentName, storageClassName, routes } = props;
  const of = (path: string, found: readonly Problem[]) =>
    found.map((each) => ({ ...each, path: `${path}${each.path}` }));
  const volume = gigabytesPerDay === undefined ? undefined : gigabytesFault(gigabytesPerDay, '20');
  return [
    ...(environmentName === undefined ? [] : of('environmentName', nameProblems(environmentName))),
    ...(volume ? [problemOfValue('gigabytesPerDay', gigabytesPerDay, volume)] : []),
    ...durationProblems('retention', props.retention, retentionFault),
    ...durationProblems('queryTimeout', props.queryTimeout, durationFault),
    ...(storageClassName === undefined ? [] : of('storageClassName', schemaProblems(objectName, storageClassName))),
    ...(routes === undefined ? [] : routesProblems(routes, form.tenants ?? [parts.environment])),
  ];
}

function routesProblems(routes: NonNullable<LokiLoggingProps['routes']>, tenants: readonly string[]): Problem[] {
  const problems = schemaProblems(ROUTES_SCHEMA, routes).map((each) => ({ ...each, path: `routes${each.path}` }));
  if (problems.length > 0) return problems;
  const unknown = routes.flatMap(({ tenant }, index) =>
    tenants.includes(tenant)
      ? []
      : [
          {
            path: `routes[${index}].tenant`,
            found: `${tenant} is not one of the tenants, ${tenants.join(', ')}`,
            fix: `add ${tenant} to them, or leave the route out`,
          },
        ],
  );
  return [
    ...unknown,
    ...routeConflicts(routes.map((route, index) => ({ ...route, path: `routes[${index}].namespaces` }))),
  ];
}

function durationProblems(
  path: string,
  duration: Duration | undefined,
  faultOf: (duration: ChartDuration) => Fault | undefined,
): Problem[] {
  if (duration === undefined) return [];
  if (typeof duration.toSeconds !== 'function') {
    return [problemOfValue(path, duration, { wrong: 'is not a Duration', fix: 'write one such as Duration.days(28)' })];
  }
  if (duration.isUnresolved()) {
    const fix = 'write one such as Duration.days(28)';
    return [{ path, found: 'is known at deploy time only, and Loki’s configuration is written before', fix }];
  }
  const fault = faultOf(chartDuration(duration) as ChartDuration);
  return fault ? [problemOfValue(path, duration.toHumanString(), fault)] : [];
}

/** Properties of buckets that are made, although there are some. */
function unusedProblems(props: LokiLoggingProps): Problem[] {
  if (!props.storage) return [];
  return (['otherKeyArns', 'accessLogBucket'] as const)
    .filter((key) => props[key] !== undefined)
    .map((path) => ({
      path,
      found: `${show(props[path])} is for buckets that are made, and storage has some`,
      fix: path === 'otherKeyArns' ? 'give it to the storage' : 'leave it out',
    }));
}

/** Loki's S3 client works in one region. */
function storeProblems({ region }: NameParts, store: ObjectStore | undefined): Problem[] {
  if (!store || store.region === region || Token.isUnresolved(store.region)) return [];
  const found = `has buckets in ${store.region}, and the stack is in ${region}`;
  return [{ path: 'storage', found, fix: `use buckets in ${region}` }];
}

function chartDuration(duration: Duration | undefined): ChartDuration | undefined {
  return duration && ChartDuration.seconds(duration.toSeconds({ integral: false }));
}
