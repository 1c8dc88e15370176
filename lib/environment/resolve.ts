import type { AlloyRoute } from '../../charts/alloy/sources/source';
import { DEFAULT_NAMESPACES, DEFAULT_RETENTION } from '../../charts/defaults';
import type { WorkloadIdentity } from '../../charts/endpoint/identity';
import type { ObjectStore } from '../../charts/endpoint/object-store';
import type { StorageClassChartProps } from '../../charts/kubernetes/storage-class';
import { LoggingCharts, type LoggingChartsProps } from '../../charts/logging-charts';
import { InputError, type Problem, show } from '../../charts/problems';
import { type EnvironmentCredentials, resolveCredentials } from './credentials';
import { lokiIdentity } from './loki-identity';
import { bucketName, type NameParts } from './names';
import type { EnvironmentProps } from './props';
import { type Reading, readDuration, readRetention, readVolume } from './quantities';

/** Fields of an environment that say nothing of a cluster. `LokiLogging` has the same, in other words. */
export type LoggingFields = Omit<EnvironmentProps, 'account' | 'region' | 'cluster'>;

/** What only the cluster and the buckets of an environment decide. */
export interface LoggingPlace {
  /** Name of the cluster: the label `cluster` of every line. */
  readonly clusterName: string;

  /** StorageClass of volumes. */
  readonly storageClassName: string;

  /** StorageClass to make. @default - none: it exists */
  readonly storageClass?: StorageClassChartProps;

  /** Buckets that exist. @default - made from the names of the environment */
  readonly objectStore?: ObjectStore;

  /** Routes of pod logs, in place of `tenantNamespaces`. @default - from `tenantNamespaces` */
  readonly routes?: readonly AlloyRoute[];
}

/** Logging of one environment, resolved: every default filled in, every name concrete. Both doors make it. */
export interface ResolvedLogging {
  /** Volume of logs, in GB per day. */
  readonly gigabytesPerDay: number;

  /** Identity of Loki. */
  readonly identity: WorkloadIdentity;

  /** Buckets of Loki. */
  readonly objectStore: ObjectStore;

  /** Passwords of the gateway. */
  readonly credentials: EnvironmentCredentials;

  /** Properties of the charts. */
  readonly chartsProps: LoggingChartsProps;
}

/** Resolves valid fields. */
export function resolveLogging(parts: NameParts, fields: LoggingFields, place: LoggingPlace): ResolvedLogging {
  const { loki = {}, alloy = {}, grafana = {}, network = {} } = fields;
  const { namespace: alloyNamespace, extraSources, collectors, ...alloySources } = alloy;
  const identity = lokiIdentity(parts, loki.namespace);
  const objectStore = place.objectStore ?? {
    chunkBucket: fields.storage?.chunkBucketName ?? bucketName('chunks', parts),
    rulerBucket: fields.storage?.rulerBucketName ?? bucketName('ruler', parts),
    region: parts.region,
  };
  const credentials = resolveCredentials({
    parts,
    credentials: fields.credentials,
    lokiNamespace: identity.namespace,
    alloyNamespace: alloyNamespace ?? DEFAULT_NAMESPACES.alloy,
    grafanaNamespace: grafana.namespace ?? DEFAULT_NAMESPACES.grafana,
    grafanaServiceAccount: grafana.serviceAccount,
  });
  const tenants = [...(fields.tenants ?? [parts.environment])];
  const gigabytesPerDay = valueOf(readVolume(fields.volume ?? '50 GB/day'));
  return {
    gigabytesPerDay,
    identity,
    objectStore,
    credentials,
    chartsProps: {
      environment: parts.environment,
      clusterName: place.clusterName,
      loki: {
        identity,
        store: objectStore,
        tenants,
        gigabytesPerDay,
        retention: fields.retention ? valueOf(readRetention(fields.retention)) : DEFAULT_RETENTION,
        queryTimeout: valueOf(readDuration(loki.queryTimeout ?? '5m')),
        credentials: credentials.source,
        storageClassName: place.storageClassName,
        sizes: loki.sizes,
        config: loki.config,
        tenantLimits: loki.tenantLimits,
        schema: loki.schema,
        alertmanagerUrl: loki.alertmanagerUrl,
        networkPolicies: network.policies,
        metricsNamespaces: network.metricsNamespaces,
        clientNamespaces: network.clientNamespaces,
        clusterDomain: fields.clusterDomain,
      },
      alloyNamespace,
      alloySources,
      alloyExtraSources: extraSources,
      alloyCollectors: collectors,
      routes: place.routes ? [...place.routes] : routesOf(fields, tenants),
      grafanaNamespace: grafana.namespace,
      maxLines: grafana.maxLines,
      storageClass: place.storageClass,
      images: fields.images,
      registry: fields.registry,
      imagePullSecrets: fields.imagePullSecrets,
      workloads: fields.workloads,
      labels: fields.labels,
      annotations: fields.annotations,
    },
  };
}

/**
 * Charts of resolved logging, with the changes of the user.
 *
 * @param pathOf path of a field in the user's input
 * @throws InputError if a part cannot be made as it is asked for, or the user's function throws
 */
export function chartsOf(
  { chartsProps }: Pick<ResolvedLogging, 'chartsProps'>,
  customize: EnvironmentProps['customize'],
  pathOf: (field: string) => string,
): LoggingCharts {
  const charts = withPaths(pathOf, () => new LoggingCharts(chartsProps));
  try {
    customize?.(charts);
  } catch (error) {
    const found = `throws ${error instanceof Error ? error.message : show(error)}`;
    throw new InputError([{ path: pathOf('customize'), found, fix: 'correct the function' }]);
  }
  return charts;
}

/** Charts name fields of an environment; the user's input may have other names for them. */
function withPaths<T>(pathOf: (field: string) => string, make: () => T): T {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw new InputError(error.problems.map((problem): Problem => ({ ...problem, path: pathOf(problem.path) })));
  }
}

/** The first tenant gets what no route takes; each other tenant gets its namespaces, or the one of its own name. */
function routesOf({ tenantNamespaces }: LoggingFields, tenants: readonly string[]): AlloyRoute[] {
  return tenants.slice(1).map((tenant) => ({ tenant, namespaces: [...(tenantNamespaces?.[tenant] ?? [tenant])] }));
}

function valueOf<T>({ value, fault }: Reading<T>): T {
  if (value === undefined) throw new Error(`the field is validated before: ${fault?.wrong}`);
  return value;
}
