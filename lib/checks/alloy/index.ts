import type { ManifestsRule } from '../rule';

/** Rules about Alloy's configuration and the pods that run it. */
export const ALLOY_RULES: readonly ManifestsRule[] = [];
