import { Duration } from 'cdk8s';
import { parse } from 'yaml';
import { makeCharts, objectOf } from '../../helpers/charts';

const provisioning = (...args: Parameters<typeof makeCharts>) =>
  parse(objectOf(makeCharts(...args), 'ConfigMap', 'loki-datasources-test').data['loki-test.yaml']);

describe('datasources', () => {
  test('one a tenant, each with its own header, name and uid', () => {
    const { datasources } = provisioning({ tenants: ['platform', 'apps'] });
    expect(datasources).toMatchObject([
      { name: 'Loki test platform', secureJsonData: { httpHeaderValue1: 'platform' } },
      { name: 'Loki test apps', secureJsonData: { httpHeaderValue1: 'apps' } },
    ]);
    expect(new Set(datasources.map((source: { uid: string }) => source.uid)).size).toBe(2);
  });

  test('an environment with one tenant has a datasource named as the environment', () => {
    expect(provisioning({ tenants: ['test'] }).datasources).toMatchObject([{ name: 'Loki test' }]);
  });

  test('a uid stays what it is when tenants are added, and fits Grafana’s 40 characters', () => {
    const uid = (tenants: string[]) => provisioning({ tenants }).datasources[0].uid as string;
    expect(uid(['a', 'b'])).toBe(uid(['a']));
    expect(uid(['a'.repeat(150)])).toMatch(/^[a-z0-9-]{1,40}$/);
  });

  test('reach the gateway, never the push path, as the reader, with a password from a file', () => {
    const [source] = provisioning().datasources;
    expect(source).toMatchObject({
      type: 'loki',
      access: 'proxy',
      url: 'http://loki-gateway.loki.svc.cluster.local:8080',
      basicAuth: true,
      basicAuthUser: 'reader',
      jsonData: { httpHeaderName1: 'X-Scope-OrgID' },
      secureJsonData: { basicAuthPassword: '$__file{/etc/loki/credentials/reader-password}' },
    });
  });

  test('wait exactly as long as Loki lets a query run', () => {
    const [source] = provisioning({ queryTimeout: Duration.minutes(2) }).datasources;
    expect(source.jsonData.timeout).toBe(120);
  });

  test('show as many lines as asked for', () => {
    expect(provisioning({}, { maxLines: 5000 }).datasources[0].jsonData.maxLines).toBe(5000);
  });

  test('are found by the sidecar in the namespace of the user’s Grafana', () => {
    const { metadata } = objectOf(
      makeCharts({}, { grafanaNamespace: 'monitoring' }),
      'ConfigMap',
      'loki-datasources-test',
    );
    expect(metadata.namespace).toBe('monitoring');
    expect(metadata.labels).toMatchObject({ grafana_datasource: '1' });
  });
});

test('the namespace of a Grafana that is not ours gets no label but the one each has', () => {
  const namespace = objectOf(makeCharts({}, { grafanaNamespace: 'monitoring' }), 'Namespace', 'monitoring');
  expect(namespace.metadata).toEqual({
    name: 'monitoring',
    labels: { 'kubernetes.io/metadata.name': 'monitoring' },
  });
});
