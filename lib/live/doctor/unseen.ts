/** Names of things that could not be seen. A snapshot contains them, and faults ask for them. */

/** Objects of a kind in a namespace: `pods in namespace loki`. */
export const inNamespace = (kind: string, namespace: string): string => `${kind} in namespace ${namespace}`;

/** A namespace itself. */
export const namespaceNamed = (name: string): string => `namespace ${name}`;

/** Logs of pods. */
export const LOGS = 'logs of pods';
