import { type Loose, Parts } from '../harness';
import { DATASOURCE, ENDPOINT, found, ids, LOKI, NGINX, setup } from './setup';

test.each(['dev', 'prod', 'training-on-eks'] as const)('%s has no findings', (name) => {
  expect(found(new Parts(name).objects)).toEqual([]);
});

describe('a gateway of another chart', () => {
  test('a consistent setup has no findings', () => {
    expect(found(setup({}))).toEqual([]);
    expect(found(setup({ users: 'loki:$apr1$x\nother:y' }))).toEqual([]);
  });

  test('a datasource without password and tenant, a common cause of an empty Grafana', () => {
    const datasource = '\n    url: http://loki-gateway.loki.svc.cluster.local\n    jsonData: {timeout: 300}\n';
    expect(found(setup({ datasource }))).toEqual([
      'PATH-AUTH-1 ConfigMap monitoring/datasources loki.yaml datasources[0].basicAuth: not true, ' +
        'but the gateway requires a password; use true, with a user of the gateway as basicAuthUser ' +
        'and its password as secureJsonData.basicAuthPassword',
      'PATH-TENANT-4 ConfigMap monitoring/datasources loki.yaml datasources[0].jsonData.httpHeaderName1: missing, ' +
        'but Loki has auth_enabled: true; use X-Scope-OrgID, with the tenant as httpHeaderValue1',
    ]);
  });

  test('users are read from the mounted Secret', () => {
    expect(ids(setup({ users: 'writer:x' }))).toEqual(['PATH-USER-1', 'PATH-USER-2']);
  });

  test('a gateway that sets the tenant itself, or a Loki without tenants, requires none', () => {
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

  test('any other authentication is accepted, and none if none is required', () => {
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
    '%s is not a password',
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

  test('locations without lines and queries may lead to missing Services', () => {
    expect(found(setup({}))).toEqual([]);
    expect(ids(setup({ nginx: NGINX.replace('loki-query-frontend.loki', 'loki-read.loki') }))).toEqual(['PATH-URL-4']);
  });

  test("Grafana's own timeout counts where a datasource has none", () => {
    const datasource = DATASOURCE.replace('timeout: 300, ', '');
    expect(ids(setup({ datasource }))).toEqual(['PATH-TIMEOUT-2']);
    expect(found(setup({ datasource, loki: LOKI.replace('300s', '30s') }))).toEqual([]);
    expect(ids(setup({ nginx: NGINX.replace('proxy_read_timeout 600;', '') }))).toEqual(['PATH-TIMEOUT-1']);
  });

  test('a longer timeout of one tenant applies to its datasource and to the gateway', () => {
    const objects = setup({ nginx: NGINX.replace('600', '300') });
    (objects[0] as Loose)['data']['runtime.yaml'] = 'overrides: {foo: {query_timeout: 10m}}\n';
    expect(ids(objects)).toEqual(['PATH-TIMEOUT-1', 'PATH-TIMEOUT-2']);
  });
});

describe('no findings about unknown values:', () => {
  test('hosts outside the cluster, and namespaces without Loki in these manifests', () => {
    for (const host of ['https://loki.example.com', 'http://loki.other.svc:3100', 'http://10.0.0.1', 'http://loki']) {
      expect(
        found(
          setup({ endpoint: ENDPOINT.replace('http://loki-gateway.loki', host), datasource: `\n    url: ${host}` }),
        ),
      ).toEqual([]);
    }
  });

  test('placeholders and expressions', () => {
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

  test('objects without a namespace may be in any', () => {
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
