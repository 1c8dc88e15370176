import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { grafana } from '../../../bin/commands/grafana';
import type { AwsRunner } from '../../../bin/smoke/password';
import { eksLoki, environmentsFile, withoutAws, workFolder } from '../../helpers/cli';
import { GrafanaStandIn, TOKEN_OF_RIG } from '../grafana/stand-in';

jest.setTimeout(60_000);

const CERTIFICATE = 'arn:aws:acm:us-east-1:111122223333:certificate/1234abcd-12ab-34cd-56ef-1234567890ab';
const FILE = environmentsFile(`{
  prod: {
    account: '111122223333', region: 'us-east-1', cluster: { create: {} }, volume: '5 GB/day',
    tenants: ['platform', 'apps'], expose: { host: 'loki.example.com', certificateArn: '${CERTIFICATE}' },
    grafana: { dashboards: true },
  },
  dev: { account: '111122223333', region: 'us-east-1', cluster: { create: {} }, volume: '5 GB/day' },
  shop: {
    account: '111122223333', region: 'us-east-1', tenants: ['apps'], loki: { of: 'prod' },
    cluster: { existing: { name: 'shop', oidcIssuer: 'https://oidc.eks.us-east-1.amazonaws.com/id/0123456789ABCDEF0123456789ABCDEF' } },
  },
}`);

const run = (folder: string, ...args: string[]) => {
  const { status, stdout, stderr } = eksLoki(
    ['grafana', ...args, '--environments', 'environments.ts'],
    folder,
    withoutAws({ COLUMNS: '1000' }),
  );
  return { status, stdout, stderr };
};

describe('dashboards as files', () => {
  test('are whole, a file each, and replace those of an earlier run', () => {
    const folder = workFolder(FILE);
    const { status, stdout } = run(folder, 'prod', '--output', 'dashboards');
    const files = () => readdirSync(join(folder, 'dashboards')).filter((name) => name.endsWith('.json'));
    expect({ status, stdout }).toEqual({ status: 0, stdout: `${files().length} dashboards: dashboards\n` });
    expect(files()).toContain('loki-prod_logs.json');
    for (const file of files()) {
      const { uid } = JSON.parse(readFileSync(join(folder, 'dashboards', file), 'utf8')) as { uid: string };
      expect(`${uid}.json`).toBe(file);
    }
    writeFileSync(join(folder, 'dashboards/mine.json'), '{}');
    const before = files();
    expect(run(folder, 'prod', '--output', 'dashboards').status).toBe(0);
    expect(files()).toEqual(before);
  });

  test.each<[string[], number, string]>([
    [
      ['dev', '--output', 'x'],
      1,
      'error environments.dev.grafana.dashboards: is off; write grafana: { dashboards: true }',
    ],
    [
      ['shop', '--output', 'x'],
      1,
      'error environments.shop.loki: its Loki is that of prod, which has the datasources; name prod',
    ],
    [['prod'], 2, 'error eks-loki grafana: has nothing to do; write --url'],
    [['prod', '--url', 'https://grafana.example.com'], 1, 'error GRAFANA_SERVICE_ACCOUNT_TOKEN: not set; set it'],
  ])('%j is refused', (args, code, expected) => {
    const { status, stdout, stderr } = run(workFolder(FILE), ...args);
    expect({ status, stdout }).toEqual({ status: code, stdout: '' });
    expect(stderr).toContain(expected);
  });
});

describe('a Grafana elsewhere', () => {
  let server: GrafanaStandIn;
  const { GRAFANA_SERVICE_ACCOUNT_TOKEN } = process.env;
  const printed = jest.spyOn(console, 'log').mockImplementation();

  beforeEach(async () => {
    server = await GrafanaStandIn.start();
    process.env.GRAFANA_SERVICE_ACCOUNT_TOKEN = TOKEN_OF_RIG;
    printed.mockClear();
  });
  afterEach(async () => {
    await server.stop();
    if (GRAFANA_SERVICE_ACCOUNT_TOKEN === undefined) delete process.env.GRAFANA_SERVICE_ACCOUNT_TOKEN;
    else process.env.GRAFANA_SERVICE_ACCOUNT_TOKEN = GRAFANA_SERVICE_ACCOUNT_TOKEN;
  });

  /** The AWS CLI, which has the secret of the reader. */
  const aws: AwsRunner = (args) =>
    Promise.resolve(
      args.includes('loki/prod/reader')
        ? { status: 0, stdout: '{"password":"of-reader"}\n', stderr: '' }
        : { status: 1, stdout: '', stderr: 'no such secret' },
    );
  const bring = (name: string) =>
    grafana({ name, file: join(workFolder(FILE), 'environments.ts'), url: server.url }, aws);

  test('gets a datasource of each tenant at the door, with the password of the reader, and the dashboards', async () => {
    await bring('prod');
    expect(server.stored.get('/api/datasources/uid/loki-prod_apps')).toMatchObject({
      name: 'Loki prod apps',
      type: 'loki',
      url: 'https://loki.example.com',
      basicAuthUser: 'reader',
      jsonData: { httpHeaderName1: 'X-Scope-OrgID' },
      secureJsonData: { httpHeaderValue1: 'apps', basicAuthPassword: 'of-reader' },
    });
    const kinds = (part: string) => [...server.stored.keys()].filter((path) => path.startsWith(`/api/${part}/`));
    expect(kinds('datasources')).toHaveLength(2);
    expect(server.stored.get('/api/folders/loki-prod')).toEqual({ uid: 'loki-prod', title: 'Loki' });
    expect(kinds('dashboards').length).toBeGreaterThan(1);
    const lines = printed.mock.calls.map(([line]) => String(line));
    expect(lines).toContain('added datasource loki-prod_apps');
    expect(lines.join('\n')).not.toMatch(/of-reader|glsa_/);

    printed.mockClear();
    await bring('prod');
    expect(new Set(printed.mock.calls.map(([line]) => String(line).split(' ')[0]))).toEqual(new Set(['changed']));
  });

  test('gets nothing of an environment that it cannot reach', async () => {
    await expect(bring('dev')).rejects.toThrow('environments.dev.expose: missing, so no Grafana outside the cluster');
    expect(server.asked).toEqual([]);
  });
});
