import { KubernetesSecretCredentials } from '../../../../charts/endpoint/credentials/kubernetes-secret';
import type { DashboardsSettings } from '../../../../charts/grafana/dashboards/own/props';
import type { DatasourceSettings } from '../../../../charts/grafana/settings';
import { piecesOf } from '../../../../lib/delivery/manifest-pieces';
import { type KubernetesObject, makeCharts, objectsOf } from '../../../helpers/charts';

const OWN = { uid: 'Shop_1', title: 'Shop', panels: [{ type: 'text' }] };
const credentials = new KubernetesSecretCredentials({ secretName: 'mine' });

const dashboards = (
  settings: boolean | DashboardsSettings,
  grafanaDatasources?: DatasourceSettings,
): KubernetesObject[] =>
  objectsOf(makeCharts({ credentials }, { grafanaDatasources, grafanaDashboards: settings })).filter(
    ({ kind, metadata }) => kind === 'GrafanaDashboard' || metadata.name.startsWith('loki-dashboards'),
  );

test('by default there are none', () => {
  expect(dashboards(false)).toEqual([]);
});

describe('for a sidecar', () => {
  test('there is a ConfigMap for each subject, with the label that it looks for and a file for each dashboard', () => {
    const [lines, ...others] = dashboards(true);
    expect(others).toEqual([]);
    expect(lines?.metadata).toEqual({
      name: 'loki-dashboards-test-lines',
      namespace: 'grafana',
      labels: { grafana_dashboard: '1', 'app.kubernetes.io/managed-by': 'cdk-eks-loki' },
    });
    const names = Object.keys(lines?.data as object).sort();
    expect(names).toEqual(['events', 'logs', 'nodes'].map((name) => `loki-test_${name}.json`));
    for (const [name, json] of Object.entries(lines?.data as Record<string, string>)) {
      expect(`${(JSON.parse(json) as { uid: string }).uid}.json`).toBe(name);
    }
  });

  test('a folder is an annotation', () => {
    expect(dashboards({ folder: 'Logs' })[0]?.metadata.annotations).toEqual({ grafana_folder: 'Logs' });
  });

  test('with an empty choice there are only those of the user', () => {
    const names = dashboards({ only: [], own: [OWN] }).map(({ metadata }) => metadata.name);
    expect(names).toEqual([expect.stringMatching(/^loki-dashboards-test-own-[0-9a-f]{10}$/)]);
  });

  test('each dashboard of the user has a ConfigMap and a delivery of its own', () => {
    const all = dashboards({ only: ['logs'], own: [OWN, { ...OWN, uid: 'shop-2' }] });
    const names = all.map(({ metadata }) => metadata.name);
    expect(names).toEqual([
      'loki-dashboards-test-lines',
      expect.stringMatching(/^loki-dashboards-test-own-[0-9a-f]{10}$/),
      'loki-dashboards-test-own-shop-2',
    ]);
    expect(piecesOf(all).map(({ id, isPart }) => [id, isPart])).toEqual(
      names.map((name, index) => [`Dashboard-${name}`, index > 0]),
    );
  });
});

test('as files the ConfigMaps have no label by which a sidecar finds them', () => {
  const [files, sidecar] = [dashboards(true, { as: 'files' }), dashboards(true)];
  expect(files.map(({ data }) => data as unknown)).toEqual(sidecar.map(({ data }) => data as unknown));
  expect(files[0]?.metadata.labels).not.toHaveProperty('grafana_dashboard');
});

test('for the operator there is a resource for each dashboard, for the same instances as the datasources', () => {
  const settings: DatasourceSettings = { as: 'operator', instances: { team: 'logs' } };
  const all = dashboards({ only: ['logs', 'read'], folder: 'Logs', own: [OWN] }, settings);
  expect(all.map(({ metadata }) => metadata.name)).toEqual([
    'loki-test.logs',
    'loki-test.read',
    expect.stringMatching(/^loki-[0-9a-f]{10}$/),
  ]);
  const { spec } = all[1] as KubernetesObject;
  expect(spec).toEqual({
    instanceSelector: { matchLabels: { team: 'logs' } },
    folder: 'Logs',
    json: expect.stringContaining('"uid":"loki-test_read"') as string,
  });
  const [first, second] = piecesOf(all);
  expect([first?.id, second?.id, second?.isPart]).toEqual([
    'CustomResources',
    `CustomResources-${all[2]?.metadata.name}`,
    true,
  ]);
});
