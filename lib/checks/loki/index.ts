import type { EnvironmentRule, ManifestsRule } from '../rule';
import { ADDRESS_RULES } from './addresses';
import { BUCKET_RULES } from './buckets';
import { BUDGET_RULES } from './budgets';
import { CACHE_RULES } from './caches';
import { COMPACTOR_RULES } from './compactor';
import { COMPRESSION_RULES } from './compression';
import { FEWER_INGESTERS_RULES } from './fewer-ingesters';
import { FLAG_RULES } from './flags';
import { FOLDER_RULES } from './folders';
import { KEY_RULES } from './keys';
import { LIMIT_RULES } from './limits';
import { RATE_RULES } from './rates';
import { REPLICATION_RULES } from './replication';
import { RETENTION_RULES } from './retention';
import { RING_RULES } from './rings';
import { RULE_FILE_RULES } from './rule-files';
import { SCHEMA_RULES } from './schema';
import { STORAGE_RULES } from './storage';
import { STORE_ACCESS_RULES } from './store-access';
import { TENANT_RULES } from './tenants';
import { TIMEOUT_RULES } from './timeouts';
import { TOGETHER_RULES } from './together';
import { VARIABLE_RULES } from './variables';
import { WAL_RULES } from './wal';
import { WAL_SIZE_RULES } from './wal-size';
import { ZONE_RULES } from './ingester-zones';

/** Rules about Loki's configuration and the pods that run it. */
export const LOKI_RULES: readonly ManifestsRule[] = [
  ...KEY_RULES,
  ...TOGETHER_RULES,
  ...FLAG_RULES,
  ...SCHEMA_RULES,
  ...STORAGE_RULES,
  ...STORE_ACCESS_RULES,
  ...BUCKET_RULES,
  ...RETENTION_RULES,
  ...COMPACTOR_RULES,
  ...REPLICATION_RULES,
  ...BUDGET_RULES,
  ...RING_RULES,
  ...ADDRESS_RULES,
  ...WAL_RULES,
  ...FOLDER_RULES,
  ...LIMIT_RULES,
  ...TIMEOUT_RULES,
  ...CACHE_RULES,
  ...COMPRESSION_RULES,
  ...TENANT_RULES,
  ...VARIABLE_RULES,
  ...RULE_FILE_RULES,
];

/** Rules about Loki that need to know how much the environment logs. */
export const LOKI_ENVIRONMENT_RULES: readonly EnvironmentRule[] = [
  ...RATE_RULES,
  ...WAL_SIZE_RULES,
  ...ZONE_RULES,
  ...FEWER_INGESTERS_RULES,
];
