import type { TemplatesRule, EnvironmentRule } from '../rule';
import { AGENT_RULES } from './agent';
import { BUCKET_RULES } from './buckets';
import { CHANGE_RULES } from './changes';
import { CLUSTER_RULES } from './cluster';
import { DELIVERY_RULES } from './delivery';
import { ENCRYPTION_RULES } from './encryption';
import { IDENTITY_RULES } from './identity';
import { LIFECYCLE_RULES } from './lifecycle';
import { NEW_CLUSTER_RULES } from './new-cluster';
import { NODE_PROFILE_RULES } from './node-profiles';
import { NODE_LABEL_RULES } from './node-labels';
import { NODE_RULES } from './nodes';
import { OBJECT_RULES } from './objects';
import { POD_IDENTITY_RULES } from './pod-identity';
import { OPERATOR_KIND_RULES } from './operator-kinds';
import { POLICY_RULES } from './policy';
import { POLICY_SIZE_RULES } from './policy-size';
import { SHARED_PASSWORD_RULES } from './shared-passwords';
import { STORE_CONFIG_RULES } from './store-config';
import { TRUST_RULES } from './trust';

/** Rules about AWS that need an environment and its manifests, but no templates. */
export const AWS_ENVIRONMENT_RULES: readonly EnvironmentRule[] = [
  ...IDENTITY_RULES,
  ...AGENT_RULES,
  ...STORE_CONFIG_RULES,
  ...CLUSTER_RULES,
  ...NEW_CLUSTER_RULES,
  ...NODE_RULES,
  ...NODE_LABEL_RULES,
  ...NODE_PROFILE_RULES,
  ...OBJECT_RULES,
  ...OPERATOR_KIND_RULES,
  ...CHANGE_RULES,
  ...SHARED_PASSWORD_RULES,
];

/** Rules about roles, buckets and stacks in CloudFormation templates. */
export const AWS_RULES: readonly TemplatesRule[] = [
  ...TRUST_RULES,
  ...POD_IDENTITY_RULES,
  ...POLICY_RULES,
  ...POLICY_SIZE_RULES,
  ...LIFECYCLE_RULES,
  ...ENCRYPTION_RULES,
  ...BUCKET_RULES,
  ...DELIVERY_RULES,
];
