import type { EnvironmentRule, ManifestsRule } from '../rule';
import { BUDGETS_KEEP_QUORUM } from './budgets';
import { CACHE_RULES } from './caches';
import { COMPACTOR_RULES } from './compactor';
import { KEY_RULES } from './keys';
import { FEW_LABELS, RATE_TAKES_BURSTS, RATE_TAKES_VOLUME } from './limits';
import { COPIES_SURVIVE, ENOUGH_INGESTERS, ENOUGH_ZONES, ONE_ROLL } from './replication';
import { RETENTION_RULES } from './retention';
import { RING_RULES } from './rings';
import { SCHEMA_RULES } from './schema';
import { STORAGE_RULES } from './storage';
import { TENANT_RULES } from './tenants';
import { SERVER_TIMEOUT } from './timeouts';
import { WAL_HAS_ROOM } from './wal-size';
import { WAL_RULES } from './wal';

/** Rules about Loki's configuration and the pods that run it. */
export const LOKI_RULES: readonly ManifestsRule[] = [
  ...KEY_RULES,
  ...SCHEMA_RULES,
  ...STORAGE_RULES,
  ...RETENTION_RULES,
  ...COMPACTOR_RULES,
  ENOUGH_INGESTERS,
  COPIES_SURVIVE,
  BUDGETS_KEEP_QUORUM,
  ENOUGH_ZONES,
  ONE_ROLL,
  ...RING_RULES,
  ...WAL_RULES,
  FEW_LABELS,
  SERVER_TIMEOUT,
  ...CACHE_RULES,
  ...TENANT_RULES,
];

/** Rules about Loki that need to know how much the environment logs. */
export const LOKI_ENVIRONMENT_RULES: readonly EnvironmentRule[] = [RATE_TAKES_VOLUME, RATE_TAKES_BURSTS, WAL_HAS_ROOM];
