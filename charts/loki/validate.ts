import {
  ALERTMANAGER_URL,
  booleanProblems,
  CLUSTER_DOMAIN,
  DAY,
  listProblems,
  NAMESPACE,
  numberProblems,
  OBJECT_NAME,
  textProblems,
} from '../forms';
import type { Duration } from 'cdk8s';
import { regionFault } from '../endpoint/object-store';
import { plainCopy } from '../plain-copy';
import { InputError, type Problem, problemOfValue } from '../problems';
import { configurationProblems } from './config/problems';
import { retentionFault } from './config/retention';
import type { LokiChartProps } from './props';
import { MAX_GIGABYTES_PER_DAY } from './sizes';
import { tenantFault } from './tenants';
import { unusedSizes } from './unused-sizes';

/**
 * Validates the properties of a `LokiChart`.
 *
 * @throws InputError if one is invalid, with all problems
 */
export function validateLoki(props: LokiChartProps, retention: Duration): void {
  const { config = {}, tenantLimits: limits = {} } = props;
  const region = regionFault(props.store.region);
  const short = retentionFault(retention.toSeconds());
  const problems: Problem[] = [
    ...(props.tenants.length === 0 ? [{ path: 'tenants', found: 'empty', fix: 'name at least one tenant' }] : []),
    ...listProblems('tenants', props.tenants, { example: 'platform', faultOf: tenantFault }),
    ...textProblems('identity.namespace', props.identity.namespace, NAMESPACE),
    ...textProblems('identity.serviceAccountName', props.identity.serviceAccountName, OBJECT_NAME),
    ...textProblems('storageClassName', props.storageClassName, OBJECT_NAME),
    ...textProblems('clusterDomain', props.clusterDomain, CLUSTER_DOMAIN),
    ...textProblems('alertmanagerUrl', props.alertmanagerUrl, ALERTMANAGER_URL),
    ...booleanProblems('networkPolicies', props.networkPolicies),
    ...listProblems('clientNamespaces', props.clientNamespaces, NAMESPACE),
    ...listProblems('metricsNamespaces', props.metricsNamespaces, NAMESPACE),
    ...(props.schema ?? []).flatMap(({ from }, index) => textProblems(`schema[${index}].from`, from, DAY)),
    ...numberProblems('gigabytesPerDay', props.gigabytesPerDay, {
      example: '20',
      least: Number.MIN_VALUE,
      whole: false,
      most: MAX_GIGABYTES_PER_DAY,
    }),
    ...(short ? [problemOfValue('retention', retention.toHumanString(), short)] : []),
    ...(region ? [problemOfValue('store.region', props.store.region, region)] : []),
    ...configurationProblems({ config: plainCopy(config), tenantLimits: plainCopy(limits) }),
    ...unusedSizes(props.sizes, 'sizes'),
  ];
  if (problems.length > 0) throw new InputError(problems);
}
