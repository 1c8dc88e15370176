import type { Problem } from './problems';

/** Text that may be the path of a field within another: it is no part of an address, a name or another path. */
const FIELD = /(?<![\w.'"`/@:-])(?:alloy|grafana|loki|network|storage)\.\w+(?:\.\w+|\[\d+\])*(?![\w/-])/g;

/**
 * A problem whose words name fields of an environment, with other names for them. `rename` gives the name for the path of a field,
 * and returns any other text unchanged.
 */
export function withFieldNames<P extends Problem>(problem: P, rename: (path: string) => string): P {
  const { found, fix } = problem;
  return { ...problem, found: found.replace(FIELD, rename), fix: fix.replace(FIELD, rename) };
}
