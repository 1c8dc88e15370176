/** Images that this library deploys, with their versions. */
export interface Images {
  /** Grafana Loki. @default docker.io/grafana/loki:3.7.6 */
  readonly loki?: string;

  /** Grafana Alloy. @default docker.io/grafana/alloy:v1.18.1 */
  readonly alloy?: string;

  /** nginx of the gateway, without root. @default docker.io/nginxinc/nginx-unprivileged:1.29.8-alpine */
  readonly nginx?: string;

  /** memcached of the chunks cache and the results cache. @default docker.io/library/memcached:1.6.39-alpine */
  readonly memcached?: string;

  /** Prometheus exporter beside memcached. @default docker.io/prom/memcached-exporter:v0.15.4 */
  readonly memcachedExporter?: string;

  /** SeaweedFS, the S3 server of a local cluster. @default docker.io/chrislusf/seaweedfs:4.48 */
  readonly seaweedfs?: string;

  /** Loki's canary, if it is asked for. @default docker.io/grafana/loki-canary:3.7.6 */
  readonly lokiCanary?: string;

  /** grafana/rollout-operator, if it is asked for. @default docker.io/grafana/rollout-operator:v0.38.1 */
  readonly rolloutOperator?: string;
  /**
   * Grafana, if it is deployed. The last release of 12 with fixes: 13 signs requests to Amazon Managed Service for Prometheus
   * with a plugin that each start would download.
   *
   * @default docker.io/grafana/grafana:12.4.10
   */
  readonly grafana?: string;
}

/** Images of this version of the library. No other file contains an image. */
export const IMAGES: Required<Images> = {
  loki: 'docker.io/grafana/loki:3.7.6',
  alloy: 'docker.io/grafana/alloy:v1.18.1',
  nginx: 'docker.io/nginxinc/nginx-unprivileged:1.29.8-alpine',
  memcached: 'docker.io/library/memcached:1.6.39-alpine',
  memcachedExporter: 'docker.io/prom/memcached-exporter:v0.15.4',
  seaweedfs: 'docker.io/chrislusf/seaweedfs:4.48',
  lokiCanary: 'docker.io/grafana/loki-canary:3.7.6',
  rolloutOperator: 'docker.io/grafana/rollout-operator:v0.38.1',
  grafana: 'docker.io/grafana/grafana:12.4.10',
};

const REGISTRY = 'docker.io';

/** Images to run: the given ones, and the default ones, from the registry that mirrors them if there is one. */
export function resolveImages(images: Images = {}, registry: string = REGISTRY): Required<Images> {
  const ours = Object.entries(IMAGES).map(([name, image]) => [name, `${registry}${image.slice(REGISTRY.length)}`]);
  const given = Object.entries(images).filter(([, image]) => image !== undefined);
  return Object.fromEntries([...ours, ...given]) as Required<Images>;
}
