import type { DeploymentRule, EnvironmentRule } from '../rule';

/** Rules about what the environment says of AWS. */
export const AWS_ENVIRONMENT_RULES: readonly EnvironmentRule[] = [];

/** Rules about roles, buckets and stacks. */
export const AWS_RULES: readonly DeploymentRule[] = [];
