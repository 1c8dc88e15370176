/**
 * The public API: constructs, environments, and the charts they deliver. Nothing else is public.
 *
 * @module cdk-eks-loki
 */
export * from '../charts';
export { type Caller, fillAccounts } from './environment/account';
export { ADDON_NAMES, type AddonName, type AddonVersions } from './cluster/addons';
export { validateEnvironments as checkEnvironments } from './environment/validate';
export type { Acknowledgement } from './environment/acknowledgement';
export { checkManifests, type CheckResult, type RuleDescription, type RuleFinding, RULES } from './checks/check';
export type { CheckedCharts, DeployedRecords, PreviousManifests } from './checks/checked-charts';
export type { DeployedFacts } from './planner/deployed/facts';
export type { IngesterStep } from './planner/deployed/ingesters';
export type { DeployedRecord } from './planner/deployed/record';
export { Manifests } from './manifests/manifests';
export type { Manifest } from './manifests/manifest';
export { type Finding, type ManifestsSubject, type Rule, Severity } from './checks/rule';
export * from './identity/credentials-access';
export type { ClusterNetwork } from './cluster/network';
export type { ClusterNodes } from './cluster/nodes';
export * from './environment/environment';
export type { EnvironmentCredentials, SharedSecret } from './environment/credentials';
export type { NameParts } from './environment/names';
export * from './cluster/existing-cluster';
export * from './identity/irsa-role';
export * from './storage/kafka/kafka-access';
export * from './storage/kafka/logging-kafka';
export * from './identity/metrics-access';
export * from './identity/grafana-access';
export { EXPIRY_MARGIN } from './storage/lifecycle';
export * from './identity/log-credentials';
export * from './storage/log-storage';
export * from './app/logging-app';
export {
  ApiEndpointAccess,
  ClusterMode,
  type ILoggingCluster,
  LoggingCluster,
  type LoggingClusterProps,
} from './cluster/logging-cluster';
export * from './delivery/logging-delivery';
export * from './app/loki-logging/loki-logging';
export * from './app/loki-logging/props';
export type { LokiLoggingAlloyProps } from './app/loki-logging/alloy-props';
export type { ILokiHub, LokiElsewhereProps } from './app/loki-logging/elsewhere';
export type { Hub } from './environment/hub/hub';
export type { HubKey, HubSecret } from './environment/hub/key';
export type { RemoteLoki } from './environment/hub/remote';
export type { SpokeReader } from './environment/hub/spokes';
export type { LokiElsewhere, SpokeProps } from './environment/hub/props';
export * from './delivery/manifest-delivery';
export * from './identity/oidc-trust';
export { InputError, type Problem } from '../charts/input/problems';
export * from './identity/secrets-driver';
export type { ClusterStack } from './app/stacks/cluster-stack';
export { EnvironmentStage, type EnvironmentStageProps } from './app/stacks/environment-stage';
export type { LoggingStack } from './app/stacks/logging-stack';
export type { StorageStack } from './app/stacks/storage-stack';
