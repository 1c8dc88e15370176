import type { EnvironmentRule, ManifestsRule } from '../rule';

/** Rules about Loki's configuration and the pods that run it. */
export const LOKI_RULES: readonly ManifestsRule[] = [];

/** Rules about Loki that need to know how much the environment logs. */
export const LOKI_ENVIRONMENT_RULES: readonly EnvironmentRule[] = [];
