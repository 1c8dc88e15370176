/** Names of things that could not be seen: who looks writes them, and faults read them. */

/** Objects of a kind in a namespace: `pods in namespace loki`. */
export const inNamespace = (kind: string, namespace: string): string => `${kind} in namespace ${namespace}`;

/** A namespace itself. */
export const namespaceNamed = (name: string): string => `namespace ${name}`;

/** Logs of pods. */
export const LOGS = 'logs of pods';
