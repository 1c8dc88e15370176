import type { InputError } from '../../../charts/input/problems';
import { GrafanaApi } from '../../../bin/grafana/api';
import { GrafanaStandIn, TOKEN_OF_RIG } from './stand-in';

const LOKI = { uid: 'loki-prod_apps', fields: { uid: 'loki-prod_apps', type: 'loki', secureJsonData: { a: 'b' } } };
const FOLDER = { uid: 'loki-prod', title: 'Loki' };
const DASHBOARD = { uid: 'loki-prod_logs', json: '{"uid":"loki-prod_logs","id":7}' };

let grafana: GrafanaStandIn;
beforeEach(async () => (grafana = await GrafanaStandIn.start()));
afterEach(() => grafana.stop());

const said = async (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => '',
    (error: unknown) => (error as InputError).message,
  );

test('a datasource is added, and then changed, with its password', async () => {
  const api = new GrafanaApi(`${grafana.url}/`, ` ${TOKEN_OF_RIG}\n`);
  expect([await api.putDatasource(LOKI, 'first'), await api.putDatasource(LOKI, 'second')]).toEqual([
    'added',
    'changed',
  ]);
  expect(grafana.stored.get('/api/datasources/uid/loki-prod_apps')).toEqual({
    ...LOKI.fields,
    secureJsonData: { a: 'b', basicAuthPassword: 'second' },
  });
});

test('a datasource without a password gets none', async () => {
  const fields = { uid: 'prometheus-prod', type: 'prometheus' };
  await new GrafanaApi(grafana.url, TOKEN_OF_RIG).putDatasource({ uid: 'prometheus-prod', fields }, undefined);
  expect(grafana.stored.get('/api/datasources/uid/prometheus-prod')).toEqual(fields);
});

test('a dashboard is put into a folder that is made once, without the id of another Grafana', async () => {
  const api = new GrafanaApi(grafana.url, TOKEN_OF_RIG);
  for (const outcome of ['added', 'changed']) {
    await api.putFolder(FOLDER);
    expect(await api.putDashboard(DASHBOARD, FOLDER)).toBe(outcome);
  }
  expect(grafana.stored.get('/api/dashboards/uid/loki-prod_logs')).toEqual({
    dashboard: { uid: 'loki-prod_logs', id: null },
    folderUid: 'loki-prod',
    overwrite: true,
  });
  expect(grafana.asked.filter(({ method, path }) => method === 'POST' && path === '/api/folders')).toHaveLength(1);
});

describe('what Grafana refuses is told, without token and password', () => {
  test.each<[string, GrafanaStandIn['answer'], string, RegExp]>([
    [
      'a token that is not valid',
      undefined,
      'other',
      /answers GET with 401: Invalid API key; put a token that is valid/,
    ],
    [
      'a role that is too small',
      { status: 403, text: '{"message":"no\\npermissions"}' },
      TOKEN_OF_RIG,
      /with 403: no permissions; give the service account of the token the role Admin$/,
    ],
    ['a page', { status: 200, text: '<html>', type: 'text/html' }, TOKEN_OF_RIG, /answers with a page; write the URL/],
    [
      'an answer without words',
      { status: 502, text: 'x'.repeat(999) },
      TOKEN_OF_RIG,
      /with 502: x{200}; look at Grafana's log/,
    ],
  ])('%s', async (_what, answer, token, expected) => {
    grafana.answer = answer;
    const message = await said(new GrafanaApi(grafana.url, token).putDatasource(LOKI, 'the-password'));
    expect(message).toMatch(expected);
    expect(message).not.toMatch(/the-password|glsa_/);
  });

  test('a redirection is not followed', async () => {
    grafana.answer = { status: 302, text: '' };
    const message = await said(new GrafanaApi(grafana.url, TOKEN_OF_RIG).putFolder(FOLDER));
    expect(message).toContain('answers GET with 302; write the URL of Grafana itself');
  });

  test('nobody at the address', async () => {
    const message = await said(new GrafanaApi('http://127.0.0.1:1', TOKEN_OF_RIG).putFolder(FOLDER));
    expect(message).toMatch(/^http:\/\/127.0.0.1:1: does not answer: .*; check the URL, and the network between it/);
  });
});

describe('arguments', () => {
  test.each<[string, string, string]>([
    ['grafana', 'x', '--url: grafana is not a URL; write one such as https://g-'],
    ['ftp://grafana', 'x', '--url: ftp://grafana is not a URL with https; write one such as https://g-'],
    ['https://admin:secret@grafana', 'x', '--url: has more than a scheme, a host and a path'],
    ['http://grafana.example.com', 'x', '--url: http://grafana.example.com would send the token without TLS'],
    ['https://grafana', '', 'GRAFANA_SERVICE_ACCOUNT_TOKEN: empty; set it to the token'],
    ['https://grafana', 'glsa_secret\nx', 'GRAFANA_SERVICE_ACCOUNT_TOKEN: has a space, a line break or another'],
    ['https://grafana', 'glsa_secret…', 'GRAFANA_SERVICE_ACCOUNT_TOKEN: has a space, a line break or another'],
  ])('%s, %s', (url, token, expected) => {
    expect(() => new GrafanaApi(url, token)).toThrow(expected);
    expect(() => new GrafanaApi(url, token)).not.toThrow('secret');
  });
});
