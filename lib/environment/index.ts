/**
 * Environments without the AWS CDK: what a file of environments imports.
 *
 * @module cdk-eks-loki/environments
 */
export * from './environment';
