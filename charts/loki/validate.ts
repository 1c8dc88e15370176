import type { Duration } from 'cdk8s';
import { topics } from '../alloy/kafka/validate';
import { credentialsSource } from '../endpoint/credentials/source';
import { exposure } from '../endpoint/exposure/validate';
import { IDENTITY_EXAMPLE, isIdentity, requiredIdentity } from '../endpoint/validate';
import { requiredStore } from '../endpoint/object-store';
import { USERS } from '../endpoint/users';
import { cidrFault, EXAMPLE_CIDR } from '../input/cidr';
import { once } from '../input/combine';
import { ALERTMANAGER_URL } from '../input/alertmanager-url';
import { CLUSTER_DOMAIN, NAMESPACE, OBJECT_NAME } from '../input/forms';
import { PORT } from '../kubernetes/bounds';
import { apiServerPorts, images, podLabels, scraperPods } from '../kubernetes/validate';
import { plainCopy } from '../input/plain-copy';
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
import { rolloutOperator } from './rollout-operator/props';
import { autoscaling } from './sizes/autoscaling';
import { SCHEMA } from './config/schema';
import { CHUNK_ENCODINGS } from './config/encoding';
import { retentionFault } from './config/retention';
import type { LokiChartProps } from './props';
import { queryTimeoutFault } from './quantities';
import { type RulerEgress, targetKey } from './ruler-egress';
import { otlpIndexLabels } from './otlp';
import { rulerSettings, tenantRules } from './rules/validate';
import { MAX_GIGABYTES_PER_DAY } from './sizes/sizes';
import { mergedSizes } from './sizes/validate';
import { tenantList } from '../endpoint/tenants';
import { problemsTogether } from './together';
import { ingesterZonesField } from './workloads/migration';

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
  oneNode: boolean,
  fastVolumes: boolean,
  ingesterZones: ingesterZonesField,
  rolloutOperator,
  autoscaling,
  sizes: mergedSizes,
  config: copied(anObject('{ querier: {} }')),
  tenantLimits: copied(map(anObject('{ ingestion_rate_mb: 20 }'), 'apps: { ingestion_rate_mb: 20 }')),
  chunkEncoding: oneOf(CHUNK_ENCODINGS),
  schema: SCHEMA,
  alertmanagerUrl: text(ALERTMANAGER_URL),
  clientNamespaces: once(texts(NAMESPACE)),
  metricsNamespaces: once(texts(NAMESPACE)),
  metricsPods: podLabels,
  scraper: scraperPods,
  rulerEgress: once(list(target, TARGET), targetKey),
  expose: exposure,
  zones: number({ example: '3', least: 1 }),
  fixedNodes: boolean,
  networkPolicies: boolean,
  apiServerPorts,
  clusterDomain: text(CLUSTER_DOMAIN),
  kafka: topics,
  ...USERS,
  rules: tenantRules,
  ruler: rulerSettings,
  rulerIdentity: made('a WorkloadIdentity', IDENTITY_EXAMPLE, isIdentity),
  otlpIndexLabels,
  environment: text(OBJECT_NAME),
  images,
};

/** Finds everything that is wrong with the properties of a `LokiChart`. */
export function lokiProblems(props: LokiChartProps): Problem[] {
  const problems = propProblems('LokiChart', props, LOKI);
  return isReadable(props) ? [...problems, ...problemsTogether(problems, props)] : problems;
}

/**
 * Validates the properties of a `LokiChart`.
 *
 * @throws InputError if one is invalid, with all problems
 */
export function validateLoki(props: LokiChartProps): void {
  refuse(lokiProblems(props));
}
