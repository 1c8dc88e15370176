/**
 * The public API: constructs, environments, and the charts they deliver. Nothing else is public.
 *
 * @module cdk-eks-loki
 */
export * from '../charts';
export { type Caller, fillAccounts } from './account';
export { ADDON_NAMES, type AddonName, type AddonVersions } from './addons';
export { checkEnvironments } from './check-environments';
export type { Acknowledgement } from './checks/acknowledge';
export { checkManifests, type CheckResult, type RuleDescription, type RuleFinding, RULES } from './checks/check';
export type { CheckedCharts, PreviousManifests } from './checks/checked-charts';
export { Manifests } from './checks/manifests';
export type { Manifest } from './checks/read/objects';
export { type Finding, type ManifestsSubject, type Rule, Severity } from './checks/rule';
export * from './credentials-access';
export type { ClusterNetwork } from './cluster-network';
export type { ClusterNodes } from './cluster-nodes';
export * from './environment';
export type { EnvironmentCredentials } from './environment-credentials';
export * from './existing-cluster';
export * from './irsa-role';
export { EXPIRY_MARGIN } from './log-lifecycle';
export * from './log-credentials';
export * from './log-storage';
export * from './logging-app';
export {
  ApiEndpointAccess,
  ClusterMode,
  type ILoggingCluster,
  LoggingCluster,
  type LoggingClusterProps,
} from './logging-cluster';
export * from './logging-delivery';
export * from './loki-logging';
export * from './loki-logging-props';
export * from './manifest-delivery';
export * from './oidc-trust';
export { InputError, type Problem } from './problems';
export * from './secrets-driver';
export type { ClusterStack } from './stacks/cluster-stack';
export { EnvironmentStage, type EnvironmentStageProps } from './stacks/environment-stage';
export type { LoggingStack } from './stacks/logging-stack';
export type { StorageStack } from './stacks/storage-stack';
