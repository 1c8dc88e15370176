import { type AlloyPipeline, PIPELINE_VALIDATORS } from '../../charts/alloy/pipeline';
import type { AlloySources } from '../../charts/alloy/sources/library';
import { CredentialsKind } from '../../charts/endpoint/credentials/source';
import type { LoggingChartsProps } from '../../charts/logging/charts';
import type { MonitoringProps, MonitoringSettings } from '../../charts/monitoring/props';
import type { EnvironmentCredentials } from './credentials';
import { kafkaRoleArn, metricsRoleArn, type NameParts } from './names';
import type { LoggingInput } from './resolved';
import { KUBERNETES_KEYS } from './schema/kubernetes';

/** Properties of the charts that do not depend on where Loki is: of collectors, the canary, monitoring and all objects. */
export function collectorsProps(
  { clusterName, props, routes, parts }: LoggingInput,
  credentials: Pick<EnvironmentCredentials, 'source'>,
): Omit<LoggingChartsProps, 'loki' | 'remoteLoki'> {
  const named = { ...parts, rolePath: props.rolePath };
  const { namespace: alloyNamespace, nodeLabel, extraSources, collectors, ...others } = props.alloy ?? {};
  const { alloySources, alloyPipeline } = parted(others);
  return {
    environment: parts.environment,
    clusterName,
    ...Object.fromEntries(KUBERNETES_KEYS.map((key) => [key, props[key]])),
    alloyNamespace,
    alloySources,
    alloyNodeLabel: nodeLabel,
    alloyPipeline: withRole(alloyPipeline, named, credentials),
    alloyExtraSources: extraSources,
    alloyCollectors: collectors,
    routes,
    canary: props.canary,
    monitoring: props.monitoring && withMetricsRole(props.monitoring, named),
  };
}

/** The pipeline with the role of the collectors, where Kafka asks for one and their password needs none. */
function withRole(
  pipeline: AlloyPipeline,
  parts: NameParts,
  { source }: Pick<EnvironmentCredentials, 'source'>,
): AlloyPipeline {
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
