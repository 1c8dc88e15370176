import type { WorkloadIdentity } from '../../charts/endpoint/identity';
import type { ObjectStore } from '../../charts/endpoint/object-store';
import type { LokiChartProps } from '../../charts/loki/props';
import type { ResolvedLogging } from './resolved';

/** The Loki of an environment. */
export interface OwnLoki {
  /** Identity of its pods. */
  readonly identity: WorkloadIdentity;

  /** Its buckets. */
  readonly objectStore: ObjectStore;

  /** Properties of its chart. */
  readonly loki: LokiChartProps;
}

/** The Loki of an environment. @throws Error if it has none of its own */
export function ownLoki({
  name,
  identity,
  objectStore,
  chartsProps: { loki },
}: Pick<ResolvedLogging, 'name' | 'identity' | 'objectStore' | 'chartsProps'>): OwnLoki {
  if (identity && objectStore && loki) return { identity, objectStore, loki };
  throw new Error(`environments.${name}.loki: it is elsewhere`);
}
