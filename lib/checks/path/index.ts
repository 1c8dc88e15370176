import type { ManifestsRule } from '../rule';

/** Rules about the path of a line: writer, gateway and readers agree. */
export const PATH_RULES: readonly ManifestsRule[] = [];
