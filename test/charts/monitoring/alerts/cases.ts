import { AGENTS_CASES } from './agents';
import { CANARY_CASES } from './canary';
import type { AlertCases } from './case';
import { COST_CASES } from './cost';
import { KAFKA_CASES } from './kafka';
import { LIMITS_CASES } from './limits';
import { PATH_CASES } from './path';
import { QUERIES_CASES } from './queries';
import { RING_CASES } from './ring';
import { RULER_CASES } from './ruler';
import { STORAGE_CASES } from './storage';

/** Cases of every alert. */
export const CASES: AlertCases = {
  ...PATH_CASES,
  ...LIMITS_CASES,
  ...RING_CASES,
  ...STORAGE_CASES,
  ...QUERIES_CASES,
  ...RULER_CASES,
  ...AGENTS_CASES,
  ...COST_CASES,
  ...CANARY_CASES,
  ...KAFKA_CASES,
};
