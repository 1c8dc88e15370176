/**
 * Environments: their types, their defaults, and the charts of one. Nothing of it loads the AWS CDK.
 *
 * @module cdk-eks-loki/environments
 */
import { DEFAULT_NAMESPACES, DEFAULT_RETENTION } from '../../charts/defaults';
import type { WorkloadIdentity } from '../../charts/endpoint/identity';
import { LoggingCharts, type LoggingChartsProps } from '../../charts/logging-charts';
import type { AlloyRoute } from '../../charts/alloy/sources/source';
import type { ObjectStore } from '../../charts/endpoint/object-store';
import { ebsProvisioner } from '../../charts/kubernetes/storage-class';
import { checkEnvironments } from './validate';
import { type EnvironmentCredentials, resolveCredentials } from './credentials';
import type { EnvironmentProps } from './props';
import { lokiIdentity } from './loki-identity';
import { bucketName } from './names';
import { InputError, show } from '../../charts/problems';
import { readDuration, readRetention, readVolume, type Reading } from './quantities';

export * from './props';

/** Name of the StorageClass in a cluster that we make: it is the cluster's default. */
export const CREATED_STORAGE_CLASS = 'gp3';

/** Name of the StorageClass we make in a cluster that exists: a name nobody else uses, since it cannot change. */
export const EXISTING_STORAGE_CLASS = 'loki-gp3';

/** One environment, resolved: every default filled in, every name concrete. */
export interface Environment {
  /** Its name. */
  readonly name: string;

  /** AWS account, 12 digits. */
  readonly account: string;

  /** AWS region. */
  readonly region: string;

  /** What the user wrote, with account and region filled in. */
  readonly props: EnvironmentProps;

  /** Name of its cluster. */
  readonly clusterName: string;

  /** How much is logged a day, in GB. */
  readonly gigabytesPerDay: number;

  /** Who Loki is. */
  readonly identity: WorkloadIdentity;

  /** Where Loki stores. */
  readonly objectStore: ObjectStore;

  /** Where its passwords are kept. */
  readonly credentials: EnvironmentCredentials;

  /** Whether the stack with the buckets refuses to be deleted. */
  readonly terminationProtection: boolean;

  /** What its charts are made from. */
  readonly chartsProps: LoggingChartsProps;
}

/**
 * Resolves one environment.
 *
 * @param name its name
 * @param props what the user wrote, account and region included
 * @throws InputError with everything that is wrong with it
 */
export function resolveEnvironment(name: string, props: EnvironmentProps): Environment {
  const problems = checkEnvironments({ [name]: props });
  if (problems.length > 0) throw new InputError(problems);
  const { account, region } = props;
  if (!account || !region)
    throw new InputError([
      {
        path: `environments.${name}`,
        found: 'has no account or region',
        fix: 'write both, or resolve it with fillAccounts',
      },
    ]);

  const parts = { environment: name, account, region };
  const identity = lokiIdentity(parts, props.loki?.namespace);
  const objectStore: ObjectStore = {
    chunkBucket: props.storage?.chunkBucketName ?? bucketName('chunks', parts),
    rulerBucket: props.storage?.rulerBucketName ?? bucketName('ruler', parts),
    region,
  };
  const credentials = resolveCredentials({
    parts,
    credentials: props.credentials,
    lokiNamespace: identity.namespace,
    alloyNamespace: props.alloy?.namespace ?? DEFAULT_NAMESPACES.alloy,
    grafanaNamespace: props.grafana?.namespace ?? DEFAULT_NAMESPACES.grafana,
    grafanaServiceAccount: props.grafana?.serviceAccount,
  });
  const tenants = [...(props.tenants ?? [name])];
  const retention = props.retention ? value(readRetention(props.retention)) : DEFAULT_RETENTION;
  const gigabytesPerDay = value(readVolume(props.volume ?? '50 GB/day'));
  const clusterName = props.cluster.existing?.name ?? props.cluster.create?.name ?? name;
  return {
    name,
    account,
    region,
    props,
    clusterName,
    gigabytesPerDay,
    identity,
    objectStore,
    credentials,
    terminationProtection: props.terminationProtection ?? name.startsWith('prod'),
    chartsProps: {
      environment: name,
      clusterName,
      loki: {
        identity,
        store: objectStore,
        tenants,
        gigabytesPerDay,
        retention,
        queryTimeout: value(readDuration(props.loki?.queryTimeout ?? '5m')),
        credentials: credentials.source,
        storageClassName: storageClassName(props),
        sizes: props.loki?.sizes,
        config: props.loki?.config,
        tenantLimits: props.loki?.tenantLimits,
        schema: props.loki?.schema,
        alertmanagerUrl: props.loki?.alertmanagerUrl,
        networkPolicies: props.network?.policies,
        metricsNamespaces: props.network?.metricsNamespaces,
        clientNamespaces: props.network?.clientNamespaces,
      },
      alloyNamespace: props.alloy?.namespace,
      alloySources: props.alloy && {
        journal: props.alloy.journal,
        audit: props.alloy.audit,
        cloudInit: props.alloy.cloudInit,
        pods: props.alloy.pods,
        events: props.alloy.events,
      },
      routes: routes(props, tenants),
      grafanaNamespace: props.grafana?.namespace,
      maxLines: props.grafana?.maxLines,
      storageClass: props.cluster.existing?.storageClass
        ? undefined
        : {
            name: storageClassName(props),
            provisioner: ebsProvisioner(isAutoMode(props)),
            isDefault: props.cluster.create !== undefined,
          },
    },
  };
}

/**
 * The charts of an environment, with the user's own changes.
 *
 * @throws InputError where the user's function throws
 */
export function environmentCharts(environment: Environment): LoggingCharts {
  const charts = new LoggingCharts(environment.chartsProps);
  try {
    environment.props.customize?.(charts);
  } catch (error) {
    const message = `throws ${error instanceof Error ? error.message : show(error)}`;
    throw new InputError([
      { path: `environments.${environment.name}.customize`, found: message, fix: 'correct the function' },
    ]);
  }
  return charts;
}

function isAutoMode({ cluster }: EnvironmentProps): boolean {
  return cluster.create?.mode === 'auto' || cluster.existing?.autoMode === true;
}

function storageClassName({ cluster }: EnvironmentProps): string {
  return cluster.existing ? (cluster.existing.storageClass ?? EXISTING_STORAGE_CLASS) : CREATED_STORAGE_CLASS;
}

/** The first tenant gets the rest; each other one its namespaces, or the one of its own name. */
function routes(props: EnvironmentProps, tenants: string[]): AlloyRoute[] {
  return tenants
    .slice(1)
    .map((tenant) => ({ tenant, namespaces: [...(props.tenantNamespaces?.[tenant] ?? [tenant])] }));
}

function value<T>(reading: Reading<T>): T {
  if (reading.value === undefined) throw new Error(`checked before: ${reading.problem}`);
  return reading.value;
}
