import { KAFKA_DEFAULTS } from '../kafka/props';
import { ALLOY_SERVICE_ACCOUNT } from '../../defaults';
import type { ContainerResources } from '../../kubernetes/workload';
import type { CollectorKind } from './kinds';

/** Collector of the library. */
export interface LibraryCollector {
  /** Name of its objects. */
  readonly name: string;

  /** Its kind. */
  readonly kind: CollectorKind;

  /** Place of its sources in the user's input, for messages. */
  readonly path: string;

  /** Number of pods of kind `replicated` or `clustered`. @default 1 */
  readonly replicas?: number;

  /** CPU request, memory request and limit of a pod. */
  readonly resources: ContainerResources;
}

/** Collectors of the library, by the label `app.kubernetes.io/component` of their pods. */
export const LIBRARY_COLLECTORS = {
  agent: {
    name: ALLOY_SERVICE_ACCOUNT,
    kind: 'every-node',
    path: 'alloy.extraSources',
    resources: { cpu: 0.1, memoryMiB: 256 },
  },
  events: {
    name: `${ALLOY_SERVICE_ACCOUNT}-events`,
    kind: 'one-replica',
    path: 'alloy.events',
    resources: { cpu: 0.05, memoryMiB: 256 },
  },
  pods: {
    name: `${ALLOY_SERVICE_ACCOUNT}-pods`,
    kind: 'clustered',
    path: 'alloy.pods',
    replicas: 2,
    resources: { cpu: 0.1, memoryMiB: 512 },
  },
  kafka: {
    name: `${ALLOY_SERVICE_ACCOUNT}-kafka`,
    kind: 'replicated',
    path: 'alloy.kafka',
    replicas: KAFKA_DEFAULTS.consumers,
    resources: { cpu: 0.25, memoryMiB: 512 },
  },
  receivers: {
    name: `${ALLOY_SERVICE_ACCOUNT}-receivers`,
    kind: 'replicated',
    path: 'alloy',
    replicas: 2,
    resources: { cpu: 0.1, memoryMiB: 512 },
  },
} satisfies Record<string, LibraryCollector>;

/** Name of a collector of the library. */
export type LibraryCollectorName = keyof typeof LIBRARY_COLLECTORS;
