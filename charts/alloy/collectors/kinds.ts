/** Kinds of collectors: how many pods run, and where. */
export const COLLECTOR_KINDS = ['every-node', 'one-replica', 'replicated', 'clustered'] as const;

/**
 * Kind of a collector. `every-node`: a DaemonSet, the only kind that reads files of nodes. `one-replica`: a StatefulSet
 * of one pod with a volume, for sources that must be read exactly once. `replicated`: a Deployment behind a Service,
 * for lines that clients send to Alloy. `clustered`: a StatefulSet of pods with a volume each, which share their targets
 * out among them, for sources with a block `clustering`.
 */
export type CollectorKind = (typeof COLLECTOR_KINDS)[number];

/** Kind that runs a source that names no kind. */
export const DEFAULT_KIND: CollectorKind = 'every-node';
