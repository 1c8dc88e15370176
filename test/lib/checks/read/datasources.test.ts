import { datasources } from '../../../../lib/checks/read/datasources';
import { Manifests } from '../../../../lib/manifests/manifests';
import { type Loose, Parts } from '../harness';
import { type Manifest } from '../../../../lib/manifests/manifest';
import { UNKNOWN } from '../../../../lib/checks/read/configured';

const configMap = (data: Record<string, string>, kind = 'ConfigMap'): Loose => ({
  apiVersion: 'v1',
  kind,
  metadata: { name: 'some', namespace: 'some' },
  data,
});

describe('datasources', () => {
  const read = (text: string, kind?: string) =>
    datasources(new Manifests([configMap({ 'a.yaml': text }, kind)] as unknown as Manifest[]));

  test('ours', () => {
    const all = datasources(new Manifests(new Parts('prod').objects as Manifest[]));
    expect(all).toMatchObject([
      {
        path: 'ConfigMap grafana/loki-datasources-prod loki-prod.yaml datasources[0]',
        url: 'http://loki-gateway.loki.svc.cluster.local:8080',
        basicAuth: true,
        user: 'reader',
        otherAuth: false,
        headers: [{ name: 'x-scope-orgid', value: { value: 'platform' } }],
        passwords: [{ value: UNKNOWN }],
        timeoutSeconds: 300,
      },
      { headers: [{ value: { value: 'apps' } }] },
    ]);
  });

  test('datasources of other kinds keep their index, and are not read', () => {
    const text =
      'apiVersion: 1\ndatasources:\n- {type: prometheus}\n- {type: loki, url: $URL, jsonData: {timeout: "60"}}';
    expect(read(text)).toMatchObject([
      { path: 'ConfigMap some/some a.yaml datasources[1]', url: UNKNOWN, basicAuth: false, timeoutSeconds: 60 },
    ]);
  });

  test('those in a Secret, and in JSON', () => {
    const json = JSON.stringify({ apiVersion: 1, datasources: [{ type: 'loki', basicAuth: '$AUTH' }] });
    expect(read(Buffer.from(json).toString('base64'), 'Secret')).toMatchObject([
      { isSecret: true, basicAuth: UNKNOWN },
    ]);
    expect(read(JSON.stringify(JSON.parse(json), null, 2))).toHaveLength(1);
  });

  test.each([
    'datasources: {',
    'datasources: 1',
    'datasources:\n- 1\n- null',
    '- datasources: x',
    'datasources:\n- {type: loki, jsonData: 1, secureJsonData: []}',
  ])('does not throw at %s', (text) => {
    expect(() => read(text)).not.toThrow();
  });
});

describe('resources of the operator of Grafana', () => {
  const fields = {
    type: 'loki',
    url: 'http://loki',
    basicAuth: true,
    basicAuthUser: '${user}',
    secureJsonData: { basicAuthPassword: 'x' },
  };
  const read = (kind: string, spec: Loose) =>
    datasources(
      new Manifests([
        { apiVersion: 'grafana/v1', kind, metadata: { name: 'l', namespace: 'g' }, spec },
      ] as unknown as Manifest[]),
    );

  test('the datasource of a resource is read like those of files', () => {
    expect(read('GrafanaDatasource', { datasource: fields })).toMatchObject([
      {
        path: 'GrafanaDatasource g/l spec.datasource',
        ...{ url: 'http://loki', basicAuth: true, user: UNKNOWN, isSecret: false, isResource: true },
        passwords: [{ path: 'GrafanaDatasource g/l spec.datasource.secureJsonData.basicAuthPassword', value: 'x' }],
      },
    ]);
  });

  test('before version 5 a resource had several', () => {
    const spec = { name: 'l', datasources: [{ type: 'prometheus' }, fields] };
    expect(read('GrafanaDataSource', spec).map(({ path }) => path)).toEqual([
      'GrafanaDataSource g/l spec.datasources[1]',
    ]);
  });

  test.each([{}, { datasource: { type: 'tempo' } }, { datasource: 1 }, { datasources: {} }])('%j has none', (spec) => {
    expect(read('GrafanaDatasource', spec)).toEqual([]);
  });
});
