import type { Duration } from 'aws-cdk-lib';
import { Duration as ChartDuration } from 'cdk8s';
import { tenantOfNamespace } from '../../../charts/alloy/tenants';
import { placedRoutes, routeConflicts, unknownTenants } from '../../../charts/alloy/stages/route-problems';
import { idleProblems } from '../../../charts/endpoint/exposure/validate';
import type { ObjectStore } from '../../../charts/endpoint/object-store';
import { retentionFault } from '../../../charts/loki/config/retention';
import { gigabytesFault, queryTimeoutFault } from '../../../charts/loki/quantities';
import { parseVolume } from '../../environment/quantities';
import { readOf } from '../../../charts/input/plain-copy';
import { noEffect } from '../../../charts/input/no-effect';
import { type Fault, InputError, type Problem, problemOfValue, show } from '../../../charts/input/problems';
import { isReadable } from '../../../charts/input/props';
import { EXISTING_STORAGE_CLASS } from '../../environment/environment';
import type { NameParts } from '../../environment/names';
import type { LoggingProps } from '../../environment/props';
import type { LoggingInput } from '../../environment/resolve';
import { canaryTenantProblems } from '../../environment/rules/canary/lines';
import { doorProblems } from '../../environment/rules/expose';
import { placeProblems } from '../../environment/rules/ingester-places';
import { throughputProblems } from '../../environment/rules/loki';
import { isDuration, valueProblems } from '../../environment/constructs/validate';
import { storage } from '../../storage/schemas';
import { ROUTES_SCHEMA } from '../../environment/schema/environment';
import { schemaProblems } from '../../environment/schema/issues';
import { KUBERNETES_KEYS } from '../../environment/schema/kubernetes';
import { objectNameLike } from '../../environment/schema/names';
import { withHubDefaults } from '../../environment/hub/hubs';
import { below, nameProblems, validateLogging } from '../../environment/validate';
import { inputCopy, isObject, stringsOf } from '../../environment/values';
import { bucketProblems } from './buckets';
import { OWN_SCHEMAS } from './own-schemas';
import { elsewhereForm, hubOf } from './elsewhere';
import { MOVED, type OwnKey, PATHS, propertyProblem } from './paths';
import type { LokiLoggingProps } from './props';
import { lokiProblems, unknownProperties } from './unknown';

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
    const value: unknown = key === 'loki' ? elsewhereForm(props.loki) : inputCopy(props[key as OwnKey], path);
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

  /** If true, no node is added for a pod that finds no room. @default - unknown */
  readonly fixedNodes?: boolean;

  /** Address ranges of its VPC. @default - unknown */
  readonly vpcCidrs?: readonly string[];
}

/** Properties in the form of an environment, as spokes of a `LokiLogging` see them. */
export const hubForm = (props: LokiLoggingProps, parts: NameParts): LoggingProps => environmentForm(props, parts);

/**
 * Validates the properties of a `LokiLogging` with the rules of environments. A missing cluster is an error, and all
 * other problems are still found.
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
    ...lokiProblems(props.loki),
    ...besideElsewhere(props),
    ...ownProblems(props, form, parts),
    ...bucketProblems(props, parts, objectStore),
    ...[
      ...sharedProblems(props, form, parts, facts),
      ...doorProblems(form, facts),
      ...placesOf(props, form, facts),
    ].map((problem) => propertyProblem(problem, props)),
  ].filter(({ path }, _index, all) => path !== '' || all.every((other) => other.path !== 'environmentName'));
  if (problems.length > 0) throw new InputError(problems.map((each) => ({ ...each, path: below(path, each) })));
  const hub = hubOf(props.loki)?.hub;
  return {
    parts,
    clusterName: facts.name ?? parts.environment,
    props: withHubDefaults(parts.environment, form, hub),
    hub,
    gigabytesPerDay: props.gigabytesPerDay,
    retention: chartDuration(props.retention),
    queryTimeout: chartDuration(props.queryTimeout),
    routes: props.routes ?? [],
    storageClass: { name: props.storageClassName ?? EXISTING_STORAGE_CLASS, provisioner: facts.provisioner },
    hasStorageClass: props.storageClassName !== undefined,
    zones: facts.zones,
    fixedNodes: facts.fixedNodes,
    vpcCidrs: facts.vpcCidrs,
    objectStore,
  };
}

/** Problems of the placement of ingesters. */
function placesOf({ gigabytesPerDay }: LokiLoggingProps, form: LoggingProps, { zones }: ClusterFacts): Problem[] {
  return placeProblems(form, {
    zones,
    ...(typeof gigabytesPerDay === 'number' ? { gigabytesPerDay } : {}),
  });
}

/** Problems of the fields of an environment, also of those below `alloy` if the sources there are not an object. */
function sharedProblems(
  props: LokiLoggingProps,
  form: LoggingProps,
  parts: NameParts,
  { vpcCidrs }: ClusterFacts,
): Problem[] {
  const spoke = { hub: hubOf(props.loki)?.hub, madeCidrs: vpcCidrs };
  const problems = validateLogging(parts.environment, form, spoke).filter(
    ({ path }) => props.loki === undefined || !WHOLE.includes(path),
  );
  if (form.alloy === undefined || isObject(form.alloy)) return problems;
  const others = validateLogging(
    parts.environment,
    environmentForm({ ...props, alloySources: undefined }, parts),
    spoke,
  );
  return [...problems, ...others.filter(({ path }) => path.startsWith('alloy.'))];
}

/** Fields of an environment that are several properties here. */
const WHOLE = ['storage', 'grafana', 'volume'];

/** Properties of buckets and of Loki that no environment has in this form, beside a Loki elsewhere. */
function besideElsewhere(props: LokiLoggingProps): Problem[] {
  if (props.loki === undefined) return [];
  const own: OwnKey[] = ['retention', 'gigabytesPerDay', 'queryTimeout', 'encryption', 'encryptionKey'];
  const moved = MOVED.filter(({ path }) => WHOLE.some((whole) => `${path}.`.startsWith(`${whole}.`)));
  return [...own, ...moved.map(({ key }) => key as OwnKey)]
    .filter((key) => props[key] !== undefined)
    .map((path) => noEffect(path, undefined, 'its Loki is elsewhere'));
}

/** Problems of properties whose type differs from that in an environment. */
function ownProblems(props: LokiLoggingProps, form: LoggingProps, parts: NameParts): Problem[] {
  const { gigabytesPerDay, environmentName, storageClassName } = props;
  const routes = inputCopy(props.routes);
  const { tenants = [parts.environment] } = withHubDefaults(parts.environment, form, hubOf(props.loki)?.hub);
  const routeProblems = routes === undefined ? [] : routesProblems(routes, tenants);
  const of = (path: string, found: readonly Problem[]) =>
    found.map((each) => ({ ...each, path: `${path}${each.path}` }));
  const volume = gigabytesPerDay === undefined ? undefined : gigabytesFault(gigabytesPerDay, '20');
  return [
    ...(environmentName === undefined ? [] : of('environmentName', nameProblems(inputCopy(environmentName)))),
    ...(volume ? [problemOfValue('gigabytesPerDay', gigabytesPerDay, volume)] : []),
    ...durationProblems('retention', props.retention, 'Duration.days(28)', (duration) =>
      retentionFault(duration.toSeconds()),
    ),
    ...durationProblems('queryTimeout', props.queryTimeout, 'Duration.minutes(5)', queryTimeoutFault),
    ...(isDuration(props.queryTimeout) && !props.queryTimeout.isUnresolved()
      ? idleProblems(form.expose, props.queryTimeout.toSeconds({ integral: false }), 'queryTimeout')
      : []),
    ...(storageClassName === undefined
      ? []
      : of('storageClassName', schemaProblems(objectNameLike('gp3'), inputCopy(storageClassName)))),
    ...(storageClassName === undefined
      ? []
      : throughputProblems(inputCopy(props.sizes), show(storageClassName)).map((each) => propertyProblem(each))),
    ...valueProblems(props, OWN_SCHEMAS),
    ...(routeProblems.length > 0 ? routeProblems : canaryProblems(form, routes ?? [], tenants, props)),
  ];
}

/** Problems of lines of the canary that processing sends to another tenant than the routes do. */
function canaryProblems(
  form: LoggingProps,
  routes: NonNullable<LokiLoggingProps['routes']>,
  tenants: readonly string[],
  props: LokiLoggingProps,
): Problem[] {
  const known = stringsOf(tenants);
  const [defaultTenant = ''] = known;
  return canaryTenantProblems(form, known, (namespace) => tenantOfNamespace(namespace, routes, { defaultTenant })).map(
    (each) => propertyProblem(each, props),
  );
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
  example: string,
  faultOf: (duration: ChartDuration) => Fault | undefined,
): Problem[] {
  if (duration === undefined) return [];
  const fix = `write one such as ${example}`;
  if (!isDuration(duration)) {
    return [problemOfValue(path, duration, { wrong: 'is not a Duration of aws-cdk-lib', fix })];
  }
  if (duration.isUnresolved()) {
    return [{ path, found: "is known at deploy time only, and Loki's configuration is written before", fix }];
  }
  const seconds = duration.toSeconds({ integral: false });
  if (!Number.isInteger(seconds)) {
    const given = Number.isFinite(seconds) ? duration.toHumanString() : seconds;
    return [problemOfValue(path, given, { wrong: 'is not a whole number of seconds', fix })];
  }
  const fault = faultOf(chartDuration(duration) as ChartDuration);
  return fault ? [problemOfValue(path, duration.toHumanString(), fault)] : [];
}

function chartDuration(duration: Duration | undefined): ChartDuration | undefined {
  return duration && ChartDuration.seconds(duration.toSeconds({ integral: false }));
}
