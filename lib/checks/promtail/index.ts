import type { ManifestsRule } from '../rule';
import { STAGE_RULES } from './stages';

/** Rules about Promtail's configuration. */
export const PROMTAIL_RULES: readonly ManifestsRule[] = [...STAGE_RULES];
