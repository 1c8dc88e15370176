import type { Duration } from 'cdk8s';
import { type AlloyPipeline, PIPELINE_VALIDATORS } from '../../charts/alloy/pipeline';
import type { AlloySources } from '../../charts/alloy/sources/library';
import type { AlloyRoute } from '../../charts/alloy/sources/source';
import {
  DEFAULT_GIGABYTES_PER_DAY,
  DEFAULT_NAMESPACES,
  DEFAULT_QUERY_TIMEOUT,
  DEFAULT_RETENTION,
} from '../../charts/defaults';
import { CANARY, canaryOf } from '../../charts/canary/props';
import { CredentialsKind } from '../../charts/endpoint/credentials/source';
import type { IdentityKind, WorkloadIdentity } from '../../charts/endpoint/identity';
import { isInAws, type ObjectStore } from '../../charts/endpoint/object-store';
import { gatewayUsers } from '../../charts/endpoint/users';
import { deployOf } from '../../charts/grafana/deploy/props';
import { generatedSecrets } from '../../charts/grafana/deploy/secrets';
import type { StorageClassChartProps } from '../../charts/kubernetes/storage-class';
import { LoggingCharts, type LoggingChartsProps } from '../../charts/logging/charts';
import { configWithStreams, limitsOfTenants } from '../../charts/loki/typed-limits';
import type { MonitoringProps, MonitoringSettings } from '../../charts/monitoring/props';
import { InputError, type Problem } from '../../charts/input/problems';
import { messageOf } from '../../charts/input/show';
import { patchFault } from './patch-fault';
import { runUserCode } from '../../charts/input/user-code';
import { type EnvironmentCredentials, resolveCredentials } from './credentials';
import { lokiIdentity, rulerIdentity } from './loki-identity';
import { exposureOf } from './door';
import { grafanaFields } from './grafana';
import { kafkaRoleArn, metricsRoleArn, type NameParts } from './names';
import type { LoggingProps } from './props';
import { rulesWithFiles } from './rules-as-code/files';
import { KUBERNETES_KEYS } from './schema/kubernetes';
import { resolveStore } from './store';

/** Input of a logging stack, from an environment or from `LokiLogging`: valid, and without texts to parse. */
export interface LoggingInput {
  /** Parts of the names of AWS resources. */
  readonly parts: NameParts;

  /** Name of the cluster, as in the label of lines. */
  readonly clusterName: string;

  /** Fields that environments and `LokiLogging` share. */
  readonly props: Omit<LoggingProps, 'account' | 'region' | 'volume' | 'retention' | 'tenantNamespaces'>;

  /** How much is logged per day, in GB. @default 50 */
  readonly gigabytesPerDay?: number;

  /** How long lines are kept. @default - 28 days */
  readonly retention?: Duration;

  /** How long a query may run. @default - 5 minutes */
  readonly queryTimeout?: Duration;

  /** Namespaces whose pod logs go to a tenant. */
  readonly routes: AlloyRoute[];

  /** StorageClass of the volumes. */
  readonly storageClass: StorageClassChartProps;

  /** If true, the StorageClass exists and is not made. */
  readonly hasStorageClass: boolean;

  /** Number of zones of the nodes. @default - unknown */
  readonly zones?: number;

  /** Address ranges of the cluster's VPC. @default - those in the door's own properties */
  readonly vpcCidrs?: readonly string[];

  /** Buckets that exist. @default - buckets with names of their own, or those in `props` */
  readonly objectStore?: ObjectStore;
}

/** A logging stack with every default filled in and every name concrete. */
export interface ResolvedLogging {
  /** Name of the environment. */
  readonly name: string;

  /** AWS account, 12 digits. */
  readonly account: string;

  /** AWS region. */
  readonly region: string;

  /** Name of its cluster. */
  readonly clusterName: string;

  /** How much is logged per day, in GB. */
  readonly gigabytesPerDay: number;

  /** Identity of Loki's pods. */
  readonly identity: WorkloadIdentity;

  /** Buckets of Loki. */
  readonly objectStore: ObjectStore;

  /** Where the passwords are kept. */
  readonly credentials: EnvironmentCredentials;

  /** Properties of its charts. */
  readonly chartsProps: LoggingChartsProps;
}

/** ARNs of the roles that read and write the buckets. */
export function storeRoleArns({ identity, chartsProps }: ResolvedLogging): string[] {
  return [identity, chartsProps.loki.rulerIdentity].flatMap((one) => one?.roleArn ?? []);
}

/** Resolves a logging stack: defaults, names, and the properties of the charts. */
export function resolveLogging(input: LoggingInput): ResolvedLogging {
  const { clusterName, props, gigabytesPerDay = DEFAULT_GIGABYTES_PER_DAY } = input;
  const parts = { ...input.parts, rolePath: props.rolePath };
  const objectStore = resolveStore(parts, props.storage, input.objectStore);
  const ofLoki = { namespace: props.loki?.namespace, kind: props.identity as IdentityKind | undefined };
  const identity = lokiIdentity(parts, { ...ofLoki, hasRole: isInAws(objectStore) });
  const isSigned = props.loki?.ruler?.remoteWrite?.workspaceArn !== undefined;
  const users = { readers: props.readers, writers: props.writers, deletes: props.loki?.deletes };
  const canary = canaryOf(props.canary);
  const grafana = deployOf(props.grafana?.deploy);
  const credentials = resolveCredentials({
    parts,
    credentials: props.credentials,
    identityKind: ofLoki.kind,
    lokiNamespace: identity.namespace,
    alloyNamespace: props.alloy?.namespace ?? DEFAULT_NAMESPACES.alloy,
    grafanaNamespace: props.grafana?.namespace ?? DEFAULT_NAMESPACES.grafana,
    grafanaServiceAccount: props.grafana?.serviceAccount,
    canaryNamespace: canary && (canary.namespace ?? CANARY),
    users: gatewayUsers(users).map(({ username }) => username),
    grafanaSecrets: grafana && generatedSecrets(grafana),
  });
  const { namespace: alloyNamespace, nodeLabel, extraSources, collectors, ...others } = props.alloy ?? {};
  const { alloySources, alloyPipeline } = parted(others);
  return {
    name: parts.environment,
    account: parts.account,
    region: parts.region,
    clusterName,
    gigabytesPerDay,
    identity,
    objectStore,
    credentials,
    chartsProps: {
      environment: parts.environment,
      clusterName,
      ...Object.fromEntries(KUBERNETES_KEYS.map((key) => [key, props[key]])),
      loki: {
        identity,
        store: objectStore,
        tenants: [...(props.tenants ?? [parts.environment])],
        gigabytesPerDay,
        retention: input.retention ?? DEFAULT_RETENTION,
        queryTimeout: input.queryTimeout ?? DEFAULT_QUERY_TIMEOUT,
        credentials: credentials.source,
        storageClassName: input.storageClass.name,
        sizes: props.loki?.sizes,
        ingesterZones: props.loki?.ingesterZones,
        rolloutOperator: props.loki?.rolloutOperator,
        autoscaling: props.loki?.autoscaling,
        config: configWithStreams(props.loki ?? {}, props.loki?.config),
        tenantLimits: limitsOfTenants(props.loki ?? {}, props.loki?.tenantLimits),
        rules: props.loki?.rules && rulesWithFiles(props.loki.rules),
        ruler: props.loki?.ruler,
        rulerIdentity: isSigned ? rulerIdentity(parts, ofLoki) : undefined,
        otlpIndexLabels: props.loki?.otlpIndexLabels,
        chunkEncoding: props.loki?.chunkEncoding,
        schema: props.loki?.schema,
        alertmanagerUrl: props.loki?.alertmanagerUrl,
        ...users,
        networkPolicies: props.network?.policies,
        metricsNamespaces: props.network?.metricsNamespaces,
        metricsPods: props.network?.metricsPods,
        rulerEgress: props.network?.rulerEgress,
        zones: input.zones,
        clientNamespaces: props.network?.clientNamespaces,
        expose: props.expose && exposureOf(props.expose, input),
      },
      alloyNamespace,
      alloySources,
      alloyNodeLabel: nodeLabel,
      alloyPipeline: withRole(alloyPipeline, parts, credentials),
      alloyExtraSources: extraSources,
      alloyCollectors: collectors,
      routes: input.routes,
      canary: props.canary,
      ...grafanaFields(props, grafana, input, credentials),
      monitoring: props.monitoring && withMetricsRole(props.monitoring, parts),
      storageClass: input.hasStorageClass ? undefined : input.storageClass,
    },
  };
}

/** The pipeline with the role of the collectors, where Kafka asks for one and their password needs none. */
function withRole(pipeline: AlloyPipeline, parts: NameParts, { source }: EnvironmentCredentials): AlloyPipeline {
  const { kafka } = pipeline;
  if (!kafka?.iam || source.kind === CredentialsKind.SECRETS_MANAGER) return pipeline;
  const { roleArn = kafkaRoleArn(parts) } = kafka.iam;
  return { ...pipeline, kafka: { ...kafka, iam: { ...kafka.iam, roleArn } } };
}

/** Monitoring with the role that writes to a workspace, if it does. */
function withMetricsRole(monitoring: MonitoringProps, parts: NameParts): MonitoringSettings {
  if (monitoring.remoteWrite?.workspaceArn === undefined) return monitoring;
  return { ...monitoring, roleArn: metricsRoleArn(parts) };
}

/** Fields of the pipeline, and those of sources. */
function parted(fields: AlloySources & AlloyPipeline): { alloySources: AlloySources; alloyPipeline: AlloyPipeline } {
  const isPipeline = ([key]: [string, unknown]): boolean => Object.hasOwn(PIPELINE_VALIDATORS, key);
  const entries = Object.entries(fields);
  return {
    alloySources: Object.fromEntries(entries.filter((entry) => !isPipeline(entry))),
    alloyPipeline: Object.fromEntries(entries.filter(isPipeline)),
  };
}

/**
 * The charts of a resolved logging stack, with the user's own changes.
 *
 * @throws InputError if a chart refuses its input or the user's function throws, with paths as the user wrote them
 */
export function makeCharts(
  { chartsProps }: ResolvedLogging,
  customize: LoggingProps['customize'],
  pathOf: (path: string) => string,
): LoggingCharts {
  const refuse = (problems: readonly Problem[]) =>
    new InputError(problems.map((problem) => ({ ...problem, path: pathOf(problem.path) })));
  let charts: LoggingCharts;
  try {
    charts = new LoggingCharts(chartsProps);
  } catch (error) {
    throw error instanceof InputError ? refuse(error.problems) : error;
  }
  if (!customize) return charts;
  const problem = customizationProblem(pathOf('customize'), () => customize(charts));
  if (problem) throw new InputError([problem]);
  try {
    // A patch is applied when its object is written.
    charts.manifests();
  } catch (error) {
    throw refuse([{ path: 'customize', ...patchFault(error) }]);
  }
  return charts;
}

/**
 * Runs a function of the user's that changes objects; the problem if it throws or does not change them at once.
 *
 * @throws InputError if the program limits its time, and it takes longer
 */
export function customizationProblem(path: string, run: () => void): Problem | undefined {
  return runUserCode(path, () => {
    let result: unknown;
    try {
      result = run() as unknown;
    } catch (error) {
      return { path, found: `throws ${messageOf(error)}`, fix: 'correct the function' };
    }
    // A function with * runs only when somebody asks for its values, and nobody does.
    if (Object.prototype.toString.call(result).endsWith('Generator]')) {
      return { path, found: 'is a generator, of which nothing runs', fix: 'write a function without *' };
    }
    if (!(result instanceof Promise)) return undefined;
    result.catch(() => undefined);
    return { path, found: 'returns a promise', fix: 'change the objects at once, without async' };
  });
}
