import type { ManifestsRule } from '../rule';
import { AGE_RULES } from './ages';
import { DATASOURCE_RULES } from './datasources';
import { LIMIT_RULES } from './limits';
import { LOGIN_RULES } from './logins';
import { METADATA_RULES } from './metadata';
import { PASSWORD_RULES } from './passwords';
import { POD_RULES } from './pods';
import { POLICY_RULES } from './policies';
import { TARGET_RULES } from './targets';
import { TENANT_RULES } from './tenants';
import { URL_RULES } from './urls';

/** Rules about the path of a line: writer, gateway and readers agree. */
export const PATH_RULES: readonly ManifestsRule[] = [
  ...URL_RULES,
  ...TARGET_RULES,
  ...DATASOURCE_RULES,
  ...LOGIN_RULES,
  ...TENANT_RULES,
  ...PASSWORD_RULES,
  ...LIMIT_RULES,
  ...AGE_RULES,
  ...METADATA_RULES,
  ...POLICY_RULES,
  ...POD_RULES,
];
