/** Kinds of objects that keep pods running, from a template of theirs. */
export const WORKLOAD_KINDS: readonly string[] = ['Deployment', 'StatefulSet', 'DaemonSet'];
