import { HOP_NAMES, type HopName, hopOf } from '../../lib/live/doctor/hops';
import type { Setup } from '../../lib/live/doctor/setup-form';
import type { Unseen } from '../../lib/live/doctor/snapshot';

/** Objects that a command returned, and those that it could not read. */
export interface Got {
  readonly items: Record<string, unknown>[];
  readonly unseen: Unseen[];
}

/** Gets objects of the API. */
export type Get = (args: readonly string[], hops: readonly HopName[], asked: readonly string[]) => Promise<Got>;

/** Complaint of kubectl about a kind that the cluster does not have. */
export const NO_KIND = /doesn't have a resource type|could not find the requested resource/;

/** Longest time of one request to the API server. */
export const TIMEOUT = '--request-timeout=20s';

/** Parts of the path that the workloads of a namespace are in. */
export function hopsOf({ workloads, grafanaNamespace }: Setup, namespace: string): HopName[] {
  const hops = workloads.filter((one) => one.namespace === namespace).map(({ component }) => hopOf(component));
  return [...new Set(hops.length > 0 ? hops : namespace === grafanaNamespace ? (['grafana'] as const) : HOP_NAMES)];
}
