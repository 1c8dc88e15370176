import type { MetricsSource } from '../kubernetes/metrics';
import { EXPORTER_PORT, LOKI_CACHES } from './caches';
import { HTTP_PORT, LOKI_COMPONENTS, LokiNames } from './components';

const NAME = LokiNames.SELECTOR['app.kubernetes.io/name'] as string;

/**
 * Pods of Loki that expose metrics: its components, and the caches through their exporter. The gateway is left out:
 * nginx counts connections but no status codes, so its access log takes the place of metrics.
 */
export function lokiMetrics(namespace: string): MetricsSource[] {
  return [
    ...LOKI_COMPONENTS.map(({ target }) => ({ namespace, name: NAME, component: target, port: HTTP_PORT })),
    ...LOKI_CACHES.map(({ component }) => ({ namespace, name: NAME, component, port: EXPORTER_PORT })),
  ];
}
