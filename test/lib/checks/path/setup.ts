import { Manifests } from '../../../../lib/manifests/manifests';
import { PATH_RULES } from '../../../../lib/checks/path';
import type { Loose } from '../harness';
import type { Manifest } from '../../../../lib/manifests/manifest';

/** Findings of the rules about the path of a line, as `<id> <path>: <found>; <fix>`. */
export const found = (objects: Loose[]): string[] =>
  PATH_RULES.flatMap((rule) =>
    rule
      .check({ manifests: new Manifests(objects as Manifest[]) })
      .map(({ path, found: what, fix }) => `${rule.id} ${path}: ${what}; ${fix}`),
  );

/** The ids of their findings. */
export const ids = (objects: Loose[]): string[] => found(objects).map((finding) => finding.split(' ')[0] as string);

const workload = (kind: string, namespace: string, name: string, spec: Loose): Loose => ({
  apiVersion: 'apps/v1',
  kind,
  metadata: { name, namespace },
  spec: { selector: { matchLabels: { app: name } }, template: { metadata: { labels: { app: name } }, spec } },
});

const service = (namespace: string, name: string, port: number, targetPort: string | number): Loose => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name, namespace },
  spec: { selector: { app: name }, ports: [{ name: 'http', port, targetPort }] },
});

const configMap = (namespace: string, name: string, data: Record<string, string>): Loose => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace },
  data,
});

/** A gateway of another chart: one password file for all, and addresses in variables. */
export const NGINX = `
http {
  upstream reads { server loki-query-frontend.loki.svc.cluster.local:3100; }
  proxy_read_timeout 600; ## 10 minutes
  server {
    listen 8080;
    auth_basic           "Loki";
    auth_basic_user_file /etc/nginx/secrets/.htpasswd;
    location = / { return 200 'OK'; auth_basic off; }
    location = /loki/api/v1/push {
      set $backend "http://loki-distributor.loki.svc.cluster.local:3100";
      proxy_pass \${backend}$request_uri;
    }
    location ^~ /loki/api/v1/ { proxy_pass http://reads$request_uri; }
    location = /loki/api/v1/rules { proxy_pass http://loki-ruler.loki.svc.cluster.local:3100$request_uri; }
  }
}
`;

/** A Loki that lets a query run five minutes. */
export const LOKI = 'schema_config: {configs: []}\nlimits_config: {query_timeout: 300s}\ncommon: {}\n';

/** Differences from a setup whose parts agree. */
export interface Setup {
  /** Configuration of the gateway. */
  readonly nginx?: string;

  /** Configuration of Loki. */
  readonly loki?: string;

  /** Content of Alloy's endpoint. */
  readonly endpoint?: string;

  /** Fields of the datasource. */
  readonly datasource?: string;

  /** The gateway's password file. @default - unknown */
  readonly users?: string;
}

/** Alloy's endpoint. */
export const ENDPOINT = `
    url = "http://loki-gateway.loki/loki/api/v1/push"
    tenant_id = "foo"
    basic_auth {
      username = "loki"
      password = sys.env("PASSWORD")
    }
`;

/** Grafana's datasource. */
export const DATASOURCE = `
    url: http://loki-gateway.loki.svc.cluster.local
    basicAuth: true
    basicAuthUser: loki
    jsonData: {timeout: 300, httpHeaderName1: X-Scope-OrgId}
    secureJsonData: {basicAuthPassword: $PASSWORD, httpHeaderValue1: foo}
`;

/** Loki, a gateway, Alloy and a datasource of another chart. */
export const setup = ({
  nginx = NGINX,
  loki = LOKI,
  endpoint = ENDPOINT,
  datasource = DATASOURCE,
  users,
}: Setup): Loose[] => [
  configMap('loki', 'loki', { 'config.yaml': loki }),
  configMap('loki', 'loki-gateway', { 'nginx.conf': nginx }),
  ...(users === undefined
    ? []
    : [
        {
          apiVersion: 'v1',
          kind: 'Secret',
          metadata: { name: 'users', namespace: 'loki' },
          data: { '.htpasswd': Buffer.from(users).toString('base64') },
        },
      ]),
  workload('Deployment', 'loki', 'loki-gateway', {
    containers: [
      {
        name: 'nginx',
        ports: [{ name: 'http-metrics', containerPort: 8080 }],
        volumeMounts: [
          { name: 'config', mountPath: '/etc/nginx' },
          { name: 'users', mountPath: '/etc/nginx/secrets' },
        ],
      },
    ],
    volumes: [
      { name: 'config', configMap: { name: 'loki-gateway' } },
      { name: 'users', secret: { secretName: 'users' } },
    ],
  }),
  service('loki', 'loki-gateway', 80, 'http-metrics'),
  ...['loki-distributor', 'loki-query-frontend'].flatMap((name) => [
    workload('Deployment', 'loki', name, {
      containers: [
        { name: 'loki', image: 'grafana/loki:3.7.6', volumeMounts: [{ name: 'config', mountPath: '/etc/loki' }] },
      ],
      volumes: [{ name: 'config', configMap: { name: 'loki' } }],
    }),
    service('loki', name, 3100, 3100),
  ]),
  configMap('monitoring', 'alloy', {
    'config.alloy': `
loki.source.file "logs" {
  targets    = []
  forward_to = [loki.write.loki.receiver]
}
loki.write "loki" {
  endpoint {
${endpoint}
  }
}`,
  }),
  workload('DaemonSet', 'monitoring', 'alloy', {
    containers: [{ name: 'alloy', volumeMounts: [{ name: 'config', mountPath: '/etc/alloy' }] }],
    volumes: [{ name: 'config', configMap: { name: 'alloy' } }],
  }),
  configMap('monitoring', 'datasources', {
    'loki.yaml': `apiVersion: 1\ndatasources:\n  - name: Loki\n    type: loki${datasource}`,
  }),
];
