import { type ClusterEvent, timeOf } from '../../pods';
import type { HopName } from '../hops';
import type { View } from '../view';

/** Part of the path that the doors and passwords of a namespace are for. */
export const hopOfNamespace = ({ setup }: View, namespace: string): HopName =>
  namespace === setup.lokiNamespace ? 'gateway' : namespace === setup.grafanaNamespace ? 'grafana' : 'agent';

/** A warning about an object. */
interface Warning {
  readonly namespace: string;
  readonly kind: string;
  readonly name: string;
  readonly message: string;
}

/**
 * The last warning about each object of some kinds, if it is recent. Events stay for an hour after their cause has ended, and
 * controllers repeat them while it has not.
 */
export function recentWarnings(view: View, kinds: RegExp, reasons: RegExp, seconds: number): Warning[] {
  const found = new Map<string, Warning>();
  for (const { metadata, ...event } of view.snapshot.events) {
    const { kind = '', name = '' } = event.involvedObject;
    const isOld = view.secondsSince(timeOf(event as ClusterEvent)) > seconds;
    if (isOld || !kinds.test(kind) || !reasons.test(event.reason ?? '')) continue;
    const { namespace = '' } = metadata;
    const message = (event.message ?? '').replace(/\s+/g, ' ').trim();
    found.set(`${kind} ${namespace}/${name}`, { namespace, kind, name, message });
  }
  return [...found.values()];
}
