/**
 * Environments: their types, their defaults, and the charts of one. This module does not load the AWS CDK.
 *
 * @module cdk-eks-loki/environments
 */
import type { AlloyRoute } from '../../charts/alloy/sources/source';
import { ebsProvisioner } from '../../charts/kubernetes/storage-class';
import type { LoggingCharts } from '../../charts/logging/charts';
import { ownValue } from '../../charts/input/own-value';
import { InputError, type Problem } from '../../charts/input/problems';
import { runUserCode } from '../../charts/input/user-code';
import { Hubs } from './hub/hubs';
import { isLocal, localChartsProps, localObjectStore, withLocalDefaults } from './local';
import { zonesOfNodes } from './rules/cluster';
import { madeVpcCidrs } from './rules/expose';
import type { EnvironmentProps, EnvironmentsProps } from './props';
import { type Parsed, parseQueryTimeout, parseRetention, parseVolume } from './quantities';
import { makeCharts } from './make-charts';
import { type ResolvedLogging, resolveLogging } from './resolve';
import { validateEnvironments } from './validate';
import { inputCopy } from './values';

export * from './props';
export type { ResolvedLogging } from './resolve';

/** Name of the StorageClass in a new cluster, which is the default there. */
export const CREATED_STORAGE_CLASS = 'gp3';

/**
 * Name of the new StorageClass in an existing cluster. It differs from the usual names, since parameters of a class
 * cannot change.
 */
export const EXISTING_STORAGE_CLASS = 'loki-gp3';

/** One environment, resolved: every default filled in, every name concrete. */
export interface Environment extends ResolvedLogging {
  /** Input of the user, with account and region filled in. */
  readonly props: EnvironmentProps;

  /** If true, the stack with the buckets refuses to be deleted. */
  readonly terminationProtection: boolean;
}

/**
 * Resolves one environment.
 *
 * @param name its name
 * @param written what the user wrote, account and region included
 * @param others the environments that it is the hub or a spoke of, in the same form; by default none
 * @throws InputError if anything in it is invalid, with all problems
 */
export function resolveEnvironment(
  name: string,
  written: EnvironmentProps,
  others: EnvironmentsProps = {},
): Environment {
  const own = inputCopy(written);
  const all = new Hubs({ ...others, [name]: own });
  const hubName = own?.loki?.of;
  const problems = validateEnvironments({
    [name]: own,
    ...(typeof hubName === 'string' && Object.hasOwn(others, hubName) ? { [hubName]: others[hubName] } : {}),
  });
  if (problems.length > 0) throw new InputError(problems);
  const props = all.withDefaults(name, withLocalDefaults(own));
  const { account, region, cluster } = props;
  const hub = all.hubOf(props);
  const unplaced = [
    ...(hub && !hub.isLocal ? [{ ...hub.parts, title: hub.title }] : []),
    { account, region, title: name },
  ]
    .filter((each) => !each.account || !each.region)
    .map(({ title }) => title);
  if (!account || !region || unplaced.length > 0) {
    const [found, fix] = ['has no account or region', 'write both, or resolve it with fillAccounts'];
    throw new InputError(unplaced.map((title) => ({ path: `environments.${title}`, found, fix })));
  }
  const isAutoMode = cluster.create?.mode === 'auto' || cluster.existing?.autoMode === true;
  const resolved = resolveLogging({
    parts: { environment: name, account, region },
    clusterName: cluster.existing?.name ?? cluster.create?.name ?? cluster.local?.name ?? name,
    props,
    gigabytesPerDay: parsed(props.volume, parseVolume),
    retention: parsed(props.retention, parseRetention),
    queryTimeout: parsed(props.loki?.queryTimeout, parseQueryTimeout),
    routes: routes(props, props.tenants ?? [name]),
    storageClass: {
      name: cluster.existing ? (cluster.existing.storageClass ?? EXISTING_STORAGE_CLASS) : CREATED_STORAGE_CLASS,
      provisioner: ebsProvisioner(isAutoMode),
      isDefault: cluster.create !== undefined,
    },
    hasStorageClass: cluster.existing?.storageClass !== undefined || isLocal(props),
    zones: zonesOfNodes(cluster.create),
    fixedNodes: cluster.create && cluster.create.mode !== 'auto',
    vpcCidrs: madeVpcCidrs(cluster),
    objectStore: localObjectStore(name, props),
    hub,
    spokeReaders: all.readersOf(name),
  });
  return {
    ...resolved,
    chartsProps: localChartsProps(props, resolved.chartsProps),
    props,
    terminationProtection: props.terminationProtection ?? name.startsWith('prod'),
  };
}

/**
 * The charts of an environment, with the user's own changes.
 *
 * @throws InputError if a chart refuses its input, or the user's function throws or never ends
 */
export function environmentCharts(environment: Environment): LoggingCharts {
  const { name, props } = environment;
  const named = (problem: Problem) => ({ ...problem, path: `environments.${name}.${problem.path}` });
  return runUserCode(`environments.${name}`, () => makeCharts(environment, props.customize, named));
}

/**
 * Routes of tenants: every tenant but the first gets its namespaces, by default the one with its name; the first gets
 * the rest.
 */
function routes({ tenantNamespaces }: EnvironmentProps, [, ...tenants]: readonly string[]): AlloyRoute[] {
  return tenants
    .map((tenant) => ({ tenant, namespaces: [...(ownValue(tenantNamespaces, tenant) ?? [tenant])] }))
    .filter(({ namespaces }) => namespaces.length > 0);
}

/** Value of a text that is known to be valid. */
function parsed<T>(text: string | undefined, parse: (text: string) => Parsed<T>): T | undefined {
  return text === undefined ? undefined : parse(text).value;
}
