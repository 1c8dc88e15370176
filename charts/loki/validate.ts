import type { Duration } from 'cdk8s';
import { topics } from '../alloy/kafka/props';
import { DEFAULT_QUERY_TIMEOUT } from '../defaults';
import { credentialsSource } from '../endpoint/credentials/source';
import { exposure, idleProblems } from '../endpoint/exposure/validate';
import { requiredIdentity } from '../endpoint/validate';
import { isInAws, requiredStore } from '../endpoint/object-store';
import { userProblems, USERS } from '../endpoint/users';
import { cidrFault, EXAMPLE_CIDR } from '../input/cidr';
import { ALERTMANAGER_URL, CLUSTER_DOMAIN, isList, NAMESPACE, OBJECT_NAME } from '../input/forms';
import { CPU, MEMORY_GIB, MEMORY_MIB, PORT, REPLICAS, VOLUME_GIB } from '../kubernetes/bounds';
import { images, podLabels, scraperPods } from '../kubernetes/validate';
import { plainCopy, readOf } from '../input/plain-copy';
import { type Fault, type Problem, problemOfValue } from '../input/problems';
import {
  anObject,
  boolean,
  fields,
  isReadable,
  list,
  made,
  map,
  number,
  oneOf,
  propProblems,
  type PropValidators,
  refuse,
  required,
  text,
  texts,
  type Validator,
} from '../input/props';
import { MEMCACHED_SHARE } from './caches';
import { SCHEMA } from './config/schema';
import { CHUNK_ENCODINGS } from './config/encoding';
import { configurationProblems } from './config/problems';
import { retentionFault } from './config/retention';
import type { LokiChartProps } from './props';
import { queryTimeoutFault } from './quantities';
import type { RulerEgress } from './ruler-egress';
import { type ComponentSizeOverride, type LokiSizeOverrides, MAX_GIGABYTES_PER_DAY, SIZED_COMPONENTS } from './sizes';
import { tenantList } from './tenants';
import { topicConflicts } from './topics';
import { unusedSizes } from './unused-sizes';
import { GP3, MAX_THROUGHPUT } from './volumes';

const duration =
  (example: string, faultOf: (duration: Duration) => Fault | undefined): Validator =>
  (path, value) => {
    const isDuration = made<Duration>('a Duration', example, (each) => typeof each.toSeconds === 'function');
    const problems = isDuration(path, value);
    if (value === undefined || problems.length > 0) return problems;
    const isWhole = Number.isInteger((value as Duration).toSeconds({ integral: false }));
    const fault = isWhole
      ? faultOf(value as Duration)
      : { wrong: 'is not a whole number of seconds', fix: `write one such as ${example}` };
    return fault ? [problemOfValue(path, (value as Duration).toHumanString(), fault)] : [];
  };

/** A value as its plain copy, in which cycles and getters that throw are descriptions. */
const copied =
  (validate: Validator): Validator =>
  (path, value) =>
    validate(path, plainCopy(value));

const size = fields<ComponentSizeOverride>('{ replicas: 3 }', {
  replicas: number({ ...REPLICAS, example: '3' }),
  cpu: number({ ...CPU, example: '0.5' }),
  // A cache fills a part of its pod, which may be as small as any.
  memory: number({ ...MEMORY_GIB, least: MEMORY_MIB.least / MEMCACHED_SHARE / 1024, example: '4' }),
  volume: number({ ...VOLUME_GIB, example: '50' }),
  throughput: number({ example: '200', least: GP3.mebibytesPerSecond, most: MAX_THROUGHPUT }),
});

const sizes: Validator = (path, value) => {
  const all = Object.fromEntries(SIZED_COMPONENTS.map((key) => [key, size])) as PropValidators<LokiSizeOverrides>;
  const problems = fields('{ querier: { replicas: 3 } }', all)(path, value);
  return problems.length > 0 ? problems : unusedSizes(value, path);
};

const TARGET = "{ port: 9093, namespace: 'monitoring' }";
const target = fields<RulerEgress>(TARGET, {
  port: required(number({ ...PORT, example: '9093' }), '9093'),
  cidr: text({ example: EXAMPLE_CIDR, faultOf: cidrFault }),
  namespace: text(NAMESPACE),
});

/** Validators of the properties, except for what Loki's configuration contains. */
const LOKI: PropValidators<LokiChartProps> = {
  identity: requiredIdentity,
  store: requiredStore,
  tenants: tenantList,
  gigabytesPerDay: number({ example: '20', least: Number.MIN_VALUE, whole: false, most: MAX_GIGABYTES_PER_DAY }),
  retention: duration('Duration.days(28)', (retention) => retentionFault(retention.toSeconds())),
  queryTimeout: duration('Duration.minutes(5)', queryTimeoutFault),
  credentials: credentialsSource,
  storageClassName: text(OBJECT_NAME),
  fastVolumes: boolean,
  sizes,
  config: copied(anObject('{ querier: {} }')),
  tenantLimits: copied(map(anObject('{ ingestion_rate_mb: 20 }'), 'apps: { ingestion_rate_mb: 20 }')),
  chunkEncoding: oneOf(CHUNK_ENCODINGS),
  schema: SCHEMA,
  alertmanagerUrl: text(ALERTMANAGER_URL),
  clientNamespaces: texts(NAMESPACE),
  metricsNamespaces: texts(NAMESPACE),
  metricsPods: podLabels,
  scraper: scraperPods,
  rulerEgress: list(target, TARGET),
  expose: exposure,
  zones: number({ example: '3', least: 1 }),
  networkPolicies: boolean,
  clusterDomain: text(CLUSTER_DOMAIN),
  kafka: topics,
  ...USERS,
  images,
};

/** Finds everything that is wrong with the properties of a `LokiChart`. */
export function lokiProblems(props: LokiChartProps): Problem[] {
  const problems = propProblems('LokiChart', props, LOKI);
  if (!isReadable(props)) return problems;
  const [config, tenantLimits] = (['config', 'tenantLimits'] as const).map((key) => plainCopy(readOf(props, key)));
  const { kafka, tenants } = problems.length > 0 ? {} : props;
  const both = problems.some(({ path }) => /^(identity|store)\b/.test(path)) ? [] : roleAndKey(props);
  return [
    ...problems,
    ...both,
    ...configurationProblems({ config, tenantLimits }),
    ...(kafka && tenants ? topicConflicts('tenants', kafka, tenants) : []),
    ...(problems.length > 0 ? [] : doorProblems(props)),
    ...usersOf(props),
  ];
}

/** Problem of a door that ends connections before the longest query is answered. */
const doorProblems = ({ expose, queryTimeout = DEFAULT_QUERY_TIMEOUT }: LokiChartProps): Problem[] =>
  idleProblems(expose, queryTimeout.toSeconds(), 'queryTimeout');

/** Problem of a role beside an access key, which Loki's client takes first. */
function roleAndKey({ identity, store }: LokiChartProps): Problem[] {
  if (isInAws(store) || identity.roleArn === undefined) return [];
  const found = `${identity.roleArn} has no effect, since store.endpoint has an access key`;
  return [{ path: 'identity.roleArn', found, fix: 'leave it out' }];
}

/** Problems of users with the tenants there are. */
function usersOf(props: LokiChartProps): Problem[] {
  const [readers, writers, deletes, tenants] = (['readers', 'writers', 'deletes', 'tenants'] as const).map((key) =>
    plainCopy(readOf(props, key)),
  );
  return isList(tenants) ? userProblems({ readers, writers, deletes }, tenants as string[]) : [];
}

/**
 * Validates the properties of a `LokiChart`.
 *
 * @throws InputError if one is invalid, with all problems
 */
export function validateLoki(props: LokiChartProps): void {
  refuse(lokiProblems(props));
}
