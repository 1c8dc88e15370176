import { HTTP_PORT } from '../../charts/loki/components';
import { FORMER_ZONE } from '../../charts/loki/workloads/migration';
import type { RingMember } from '../roll/ring';
import { ForwardError, openForward } from '../wait/forward';
import { samplesOf } from '../smoke/metrics';
import type { KubectlRunner } from '../wait/kubectl';

/** Reads the metrics of a pod; undefined if they cannot be read. */
export type MetricsReader = (namespace: string, pod: string) => Promise<string | undefined>;

/** Milliseconds for the metrics of a pod. */
const ANSWERS_WITHIN = 20_000;

/** Asks a pod for its metrics, by `kubectl port-forward`. */
export const metricsReader =
  (kubectl: KubectlRunner): MetricsReader =>
  async (namespace, pod) => {
    try {
      const { url, close } = await openForward(kubectl, { namespace, name: `pod/${pod}`, port: HTTP_PORT });
      try {
        const answer = await fetch(`${url}/metrics`, { signal: AbortSignal.timeout(ANSWERS_WITHIN) });
        return answer.ok ? await answer.text() : undefined;
      } finally {
        close();
      }
    } catch (error) {
      if (error instanceof ForwardError || error instanceof TypeError || error instanceof DOMException)
        return undefined;
      throw error;
    }
  };

/**
 * Reason why a former ingester may not end yet; undefined if its lines are in the object store. It leaves the ring only once every
 * chunk is written, and counts that flush.
 */
export function drainFault(pod: string, ring: readonly RingMember[], metrics: string | undefined): string | undefined {
  const member = ring.find(({ id }) => id === pod);
  const values = samplesOf(metrics ?? '');
  const sum = (name: string, labels: Readonly<Record<string, string>> = {}) =>
    values
      .filter((one) => one.name === name && Object.entries(labels).every(([key, value]) => one.labels[key] === value))
      .reduce((all, { value }) => all + value, 0);
  const [chunks, streams] = [sum('loki_ingester_memory_chunks'), sum('loki_ingester_memory_streams')];
  const holds = metrics === undefined ? '' : ` with ${chunks} chunks of ${streams} streams`;
  if (member?.state === 'LEAVING') {
    return `${pod} writes its chunks to the object store: ${sum('loki_ingester_flush_queue_length')} streams are left`;
  }
  if (member) return `${pod} is ${member.state} in zone ${member.zone || 'none'} of the ring${holds}`;
  if (metrics === undefined) return `${pod} does not tell its metrics, so whether it has written its chunks is unknown`;
  const flushed = sum('loki_shutdown_duration_seconds_count', { name: 'ingester', op: 'flush', status: 'success' });
  return flushed > 0 || chunks === 0 ? undefined : `${pod} has left the ring of ${FORMER_ZONE} without a flush${holds}`;
}

/** Path that makes an ingester write its chunks, and leave the ring. It answers when it has. */
export const DRAIN_PATH = '/ingester/shutdown?flush=true&delete_ring_tokens=true&terminate=false';

/** Commands that drain a former ingester, by a local port of its own. */
export function drainCommands(namespace: string, pod: string, index: number): string[] {
  const port = HTTP_PORT + index;
  return [
    `kubectl -n ${namespace} port-forward pod/${pod} ${port}:${HTTP_PORT} >/dev/null & FORWARD=$!`,
    `curl -sS --retry 9 --retry-connrefused -X POST 'localhost:${port}${DRAIN_PATH}'; kill $FORWARD`,
  ];
}
