import { parse } from 'yaml';
import { KubernetesSecretCredentials } from '../../../charts/endpoint/credentials/kubernetes-secret';
import type { DatasourceSettings } from '../../../charts/grafana/settings';
import { makeCharts, objectOf, objectsOf } from '../../helpers/charts';

type Loki = Parameters<typeof makeCharts>[0];

const charts = (grafanaDatasources?: DatasourceSettings, loki: Loki = {}) =>
  makeCharts({ alertmanagerUrl: 'http://alertmanager.monitoring:9093', ...loki }, { grafanaDatasources });

const provisioned = (settings?: DatasourceSettings, loki?: Loki) => {
  const { data } = objectOf(charts(settings, loki), 'ConfigMap', 'loki-datasources-test');
  return (parse(data['loki-test.yaml'] as string) as { datasources: Record<string, Record<string, unknown>>[] })
    .datasources;
};

describe('as files', () => {
  test('the ConfigMap has the same file, and no label by which a sidecar finds it', () => {
    const [files, sidecar] = [charts({ as: 'files' }), charts()].map((each) =>
      objectOf(each, 'ConfigMap', 'loki-datasources-test'),
    );
    expect(files?.data).toEqual(sidecar?.data);
    expect(files?.metadata.labels).not.toHaveProperty('grafana_datasource');
  });
});

describe('as resources of the operator', () => {
  const credentials = new KubernetesSecretCredentials({ secretName: 'mine' });
  const resources = (settings: DatasourceSettings = {}, loki: Loki = {}) =>
    objectsOf(charts({ as: 'operator', ...settings }, { credentials, ...loki })).filter(
      ({ kind }) => kind === 'GrafanaDatasource',
    ) as unknown as { metadata: { name: string }; spec: Record<string, unknown> }[];

  test('there is one for each datasource, with the password from the Secret of Grafana’s namespace', () => {
    const [platform, apps, ...others] = resources();
    expect(others).toEqual([]);
    expect(apps?.metadata.name).toBe('loki-test.apps');
    expect(platform?.spec).toEqual({
      instanceSelector: { matchLabels: { dashboards: 'grafana' } },
      datasource: {
        ...provisioned()[0],
        secureJsonData: { basicAuthPassword: '${reader-password}', httpHeaderValue1: 'platform' },
      },
      valuesFrom: [
        {
          targetPath: 'secureJsonData.basicAuthPassword',
          valueFrom: { secretKeyRef: { name: 'mine', key: 'reader-password' } },
        },
      ],
    });
  });

  test('there is no provisioning file, and the labels of instances are the user’s', () => {
    const made = charts({ as: 'operator', instances: { team: 'logs' } }, { credentials });
    expect(objectsOf(made).filter(({ metadata }) => metadata.name.startsWith('loki-datasources'))).toEqual([]);
    expect(resources({ instances: { team: 'logs' } })[0]?.spec).toMatchObject({
      instanceSelector: { matchLabels: { team: 'logs' } },
    });
  });

  test('names are those of Kubernetes, and distinct, for any tenant', () => {
    const names = resources({}, { tenants: ['a_b', 'a-b', 'a_-b', 'Apps', '_a'] }).map(({ metadata }) => metadata.name);
    expect(new Set(names).size).toBe(5);
    for (const name of names) expect(name).toMatch(/^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/);
  });

  test('dollars stand for themselves: nothing but the password is a variable', () => {
    const [one] = resources({ traces: { uid: 'tempo', pattern: 'id=(\\w+)$' } });
    expect(one?.spec).toMatchObject({
      datasource: { jsonData: { derivedFields: [{ matcherRegex: 'id=(\\w+)$', url: '${__value.raw}' }] } },
    });
  });
});

describe('traces', () => {
  test.each([
    [
      { uid: 'tempo' },
      { matcherType: 'label', matcherRegex: 'trace_id', datasourceUid: 'tempo', url: '$${__value.raw}' },
    ],
    [
      { uid: 'tempo', field: 'traceID' },
      { matcherType: 'label', matcherRegex: 'traceID' },
    ],
    [
      { url: 'https://x.example.com/t/${__value.raw}', pattern: 'trace=(\\w+)$' },
      { matcherType: 'regex', matcherRegex: 'trace=(\\w+)$$', url: 'https://x.example.com/t/$${__value.raw}' },
    ],
  ])('%j: every Loki datasource has the link, in which a dollar is written twice', (traces, field) => {
    for (const source of provisioned({ traces })) {
      expect(source['jsonData']?.['derivedFields']).toMatchObject([field]);
    }
  });
});

describe('the Alertmanager of the ruler', () => {
  test('is a datasource, to which those of Loki refer', () => {
    const all = provisioned({ alertmanager: true });
    expect(all.map(({ type }) => type)).toEqual(['loki', 'loki', 'alertmanager']);
    expect(all[2]).toMatchObject({
      ...{ uid: 'alertmanager-test', url: 'http://alertmanager.monitoring:9093', editable: false },
      jsonData: { implementation: 'prometheus' },
    });
    expect(all[2]).not.toHaveProperty('secureJsonData');
    expect(all[0]?.['jsonData']).toMatchObject({ manageAlerts: true, alertmanagerUid: 'alertmanager-test' });
  });

  test('is none by default', () => {
    expect(provisioned().map(({ type }) => type)).toEqual(['loki', 'loki']);
  });
});
