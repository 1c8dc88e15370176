import { Duration } from 'cdk8s';
import { parse } from 'yaml';
import { makeCharts, objectOf } from '../../helpers/charts';

const provisioning = (...args: Parameters<typeof makeCharts>) =>
  parse(objectOf(makeCharts(...args), 'ConfigMap', 'loki-datasources-test').data['loki-test.yaml']);

describe('datasources', () => {
  test('one per tenant, each with its own header, name and uid', () => {
    const { datasources } = provisioning({ tenants: ['platform', 'apps'] });
    expect(datasources).toMatchObject([
      { name: 'Loki test platform', secureJsonData: { httpHeaderValue1: 'platform' } },
      { name: 'Loki test apps', secureJsonData: { httpHeaderValue1: 'apps' } },
    ]);
    expect(new Set(datasources.map((source: { uid: string }) => source.uid)).size).toBe(2);
  });

  test('an environment with one tenant has a datasource named after the environment', () => {
    expect(provisioning({ tenants: ['test'] }).datasources).toMatchObject([{ name: 'Loki test' }]);
  });

  describe('uid', () => {
    const uids = (...tenants: string[]) =>
      (provisioning({ tenants }).datasources as { uid: string }[]).map(({ uid }) => uid);

    test('names environment and tenant, and stays when tenants are added', () => {
      expect(uids('platform', 'team_a')).toEqual(['loki-test_platform', 'loki-test_team_a']);
      expect(uids('apps', 'platform')).toContain('loki-test_platform');
    });

    test.each([
      ['too long', 'a'.repeat(150)],
      ['with a character that Grafana refuses', 'a.b'],
      ['in upper case', 'Apps'],
    ])('of a tenant %s ends with a hash and fits Grafana’s 40 characters', (_case, tenant) => {
      expect(uids(tenant)[0]).toMatch(/^loki-test_[a-z0-9_-]+-[0-9a-f]{10}$/);
      expect(uids(tenant)[0]?.length).toBeLessThanOrEqual(40);
    });

    test.each([
      [['Apps', 'apps', 'APPS']],
      [['a.b', 'a-b', 'a!b', 'a_b']],
      [[`${'a'.repeat(40)}b`, `${'a'.repeat(40)}c`]],
    ])('%j do not collide, whatever the case', (tenants) => {
      const all = tenants.flatMap((tenant) => uids(tenant));
      expect(new Set(all.map((uid) => uid.toLowerCase())).size).toBe(tenants.length);
    });

    test('environments do not collide, even if their names and tenants join alike', () => {
      const uid = (environment: string, tenant: string) => {
        const charts = makeCharts({ tenants: [tenant] }, { environment });
        const file = objectOf(charts, 'ConfigMap', `loki-datasources-${environment}`).data[`loki-${environment}.yaml`];
        return parse(file).datasources[0].uid as string;
      };
      const all = [uid('prod', 'eu-apps'), uid('prod-eu', 'apps'), uid('prod.eu', 'apps'), uid('prod', 'eu_apps')];
      expect(new Set(all).size).toBe(4);
    });
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

  test('cannot be edited in Grafana, and those that leave the file are removed', () => {
    const { prune, datasources } = provisioning();
    expect(prune).toBe(true);
    for (const source of datasources) expect(source.editable).toBe(false);
  });

  test('wait exactly as long as Loki’s query timeout', () => {
    const [source] = provisioning({ queryTimeout: Duration.minutes(2) }).datasources;
    expect(source.jsonData.timeout).toBe(120);
  });

  test('show the chosen number of lines', () => {
    expect(provisioning().datasources[0].jsonData.maxLines).toBe(1000);
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

test('the namespace of a Grafana of the user’s gets no label of ours', () => {
  const namespace = objectOf(makeCharts({}, { grafanaNamespace: 'monitoring' }), 'Namespace', 'monitoring');
  expect(namespace.metadata).toEqual({
    name: 'monitoring',
    labels: { 'kubernetes.io/metadata.name': 'monitoring' },
  });
});
