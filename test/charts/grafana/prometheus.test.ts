import { parse } from 'yaml';
import { prometheusUid } from '../../../charts/grafana/prometheus';
import type { DatasourceSettings } from '../../../charts/grafana/settings';
import { makeCharts, objectOf } from '../../helpers/charts';

const WORKSPACE = 'arn:aws:aps:eu-west-1:111122223333:workspace/ws-0a1b2c3d-0000-4000-8000-00000000000a';
const URL = 'https://aps-workspaces.eu-west-1.amazonaws.com/workspaces/ws-0a1b2c3d-0000-4000-8000-00000000000a';

type Rest = Parameters<typeof makeCharts>[1];

/** The datasource of Prometheus; undefined without one. */
function datasource(prometheus: DatasourceSettings['prometheus'], rest: Rest = {}) {
  const made = makeCharts({}, { ...rest, grafanaDatasources: { ...rest?.grafanaDatasources, prometheus } });
  const { data } = objectOf(made, 'ConfigMap', 'loki-datasources-test');
  const { datasources } = parse(data['loki-test.yaml'] as string) as { datasources: Record<string, unknown>[] };
  return datasources.find(({ uid }) => uid === prometheusUid('test'));
}

test('a Prometheus is a datasource by its URL, with the interval of scraping', () => {
  expect(datasource({ url: 'http://prometheus.monitoring:9090' })).toEqual({
    name: 'Prometheus test',
    uid: 'prometheus-test',
    type: 'prometheus',
    access: 'proxy',
    url: 'http://prometheus.monitoring:9090',
    editable: false,
    jsonData: { httpMethod: 'POST' },
  });
  const monitoring = { from: 'prometheus-operator' as const, namespace: 'monitoring', interval: '30s' };
  expect(datasource({ url: 'http://prometheus.monitoring:9090' }, { monitoring })).toMatchObject({
    jsonData: { timeInterval: '30s' },
  });
  expect(datasource(false)).toBeUndefined();
});

test('a workspace needs a plugin in a Grafana of yours, and none in ours', () => {
  const signed = { sigV4Auth: true, sigV4AuthType: 'default', sigV4Region: 'eu-west-1' };
  expect(datasource({ workspaceArn: WORKSPACE })).toMatchObject({
    type: 'grafana-amazonprometheus-datasource',
    url: URL,
    jsonData: signed,
  });
  expect(datasource({ workspaceArn: WORKSPACE }, { grafanaDeploy: true })).toMatchObject({
    type: 'prometheus',
    url: URL,
    jsonData: signed,
  });
});

test('true is the workspace that the metrics are written to', () => {
  const monitoring = {
    from: 'alloy' as const,
    remoteWrite: { workspaceArn: WORKSPACE },
    roleArn: 'arn:aws:iam::111122223333:role/metrics',
  };
  expect(datasource(true, { monitoring })).toMatchObject({ url: URL, jsonData: { timeInterval: '60s' } });
});
