import type { RigCluster } from '../rig/cluster';
import { type Counts, since } from './counts';
import { lokiCpu } from './processes';

/** Work of the pods of each component since they started. */
export interface Work {
  /** CPU seconds of Loki. */
  readonly cpu: Counts;

  /** Bytes. */
  readonly received: Counts;
  readonly sent: Counts;
}

/** Counts their work until now. */
export function work({ pods }: RigCluster): Work {
  const [received, sent] = [new Map<string, number>(), new Map<string, number>()];
  for (const { traffic, props } of pods) {
    const component = props.labels['app.kubernetes.io/component'] ?? '';
    received.set(component, (received.get(component) ?? 0) + traffic.received);
    sent.set(component, (sent.get(component) ?? 0) + traffic.sent);
  }
  return { cpu: lokiCpu(), received, sent };
}

/** Counts their work since then. */
export function workSince(before: Work, cluster: RigCluster): Work {
  const now = work(cluster);
  return {
    cpu: since(before.cpu, now.cpu),
    received: since(before.received, now.received),
    sent: since(before.sent, now.sent),
  };
}
