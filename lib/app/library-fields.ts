import { Duration, Token } from 'aws-cdk-lib';
import { InputError, kindOf, type Problem, problemOfValue, show } from '../../charts/problems';
import type { NameParts } from '../environment/names';
import { gigabytesFault } from '../environment/quantities';
import type { LoggingFields } from '../environment/resolve';
import { unknownKey } from '../environment/unknown-key';
import { nameProblems, validateLogging } from '../environment/validate';
import type { ILogStorage } from '../storage/log-storage';
import type { LokiLoggingProps } from './loki-logging-props';

/** Properties that are constructs, or about them. An environment has stacks of its own for these. */
const CONSTRUCT_PROPS = [
  'cluster',
  'environmentName',
  'storage',
  'encryption',
  'encryptionKey',
  'removalPolicy',
  'trust',
  'kubernetesReady',
  'storageClassName',
  'autoMode',
  'routes',
] as const satisfies readonly (keyof LokiLoggingProps)[];

/** All other properties of `LokiLogging`: each is a field of an environment, at this path. */
const FIELDS = {
  retention: 'retention',
  gigabytesPerDay: 'volume',
  queryTimeout: 'loki.queryTimeout',
  grafanaServiceAccount: 'grafana.serviceAccount',
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
  tenants: 'tenants',
  credentials: 'credentials',
  images: 'images',
  registry: 'registry',
  imagePullSecrets: 'imagePullSecrets',
  workloads: 'workloads',
  labels: 'labels',
  annotations: 'annotations',
  clusterDomain: 'clusterDomain',
  customize: 'customize',
  acknowledge: 'acknowledge',
} as const satisfies Record<Exclude<keyof LokiLoggingProps, (typeof CONSTRUCT_PROPS)[number]>, string>;

type FieldProp = keyof typeof FIELDS;

/** Properties from the most specific field to the least: `alloy.namespace` is not part of `alloySources`. */
const BY_FIELD = (Object.entries(FIELDS) as [FieldProp, string][]).sort((a, b) => b[1].length - a[1].length);

/** Path of a field in the properties of a `LokiLogging`: `alloy.journal` is `Stack/Logging.alloySources.journal`. */
export function propPath(root: string, field: string): string {
  const found = BY_FIELD.find(([, path]) => field === path || new RegExp(`^${path}[.[]`).test(field));
  return `${root}.${found ? found[0] + field.slice(found[1].length) : field}`;
}

/**
 * Fields of an environment that the properties of a `LokiLogging` are, validated as in a file of environments.
 *
 * @throws InputError with all problems, each at the path of the property
 */
export function libraryFields(root: string, parts: NameParts, props: LokiLoggingProps): LoggingFields {
  const input = { account: parts.account, region: parts.region, ...fieldsOf(props), ...bucketsOf(props.storage) };
  const own = [...propProblems(root, parts, props), ...storageProblems(root, parts, props.storage)];
  const known = new Set(own.map(({ path }) => path));
  const problems = validateLogging('', parts.environment, input).map((problem): Problem => {
    const field = problem.path.replace(/^\./, '');
    return { ...problem, path: field === '' ? root : propPath(root, field) };
  });
  const all = [...own, ...problems.filter(({ path }) => !known.has(path))];
  if (all.length > 0) throw new InputError(all);
  return input;
}

/** The environment-shaped form of the properties. */
function fieldsOf(props: LokiLoggingProps): LoggingFields {
  const fields: Record<string, unknown> = {};
  for (const [prop, path] of BY_FIELD) {
    const value: unknown = props[prop];
    if (value === undefined) continue;
    const [group, key] = path.split('.') as [string, string | undefined];
    const written = textOf(prop, value);
    if (key === undefined && path !== 'alloy') fields[group] = written;
    else
      fields[group] = {
        ...(fields[group] as object),
        ...(key === undefined ? (written as object) : { [key]: written }),
      };
  }
  return fields as LoggingFields;
}

/** Quantities are numbers and durations in the library, and texts in an environment. */
function textOf(prop: FieldProp, value: unknown): unknown {
  if (prop === 'gigabytesPerDay' && typeof value === 'number') return `${value} GB/day`;
  return value instanceof Duration && !value.isUnresolved() ? durationText(value) : value;
}

function durationText(duration: Duration): string {
  const seconds = duration.toSeconds({ integral: false });
  const units = [
    ['d', 86400],
    ['h', 3600],
    ['m', 60],
  ] as const;
  const [unit, length] = units.find((one) => seconds > 0 && seconds % one[1] === 0) ?? ['s', 1];
  return `${seconds / length}${unit}`;
}

/** Problems that an environment cannot have. */
function propProblems(root: string, { environment }: NameParts, props: LokiLoggingProps): Problem[] {
  const known = [...CONSTRUCT_PROPS, ...Object.keys(FIELDS)];
  const unknown = Object.keys(props).filter((key) => !known.includes(key));
  return [
    ...unknown.map((key) => ({ path: `${root}.${key}`, ...unknownKey(key, known) })),
    ...nameProblems(`${root}.environmentName`, environment),
    ...volumeProblems(`${root}.gigabytesPerDay`, props.gigabytesPerDay),
    ...(['retention', 'queryTimeout'] as const).flatMap((prop) => durationProblems(`${root}.${prop}`, props[prop])),
  ];
}

function volumeProblems(path: string, volume: unknown): Problem[] {
  if (volume === undefined) return [];
  if (typeof volume !== 'number' || !(volume >= 0)) {
    return [{ path, found: `${String(volume)} is not a number of GB per day`, fix: 'write one such as 50' }];
  }
  const fault = gigabytesFault(volume, '20');
  return fault ? [problemOfValue(path, volume, fault)] : [];
}

function durationProblems(path: string, duration: unknown): Problem[] {
  if (duration === undefined) return [];
  if (!(duration instanceof Duration)) {
    const found = `${typeof duration === 'string' ? show(duration) : kindOf(duration)} is not a Duration`;
    return [{ path, found, fix: 'write one such as Duration.days(28)' }];
  }
  if (!duration.isUnresolved()) return [];
  return [{ path, found: 'is known at deploy time only', fix: 'write a number, such as Duration.days(28)' }];
}

/** Names of buckets that exist: they are not made from the name of the environment. */
function bucketsOf(storage: ILogStorage | undefined): Pick<LoggingFields, 'storage'> {
  if (!storage) return {};
  const { chunkBucket, rulerBucket } = storage.objectStore;
  return { storage: { chunkBucketName: chunkBucket, rulerBucketName: rulerBucket } };
}

function storageProblems(root: string, { region }: NameParts, storage: ILogStorage | undefined): Problem[] {
  const found = storage?.objectStore.region;
  if (found === undefined || Token.isUnresolved(found) || found === region) return [];
  const fix = `use buckets in ${region}`;
  return [{ path: `${root}.storage`, found: `buckets are in ${found}, and the stack is in ${region}`, fix }];
}
