/** Images this library deploys, each with its version. */
export interface Images {
  /** Grafana Loki. @default docker.io/grafana/loki:3.7.6 */
  readonly loki?: string;

  /** Grafana Alloy. @default docker.io/grafana/alloy:v1.18.1 */
  readonly alloy?: string;

  /** nginx of the gateway: an Alpine build that runs without root. @default docker.io/nginxinc/nginx-unprivileged:1.29-alpine */
  readonly nginx?: string;

  /** memcached of the chunks cache and the results cache. @default docker.io/library/memcached:1.6.39-alpine */
  readonly memcached?: string;

  /** Prometheus exporter beside memcached. @default docker.io/prom/memcached-exporter:v0.15.4 */
  readonly memcachedExporter?: string;
}

/** Images of this version of the library. */
export const IMAGES: Required<Images> = {
  loki: 'docker.io/grafana/loki:3.7.6',
  alloy: 'docker.io/grafana/alloy:v1.18.1',
  nginx: 'docker.io/nginxinc/nginx-unprivileged:1.29-alpine',
  memcached: 'docker.io/library/memcached:1.6.39-alpine',
  memcachedExporter: 'docker.io/prom/memcached-exporter:v0.15.4',
};

/** Images to run: the user's, and otherwise ours, from another registry if one is named. */
export function imagesOf(images: Images = {}, registry?: string): Required<Images> {
  const ours = Object.entries(IMAGES).map(([name, image]) => [name, registry ? mirrored(image, registry) : image]);
  const given = Object.entries(images).filter(([, image]) => image !== undefined);
  return { ...(Object.fromEntries(ours) as Required<Images>), ...(Object.fromEntries(given) as Images) };
}

/** `docker.io/grafana/loki:3.7.6` in `example.com/mirror` is `example.com/mirror/grafana/loki:3.7.6`. */
function mirrored(image: string, registry: string): string {
  return `${registry}/${image.slice(image.indexOf('/') + 1)}`;
}
