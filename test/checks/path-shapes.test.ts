import { Manifests } from '../../lib/checks/manifests';
import { PATH_RULES } from '../../lib/checks/path';
import type { Manifest } from '../../lib/checks/read/objects';
import { type Loose, Parts } from './harness';

const found = (objects: Loose[]): string[] =>
  PATH_RULES.flatMap((rule) =>
    rule
      .check({ manifests: new Manifests(objects as Manifest[]) })
      .map(({ path, found: what, fix }) => `${rule.id} ${path}: ${what}; ${fix}`),
  );

const ids = (objects: Loose[]): string[] => found(objects).map((finding) => finding.split(' ')[0] as string);

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

/** A gateway as others configure it: one password file for all, and addresses in variables. */
const NGINX = `
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

const LOKI = 'schema_config: {configs: []}\nlimits_config: {query_timeout: 300s}\ncommon: {}\n';

interface Setup {
  readonly nginx?: string;
  readonly loki?: string;
  readonly endpoint?: string;
  readonly datasource?: string;
  readonly users?: string;
}

const ENDPOINT = `
    url = "http://loki-gateway.loki/loki/api/v1/push"
    tenant_id = "foo"
    basic_auth {
      username = "loki"
      password = sys.env("PASSWORD")
    }
`;

const DATASOURCE = `
    url: http://loki-gateway.loki.svc.cluster.local
    basicAuth: true
    basicAuthUser: loki
    jsonData: {timeout: 300, httpHeaderName1: X-Scope-OrgId}
    secureJsonData: {basicAuthPassword: $PASSWORD, httpHeaderValue1: foo}
`;

const setup = ({ nginx = NGINX, loki = LOKI, endpoint = ENDPOINT, datasource = DATASOURCE, users }: Setup): Loose[] => [
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

describe('a gateway as others configure it', () => {
  test('nothing is found where all agree', () => {
    expect(found(setup({}))).toEqual([]);
    expect(found(setup({ users: 'loki:$apr1$x\nother:y' }))).toEqual([]);
  });

  test('a datasource with neither password nor tenant, the cause of many an empty Grafana', () => {
    const datasource = '\n    url: http://loki-gateway.loki.svc.cluster.local\n    jsonData: {timeout: 300}\n';
    expect(found(setup({ datasource }))).toEqual([
      'PATH-AUTH-1 ConfigMap monitoring/datasources loki.yaml datasources[0].basicAuth: not true, ' +
        'and the gateway asks for a password; use true, with a user of the gateway as basicAuthUser ' +
        'and its password as secureJsonData.basicAuthPassword',
      'PATH-TENANT-4 ConfigMap monitoring/datasources loki.yaml datasources[0].jsonData.httpHeaderName1: missing, ' +
        'and Loki has auth_enabled: true; use X-Scope-OrgID, with the tenant as httpHeaderValue1',
    ]);
  });

  test('users are read from the Secret that is mounted there', () => {
    expect(ids(setup({ users: 'writer:x' }))).toEqual(['PATH-USER-1', 'PATH-USER-2']);
  });

  test('a gateway that names the tenant itself, or a Loki without tenants, asks nobody for one', () => {
    const endpoint = ENDPOINT.replace('tenant_id = "foo"', '');
    const datasource = DATASOURCE.replace(', httpHeaderName1: X-Scope-OrgId', '');
    expect(ids(setup({ endpoint, datasource }))).toEqual(['PATH-TENANT-4', 'PATH-TENANT-4']);
    const nginx = NGINX.replace('listen 8080;', 'listen 8080; proxy_set_header X-Scope-OrgID $remote_user;');
    expect(found(setup({ endpoint, datasource, nginx }))).toEqual([]);
    expect(found(setup({ endpoint, datasource, loki: `${LOKI}auth_enabled: false\n` }))).toEqual([]);
    expect(found(setup({ endpoint, datasource, loki: `${LOKI}auth_enabled: \${AUTH}\n` }))).toEqual([]);
  });

  test('a header names the tenant as well as tenant_id', () => {
    const header = (value: string) => ENDPOINT.replace('tenant_id = "foo"', `headers = { "X-Scope-OrgId" = ${value} }`);
    expect(found(setup({ endpoint: header('"foo"') }))).toEqual([]);
    expect(found(setup({ endpoint: header('sys.env("TENANT")') }))).toEqual([]);
    expect(ids(setup({ endpoint: header('"bar"') }))).toEqual(['PATH-TENANT-3']);
  });

  test('any other proof of who it is counts, and so does none where none is asked for', () => {
    const bare = ENDPOINT.replace(/basic_auth[^}]*\}/, '');
    expect(ids(setup({ endpoint: bare }))).toEqual(['PATH-AUTH-1']);
    expect(found(setup({ endpoint: `${bare}bearer_token_file = "/var/run/secrets/token"\n` }))).toEqual([]);
    expect(found(setup({ endpoint: bare, nginx: NGINX.replace('"Loki"', 'off') }))).toEqual([]);
    expect(found(setup({ endpoint: bare, nginx: NGINX.replace('listen', 'satisfy any; listen') }))).toEqual([]);
  });

  test('passwords in URLs and headers are found and not shown', () => {
    const endpoint = ENDPOINT.replace('http://', 'http://loki:hunter2@').replace('/push', '');
    const findings = found(setup({ endpoint }));
    expect(findings.join()).not.toContain('hunter2');
    expect(findings.map((finding) => finding.split(' ')[0])).toEqual(['PATH-URL-1', 'PATH-PASSWORD-3']);
    const header = `${ENDPOINT}headers = { "Authorization" = "Basic aHVudGVyMg==" }\n`;
    expect(ids(setup({ endpoint: header }))).toEqual(['PATH-PASSWORD-3']);
  });

  test.each(['$PASSWORD', '${PASSWORD}', '$__file{/run/secrets/loki}', '<path:vault#loki>'])(
    '%s is no password',
    (text) => {
      expect(found(setup({ datasource: DATASOURCE.replace('$PASSWORD', `"${text}"`) }))).toEqual([]);
    },
  );

  test('a datasource that is a Secret may hold its password', () => {
    const objects = setup({ datasource: DATASOURCE.replace('$PASSWORD', 'hunter2') });
    expect(ids(objects)).toEqual(['PATH-PASSWORD-3']);
    const datasource = objects.at(-1) as Loose;
    datasource['kind'] = 'Secret';
    datasource['stringData'] = datasource['data'];
    delete datasource['data'];
    expect(found(objects)).toEqual([]);
  });

  test('locations that neither lines nor queries take may lead to what is switched off', () => {
    expect(found(setup({}))).toEqual([]);
    expect(ids(setup({ nginx: NGINX.replace('loki-query-frontend.loki', 'loki-read.loki') }))).toEqual(['PATH-URL-4']);
  });

  test("Grafana's own timeout counts where a datasource has none", () => {
    const datasource = DATASOURCE.replace('timeout: 300, ', '');
    expect(ids(setup({ datasource }))).toEqual(['PATH-TIMEOUT-2']);
    expect(found(setup({ datasource, loki: LOKI.replace('300s', '30s') }))).toEqual([]);
    expect(ids(setup({ nginx: NGINX.replace('proxy_read_timeout 600;', '') }))).toEqual(['PATH-TIMEOUT-1']);
  });

  test('a longer timeout of one tenant is for its datasource and the gateway', () => {
    const objects = setup({ nginx: NGINX.replace('600', '300') });
    (objects[0] as Loose)['data']['runtime.yaml'] = 'overrides: {foo: {query_timeout: 10m}}\n';
    expect(ids(objects)).toEqual(['PATH-TIMEOUT-1', 'PATH-TIMEOUT-2']);
  });
});

describe('nothing is said of what cannot be told', () => {
  test('hosts outside, and namespaces in which no Loki runs here', () => {
    for (const host of ['https://loki.example.com', 'http://loki.other.svc:3100', 'http://10.0.0.1', 'http://loki']) {
      expect(
        found(
          setup({ endpoint: ENDPOINT.replace('http://loki-gateway.loki', host), datasource: `\n    url: ${host}` }),
        ),
      ).toEqual([]);
    }
  });

  test('texts that somebody fills in, and expressions', () => {
    for (const url of ['"http://${HOST}/push"', 'sys.env("URL")', '"{{ .Values.url }}"']) {
      expect(found(setup({ endpoint: `url = ${url}` }))).toEqual([]);
    }
  });

  test('one chart alone', () => {
    const objects = setup({});
    const isAlloy = ({ metadata }: Loose) => metadata.namespace === 'monitoring';
    expect(found(objects.filter(isAlloy))).toEqual([]);
    expect(found(objects.filter((object) => !isAlloy(object)))).toEqual([]);
    expect(found([])).toEqual([]);
  });

  test('objects without a namespace are in whichever it is', () => {
    const objects = setup({ users: 'writer:x' });
    for (const { metadata } of objects) delete metadata.namespace;
    expect(ids(objects)).toEqual(['PATH-USER-1', 'PATH-USER-2']);
  });

  test('fields of a wrong shape', () => {
    const junk = [null, undefined, 0, 'x', true, [], {}, [null], { x: null }];
    const mutate = (value: unknown, pick: () => number): unknown => {
      if (typeof value !== 'object' || value === null || pick() % 40 === 0) return junk[pick() % junk.length];
      if (Array.isArray(value)) return value.map((item) => (pick() % 12 === 0 ? mutate(item, pick) : item));
      return Object.fromEntries(
        Object.entries(value).map(([key, item]) => [
          key,
          pick() % 12 === 0 ? mutate(item, pick) : mutateWithin(item, pick),
        ]),
      );
    };
    const mutateWithin = (value: unknown, pick: () => number): unknown =>
      typeof value === 'object' && value !== null ? mutate(value, pick) : value;
    const objects = [...setup({ users: 'loki:x' }), ...new Parts('prod').objects];
    for (let seed = 1; seed <= 10; seed += 1) {
      let state = seed;
      const pick = () => (state = (state * 48271) % 2147483647);
      const broken = objects.map((object) => ({
        ...(mutateWithin(structuredClone(object), pick) as Loose),
        kind: object['kind'],
        metadata: object['metadata'],
      }));
      expect(() => found(broken)).not.toThrow();
    }
  });
});

describe('network policies', () => {
  const ingress = (from: Loose[] | undefined, extra: Loose = {}): Loose => ({
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: 'gateway', namespace: 'loki' },
    spec: { podSelector: { matchLabels: { app: 'loki-gateway' } }, ingress: [{ ...(from ? { from } : {}), ...extra }] },
  });
  const named = (namespace: string): Loose => ({
    namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } },
  });

  test.each<[string, Loose, boolean]>([
    ['another namespace', ingress([named('grafana')]), true],
    ['its own namespace', ingress([{ podSelector: {} }]), true],
    ['other pods', ingress([{ ...named('monitoring'), podSelector: { matchLabels: { app: 'grafana' } } }]), true],
    ['the port of the Service', ingress([named('monitoring')], { ports: [{ port: 80 }] }), true],
    ['a name no port has', ingress([named('monitoring')], { ports: [{ port: 'http' }] }), true],
    ['another protocol', ingress(undefined, { ports: [{ port: 8080, protocol: 'UDP' }] }), true],
    ['its namespace', ingress([named('grafana'), named('monitoring')]), false],
    ['its pods', ingress([{ ...named('monitoring'), podSelector: { matchLabels: { app: 'alloy' } } }]), false],
    ['everybody', ingress(undefined), false],
    ['all namespaces', ingress([{ namespaceSelector: {} }]), false],
    ['a range of ports', ingress(undefined, { ports: [{ port: 8000, endPort: 9000 }] }), false],
    ['the port by its name', ingress(undefined, { ports: [{ port: 'http-metrics' }] }), false],
    ['addresses', ingress([{ ipBlock: { cidr: '10.0.0.0/8' } }]), false],
    ['namespaces by labels nobody knows', ingress([{ namespaceSelector: { matchLabels: { team: 'x' } } }]), false],
  ])('what lets in %s', (_, policy, isFound) => {
    expect(ids([...setup({}), policy])).toEqual(isFound ? ['PATH-POLICY-1'] : []);
  });

  test('a second policy may let in what the first does not', () => {
    expect(found([...setup({}), ingress([named('grafana')]), ingress([named('monitoring')])])).toEqual([]);
  });

  test('policies of other kinds may let in, too', () => {
    const cilium = { apiVersion: 'cilium.io/v2', kind: 'CiliumNetworkPolicy', metadata: { name: 'x' } };
    expect(found([...setup({}), ingress([named('grafana')]), cilium])).toEqual([]);
  });
});
