/**
 * The Kubernetes side on its own: cdk8s charts, for GitOps or any other way of applying manifests. Nothing of it loads
 * the AWS CDK.
 *
 * @module cdk-eks-loki/charts
 */
export * from './alloy/chart';
export * from './alloy/source';
/** Alloy's configuration language and the pieces of a log on the node, to write sources of one's own with. */
export * as alloy from './alloy';
export * from './credentials';
export * from './endpoint';
export * from './grafana/chart';
export * from './identity';
export * from './images';
export * from './kubernetes';
export * from './logging-charts';
export * from './loki/chart';
export { DEFAULT_SCHEMA, REPLICATION_FACTOR, type SchemaPeriod } from './loki/config';
export * from './loki/config-types';
export type { ConfigPatch } from './loki/merge-config';
export * from './loki/sizes';
export * from './namespaces';
export * from './object-store';
export * from './storage-class';
export type { ContainerResources } from './workload';
