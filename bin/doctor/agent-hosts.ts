import { at, records } from '../../lib/manifests/shape';
import { samplesOf } from '../smoke/metrics';
import type { OpenForward } from '../wait/forward';
import { namedForMetrics } from './pods';

/** Longest time of a request of metrics, in milliseconds. */
const REQUEST_MS = 10_000;

/** Metrics in which Promtail, Alloy and the Grafana Agent count sent bytes by host. */
const OF_SENT = /^(?:promtail|loki_write|agent_loki_write)_(?:sent|encoded)_bytes_total$/;

/**
 * Hosts that a DaemonSet of agents sends to, as the metrics of one of its pods name them.
 *
 * @throws ForwardError if kubectl opens no port of it
 */
export async function hostsOf(
  open: OpenForward,
  { namespace, name }: { readonly namespace: string; readonly name: string },
  pod: unknown,
): Promise<string[]> {
  const ports = records(at(pod, 'containers')).flatMap((container) => records(at(container, 'ports')));
  const port = (namedForMetrics(ports) ?? ports[0])?.['containerPort'];
  if (typeof port !== 'number') return [];
  const forward = await open({ namespace, name: `daemonset/${name}`, port });
  try {
    const response = await fetch(`${forward.url}/metrics`, { signal: AbortSignal.timeout(REQUEST_MS) });
    const samples = samplesOf(await response.text()).filter((sample) => OF_SENT.test(sample.name));
    return [...new Set(samples.flatMap(({ labels }) => labels['host'] ?? []))];
  } finally {
    forward.close();
  }
}
