/**
 * The Kubernetes side on its own: cdk8s charts, for GitOps or any other way of applying manifests. This module does not
 * load the AWS CDK.
 *
 * @module cdk-eks-loki/charts
 */
export * from './alloy/chart';
export * from './alloy/sources/source';
/** Alloy's configuration language and stages, for sources of your own. */
export * as alloy from './alloy';
export * from './endpoint/credentials';
export * from './endpoint/endpoint';
export type { Exposure } from './endpoint/exposure/exposure';
export * from './endpoint/exposure/props';
export type { DeletesProps, GatewayUsers, ReaderProps, WriterProps } from './endpoint/users';
export * from './canary/chart';
export type { CanarySettings } from './canary/props';
export * from './grafana/chart';
export * from './monitoring/chart';
export * from './monitoring/props';
export { type AlertingRule, type AlertGroup } from './monitoring/rules';
export type { MetricsSource, ScraperPods } from './kubernetes/metrics';
export type { DatasourcesAs, DatasourceSettings, TracesLink } from './grafana/settings';
export { DASHBOARD_SOURCES, type DashboardFacts, type DashboardSource } from './grafana/dashboards/context';
export { DASHBOARD_NAMES, type DashboardName } from './grafana/dashboards/names';
export type { DashboardModelJson, DashboardsSettings } from './grafana/dashboards/own/props';
export type { PrometheusLink } from './grafana/prometheus';
export type { MadeGrafana } from './grafana/deploy/objects';
export type {
  GrafanaDatabaseProps,
  GrafanaDeployProps,
  GrafanaDeploySettings,
  GrafanaLoginProps,
  GrafanaRoles,
  GrafanaStorageProps,
  SecretReference,
} from './grafana/deploy/props';
export * from './endpoint/identity';
export { IMAGES, type Images } from './kubernetes/images';
export type { KubernetesProps } from './kubernetes/props';
export type {
  DeepReadonly,
  PodAffinityProps,
  PodResources,
  PodToleration,
  WorkloadSettings,
} from './kubernetes/pod-settings';
export type { WorkloadsProps } from './kubernetes/workloads';
export * from './kubernetes/objects';
export * from './logging/charts';
export * from './loki/chart';
export type { PodsBehind } from './endpoint/connection';
export { REPLICATION_FACTOR } from './loki/replication';
export { DEFAULT_SCHEMA, type IndexStore, type SchemaPeriod } from './loki/config/schema';
export { CHUNK_ENCODINGS, type ChunkEncoding } from './loki/config/encoding';
export * from './loki/config/generated/types';
export type { ConfigPatch } from './loki/config/merge';
export type { RulerEgress } from './loki/ruler-egress';
export type { RemoteWrite } from './endpoint/remote-write';
export type { AlertRule, RecordingRule, RuleGroup, RulerProps, TenantRules } from './loki/rules/props';
export type { RolloutOperatorProps } from './loki/rollout-operator/props';
export type { ComponentScaling, LokiAutoscaling, QuerierScaling } from './loki/sizes/autoscaling';
export * from './loki/sizes/sizes';
export type { StreamRetention, TenantRetentionProps, TypedLimits } from './loki/typed-limits';
export type { IngesterMigration, IngesterZones, MigrationStep } from './loki/workloads/migration';
export type { FastClass } from './loki/workloads/volumes';
export { type NamespaceProps, NamespacesChart, type NamespacesChartProps, PodSecurity } from './kubernetes/namespaces';
export type { StoreAccessKey, StoreAuthority, StoreEndpoint } from './endpoint/store/endpoint';
export { LocalStoreChart, type LocalStoreChartProps, type LocalStoreSettings } from './local/store';
export { type ObjectStore, regionProblem, s3Endpoint } from './endpoint/object-store';
export * from './kubernetes/storage-class';
export type { ContainerResources } from './kubernetes/workload';
