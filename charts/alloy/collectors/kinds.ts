/** Kinds of collectors: how many pods run, and where. */
export const COLLECTOR_KINDS = ['every-node', 'one-replica', 'replicated'] as const;

/**
 * Kind of a collector. `every-node`: a DaemonSet, the only kind that reads files of nodes. `one-replica`: a StatefulSet
 * of one pod with a volume, for sources that must be read exactly once. `replicated`: a Deployment behind a Service,
 * for lines that clients send to Alloy.
 */
export type CollectorKind = (typeof COLLECTOR_KINDS)[number];

/** Kind that runs a source that names no kind. */
export const DEFAULT_KIND: CollectorKind = 'every-node';
