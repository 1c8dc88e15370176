/**
 * Environments without the AWS CDK, for files of environments.
 *
 * @module cdk-eks-loki/environments
 */
export * from './environment';
