import { ALLOY_RULES } from './alloy';
import { API_RULES } from './api';
import { AWS_ENVIRONMENT_RULES, AWS_RULES } from './aws';
import { KUBERNETES_RULES } from './kubernetes';
import { LOKI_ENVIRONMENT_RULES, LOKI_RULES } from './loki';
import { PATH_RULES } from './path';
import { PROMTAIL_RULES } from './promtail';
import type { TemplatesRule, EnvironmentRule, ManifestsRule } from './rule';

/** Rules about Kubernetes objects, ours or a user's. */
export const MANIFESTS_RULES: readonly ManifestsRule[] = [
  ...API_RULES,
  ...KUBERNETES_RULES,
  ...LOKI_RULES,
  ...ALLOY_RULES,
  ...PROMTAIL_RULES,
  ...PATH_RULES,
];

/** Rules about an environment, too. */
export const ENVIRONMENT_RULES: readonly EnvironmentRule[] = [...LOKI_ENVIRONMENT_RULES, ...AWS_ENVIRONMENT_RULES];

/** Rules about CloudFormation templates, too. */
export const TEMPLATES_RULES: readonly TemplatesRule[] = [...AWS_RULES];

/** All rules. Each accepts the largest subject; its list says what it needs. */
export const CATALOGUE: readonly TemplatesRule[] = [...MANIFESTS_RULES, ...ENVIRONMENT_RULES, ...TEMPLATES_RULES];
