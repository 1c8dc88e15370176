/** Every image this library deploys, with its version. Nothing else names one. */
export interface Images {
  /** Grafana Loki. @default docker.io/grafana/loki:3.7.6 */
  readonly loki?: string;

  /** Grafana Alloy. @default docker.io/grafana/alloy:v1.18.1 */
  readonly alloy?: string;

  /** nginx of the gateway: an Alpine build that runs without root. */
  readonly nginx?: string;

  /** memcached of the chunks cache and the results cache. */
  readonly memcached?: string;

  /** Prometheus exporter beside memcached. */
  readonly memcachedExporter?: string;
}

/** The images of this version of the library. */
export const IMAGES: Required<Images> = {
  loki: 'docker.io/grafana/loki:3.7.6',
  alloy: 'docker.io/grafana/alloy:v1.18.1',
  nginx: 'docker.io/nginxinc/nginx-unprivileged:1.29-alpine',
  memcached: 'docker.io/library/memcached:1.6.39-alpine',
  memcachedExporter: 'docker.io/prom/memcached-exporter:v0.15.4',
};
