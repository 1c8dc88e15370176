import { environment, library, lines } from '../../lib/app/loki-logging/doors';

test.each<[string, object, string[]]>([
  [
    'an image of no form',
    { images: { loki: 'https://x/loki 1' } },
    ["images.loki: https://x/loki 1 is not an image; write one such as 'docker.io/grafana/loki:3.7.6'"],
  ],
  [
    'an image of Loki 2',
    { images: { loki: 'docker.io/grafana/loki:2.9.8' } },
    [
      "images.loki: docker.io/grafana/loki:2.9.8 does not know the configuration, which is for Loki 3; use one such as 'docker.io/grafana/loki:3.7.6'",
    ],
  ],
  [
    'an image of Grafana 9',
    { images: { grafana: 'grafana/grafana-oss:9.5.2' } },
    [
      "images.grafana: grafana/grafana-oss:9.5.2 is older than Grafana 10, and its settings, datasources and dashboards are for later ones; use one such as 'docker.io/grafana/grafana:12.4.10'",
    ],
  ],
  [
    'an image of memcached 1.4',
    { images: { memcached: 'memcached:1.4.39-alpine' } },
    [
      "images.memcached: memcached:1.4.39-alpine does not know its flags, which are for memcached 1.5 and later; use one such as 'docker.io/library/memcached:1.6.39-alpine'",
    ],
  ],
  [
    'images of other programs',
    {
      images: {
        alloy: 'docker.io/grafana/promtail:3.0.0',
        grafana: 'grafana/loki',
        loki: 'mirror.example.com/grafana/loki-canary:3.7.6',
      },
    },
    [
      "images.loki: mirror.example.com/grafana/loki-canary:3.7.6 is an image of loki-canary; use one such as 'docker.io/grafana/loki:3.7.6'",
      "images.alloy: docker.io/grafana/promtail:3.0.0 is an image of promtail; use one such as 'docker.io/grafana/alloy:v1.18.1'",
      "images.grafana: grafana/loki is an image of loki; use one such as 'docker.io/grafana/grafana:12.4.10'",
    ],
  ],
  [
    'images of own registries, some with several programs in one repository',
    {
      images: {
        loki: 'registry.example.com:5000/platform/loki-fips:3.7.6',
        alloy: 'mirror.example.com/loki/agent',
        nginx: 'mirror.example.com/grafana:nginx-1.29',
        grafana: 'mirror.example.com/enterprise@sha256:' + 'a'.repeat(64),
      },
    },
    [],
  ],
  [
    'a tag or a digest without its image',
    { images: { loki: '3.7.6', alloy: 'v1.18.1', nginx: `sha256:${'a'.repeat(64)}` } },
    [
      "images.loki: 3.7.6 is a tag without its image; use one such as 'docker.io/grafana/loki:3.7.6'",
      "images.alloy: v1.18.1 is a tag without its image; use one such as 'docker.io/grafana/alloy:v1.18.1'",
      `images.nginx: sha256:${'a'.repeat(50)}… is a digest without its image; use one such as 'docker.io/nginxinc/nginx-unprivileged:1.29.8-alpine'`,
    ],
  ],
])('%s, through both doors', (_what, props, expected) => {
  expect(lines(environment(props))).toEqual(expected.map((line) => `environments.team.${line}`));
  expect(lines(() => library(props))).toEqual(expected.map((line) => `Stack/Logging.${line}`));
});
