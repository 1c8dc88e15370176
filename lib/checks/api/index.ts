import type { ManifestsRule } from '../rule';
import { FORM_RULES } from './forms';
import { OBJECT_RULES } from './objects';

/** Rules about what the API server takes. */
export const API_RULES: readonly ManifestsRule[] = [...OBJECT_RULES, ...FORM_RULES];
